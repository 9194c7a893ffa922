"""Addresses of quotes and of ordering by a list: part of ``shop.storefront.urls``."""

from django.urls import path

from shop.storefront.views import quotes
from shop.storefront.views.quick_order import quick_order

urlpatterns = [
    path("quick-order/", quick_order, name="quick-order"),
    path("account/quotes/", quotes.overview, name="quotes"),
    path("account/quotes/ask/", quotes.ask, name="quote-ask"),
    path("account/quotes/<slug:public_id>/", quotes.show, name="quote"),
    path("account/quotes/<slug:public_id>/accept/", quotes.accept, name="quote-accept"),
    path("account/quotes/<slug:public_id>/decline/", quotes.decline, name="quote-decline"),
    path("account/quotes/<slug:public_id>/again/", quotes.again, name="quote-again"),
    path("account/quotes/<slug:public_id>/<int:number>.pdf", quotes.paper, name="quote-paper"),
]
