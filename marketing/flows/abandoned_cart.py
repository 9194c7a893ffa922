"""Carts that customers left: something in them, untouched for hours, nothing ordered since."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator
from datetime import datetime, timedelta

from django.db.models import Exists, F, OuterRef

from marketing.campaigns.enrolling import Entry
from marketing.flows.people import agreeing, ordered_after
from marketing.flows.registry import MOST_ABOUT, Finder
from marketing.flows.settings import CartSettings
from marketing.models import Campaign, Enrolment
from orders.models import Cart, CartLine, CartState


class AbandonedCart(Finder[CartSettings]):
    """Each time a cart is left is one entry: what is put in later may be left again."""

    settings = CartSettings

    def find(self, campaign: Campaign, *, since: datetime, until: datetime) -> Iterator[Entry]:
        wait = timedelta(hours=self.settings_of(campaign).hours)
        carts = list(
            Cart.objects.filter(
                agreeing(),
                Exists(CartLine.objects.filter(cart=OuterRef("pk"))),
                ~ordered_after("updated_at"),
                state=CartState.OPEN,
                customer__isnull=False,
                updated_at__gt=since - wait,
                updated_at__lte=until - wait,
            ).values_list("pk", "customer_id", "updated_at")
        )
        variants = _variants_of([pk for pk, _customer, _left in carts])
        for pk, customer_id, left_at in carts:
            about = {"cart": pk, "variants": variants[pk]}
            yield Entry(customer_id, f"cart:{pk}:{left_at:%Y%m%dT%H%M%S}", about)

    def still_holds(self, enrolment: Enrolment, at: datetime) -> bool:
        return CartLine.objects.filter(
            cart=enrolment.about.get("cart"), cart__state=CartState.OPEN
        ).exists()


def _variants_of(carts: Collection[int]) -> dict[int, list[int]]:
    """What lies in carts, the dearest first."""
    found: dict[int, list[int]] = defaultdict(list)
    lines = CartLine.objects.filter(cart__in=carts).order_by(
        F("price_minor").desc(nulls_last=True), "pk"
    )
    for cart, variant in lines.values_list("cart_id", "variant_id"):
        if len(found[cart]) < MOST_ABOUT:
            found[cart].append(variant)
    return found
