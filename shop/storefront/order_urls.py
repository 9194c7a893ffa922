"""Addresses of what a buyer does with an order: part of ``shop.storefront.urls``.

Each is opened by the order's unguessable token, as the order's page is.
"""

from django.urls import path

from shop.storefront.views import downloads
from shop.storefront.views import order_actions as actions

urlpatterns = [
    path("download/<str:link>/", downloads.download, name="download"),
    path("order/<slug:token>/cancel/", actions.cancel, name="order-cancel"),
    path("order/<slug:token>/address/", actions.readdress, name="order-address"),
    path("order/<slug:token>/again/", actions.order_again, name="order-again"),
    path("order/<slug:token>/return/", actions.send_back, name="order-return"),
    path(
        "order/<slug:token>/return/<slug:public_id>/withdraw/",
        actions.keep_it,
        name="order-return-withdraw",
    ),
    path("order/<slug:token>/invoice.pdf", actions.invoice, name="order-invoice"),
    path("order/<slug:token>/paper/<str:number>.pdf", actions.paper, name="order-paper"),
]
