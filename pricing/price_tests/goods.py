"""What can take part in a price test, and which products have to change together."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from django.db.models import Q
from django.utils.translation import gettext as _

from catalog.models import Category, Product, ProductStatus
from pricing.models import (
    CrossEffect,
    PriceFamilyMember,
    PriceLadderStep,
    PriceTest,
    PriceTestGrouping,
    PriceTestItem,
)
from pricing.price_tests.rails import rails_by_product, rails_hold, test_price
from pricing.repricing.goods import Good, read_goods


class Unfit(StrEnum):
    """Why a product does not take part."""

    NO_PRICE = "no_price"
    REDUCED = "reduced"
    IN_TEST = "in_test"
    GUARD_RAIL = "guard_rail"
    SAME_PRICE = "same_price"
    FAMILY = "family"
    NO_SALES = "no_sales"

    @property
    def words(self) -> str:
        return {
            Unfit.NO_PRICE: _("has no price in the base currency"),
            Unfit.REDUCED: _("its price is reduced"),
            Unfit.IN_TEST: _("it is in another test"),
            Unfit.GUARD_RAIL: _("a guard rail is against the test price"),
            Unfit.SAME_PRICE: _("its endings leave no other price so near"),
            Unfit.FAMILY: _("its family or ladder does not take part as a whole"),
            Unfit.NO_SALES: _("nothing of its cluster was sold in eight weeks"),
        }[self]


@dataclass(frozen=True, slots=True)
class Tested:
    """A variant that takes part, and the price that it would be asked."""

    good: Good
    test_minor: int


@dataclass(frozen=True, slots=True)
class Cluster:
    """Products that change together."""

    name: str
    products: tuple[int, ...]
    tested: tuple[Tested, ...]


@dataclass(frozen=True, slots=True)
class Found:
    """The clusters of a test, and which products are left out and why."""

    clusters: tuple[Cluster, ...]
    unfit: Mapping[int, Unfit]
    names: Mapping[int, str]


def find_clusters(test: PriceTest, *, at: datetime | None = None) -> Found:
    """What a test would be about if it began now."""
    products = {product.pk: product for product in _products(test)}
    goods = read_goods(products, at=at)
    unfit = _unfit_by_themselves(test, products, goods)
    tested = _with_prices({pk: goods[pk] for pk in products if pk not in unfit}, test, unfit)
    together = _moves_together(products)
    for pk in _torn(together, products, unfit):
        unfit[pk] = Unfit.FAMILY
    fit = {pk: tested[pk] for pk in products if pk not in unfit}
    groups = _joined(list(fit), [*together, *_ties(test, products)])
    clusters = tuple(
        Cluster(
            name=_name([products[pk] for pk in group]),
            products=tuple(group),
            tested=tuple(one for pk in group for one in fit[pk]),
        )
        for group in groups
    )
    return Found(clusters, unfit, {pk: str(product) for pk, product in products.items()})


def _products(test: PriceTest) -> Iterable[Product]:
    chosen = Q(pk__in=test.products.values("pk"))
    if test.category is not None:
        chosen |= Q(category__in=Category.objects.filter(path__startswith=test.category.path))
    on_sale = Product.objects.filter(chosen, status=ProductStatus.PUBLISHED)
    return on_sale.select_related("category").order_by("pk")


def _unfit_by_themselves(
    test: PriceTest, products: Iterable[int], goods: Mapping[int, Sequence[Good]]
) -> dict[int, Unfit]:
    live = PriceTestItem.objects.filter(is_live=True).exclude(test=test)
    elsewhere = set(live.values_list("variant__product_id", flat=True))
    found: dict[int, Unfit] = {}
    for pk in products:
        if pk in elsewhere:
            found[pk] = Unfit.IN_TEST
        elif pk not in goods:
            found[pk] = Unfit.NO_PRICE
        elif any(good.standing.compare_at is not None for good in goods[pk]):
            found[pk] = Unfit.REDUCED
    return found


def _with_prices(
    goods: Mapping[int, Sequence[Good]], test: PriceTest, unfit: dict[int, Unfit]
) -> dict[int, list[Tested]]:
    """Test prices by product; adds to ``unfit`` those that have none or may not be asked it."""
    rails = rails_by_product(list(goods))
    tested = {
        pk: [
            Tested(good, test_price(good.price, test.step_basis_points, rails[pk]))
            for good in members
        ]
        for pk, members in goods.items()
    }
    for pk, members in tested.items():
        if any(one.test_minor == one.good.price for one in members):
            unfit[pk] = Unfit.SAME_PRICE
    left = [one for pk, members in tested.items() if pk not in unfit for one in members]
    if left:
        asked = {one.good.variant_id: one.test_minor for one in left}
        holds = rails_hold([one.good for one in left], asked, rails)
        unfit |= {pk: Unfit.GUARD_RAIL for pk in tested if pk not in unfit and pk not in holds}
    return tested


def _moves_together(products: Mapping[int, Product]) -> list[set[int]]:
    """Families and ladders, whole, that any of the products belongs to."""
    groups: list[set[int]] = []
    members: dict[tuple[str, int], set[int]] = {}
    families = PriceFamilyMember.objects.filter(
        family__in=PriceFamilyMember.objects.filter(product__in=list(products)).values("family")
    )
    ladders = PriceLadderStep.objects.filter(
        ladder__in=PriceLadderStep.objects.filter(product__in=list(products)).values("ladder")
    )
    for kind, rows in (
        ("family", families.values_list("family_id", "product_id")),
        ("ladder", ladders.values_list("ladder_id", "product_id")),
    ):
        for group, product in rows:
            members.setdefault((kind, group), set()).add(product)
    groups += members.values()
    return groups


def _torn(
    together: Sequence[set[int]], products: Mapping[int, Product], unfit: Mapping[int, Unfit]
) -> set[int]:
    """Products that are fit, of families and ladders that do not take part as a whole."""
    out = set(unfit)
    while (
        more := {
            pk
            for group in together
            if group & out or not group <= set(products)
            for pk in group & set(products)
        }
        - out
    ):
        out |= more
    return out - set(unfit)


def _ties(test: PriceTest, products: Mapping[int, Product]) -> list[set[int]]:
    """Products that take each other's shoppers: of a category, or where an effect was found."""
    if test.grouping == PriceTestGrouping.FAMILY:
        inside = CrossEffect.objects.filter(product__in=list(products), other__in=list(products))
        return [{one, other} for one, other in inside.values_list("product_id", "other_id")]
    categories: dict[int, set[int]] = {}
    for pk, product in products.items():
        categories.setdefault(product.category_id, set()).add(pk)
    return list(categories.values())


def _joined(members: Sequence[int], ties: Iterable[set[int]]) -> list[list[int]]:
    """Members in groups, any two of which no tie joins; both in the order of the members."""
    group_of = {pk: {pk} for pk in members}
    for tie in ties:
        inside = [pk for pk in tie if pk in group_of]
        whole = {pk for one in inside for pk in group_of[one]}
        for pk in whole:
            group_of[pk] = whole
    groups: dict[int, list[int]] = {}
    for pk in members:
        groups.setdefault(id(group_of[pk]), []).append(pk)
    return list(groups.values())


def _name(products: Sequence[Product]) -> str:
    if len(products) == 1:
        return str(products[0])[:120]
    return " + ".join(sorted({str(product.category) for product in products}))[:120]
