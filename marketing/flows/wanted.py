"""Who would like to have a variant: they wish for it, have it in the cart, or looked at it lately.

Views are of customers who agreed to personalisation alone. Who bought it since is asked no more.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping
from datetime import datetime, timedelta

from django.db.models import Exists, OuterRef

from accounts.models import Customer
from catalog.models import Variant, WishlistItem
from events.models import Event
from events.names import EventName
from marketing.flows.people import agreeing
from marketing.flows.registry import MOST_ABOUT
from marketing.flows.settings import WantedSettings
from orders.models import CartLine, CartState, OrderLine, OrderState

Pair = tuple[int, int]
"""Numbers of a customer and of a variant."""


def who_wants(
    variant_ids: Collection[int], settings: WantedSettings, *, until: datetime
) -> dict[int, list[int]]:
    """Variants by the customers who want them, at most ``MOST_ABOUT`` of each."""
    pairs: list[Pair] = []
    if settings.wishes:
        pairs += _wishes(variant_ids)
    if settings.carts:
        pairs += _carts(variant_ids)
    if settings.viewed_days:
        pairs += _views(variant_ids, since=until - timedelta(days=settings.viewed_days))
    wanted: dict[int, list[int]] = defaultdict(list)
    for customer, variant in pairs:
        if variant not in wanted[customer] and len(wanted[customer]) < MOST_ABOUT:
            wanted[customer].append(variant)
    return wanted


def _wishes(variant_ids: Collection[int]) -> Iterator[Pair]:
    bought = OrderLine.objects.filter(
        variant=OuterRef("variant"),
        order__customer=OuterRef("wishlist__customer"),
        order__state=OrderState.PLACED,
        order__placed_at__gt=OuterRef("added_at"),
    )
    wishes = WishlistItem.objects.filter(
        agreeing(via="wishlist__customer__"), ~Exists(bought), variant__in=variant_ids
    )
    yield from wishes.values_list("wishlist__customer", "variant")


def _carts(variant_ids: Collection[int]) -> Iterator[Pair]:
    lines = CartLine.objects.filter(
        agreeing(via="cart__customer__"),
        variant__in=variant_ids,
        cart__state=CartState.OPEN,
        cart__customer__isnull=False,
    )
    yield from lines.values_list("cart__customer", "variant")


def _views(variant_ids: Collection[int], *, since: datetime) -> Iterator[Pair]:
    of_product: Mapping[int, list[int]] = defaultdict(list)
    for variant, product in Variant.objects.filter(pk__in=variant_ids).values_list("pk", "product"):
        of_product[product].append(variant)
    seen = Event.objects.filter(
        name=EventName.PRODUCT_VIEWED,
        occurred_at__gt=since,
        product_id__in=of_product,
        customer__isnull=False,
    )
    pairs = {
        (customer, product)
        for customer, product in seen.values_list("customer", "product_id").distinct()
        if customer and product
    }
    agreed = Customer.objects.filter(
        agreeing(to_personal=True, via=""), pseudonym__in={customer for customer, _one in pairs}
    )
    numbers = dict(agreed.values_list("pseudonym", "pk"))
    bought = _bought(numbers.values(), of_product, since=since)
    for customer, product in sorted(pairs, key=str):
        if customer in numbers and (numbers[customer], product) not in bought:
            yield from ((numbers[customer], variant) for variant in of_product[product])


def _bought(
    customer_ids: Collection[int], products: Collection[int], *, since: datetime
) -> set[Pair]:
    lines = OrderLine.objects.filter(
        order__customer__in=customer_ids,
        order__state=OrderState.PLACED,
        order__placed_at__gt=since,
        product_id_then__in=products,
    )
    return {
        (customer, product)
        for customer, product in lines.values_list("order__customer", "product_id_then")
        if product
    }
