"""Why something is recommended, as a sentence of the page's language."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from recommendations.serving import Approach, ReasonKind, Recommendation, Strategy
from shop.storefront.cards import Card
from shop.storefront.selectors import names_of

_ALONE = {
    ReasonKind.BUY_AGAIN: gettext_lazy("You bought this before"),
    ReasonKind.DUE_AGAIN: gettext_lazy("You buy this about now"),
    ReasonKind.TASTE: gettext_lazy("Fits what you like"),
    ReasonKind.TRENDING: gettext_lazy("Much bought at the moment"),
    ReasonKind.BOUGHT_TOGETHER: gettext_lazy("Often bought along"),
    ReasonKind.SIMILAR: gettext_lazy("Much like this one"),
    ReasonKind.NEW: gettext_lazy("New, and to your taste"),
    ReasonKind.LIKE_MINDED: gettext_lazy("Shoppers like you look at it"),
    ReasonKind.PICKED: gettext_lazy("Picked by us"),
}


_HEADINGS = {
    Approach.PERSONALISED: (
        gettext_lazy("For you"), gettext_lazy("From what you looked at and bought"),
    ),
    Approach.TASTE: (
        gettext_lazy("For you"), gettext_lazy("From what you looked at and bought"),
    ),
    Approach.BECAUSE_VIEWED: (
        gettext_lazy("You may also like"), gettext_lazy("Much like what you looked at last"),
    ),
    Approach.LIKE_MINDED: (
        gettext_lazy("Shoppers like you are looking at"),
        gettext_lazy("Seen by those whose taste is near yours"),
    ),
    Approach.NEW: (
        gettext_lazy("New for you"), gettext_lazy("Just arrived, and close to what you like"),
    ),
    Approach.SIMILAR: (gettext_lazy("You may also like"), gettext_lazy("Much like this one")),
    Approach.TOGETHER: (
        gettext_lazy("Often bought together"), gettext_lazy("In the same orders as this one"),
    ),
    Approach.POPULARITY: (gettext_lazy("Popular right now"), gettext_lazy("Wanted by many")),
    Approach.LAST_HOUR: (gettext_lazy("Trending now"), gettext_lazy("Wanted by many")),
}  # fmt: skip


def heading_of(approach: Approach) -> tuple[str, str]:
    """The heading of a row and its note: they say what is shown, whatever an experiment chose."""
    title, note = _HEADINGS[approach]
    return str(title), str(note)


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
    return str(_ALONE.get(reason, "")) or _("From what you looked at and bought")
