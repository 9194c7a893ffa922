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
    BroughtBack,
    Paying,
    add_units,
    begin_sale,
    close_shift,
    finish_sale,
    open_shift,
    save_register,
    take_back_at_counter,
)
from orders.counter.paying import plan_sale
from orders.models import CounterSale, Order, Register, Shift, ShippingKind, ShippingMethod
from orders.pick_up import make_ready
from orders.tests.factories import check_out, make_cart, only_variant


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


def fill_counter(product: Product, *, name: str) -> None:
    """A register with a sale, a return, cash and a closing, and an order that lies ready."""
    store = make_store(f"store-{name}".lower())
    variant = only_variant(product)
    receive_stock(variant_id=variant.pk, quantity=5, warehouse=store)
    shift = make_shift(register=make_register(f"Till {name}", store=store))
    sold = sell(shift, variant, units=2).order
    brought = BroughtBack(units={sold.lines.get().pk: 1}, in_cash=True)
    take_back_at_counter(shift=shift, order=sold, brought=brought, key=f"back-{name}", by=None)
    close_shift(shift=shift, counted=Money.of("100.00", shift.register.currency), by=None)
    make_ready(order=order_to_collect(variant, store=store))


def order_to_collect(variant: Variant, *, store: Warehouse, quantity: int = 1) -> Order:
    """A paid order that its buyer wants to collect in a store."""
    way, _new = ShippingMethod.objects.get_or_create(
        code=f"collect-{store.code}",
        defaults={
            "name": f"Collect in {store.name}", "kind": ShippingKind.PICKUP, "warehouse": store,
            "price_minor": 0, "days_min": 0, "days_max": 0,
        },
    )  # fmt: skip
    return check_out(make_cart(variant.product, quantity=quantity), shipping_method=way)
