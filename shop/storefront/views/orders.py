"""The page of an order."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from orders.quotes import pay_until
from orders.selectors import order_by_token
from orders.tenders.told import of_banks
from shop.storefront.assisting import opens_order
from shop.storefront.bought_cards import bought_cards
from shop.storefront.order_page import order_page
from shop.storefront.views.payments import ways_to_pay


@never_cache
@require_safe
def order(request: HttpRequest, token: str) -> HttpResponse:
    """An order by its unguessable link: confirmation first, look-up later."""
    found = order_by_token(token)
    if found is None:
        raise Http404
    opens_order(request, found.token)
    payments = of_banks(found.payments.all())
    response = render(
        request,
        "storefront/order.html",
        {
            "order": found,
            "payment": payments[-1] if payments else None,
            "ways_to_pay": ways_to_pay(found),
            "pay_until": pay_until(found),
            "page": order_page(found),
            "gift_cards": bought_cards(found),
        },
    )
    # The address is the key to the order: no other site may learn it.
    response["Referrer-Policy"] = "same-origin"
    return response
