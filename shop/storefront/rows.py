"""A row of recommendations on a page: cards with reasons, logged as shown."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language

from accounts.preferences import preferences_of_pseudonym
from catalog.models import Product
from foundation.ids import is_public_id
from recommendations.feedback import Place, record_impressions
from recommendations.rules.book import ShopSurface
from recommendations.serving import Recommendation
from shop.storefront.cards import Card
from shop.storefront.reasons import give_reasons
from shop.storefront.selectors import cards_by_ids
from shop.storefront.tastes import by_preference

SHOWN = 8
MOST_BESIDES = 60
NOTHING = 204


@dataclass(frozen=True, slots=True)
class Row:
    """A row of cards. Its note is the reason of all; of what it answers, ``surface`` tells."""

    slot: str
    title: str
    note: str
    surface: ShopSurface | None = None


def answer(request: HttpRequest, row: Row, found: Sequence[Recommendation]) -> HttpResponse:
    """The cards of what was found, logged as shown; 204 where there is nothing to show."""
    language = get_language() or settings.LANGUAGE_CODE
    context = request.visitor.context  # type: ignore[attr-defined]
    found = by_preference(found, preferences_of_pseudonym(context.customer))
    cards = cards_by_ids([one.product_id for one in found], language=language)
    if not cards:
        return HttpResponse(status=NOTHING)
    give_reasons(cards, found, language)
    _log(request, row, cards, found)
    return render(
        request,
        "storefront/row.html",
        {
            "row": row,
            "slot": row.slot,
            "cards": cards,
            "model": cards[0].model_version,
            "may_dismiss": context.may_personalise,
        },
    )


def _log(
    request: HttpRequest, row: Row, cards: list[Card], found: Sequence[Recommendation]
) -> None:
    """Note on each card which impression it is; a browser that only fetches ahead saw nothing."""
    by_product = {one.product_id: one for one in found}
    for card in cards:
        card.model_version = by_product[card.product_id].model_version
        card.is_eager = False
    visitor = request.visitor  # type: ignore[attr-defined]
    if visitor.is_bot or request.method != "GET" or is_ahead(request):
        return
    ids = record_impressions(
        [by_product[card.product_id] for card in cards],
        place=Place(row.slot, str(row.surface or "")),
        context=visitor.context,
    )
    for card in cards:
        card.impression = str(ids[card.product_id])


def is_ahead(request: HttpRequest) -> bool:
    """Whether a browser only fetches what somebody may want to see."""
    return "prefetch" in request.headers.get("Sec-Purpose", "")


def product_asked(request: HttpRequest) -> int | None:
    """The product that a hole speaks of."""
    public_id = request.GET.get("product", "")
    if not is_public_id(public_id):
        return None
    return Product.objects.filter(public_id=public_id).values_list("pk", flat=True).first()


def besides(request: HttpRequest) -> list[int]:
    """Products that the page shows in other rows: a script names them, that none comes twice."""
    named = request.GET.get("besides", "").split(",")[:MOST_BESIDES]
    ids = [one for one in named if is_public_id(one)]
    if not ids:
        return []
    return list(Product.objects.filter(public_id__in=ids).values_list("pk", flat=True))
