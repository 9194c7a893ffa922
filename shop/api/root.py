"""Where the API begins and how it describes itself."""

from __future__ import annotations

from typing import Any

from csp.constants import SELF, UNSAFE_INLINE
from csp.decorators import csp_replace
from django.utils.decorators import method_decorator
from drf_spectacular.utils import extend_schema, inline_serializer
from drf_spectacular.views import SpectacularSwaggerSplitView
from rest_framework import serializers
from rest_framework.exceptions import NotFound
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.reverse import reverse

from shop.api.base import View, responses

LINKS = {
    "products": "api:products",
    "categories": "api:categories",
    "cart": "api:cart",
    "checkout_quotes": "api:checkout-quotes",
    "checkout": "api:checkout",
    "orders": "api:orders",
    "addresses": "api:addresses",
    "wishlists": "api:wishlists",
    "reviews": "api:own-reviews",
    "alerts": "api:alerts",
    "similar": "api:similar",
    "together": "api:together",
    "trending": "api:trending",
    "for_you": "api:for-you",
    "for_cart": "api:for-cart",
    "impressions": "api:impressions",
    "interactions": "api:interactions",
    "feedback": "api:feedback",
    "staff_orders": "api:staff-orders",
    "staff_stock": "api:staff-stock",
    "staff_prices": "api:staff-prices",
    "staff_coupons": "api:staff-coupons",
    "schema": "api:schema",
    "documentation": "api:docs",
}


class Root(View):
    """What there is."""

    @extend_schema(
        operation_id="root",
        tags=["start"],
        responses=responses(
            inline_serializer("Links", {name: serializers.URLField() for name in LINKS})
        ),
    )
    def get(self, request: Request) -> Response:
        return Response({name: reverse(route, request=request) for name, route in LINKS.items()})


@method_decorator(csp_replace({"style-src": [SELF, UNSAFE_INLINE]}), name="dispatch")
class Documentation(SpectacularSwaggerSplitView):
    """The page about the API; its script styles elements, so here alone inline style is let in."""


class Nowhere(View):
    """Any other address below the API, so that even this error has the API's form."""

    @extend_schema(exclude=True)
    def handle(self, request: Request, **_kwargs: Any) -> Response:
        raise NotFound

    get = post = put = patch = delete = handle
