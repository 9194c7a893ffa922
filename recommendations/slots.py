"""What staff are told of the slots that experiments and bandits may fill."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from experiments import slots
from recommendations.serving.slots import PLANS, Approach, Slot

SLOTS = {
    Slot.FOR_YOU: _("Home: for you"),
    Slot.SIMILAR: _("Product page: you may also like"),
    Slot.TOGETHER: _("Product page: often bought together"),
    Slot.CART: _("Cart: goes well with it"),
}
APPROACHES = {
    Approach.PERSONALISED: _("By taste, weighed with the crowd's"),
    Approach.TASTE: _("By the shopper's taste alone"),
    Approach.BECAUSE_VIEWED: _("Like what was looked at last"),
    Approach.LIKE_MINDED: _("What like-minded shoppers look at"),
    Approach.NEW: _("New, by taste"),
    Approach.SIMILAR: _("Like the product"),
    Approach.TOGETHER: _("Bought together"),
    Approach.POPULARITY: _("What sells: alike for everybody"),
    Approach.LAST_HOUR: _("Wanted in this hour"),
}


PAGES = "pages"
"""Stands for the rows of home and of the product page that may show the same strategies."""
OF_PAGES = (Slot.FOR_YOU, Slot.SIMILAR)


PLAIN = frozenset({str(Approach.POPULARITY), str(Approach.LAST_HOUR)})
"""Counted for everybody alike: nothing is learned in them."""


def register_slots() -> None:
    """Tell the experiments' floor of every slot; a second time changes nothing."""
    in_all = [one for one in Approach if all(one in PLANS[slot].approaches for slot in OF_PAGES)]
    label = _("Home and product page at once")
    slots.slots.register(PAGES, slots.Slot(label, _labelled(in_all), plain=PLAIN))
    for slot, plan in PLANS.items():
        within = PAGES if slot in OF_PAGES else ""
        slots.slots.register(
            str(slot), slots.Slot(SLOTS[slot], _labelled(plan.approaches), within, PLAIN)
        )


def _labelled(approaches: Iterable[Approach]) -> dict[str, str | Promise]:
    return {str(approach): APPROACHES[approach] for approach in approaches}
