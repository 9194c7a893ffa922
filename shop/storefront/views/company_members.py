"""Who belongs to a company: seen by its members, looked after by its administrators."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.companies.invitations import open_invitations, withdraw
from accounts.companies.members import administers, members_of, remove_member, set_role
from accounts.models import Company, CompanyRole, Customer
from foundation import clock
from foundation.refusals import Refusal
from orders.companies.news import send_invitation
from shop.storefront.company_forms import InvitationForm, RoleForm
from shop.storefront.company_pages import for_members, show
from shop.storefront.members import tell


@for_members
@require_http_methods(["GET", "HEAD", "POST"])
def members(request: HttpRequest, customer: Customer, company: Company) -> HttpResponse:
    """All of them; administrators also ask others to join."""
    form = InvitationForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            send_invitation(
                company=company,
                email=form.cleaned_data["email"],
                role=CompanyRole(form.cleaned_data["role"]),
                actor=customer,
                language=get_language() or "",
            )
        except Refusal as refusal:
            tell(form, refusal)
        else:
            messages.success(request, _("The invitation is on its way."))
            return redirect("storefront:company-members")
    is_admin = administers(customer)
    context = {
        "members": members_of(company),
        "roles": CompanyRole.choices,
        "invitations": open_invitations(company) if is_admin else (),
        "now": clock.now(),
        "form": form,
    }
    return show(request, customer, company, "company_members", context)


@for_members
@require_POST
def change_role(
    request: HttpRequest, customer: Customer, company: Company, public_id: str
) -> HttpResponse:
    form = RoleForm(request.POST)
    member = get_object_or_404(members_of(company), public_id=public_id)
    if not form.is_valid():
        messages.error(request, _("Choose a role."))
        return redirect("storefront:company-members")
    try:
        set_role(member=member, role=CompanyRole(form.cleaned_data["role"]), actor=customer)
    except Refusal as refusal:
        messages.error(request, refusal.message)
    else:
        messages.success(request, _("The role is changed."))
    return redirect("storefront:company-members")


@for_members
@require_POST
def remove(
    request: HttpRequest, customer: Customer, company: Company, public_id: str
) -> HttpResponse:
    """Let a member go; one's own row is the way to leave."""
    member = get_object_or_404(members_of(company), public_id=public_id)
    try:
        remove_member(member=member, actor=customer)
    except Refusal as refusal:
        messages.error(request, refusal.message)
        return redirect("storefront:company-members")
    if member.pk == customer.pk:
        messages.success(request, _("You buy for this company no more."))
        return redirect("storefront:account")
    messages.success(request, _("They buy for the company no more."))
    return redirect("storefront:company-members")


@for_members
@require_POST
def withdraw_invitation(
    request: HttpRequest, customer: Customer, company: Company, public_id: str
) -> HttpResponse:
    invitation = get_object_or_404(open_invitations(company), public_id=public_id)
    try:
        withdraw(invitation=invitation, actor=customer)
    except Refusal as refusal:
        messages.error(request, refusal.message)
    else:
        messages.success(request, _("The invitation opens nothing any more."))
    return redirect("storefront:company-members")
