"""Products and categories."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db.models import Q, QuerySet
from django.http import Http404
from drf_spectacular.utils import extend_schema
from rest_framework.generics import ListAPIView
from rest_framework.request import Request
from rest_framework.response import Response

from catalog.models import Category, Product, ProductStatus
from foundation.money import Money
from shop.api.base import View, asked, responses
from shop.api.serializers import (
    CategorySerializer,
    LanguageQuery,
    ProductCardSerializer,
    ProductQuery,
    ProductSerializer,
)
from shop.storefront.categories import category_tree
from shop.storefront.models import Listing
from shop.storefront.product_page import product_page
from shop.storefront.selectors import Sort

ORDER = {
    Sort.POPULAR: ("-popularity", "product"),
    Sort.NEWEST: ("-published_at", "product"),
    Sort.CHEAPEST: ("price_minor", "product"),
    Sort.DEAREST: ("-price_minor", "-product"),
}
MOST_WORDS = 6


class ProductList(View, ListAPIView[Listing]):
    """The products on the shelves."""

    serializer_class = ProductCardSerializer
    queryset = Listing.objects.none()

    @extend_schema(
        operation_id="products",
        tags=["catalogue"],
        parameters=[ProductQuery],
        responses=responses(ProductCardSerializer(many=True), 400, 404),
    )
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        return super().get(request, *args, **kwargs)

    def get_queryset(self) -> QuerySet[Listing]:
        query = asked(ProductQuery, self.request)
        listings = Listing.objects.filter(self._price(query))
        if slug := query.get("category"):
            shelf = category_tree(self.language).find(slug)
            if shelf is None:
                raise Http404
            listings = listings.filter(placements__category=shelf.id)
        if query.get("brand"):
            listings = listings.filter(brand__iexact=query["brand"])
        if query["in_stock"] is not None:
            listings = listings.filter(in_stock=query["in_stock"])
        for word in query.get("q", "").split()[:MOST_WORDS]:
            listings = listings.filter(self._has(word))
        return listings.order_by(*ORDER[Sort(query["sort"])])

    def _has(self, word: str) -> Q:
        default = f"name_{settings.LANGUAGE_CODE}__icontains"
        return (
            Q(**{f"name_{self.language}__icontains": word})
            | Q(**{default: word})
            | Q(brand__icontains=word)
        )

    @staticmethod
    def _price(query: dict[str, Any]) -> Q:
        limits = Q()
        for name, lookup in (("min_price", "price_minor__gte"), ("max_price", "price_minor__lte")):
            if query.get(name) is not None:
                limit = Money.of(query[name], settings.SHOP_BASE_CURRENCY)
                limits &= Q(**{lookup: limit.minor})
        return limits


class ProductDetail(View):
    """One product with its variants, prices, stock and pictures."""

    @extend_schema(
        operation_id="product",
        tags=["catalogue"],
        parameters=[LanguageQuery],
        responses=responses(ProductSerializer, 404),
    )
    def get(self, request: Request, public_id: str) -> Response:
        slug = (
            Product.objects.filter(public_id=public_id, status=ProductStatus.PUBLISHED)
            .values_list(f"slug_{settings.LANGUAGE_CODE}", flat=True)
            .first()
        )
        page = product_page(slug, language=self.language) if slug else None
        if page is None:
            raise Http404
        return Response(ProductSerializer(page, context=self.get_serializer_context()).data)


class CategoryList(View):
    """The visible categories, in the order of the tree."""

    @extend_schema(
        operation_id="categories",
        tags=["catalogue"],
        parameters=[LanguageQuery],
        responses=responses(CategorySerializer(many=True)),
    )
    def get(self, request: Request) -> Response:
        language = self.language
        shelves = category_tree(language).shelves
        slugs = {shelf.path: shelf.slugs[language] for shelf in shelves}
        rows = [
            {
                "slug": shelf.slugs[language],
                "name": shelf.name,
                "description": shelf.description,
                "parent": slugs.get(shelf.path[: -Category.steplen]),
                "url": request.build_absolute_uri(shelf.url),
            }
            for shelf in shelves
        ]
        return Response(CategorySerializer(rows, many=True).data)
