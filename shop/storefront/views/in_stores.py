"""The hole of a product page that says in which shops it can be had today."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from shop.storefront.in_stores import in_stores
from shop.storefront.views.holes import harmless


@harmless
def stores(request: HttpRequest) -> HttpResponse:
    """Each shop with what stands there; nothing where the shop has none."""
    found = in_stores(request.GET.get("product", ""))
    if not found:
        return HttpResponse()
    return render(request, "storefront/in_stores.html", {"stores": found})
