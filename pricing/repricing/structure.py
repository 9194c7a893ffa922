"""What moves together, what costs more than what, and what suppliers let nobody undercut."""

from __future__ import annotations

from collections.abc import Sequence

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from catalog.models import Product, Variant
from foundation.money import Money
from foundation.refusals import Refusal
from pricing.models import (
    AdvertisedMinimum,
    PriceFamily,
    PriceFamilyMember,
    PriceLadder,
    PriceLadderStep,
)


class StructureRefused(Refusal):
    """A family or ladder that cannot be."""


@transaction.atomic
def save_family(
    *, name: str, products: Sequence[Product], family: PriceFamily | None = None
) -> PriceFamily:
    """Name the products of a family; those that are in another one are refused.

    Raises:
        StructureRefused: fewer than two products, a product of another family, a name in use.
    """
    saved = family or PriceFamily()
    if PriceFamily.objects.filter(name=name).exclude(pk=saved.pk).exists():
        raise StructureRefused(_("There is a family of that name."), field="name")
    if len({product.pk for product in products}) < 2:
        raise StructureRefused(_("A family has two products or more."), field="products")
    elsewhere = PriceFamilyMember.objects.filter(product__in=products).exclude(family=saved.pk)
    if (found := elsewhere.select_related("product").first()) is not None:
        raise StructureRefused(
            _("%(product)s is in another family.") % {"product": found.product}, field="products"
        )
    saved.name = name
    saved.save()
    saved.members.all().delete()
    PriceFamilyMember.objects.bulk_create(
        PriceFamilyMember(family=saved, product=product) for product in dict.fromkeys(products)
    )
    return saved


@transaction.atomic
def save_ladder(
    *, name: str, tiers: Sequence[Sequence[Product]], ladder: PriceLadder | None = None
) -> PriceLadder:
    """Name the products of each tier, good first.

    Raises:
        StructureRefused: fewer than two tiers, a product twice or on another ladder, a name in use.
    """
    saved = ladder or PriceLadder()
    products = [product for tier in tiers for product in tier]
    if PriceLadder.objects.filter(name=name).exclude(pk=saved.pk).exists():
        raise StructureRefused(_("There is a ladder of that name."), field="name")
    if sum(1 for tier in tiers if tier) < 2 or len(set(products)) < len(products):
        raise StructureRefused(
            _("A ladder has two tiers or more, and each product once."), field="tiers"
        )
    elsewhere = PriceLadderStep.objects.filter(product__in=products).exclude(ladder=saved.pk)
    if (found := elsewhere.select_related("product").first()) is not None:
        raise StructureRefused(
            _("%(product)s is on another ladder.") % {"product": found.product}, field="tiers"
        )
    saved.name = name
    saved.save()
    saved.steps.all().delete()
    PriceLadderStep.objects.bulk_create(
        PriceLadderStep(ladder=saved, product=product, tier=place)
        for place, tier in enumerate(tiers, start=1)
        for product in tier
    )
    return saved


@transaction.atomic
def delete_structure(*, thing: PriceFamily | PriceLadder) -> None:
    """Let its products move by themselves again."""
    thing.delete()


@transaction.atomic
def set_advertised_minimum(*, variant: Variant, amount: Money, note: str = "") -> AdvertisedMinimum:
    """The least price at which a supplier lets a variant be advertised.

    Raises:
        StructureRefused: an amount that is not above nought, or not in the base currency.
    """
    if amount.currency != settings.SHOP_BASE_CURRENCY:
        raise StructureRefused(
            _("Give it in %(currency)s.") % {"currency": settings.SHOP_BASE_CURRENCY},
            field="amount",
        )
    if amount.minor <= 0:
        raise StructureRefused(_("The price must be above nought."), field="amount")
    saved, _made = AdvertisedMinimum.objects.update_or_create(
        variant=variant,
        defaults={"amount_minor": amount.minor, "currency": amount.currency, "note": note},
    )
    return saved


@transaction.atomic
def remove_advertised_minimum(*, minimum: AdvertisedMinimum) -> None:
    minimum.delete()
