"""The places where stock lies."""

from __future__ import annotations

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from catalog.services import announce_changes
from inventory.models import StockLevel, Warehouse
from inventory.stock.errors import StockRuleBroken


@transaction.atomic
def save_warehouse(*, warehouse: Warehouse) -> Warehouse:
    """Write a warehouse; a new default takes the place of the one before.

    Raises:
        StockRuleBroken: see ``check_warehouse``.
    """
    others = Warehouse.objects.exclude(pk=warehouse.pk)
    before = Warehouse.objects.filter(pk=warehouse.pk).select_for_update().first()
    check_warehouse(warehouse)
    if warehouse.is_default:
        others.filter(is_default=True).update(is_default=False)
    warehouse.save()
    if before is not None and before.is_active != warehouse.is_active:
        _announce(warehouse)
    return warehouse


def check_warehouse(warehouse: Warehouse) -> None:
    """Whether a warehouse can be kept so.

    Raises:
        StockRuleBroken: it would be out of use as the default or with orders on its shelves, or
            no default would be left.
    """
    if warehouse.is_default and not warehouse.is_active:
        raise StockRuleBroken(_("The default warehouse stays in use."), field="is_active")
    if not warehouse.is_default and _was_default(warehouse):
        raise StockRuleBroken(_("Make another warehouse the default instead."), field="is_default")
    if not warehouse.is_active and _is_needed(warehouse):
        raise StockRuleBroken(
            _("Units in it are promised to orders: ship or release them first."), field="is_active"
        )


def _was_default(warehouse: Warehouse) -> bool:
    return Warehouse.objects.filter(pk=warehouse.pk, is_default=True).exists()


def _is_needed(warehouse: Warehouse) -> bool:
    return (
        warehouse.pk is not None
        and StockLevel.objects.filter(Q(allocated__gt=0), warehouse=warehouse).exists()
    )


def _announce(warehouse: Warehouse) -> None:
    products = StockLevel.objects.filter(warehouse=warehouse, on_hand__gt=0)
    announce_changes(
        product_ids=sorted(set(products.values_list("variant__product_id", flat=True)))
    )
