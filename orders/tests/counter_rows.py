"""Registers, shifts and sales to test with, made by the real services."""

from __future__ import annotations

from typing import Any

from django.conf import settings

from catalog.models import Product, Variant
from catalog.tests.factories import make_product
from foundation.money import Money
from inventory.models import Warehouse
from inventory.services import receive_stock
from orders.counter import (
    Paying,
    add_units,
    begin_sale,
    finish_sale,
    open_shift,
    save_register,
)
from orders.counter.paying import plan_sale
from orders.models import CounterSale, Register, Shift
from orders.tests.factories import only_variant


def make_store(code: str = "soho", **changes: Any) -> Warehouse:
    given = {
        "name": code.capitalize(), "is_pickup": True, "country": "GB", "city": "London",
        "line1": "1 Frith Street", "postcode": "W1D 4HA",
    }  # fmt: skip
    return Warehouse.objects.get_or_create(code=code, defaults={**given, **changes})[0]


def make_register(name: str = "Till 1", *, store: Warehouse | None = None) -> Register:
    register = Register(
        name=name, warehouse=store or make_store(), currency=settings.SHOP_BASE_CURRENCY
    )
    return save_register(register)


def make_shift(
    float_: str = "100.00", *, register: Register | None = None, by: Any = None
) -> Shift:
    register = register or make_register()
    return open_shift(register=register, float_=Money.of(float_, register.currency), by=by)


def on_shelf(
    *, price: str = "20.00", units: int = 5, store: Warehouse | None = None, **product: Any
) -> Variant:
    """A variant of which units lie in a store and nowhere else."""
    made: Product = make_product(price=price, stock=0, **product)
    variant = only_variant(made)
    if units:
        receive_stock(variant_id=variant.pk, quantity=units, warehouse=store or make_store())
    return variant


def basket(shift: Shift, *variants: Variant, units: int = 1) -> CounterSale:
    sale = begin_sale(shift=shift, by=shift.opened_by)
    for variant in variants:
        add_units(sale=sale, variant=variant, units=units)
    return fresh(sale)


def fresh(sale: CounterSale) -> CounterSale:
    return CounterSale.objects.select_related("order__customer", "shift__register").get(pk=sale.pk)


def paying(sale: CounterSale, **changes: Any) -> Paying:
    """All in cash, exactly, unless said otherwise; the cashier saw what is true."""
    wanted = {name: changes.get(name, False) for name in ("use_points", "use_credit")}
    rest = plan_sale(fresh(sale), **wanted).rest
    given = {"seen_rest": rest, "by_card": Money.zero(rest.currency)}
    return Paying(**{**given, **changes})


def sell(shift: Shift, *variants: Variant, units: int = 1, **changes: Any) -> CounterSale:
    sale = basket(shift, *variants, units=units)
    return fresh(finish_sale(sale=sale, paying=paying(sale, **changes), by=shift.opened_by))
