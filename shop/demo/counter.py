"""The demo's shop in the Arcade: a register with its shifts, and orders that are collected."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.conf import settings

from accounts.models import Customer, User
from catalog.models import Variant
from foundation.money import Money
from inventory.models import Warehouse
from inventory.services import receive_stock
from orders.counter import (
    Paying,
    add_units,
    begin_sale,
    close_shift,
    finish_sale,
    open_shift,
    save_register,
)
from orders.counter.paying import plan_sale
from orders.counter.shifts import in_drawer
from orders.drafts import (
    DraftLine,
    create_draft,
    place_as_paid,
    set_details,
    set_lines,
    set_shipping,
)
from orders.models import Register, Shift, ShippingKind, ShippingMethod
from orders.pick_up import make_ready
from shop.demo.accounts import DEMO_SHOPPER
from shop.demo.beside import variants_named
from shop.demo.purchases import details_of
from shop.demo.supply import ARCADE

ON_SHELF = (
    "Visitor teacup", "Parlour teacup", "Everyday candle, plain", "Ember tea-light holder",
    "Library tea", "Bonfire chai", "Ripple glass", "Pantry tea towels", "Plain good cushion",
)  # fmt: skip
"""What the shop in the Arcade has on its shelves, by its name in the range."""
SHELF_UNITS, FLOAT, MISSING = 8, 15_000, 50
BASKETS = ((0,), (1, 2), (3, 4, 0), (5,))
"""Places in ``ON_SHELF`` of what was sold yesterday, but for the last, of today."""


def open_counter(*, staff: User, now: datetime) -> None:
    """The register of the shop in the Arcade, ready to sell; an order lies behind the counter.

    A range without its goods has a register and nothing on the shelf.
    """
    store = Warehouse.objects.get(code=ARCADE)
    register = save_register(
        Register(name="Front desk", warehouse=store, currency=settings.SHOP_BASE_CURRENCY)
    )
    method = _way_to_collect(store)
    goods = [variants[0] for name in ON_SHELF if (variants := variants_named(name))]
    if len(goods) < len(ON_SHELF):
        return
    for variant in goods:
        receive_stock(variant_id=variant.pk, quantity=SHELF_UNITS, warehouse=store, at=now)
    _yesterday(register, goods, staff, now - timedelta(days=1))
    shift = open_shift(register=register, float_=_base(FLOAT), by=staff, at=now)
    _sell(shift, [goods[place] for place in BASKETS[-1]], in_cash=False, at=now)
    _to_collect(method, goods[:2], now)


def _way_to_collect(store: Warehouse) -> ShippingMethod:
    return ShippingMethod.objects.create(
        code="collect",
        name_en="Collect in the Arcade",
        name_de="In der Arcade abholen",
        description_en="In the shop, from the next day on",
        description_de="Im Laden, ab dem nächsten Tag",
        kind=ShippingKind.PICKUP,
        warehouse=store,
        price_minor=0,
        days_min=0,
        days_max=1,
        position=2,
    )


def _yesterday(register: Register, goods: Sequence[Variant], staff: User, at: datetime) -> None:
    """A day with a little less in the drawer than there should be, as days are."""
    shift = open_shift(register=register, float_=_base(FLOAT), by=staff, at=at)
    for number, places in enumerate(BASKETS[:-1]):
        chosen = [goods[place] for place in places]
        _sell(shift, chosen, in_cash=number % 2 == 0, at=at + timedelta(hours=1 + number))
    close_shift(
        shift=shift,
        counted=_base(in_drawer(register) - MISSING),
        by=staff,
        note="Change was short in the afternoon",
        at=at + timedelta(hours=8),
    )


def _sell(shift: Shift, goods: Sequence[Variant], *, in_cash: bool, at: datetime) -> None:
    sale = begin_sale(shift=shift, by=shift.opened_by, at=at)
    for variant in goods:
        add_units(sale=sale, variant=variant, units=1, at=at)
    sale.refresh_from_db()
    rest = plan_sale(sale, use_points=False, use_credit=False, at=at).rest
    by_card = Money.zero(rest.currency) if in_cash else rest
    reference = "" if in_cash else f"T-{sale.pk:06}"
    finish_sale(
        sale=sale,
        paying=Paying(seen_rest=rest, by_card=by_card, reference=reference),
        by=shift.opened_by,
        at=at,
    )


def _to_collect(method: ShippingMethod, goods: Sequence[Variant], now: datetime) -> None:
    """Two orders of Ada: one lies ready for her, the other is to be picked."""
    ada = Customer.objects.get(user__email=DEMO_SHOPPER.email)
    orders = []
    for variant in goods:
        order = create_draft(email=DEMO_SHOPPER.email, customer=ada, at=now)
        set_details(order=order, details=details_of(ada), at=now)
        set_lines(order=order, lines=[DraftLine(variant.pk, 1)], at=now)
        set_shipping(order=order, method=method, at=now)
        orders.append(place_as_paid(order=order, reference="Bank transfer", at=now))
    make_ready(order=orders[0], at=now)


def _base(minor: int) -> Money:
    return Money(minor, settings.SHOP_BASE_CURRENCY)
