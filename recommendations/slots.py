"""What staff are told of the slots that experiments and bandits may fill."""

from __future__ import annotations

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
    Approach.PERSONALISED: _("By the shopper's taste"),
    Approach.BECAUSE_VIEWED: _("Like what was looked at last"),
    Approach.LIKE_MINDED: _("What like-minded shoppers look at"),
    Approach.NEW: _("New, by taste"),
    Approach.SIMILAR: _("Like the product"),
    Approach.TOGETHER: _("Bought together"),
    Approach.POPULARITY: _("What sells: alike for everybody"),
    Approach.LAST_HOUR: _("Wanted in this hour"),
}


def register_slots() -> None:
    """Tell the experiments' floor of every slot; a second time changes nothing."""
    for slot, plan in PLANS.items():
        strategies = {str(approach): APPROACHES[approach] for approach in plan.approaches}
        slots.slots.register(str(slot), slots.Slot(SLOTS[slot], strategies))
