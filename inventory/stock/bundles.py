"""Saying what a bundle is made of."""

from __future__ import annotations

from collections.abc import Mapping

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from catalog.models import BundlePart, ProductKind, ProductStatus, Variant
from catalog.services import announce_change
from foundation.refusals import Refusal
from inventory.models import Backorder, StockLevel, StockPolicy
from inventory.stock.ledger import live_reservations
from inventory.stock.parts import learn

MOST_PARTS = 30


class BundleRefused(Refusal):
    """Something that a bundle cannot be made of."""


@transaction.atomic
def set_bundle_parts(*, variant: Variant, parts: Mapping[int, int]) -> list[BundlePart]:
    """Have exactly these units of other variants in one unit of a bundle.

    Orders that were promised the bundle keep what it was made of then. From now on it has no
    stock of its own: empty levels and a selling policy of before are gone.

    Args:
        parts: units by the key of a variant; each must be goods.

    Raises:
        BundleRefused: the product is no bundle, it has stock of its own or orders that wait for
            it, a part is no goods, there are too many, or none is left of one that is on sale.
    """
    Variant.objects.select_for_update().get(pk=variant.pk)
    check_bundle_parts(variant, parts)
    StockLevel.objects.filter(variant=variant).delete()
    StockPolicy.objects.filter(variant=variant).delete()
    known = {row.part_id: row for row in variant.bundle_parts.all()}
    variant.bundle_parts.exclude(part_id__in=list(parts)).delete()
    for part_id, quantity in parts.items():
        row = known.get(part_id) or BundlePart(bundle=variant, part_id=part_id)
        if row.pk is None or row.quantity != quantity:
            row.quantity = quantity
            row.save()
    learn()
    transaction.on_commit(learn)  # what another thread looked up meanwhile is older than this
    announce_change(product_id=variant.product_id)
    return list(variant.bundle_parts.all())


def check_bundle_parts(variant: Variant, parts: Mapping[int, int]) -> None:
    """Whether a bundle can be made of these units.

    Raises:
        BundleRefused: see ``set_bundle_parts``.
    """
    _check_bundle(variant, parts)
    _check_parts(variant, parts)


def _check_bundle(variant: Variant, parts: Mapping[int, int]) -> None:
    if variant.product.kind != ProductKind.BUNDLE:
        raise BundleRefused(_("Make the product a bundle first."), field="kind")
    if not parts and variant.product.status == ProductStatus.PUBLISHED and variant.is_active:
        raise BundleRefused(_("A bundle that is on sale needs its parts."), field="part")
    if len(parts) > MOST_PARTS:
        raise BundleRefused(
            _("At most %(most)d different parts fit in a bundle.") % {"most": MOST_PARTS},
            field="part",
        )
    levels = StockLevel.objects.filter(variant=variant).select_for_update()
    is_stocked = levels.exclude(Q(on_hand=0) & Q(allocated=0)).exists()
    is_waited_for = Backorder.objects.filter(variant=variant, waiting__gt=0).exists()
    if is_stocked or is_waited_for or live_reservations().filter(variant=variant).exists():
        raise BundleRefused(
            _("%(sku)s has stock of its own, or orders that wait for it: clear that first.")
            % {"sku": variant.sku},
            field="part",
        )


def _check_parts(variant: Variant, parts: Mapping[int, int]) -> None:
    if any(quantity < 1 for quantity in parts.values()):
        raise BundleRefused(_("The quantity must be above zero."), field="quantity")
    rows = Variant.objects.filter(pk__in=list(parts)).select_related("product")
    known = {row.pk: row for row in rows}
    for part_id in parts:
        part = known.get(part_id)
        if part is None or part.product.kind != ProductKind.GOODS:
            raise BundleRefused(
                _("%(sku)s cannot be part of a bundle: only goods can.")
                % {"sku": part.sku if part else part_id},
                field="part",
            )
    if BundlePart.objects.filter(part=variant).exists():
        raise BundleRefused(
            _("%(sku)s is part of a bundle itself.") % {"sku": variant.sku}, field="part"
        )
