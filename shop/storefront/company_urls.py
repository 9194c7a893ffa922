"""Addresses of a company's pages: part of ``shop.storefront.urls``."""

from django.urls import path

from shop.storefront.views import approvals, companies, company_members

urlpatterns = [
    path("account/company/", companies.overview, name="company"),
    path("account/company/orders/", companies.orders, name="company-orders"),
    path("account/company/prices/", companies.prices, name="company-prices"),
    path("account/company/members/", company_members.members, name="company-members"),
    path(
        "account/company/members/<slug:public_id>/role/",
        company_members.change_role,
        name="company-role",
    ),
    path(
        "account/company/members/<slug:public_id>/remove/",
        company_members.remove,
        name="company-member-remove",
    ),
    path(
        "account/company/invitations/<slug:public_id>/withdraw/",
        company_members.withdraw_invitation,
        name="company-invitation-withdraw",
    ),
    path("account/company/approvals/", approvals.overview, name="approvals"),
    path("account/company/approvals/<slug:public_id>/", approvals.detail, name="approval"),
    path(
        "account/company/approvals/<slug:public_id>/approve/",
        approvals.say_yes,
        name="approval-yes",
    ),
    path(
        "account/company/approvals/<slug:public_id>/decline/", approvals.say_no, name="approval-no"
    ),
    path(
        "account/company/approvals/<slug:public_id>/take-back/",
        approvals.take_back,
        name="approval-take-back",
    ),
    path("company/join/<str:key>/", companies.join, name="company-join"),
]
