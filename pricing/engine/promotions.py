"""Promotions as rules: what they ask for and what they do. Amounts are in minor units."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from pricing.engine.taxes import VOUCHER
from pricing.engine.types import Basket, Buyer, Item, Reason, Refusal


class Spread(StrEnum):
    """What an amount is taken off: each piece, or the matching goods together."""

    EACH = "each"
    TOGETHER = "together"


class GroupRule(StrEnum):
    """Which promotion of a group applies: the one worth most, or the first that does anything."""

    BEST = "best"
    FIRST = "first"


@dataclass(frozen=True, slots=True)
class Match:
    """Which items are meant: of every kind that is named, one must fit; nothing named is all."""

    products: frozenset[int] = frozenset()
    categories: frozenset[str] = frozenset()
    brands: frozenset[int] = frozenset()
    variants: frozenset[int] = frozenset()
    skips_reduced: bool = False

    def fits(self, item: Item) -> bool:
        if item.tax_class == VOUCHER:
            return False
        if self.variants and item.variant_id not in self.variants:
            return False
        if self.products and item.product_id not in self.products:
            return False
        if self.categories and not self.categories & item.categories:
            return False
        if self.brands and item.brand_id not in self.brands:
            return False
        return not (self.skips_reduced and item.compare_at is not None)


@dataclass(frozen=True, slots=True)
class PercentOff:
    """A percentage (basis points) off the matching goods: rounded once, then spread."""

    basis_points: int


@dataclass(frozen=True, slots=True)
class AmountOff:
    amount: int
    spread: Spread = Spread.TOGETHER


@dataclass(frozen=True, slots=True)
class FixedPrice:
    """Each matching piece costs this, where it cost more."""

    price: int


@dataclass(frozen=True, slots=True)
class BuyGet:
    """For every ``buy`` pieces up to ``get`` more at a percentage off: the cheapest ones.

    ``get_from`` names other goods than those to buy. ``sets`` limits how often in a basket.
    """

    buy: int
    get: int
    basis_points: int = 10_000
    sets: int | None = None
    get_from: Match | None = None


@dataclass(frozen=True, slots=True)
class Gift:
    """Pieces of a variant at zero, once a basket."""

    variant_id: int
    quantity: int = 1


@dataclass(frozen=True, slots=True)
class FreeShipping:
    pass


Effect = PercentOff | AmountOff | FixedPrice | BuyGet | Gift | FreeShipping


@dataclass(frozen=True, slots=True)
class Requirements:
    """What must hold. Minimums are of the matching goods as priced, before any promotion."""

    groups: frozenset[int] = frozenset()
    companies: frozenset[int] = frozenset()
    first_order: bool = False
    minimum_value: int = 0
    minimum_quantity: int = 0


@dataclass(frozen=True, slots=True)
class Promotion:
    """A rule that may apply. Smaller ``priority`` goes first, then the smaller id.

    Of a ``group`` only one applies. One that is not ``combinable`` applies alone or not at all.
    ``cap`` is the most it takes off a basket. ``needs_coupon``: only with a coupon of it.
    """

    id: int
    label: str
    effect: Effect
    match: Match = Match()
    requirements: Requirements = Requirements()
    priority: int = 100
    group: str = ""
    group_rule: GroupRule = GroupRule.BEST
    combinable: bool = True
    cap: int | None = None
    needs_coupon: bool = False


def refusal(promotion: Promotion, basket: Basket) -> Refusal | None:
    """Why a promotion does not hold for a basket; None where it does."""
    return _refused_buyer(promotion.requirements, basket.buyer) or _refused_goods(promotion, basket)


def _refused_buyer(asked: Requirements, buyer: Buyer) -> Refusal | None:
    if (asked.groups or asked.companies or asked.first_order) and not buyer.is_known:
        return Refusal(Reason.SIGN_IN)
    if asked.groups or asked.companies:
        is_meant = buyer.group_id in asked.groups or buyer.company_id in asked.companies
        if not is_meant:
            return Refusal(Reason.NOT_FOR_YOU)
    if asked.first_order and buyer.is_first_order is not True:
        return Refusal(Reason.NOT_FIRST_ORDER)
    return None


def _refused_goods(promotion: Promotion, basket: Basket) -> Refusal | None:
    asked = promotion.requirements
    goods = [item for item in basket.items if promotion.match.fits(item)]
    if not goods:
        return Refusal(Reason.NO_MATCHING_ITEMS)
    value = sum(item.unit_price * item.quantity for item in goods)
    if value < asked.minimum_value:
        return Refusal(Reason.MINIMUM_VALUE, asked.minimum_value - value)
    pieces = sum(item.quantity for item in goods)
    if pieces < asked.minimum_quantity:
        return Refusal(Reason.MINIMUM_QUANTITY, asked.minimum_quantity - pieces)
    return None
