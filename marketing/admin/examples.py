"""For whom a preview is drawn: somebody like those whom a campaign is for, without their name."""

from __future__ import annotations

from typing import Any, Final

from django.db.models import Count, Exists, OuterRef, QuerySet
from django.utils.translation import gettext as _

from accounts.models import Customer
from analytics.models import CustomerProfile, RfmSegment
from analytics.small_groups import FEWEST
from catalog.models import Product, ProductStatus
from events.names import Consent
from marketing.kinds import Trigger
from marketing.models import Campaign
from orders.carts import LIVE_STATES
from orders.models import CartLine, Order, OrderState

NOBODY, WITH_CART, WITH_ORDER = "", "cart", "order"
_MOST_ABOUT = 3
_BEST: Final = {
    Trigger.ABANDONED_CART: WITH_CART,
    Trigger.POST_PURCHASE: WITH_ORDER,
    Trigger.REVIEW_REQUEST: WITH_ORDER,
}


def best_example(campaign: Campaign) -> str:
    """The example that shows most of what a flow speaks of."""
    return _BEST.get(Trigger(campaign.trigger), NOBODY) if campaign.trigger else NOBODY


def example_choices() -> list[tuple[str, str]]:
    """Examples by key: nobody, somebody with a cart or an order, somebody of each segment.

    A segment of fewer than ten is left out: its example could be known again.
    """
    sizes = (
        CustomerProfile.objects.filter(customer__in=_knowable())
        .values("segment")
        .annotate(size=Count("pk"))
        .filter(size__gte=FEWEST)
        .values_list("segment", flat=True)
    )
    large = set(sizes)
    return [
        (NOBODY, _("Nobody in particular")),
        (WITH_CART, _("Somebody with a cart")),
        (WITH_ORDER, _("Somebody who ordered")),
        *((value, str(label)) for value, label in RfmSegment.choices if value in large),
    ]


def example_customer(key: str) -> Customer | None:
    """A customer for an example, nameless, and not to be saved; None where there are too few."""
    is_known = key in {WITH_CART, WITH_ORDER, *RfmSegment.values}
    found = list(_like(key).order_by("-pk")[:FEWEST]) if is_known else []
    if len(found) < FEWEST:
        return None
    example = found[0]
    example.name = example.email = ""
    return example


def example_about(campaign: Campaign) -> dict[str, Any]:
    """What a flow could be about: the newest products that are for sale."""
    if not campaign.is_flow:
        return {}
    products = Product.objects.filter(status=ProductStatus.PUBLISHED).order_by("-pk")
    return {"products": list(products.values_list("pk", flat=True)[:_MOST_ABOUT])}


def _knowable() -> QuerySet[Customer]:
    agreed = [level for level in range(Consent.ALL + 1) if level & Consent.PERSONALISATION]
    return Customer.objects.filter(erased_at=None, consent__in=agreed)


def _like(key: str) -> QuerySet[Customer]:
    if key == WITH_CART:
        lines = CartLine.objects.filter(cart__customer=OuterRef("pk"), cart__state__in=LIVE_STATES)
        return _knowable().filter(Exists(lines))
    if key == WITH_ORDER:
        orders = Order.objects.filter(customer=OuterRef("pk"), state=OrderState.PLACED)
        return _knowable().filter(Exists(orders))
    return _knowable().filter(profile__segment=key)
