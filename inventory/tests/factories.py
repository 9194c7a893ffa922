"""Suppliers and busy stockrooms to test with, made by the real services."""

from django.conf import settings

from accounts.models import Customer
from catalog.models import BundlePart, ProductKind, Variant
from catalog.services import publish_product
from catalog.tests.factories import make_product
from foundation.money import Money
from inventory.alerts import ask_for_alert
from inventory.models import PolicyKind, Supplier, Warehouse
from inventory.services import (
    LineRequest,
    allocate_stock,
    default_warehouse,
    draft_count,
    draft_purchase_order,
    draft_transfer,
    receive_purchase_order,
    send_purchase_order,
    send_transfer,
    set_bundle_parts,
    set_offer,
    set_stock_policy,
    start_count,
)


def make_supplier(name: str = "Acme", **fields) -> Supplier:
    """A supplier that sells in the base currency, made where it is missing."""
    defaults = {"name": name, "currency": settings.SHOP_BASE_CURRENCY, **fields}
    return Supplier.objects.get_or_create(code=name.lower(), defaults=defaults)[0]


def fill_stockroom(variant: Variant, *, name: str) -> None:
    """Something of everything for a tracked variant: each step is where staff still act."""
    supplier = make_supplier(f"supplier-{name}")
    cost = Money(700, settings.SHOP_BASE_CURRENCY)
    set_offer(supplier=supplier, variant=variant, cost=cost)
    order = draft_purchase_order(supplier=supplier, lines=[LineRequest(variant.pk, 5)])
    order = send_purchase_order(order=order)
    receive_purchase_order(order=order, quantities={variant.pk: 2})
    other = Warehouse.objects.create(code=f"w-{name}", name=f"Warehouse {name}")
    transfer = draft_transfer(source=default_warehouse(), target=other, quantities={variant.pk: 1})
    send_transfer(transfer=transfer)
    start_count(count=draft_count(warehouse=default_warehouse(), variant_ids=[variant.pk]))
    set_stock_policy(variant=variant, kind=PolicyKind.BACKORDER, limit=100)
    allocate_stock(reference=f"waits-{name}", quantities={variant.pk: 30})
    waits = Customer.objects.create(email=f"waits-{name}@example.com")
    ask_for_alert(variant=variant, email=waits.email, customer=waits)


def make_bundle(
    parts: dict[Variant, int], *, price: str = "50.00", behind_the_back: bool = False
) -> Variant:
    """A bundle that is on the shelves.

    Args:
        behind_the_back: written so that this process has not heard of it, as if by another.
    """
    product = make_product(price=price, stock=None, published=False)
    product.kind = ProductKind.BUNDLE
    product.save()
    variant = product.variants.select_related("product").get()
    units = {part.pk: quantity for part, quantity in parts.items()}
    if behind_the_back:
        BundlePart.objects.bulk_create(
            BundlePart(bundle=variant, part_id=pk, quantity=quantity)
            for pk, quantity in units.items()
        )
    else:
        set_bundle_parts(variant=variant, parts=units)
    variant.product = publish_product(product=product)
    return variant
