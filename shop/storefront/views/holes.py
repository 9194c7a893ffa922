"""The holes of a page: what is recommended there. A hole that fails leaves its plain link.

Nothing here may harm the page around it: where no model serves, or it fails, the answer is 204
and the browser keeps what stood there.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import wraps

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from accounts.preferences import preferences_of_pseudonym
from catalog.models import Product
from events.names import EventName
from events.services import Fact, record_many
from recommendations import serving
from recommendations.serving import ReasonKind, Recommendation
from shop.storefront.cards import Card
from shop.storefront.holding import cart_of
from shop.storefront.selectors import cards_by_ids, names_of
from shop.storefront.tastes import by_preference

logger = logging.getLogger(__name__)

SHOWN = 8
NOTHING = 204
# Everybody is shown the best list: a bandit or an experiment would choose with less certainty.
CERTAIN = 1.0

View = Callable[[HttpRequest], HttpResponse]


@dataclass(frozen=True, slots=True)
class Row:
    """A row of recommendations. Its note is the reason of all; some cards have their own too."""

    slot: str
    title: str
    note: str
    has_own_reasons: bool = False


def harmless(view: View) -> View:
    """Whatever goes wrong is logged and answered by nothing."""

    @never_cache
    @require_safe
    @wraps(view)
    def guarded(request: HttpRequest) -> HttpResponse:
        try:
            return view(request)
        except Exception:  # the page sells without its recommendations
            logger.exception("hole %s failed", request.path)
            return HttpResponse(status=204)

    return guarded


@harmless
def for_you(request: HttpRequest) -> HttpResponse:
    visitor = request.visitor  # type: ignore[attr-defined]
    if not visitor.context.may_personalise:
        # Who declined is not asked again; who was not asked keeps the link to the choices.
        return HttpResponse("" if visitor.consent_asked else None, status=_asked_status(visitor))
    found = serving.for_you(visitor.context, n=SHOWN)
    row = Row("home.for_you", _("For you"), _("From what you looked at and bought"), True)
    answer = _answer(request, row, found)
    # Who agreed is not invited again, even while nothing is known of them yet.
    return HttpResponse() if answer.status_code == NOTHING else answer


def _asked_status(visitor: object) -> int:
    return 200 if getattr(visitor, "consent_asked", False) else 204


@harmless
def trending(request: HttpRequest) -> HttpResponse:
    row = Row("home.trending", _("Trending now"), _("Much bought at the moment"))
    return _answer(request, row, serving.trending(n=SHOWN))


@harmless
def similar(request: HttpRequest) -> HttpResponse:
    product_id = _product_id(request)
    found = serving.similar(product_id, n=SHOWN) if product_id else []
    row = Row("product.similar", _("You may also like"), _("Much like this one"))
    return _answer(request, row, found)


@harmless
def together(request: HttpRequest) -> HttpResponse:
    product_id = _product_id(request)
    found = serving.together(product_id, n=SHOWN) if product_id else []
    row = Row("product.together", _("Often bought together"), _("In the same orders as this one"))
    return _answer(request, row, found)


@harmless
def cart_suggestions(request: HttpRequest) -> HttpResponse:
    cart = cart_of(request)
    if cart is None:
        return HttpResponse(status=204)
    inside = list(cart.lines.values_list("variant__product_id", flat=True))
    found = serving.for_cart(inside, n=SHOWN) if inside else []
    note = _("Others had these in the same order")
    row = Row("cart.suggestions", _("Goes well with your cart"), note, True)
    return _answer(request, row, found)


def _product_id(request: HttpRequest) -> int | None:
    public_id = request.GET.get("product", "")
    return Product.objects.filter(public_id=public_id).values_list("pk", flat=True).first()


def _answer(request: HttpRequest, row: Row, found: Sequence[Recommendation]) -> HttpResponse:
    """The cards of what was found, logged as shown; 204 where there is nothing to show."""
    language = get_language() or settings.LANGUAGE_CODE
    pseudonym = request.visitor.context.customer  # type: ignore[attr-defined]
    found = by_preference(found, preferences_of_pseudonym(pseudonym))
    cards = cards_by_ids([one.product_id for one in found], language=language)
    if not cards:
        return HttpResponse(status=204)
    versions = {one.product_id: one.model_version for one in found}
    for card in cards:
        card.model_version = versions[card.product_id]
        card.is_eager = False
    if row.has_own_reasons:
        _give_reasons(cards, found, language)
    _log_impressions(request, row.slot, cards)
    return render(
        request,
        "storefront/row.html",
        {"row": row, "slot": row.slot, "cards": cards, "model": cards[0].model_version},
    )


def _give_reasons(cards: list[Card], found: Sequence[Recommendation], language: str) -> None:
    because = [one.because for one in found if one.because is not None]
    names = names_of(because, language=language) if because else {}
    by_product = {one.product_id: one for one in found}
    for card in cards:
        one = by_product[card.product_id]
        card.reason = reason_text(one.reason, names.get(one.because or 0, ""))


def reason_text(reason: ReasonKind, name: str) -> str:
    """Why something is shown, as a sentence; what the title says already is left out."""
    match reason:
        case ReasonKind.BECAUSE_VIEWED if name:
            return _("Because you looked at %(name)s") % {"name": name}
        case ReasonKind.BECAUSE_BOUGHT if name:
            return _("Because you bought %(name)s") % {"name": name}
        case ReasonKind.BOUGHT_TOGETHER if name:
            return _("Bought with %(name)s") % {"name": name}
        case ReasonKind.BUY_AGAIN:
            return _("You bought this before")
        case ReasonKind.TASTE:
            return _("Fits what you like")
        case ReasonKind.TRENDING:
            return _("Much bought at the moment")
        case _:
            return ""


def _log_impressions(request: HttpRequest, slot: str, cards: list[Card]) -> None:
    visitor = request.visitor  # type: ignore[attr-defined]
    if visitor.is_bot:
        return
    record_many(
        [
            Fact(
                name=EventName.IMPRESSION,
                product_id=card.product_id,
                slot=slot,
                position=position,
                propensity=CERTAIN,
                model_version=card.model_version,
            )
            for position, card in enumerate(cards, start=1)
        ],
        context=visitor.context,
    )
