"""Facts of a conversation in the places of a saved reply: ``{name}``, ``{order}`` and so on."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

from django.conf import settings
from django.utils import translation
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from assistant.models import Conversation
from foundation import clock
from foundation.refusals import Refusal
from orders.models import Order, Shipment

_PLACE: Final = re.compile(r"\{(\w*)\}")
MISSING: Final = "…"
"""What stands where a fact is not known: staff see that something is to be written there."""


@dataclass(frozen=True, slots=True)
class _Facts:
    conversation: Conversation
    staff: User
    parcel: Shipment | None

    @property
    def order(self) -> Order | None:
        return self.conversation.order


def _name(facts: _Facts) -> str:
    customer = facts.conversation.customer
    return facts.conversation.name or (customer.name if customer else "")


def _ordered(facts: _Facts) -> str:
    placed = facts.order.placed_at if facts.order else None
    return date_format(placed.astimezone(clock.shop_zone()), "DATE_FORMAT") if placed else ""


def _state(facts: _Facts) -> str:
    return str(facts.order.get_fulfilment_state_display()) if facts.order else ""


def _sent(facts: _Facts) -> str:
    if facts.parcel is None:
        return ""
    return date_format(facts.parcel.shipped_at.astimezone(clock.shop_zone()), "DATE_FORMAT")


PLACES: Final[Mapping[str, tuple[Promise, Callable[[_Facts], str]]]] = {
    "name": (gettext_lazy("the shopper's name"), _name),
    "order": (
        gettext_lazy("number of the order"),
        lambda facts: (facts.order.number or "") if facts.order else "",
    ),
    "ordered": (gettext_lazy("day of the order"), _ordered),
    "state": (gettext_lazy("how far its delivery is"), _state),
    "sent": (gettext_lazy("day on which the last parcel left"), _sent),
    "carrier": (
        gettext_lazy("who carries the last parcel"),
        lambda facts: facts.parcel.carrier if facts.parcel else "",
    ),
    "tracking": (
        gettext_lazy("its number for tracking"),
        lambda facts: facts.parcel.tracking if facts.parcel else "",
    ),
    "staff": (gettext_lazy("your name"), lambda facts: facts.staff.get_full_name()),
    "shop": (gettext_lazy("name of the shop"), lambda facts: settings.SHOP_NAME),
}
"""What may stand in braces: what it means, and how it is read."""


def check_places(text: str) -> None:
    """Raises: Refusal: braces around a word that nothing is known by."""
    unknown = sorted({place for place in _PLACE.findall(text) if place not in PLACES})
    if unknown:
        told = ", ".join(f"{{{place}}}" for place in unknown)
        raise Refusal(_("Nothing is known by %(places)s.") % {"places": told}, field="text")


def filled(text: str, *, conversation: Conversation, staff: User) -> str:
    """The text with its facts, in the conversation's language; ``…`` for what is not known.

    The conversation comes with its customer and order: whose these are was settled when they were
    put there.
    """
    order = conversation.order
    parcel = order.shipments.order_by("-shipped_at", "-pk").first() if order else None
    facts = _Facts(conversation, staff, parcel)
    with translation.override(conversation.language):
        return _PLACE.sub(lambda found: _fact(found[1], facts) or MISSING, text)


def _fact(place: str, facts: _Facts) -> str:
    known = PLACES.get(place)
    return known[1](facts) if known else ""
