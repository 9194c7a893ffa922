"""What a promotion is about, when, and what it takes off a piece: also before it is saved."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.conf import settings

from catalog.models import ProductStatus, Variant
from foundation import clock
from foundation.money import BASIS_POINTS, Money
from pricing.engine import Spread
from pricing.models import CannotTell, Promotion, PromotionKind, PromotionTarget
from pricing.planned_promotions import variants_about
from pricing.selectors import NoRate, PriceQuote, conversion

LONGEST_AHEAD = 91
"""Days to come that forecasts tell of."""


@dataclass(frozen=True, slots=True)
class Piece:
    """A variant under a promotion: what it costs without and under it, minor units with tax."""

    variant_id: int
    product_id: int
    price: int
    reduced: int
    cost: int | None


def days_of(promotion: Promotion) -> tuple[date, date]:
    """First and last business day of a promotion that has an end.

    Raises:
        ValueError: it has none.
    """
    if promotion.ends_at is None:
        raise ValueError("A promotion without an end has no last day.")
    # One that ends at midnight ended the day before.
    last = clock.business_day(promotion.ends_at - timedelta(microseconds=1))
    first = clock.business_day(promotion.starts_at)
    return first, max(first, last)


def cannot_foretell(
    promotion: Promotion, targets: Sequence[PromotionTarget], *, at: datetime | None = None
) -> CannotTell:
    """Why nothing can be said of a promotion before it begins; ``NOTHING`` where it can."""
    if _hangs_on_the_cart(promotion, targets):
        return CannotTell.KIND
    if _is_for_some(promotion, targets):
        return CannotTell.REACH
    if promotion.ends_at is None:
        return CannotTell.OPEN_END
    _first, last = days_of(promotion)
    if (last - clock.business_day(at)).days >= LONGEST_AHEAD:
        return CannotTell.TOO_LONG
    return CannotTell.NOTHING


def goods_of(targets: Sequence[PromotionTarget]) -> list[PromotionTarget]:
    return [target for target in targets if not target.is_reward]


def variants_of(targets: Sequence[PromotionTarget]) -> list[tuple[int, int]]:
    """Variants and their products that can be bought and that a promotion is about."""
    found = (
        variants_about(goods_of(targets))
        .filter(product__status=ProductStatus.PUBLISHED)
        .order_by("pk")
        .values_list("pk", "product_id")
    )
    return list(found)


def neighbours_of(products: Collection[int]) -> list[tuple[int, int]]:
    """Variants, with their products, on the same shelves as some products and none of them."""
    shelves = Variant.objects.filter(product_id__in=products).values("product__category_id")
    found = (
        Variant.objects.filter(
            is_active=True,
            product__status=ProductStatus.PUBLISHED,
            product__category_id__in=shelves,
        )
        .exclude(product_id__in=products)
        .order_by("pk")
    )
    return list(found.values_list("pk", "product_id"))


def piece_of(
    promotion: Promotion, variant_id: int, product_id: int, quote: PriceQuote
) -> Piece | None:
    """What a piece costs under a promotion; None where the promotion leaves it alone."""
    price = quote.amount.minor
    if price <= 0 or (promotion.skips_reduced and quote.compare_at is not None):
        return None
    reduced = max(price - _off(promotion, price), 0)
    cost = quote.cost.minor if quote.cost else None
    return Piece(variant_id, product_id, price, reduced, cost)


def _off(promotion: Promotion, price: int) -> int:
    """What a promotion takes off a piece, in minor units of the base currency.

    Of "buy some, get some" it is the mean piece of a full set: what it takes off at most.
    """
    share = (promotion.percent_basis_points or 0) / BASIS_POINTS
    if promotion.kind == PromotionKind.PERCENTAGE:
        return round(price * share)
    if promotion.kind == PromotionKind.BUY_GET:
        bought, got = promotion.buy_quantity or 1, promotion.get_quantity or 1
        return round(price * share * got / (bought + got))
    amount = _in_base(promotion.amount_minor or 0, promotion.currency)
    if promotion.kind == PromotionKind.FIXED_PRICE:
        return max(price - amount, 0)
    return min(amount, price)


def _in_base(minor: int, currency: str) -> int:
    """An amount in the base currency, to the smallest coin; as it is where no rate is known."""
    base = settings.SHOP_BASE_CURRENCY
    if currency == base:
        return minor
    try:
        rate = conversion(currency).rate
    except NoRate:
        return minor
    return Money(minor, currency).converted(base, 1 / rate).minor


def _hangs_on_the_cart(promotion: Promotion, targets: Sequence[PromotionTarget]) -> bool:
    if promotion.kind in (PromotionKind.GIFT, PromotionKind.FREE_SHIPPING):
        return True
    if promotion.kind == PromotionKind.AMOUNT and promotion.spread == Spread.TOGETHER.value:
        return True
    return any(target.is_reward for target in targets)


def _is_for_some(promotion: Promotion, targets: Sequence[PromotionTarget]) -> bool:
    asks = (
        promotion.needs_coupon,
        promotion.first_order_only,
        promotion.minimum_value_minor > 0,
        promotion.minimum_quantity > 1,
        promotion.only_currency not in ("", settings.SHOP_BASE_CURRENCY),
        promotion.is_limited,
    )
    return any(asks) or any(target.group_id or target.company_id for target in targets)
