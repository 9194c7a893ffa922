"""Why something is recommended, as a sentence of the page's language."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext as _

from recommendations.serving import ReasonKind, Recommendation, Strategy
from shop.storefront.cards import Card
from shop.storefront.selectors import names_of


def give_reasons(cards: list[Card], found: Sequence[Recommendation], language: str) -> None:
    """Each card says why it is there."""
    because = [one.because for one in found if one.because is not None]
    names = names_of(because, language=language) if because else {}
    by_product = {one.product_id: one for one in found}
    for card in cards:
        card.reason = reason_of(by_product[card.product_id], names)


def reason_of(one: Recommendation, names: dict[int, str]) -> str:
    """The sentence of one recommendation; ``names`` of the products that reasons speak of."""
    if one.strategy is Strategy.LAST_HOUR:
        return _("Much looked at in this hour")
    if one.strategy is Strategy.NEWCOMER and one.reason is ReasonKind.SIMILAR:
        return _("New, and much like this one")
    return reason_text(one.reason, names.get(one.because or 0, ""))


def reason_text(reason: ReasonKind, name: str) -> str:
    """Why something is shown; ``name`` is what the reason speaks of, where it is known."""
    return _about(reason, name) if name else _alone(reason)


def _about(reason: ReasonKind, name: str) -> str:
    match reason:
        case ReasonKind.BECAUSE_VIEWED:
            return _("Because you looked at %(name)s") % {"name": name}
        case ReasonKind.BECAUSE_BOUGHT:
            return _("Because you bought %(name)s") % {"name": name}
        case ReasonKind.BOUGHT_TOGETHER:
            return _("Bought with %(name)s") % {"name": name}
        case ReasonKind.SIMILAR:
            return _("Much like %(name)s") % {"name": name}
        case _:
            return _alone(reason)


def _alone(reason: ReasonKind) -> str:
    match reason:
        case ReasonKind.BUY_AGAIN:
            return _("You bought this before")
        case ReasonKind.DUE_AGAIN:
            return _("You buy this about now")
        case ReasonKind.TASTE:
            return _("Fits what you like")
        case ReasonKind.TRENDING:
            return _("Much bought at the moment")
        case ReasonKind.BOUGHT_TOGETHER:
            return _("Often bought along")
        case ReasonKind.SIMILAR:
            return _("Much like this one")
        case ReasonKind.NEW:
            return _("New, and to your taste")
        case ReasonKind.LIKE_MINDED:
            return _("Shoppers like you look at it")
        case ReasonKind.PICKED:
            return _("Picked by us")
        case _:
            return _("From what you looked at and bought")
