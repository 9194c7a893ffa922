"""The hole of a product page that says what this buyer pays less, and for how many pieces."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from catalog.models import Variant
from catalog.selectors import variant_cards
from pricing.selectors import own_prices
from shop.storefront.currency import active_currency
from shop.storefront.holding import customer_of
from shop.storefront.views.holes import harmless


@harmless
def own(request: HttpRequest) -> HttpResponse:
    """Prices of the buyer's lists; variants that cost alike stand in one row."""
    variants = Variant.objects.filter(
        product__public_id=request.GET.get("product", ""), is_active=True
    ).order_by("position", "pk")
    ids = list(variants.values_list("pk", flat=True))
    found = own_prices(ids, currency=active_currency(), customer=customer_of(request))
    if not found:
        return HttpResponse()
    rows = {steps: [pk for pk in ids if found.get(pk) == steps] for steps in found.values()}
    names = variant_cards(ids) if len(rows) > 1 or len(found) < len(ids) else {}
    context = {
        "rows": [
            (", ".join(names[pk].options for pk in alike if pk in names), steps)
            for steps, alike in rows.items()
        ]
    }
    return render(request, "storefront/own_prices.html", context)
