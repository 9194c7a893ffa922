"""Addresses of a customer's subscriptions: part of ``shop.storefront.urls``."""

from django.urls import path

from shop.storefront.views import subscriptions

urlpatterns = [
    path("account/subscriptions/", subscriptions.overview, name="subscriptions"),
    path(
        "account/subscriptions/cards/<slug:public_id>/remove/",
        subscriptions.remove_card,
        name="card-remove",
    ),
    path("account/subscriptions/<slug:public_id>/", subscriptions.show, name="subscription"),
]
