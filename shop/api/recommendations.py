"""What the models recommend, each with its reason and the version that said so."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Sequence
from typing import Any

from django.conf import settings
from django.http import Http404
from django.utils.translation import get_language
from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework.request import Request
from rest_framework.response import Response

from catalog.models import Product, ProductStatus
from events.context import EventContext
from recommendations import serving
from recommendations.serving import Recommendation
from shop.api.base import CART_TOKEN, View, asked, context_of, responses
from shop.api.cart import held_cart
from shop.api.serializers import (
    CategoryRecommendationQuery,
    ProductRecommendationQuery,
    RecommendationQuery,
    RecommendationsSerializer,
)
from shop.storefront.categories import category_tree
from shop.storefront.models import Listing
from shop.storefront.reasons import reason_of

TAGS = ["recommendations"]


class Recommendations(View):
    """Base of the views that answer with recommendations."""

    def answer(self, found: Sequence[Recommendation]) -> Response:
        """Those of the found that are on the shelves, in their order."""
        spoken_of = [one.because for one in found if one.because is not None]
        ids = [*(one.product_id for one in found), *spoken_of]
        listings = Listing.objects.in_bulk(ids) if ids else {}
        results = [
            {
                "product": listings[one.product_id],
                "score": one.score,
                "reason": self._reason(one, listings.get(one.because or 0)),
                "strategy": str(one.strategy),
                "propensity": one.propensity,
            }
            for one in found
            if one.product_id in listings
        ]
        model = found[0].model_version if found else None
        body = {"model": model, "results": results}
        context = self.get_serializer_context()
        response = Response(RecommendationsSerializer(body, context=context).data)
        response["Cache-Control"] = "no-store"
        return response

    def _reason(self, one: Recommendation, because: Listing | None) -> dict[str, str | None]:
        return {
            "kind": one.reason,
            "text": reason_of(one, {because.pk: str(because.name)} if because else {}),
            "product": because.public_id if because else None,
        }


def _described(name: str, query: type[RecommendationQuery], *refusals: int) -> Callable[..., Any]:
    """The description of a list in the schema."""
    return extend_schema_view(
        get=extend_schema(
            operation_id=f"recommend_{name}",
            tags=TAGS,
            parameters=[query],
            responses=responses(RecommendationsSerializer, *refusals),
        )
    )


class BesideProduct(Recommendations, ABC):
    """Base of the lists about one product."""

    @abstractmethod
    def find(self, product: int, context: EventContext, n: int) -> list[Recommendation]:
        """At most ``n`` of them, the best first."""

    def get(self, request: Request) -> Response:
        query = asked(ProductRecommendationQuery, request)
        product, context = _product_key(query["product"]), context_of(request)
        return self.answer(self.find(product, context, query["limit"]))


class OfVisitor(Recommendations, ABC):
    """Base of the lists for whoever asks."""

    @abstractmethod
    def find(self, context: EventContext, n: int) -> list[Recommendation]:
        """At most ``n`` of them, the best first."""

    def get(self, request: Request) -> Response:
        query = asked(RecommendationQuery, request)
        return self.answer(self.find(context_of(request), query["limit"]))


@_described("similar", ProductRecommendationQuery, 400, 404)
class Similar(BesideProduct):
    """Products like one."""

    def find(self, product: int, context: EventContext, n: int) -> list[Recommendation]:
        return serving.similar(product, n=n, context=context)


@_described("together", ProductRecommendationQuery, 400, 404)
class Together(BesideProduct):
    """Products that are bought along with one."""

    def find(self, product: int, context: EventContext, n: int) -> list[Recommendation]:
        return serving.together(product, n=n, context=context)


@_described("upsell", ProductRecommendationQuery, 400, 404)
class Upsell(BesideProduct):
    """Products like one and somewhat dearer."""

    def find(self, product: int, context: EventContext, n: int) -> list[Recommendation]:
        return serving.upsell(product, n=n, context=context)


@_described("trending", RecommendationQuery, 400)
class Trending(OfVisitor):
    """What sells now."""

    def find(self, context: EventContext, n: int) -> list[Recommendation]:
        return serving.trending(n=n, context=context)


@_described("for_you", RecommendationQuery, 400)
class ForYou(OfVisitor):
    """What this visitor may like.

    Empty without their consent to personalisation (the shop's consent and visitor cookies).
    """

    def find(self, context: EventContext, n: int) -> list[Recommendation]:
        return serving.for_you(context, n=n)


@_described("because_viewed", RecommendationQuery, 400)
class BecauseViewed(OfVisitor):
    """Products like the one that this visitor looked at last; empty without their consent."""

    def find(self, context: EventContext, n: int) -> list[Recommendation]:
        return serving.because_viewed(context, n=n)


@_described("buy_again", RecommendationQuery, 400)
class BuyAgain(OfVisitor):
    """What this visitor bought and may need about now; empty without their consent."""

    def find(self, context: EventContext, n: int) -> list[Recommendation]:
        return serving.buy_again(context, n=n)


@_described("new_for_you", RecommendationQuery, 400)
class NewForYou(OfVisitor):
    """What is new on the shelves, by this visitor's taste; empty without their consent."""

    def find(self, context: EventContext, n: int) -> list[Recommendation]:
        return serving.new_for_you(context, n=n)


@_described("neighbours", RecommendationQuery, 400)
class Neighbours(OfVisitor):
    """What shoppers like this visitor look at; empty without their consent."""

    def find(self, context: EventContext, n: int) -> list[Recommendation]:
        return serving.neighbours(context, n=n)


class SimilarTo(Recommendations):
    """Products like the one that the address names."""

    @extend_schema(
        operation_id="recommend_similar_to",
        tags=TAGS,
        parameters=[RecommendationQuery],
        responses=responses(RecommendationsSerializer, 400, 404),
    )
    def get(self, request: Request, public_id: str) -> Response:
        query = asked(RecommendationQuery, request)
        product, context = _product_key(public_id), context_of(request)
        return self.answer(serving.similar(product, n=query["limit"], context=context))


class InCategory(Recommendations):
    """The best of a category and those below it for this visitor; empty without their consent."""

    @extend_schema(
        operation_id="recommend_in_category",
        tags=TAGS,
        parameters=[CategoryRecommendationQuery],
        responses=responses(RecommendationsSerializer, 400, 404),
    )
    def get(self, request: Request) -> Response:
        query = asked(CategoryRecommendationQuery, request)
        tree = category_tree(get_language() or settings.LANGUAGE_CODE)
        shelf = tree.find(query["category"])
        if shelf is None:
            raise Http404
        inside = [one.id for one in tree.shelves if one.path.startswith(shelf.path)]
        return self.answer(serving.in_category(context_of(request), inside, n=query["limit"]))


class ForCart(Recommendations):
    """What goes well with the cart; empty without one."""

    @extend_schema(
        operation_id="recommend_for_cart",
        tags=TAGS,
        parameters=[CART_TOKEN, RecommendationQuery],
        responses=responses(RecommendationsSerializer, 400, 404),
    )
    def get(self, request: Request) -> Response:
        query = asked(RecommendationQuery, request)
        cart = held_cart(request)
        inside = list(cart.lines.values_list("variant__product_id", flat=True)) if cart else []
        if not inside:
            return self.answer([])
        found = serving.for_cart(inside, n=query["limit"], context=context_of(request))
        return self.answer(found)


def _product_key(public_id: str) -> int:
    """The key of a product on the shelves.

    Raises:
        Http404: there is none of that id.
    """
    found = Product.objects.filter(public_id=public_id, status=ProductStatus.PUBLISHED)
    key = found.values_list("pk", flat=True).first()
    if key is None:
        raise Http404
    return int(key)
