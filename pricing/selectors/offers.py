"""Promotions and coupons as the engine wants them: live ones, in the basket's currency."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache, partial
from typing import Any

from django.db.models import (
    BooleanField,
    Case,
    Count,
    Exists,
    ExpressionWrapper,
    F,
    FilteredRelation,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Sum,
    Value,
    When,
)
from django.db.models.functions import Coalesce

from accounts.models import Customer
from foundation import clock
from foundation.money import Money
from foundation.prepared import PreparedQuery
from inventory.models import StockLevel
from inventory.stock.ledger import live_reservations
from pricing import engine
from pricing.coupons import coupon_code, email_hash
from pricing.engine import Reason, Refusal
from pricing.models import Promotion, PromotionKind, Redemption
from pricing.purchases import earlier_purchases
from pricing.selectors.prices import Conversion

UNCOUNTED = 1_000_000


@dataclass(frozen=True, slots=True)
class Offers:
    """Promotion rows with their targets and the coupons typed, before they are in a currency."""

    rows: tuple[Any, ...]
    targets: dict[int, list[Target]]
    typed: dict[str, Promotion]
    codes: tuple[str, ...]
    is_first_order: bool | None
    at: datetime

    @property
    def gift_stock(self) -> dict[int, int]:
        """How many of each gift there are to give; as good as endless where nobody counts them."""
        return {
            row.gift_variant_id: (
                UNCOUNTED if row.gift_free is None else row.gift_free - (row.gift_reserved or 0)
            )
            for row in self.rows
            if row.gift_variant_id
        }

    @property
    def currencies(self) -> set[str]:
        return {row.currency for row in self.rows}


@dataclass(frozen=True, slots=True)
class Target:
    """What a promotion names: one of these is set."""

    product: int | None
    category: str | None
    brand: int | None
    group: int | None
    company: int | None
    is_reward: bool


_TARGETS = {
    "target_id": "targets__pk",
    "target_product": "targets__product_id",
    "target_category": "targets__category__path",
    "target_brand": "targets__brand_id",
    "target_group": "targets__group_id",
    "target_company": "targets__company_id",
    "target_is_reward": "targets__is_reward",
}
_COUPON = ("code", "most_uses", "most_uses_each", "uses", "is_active", "starts_at", "ends_at")


def read_offers(
    *, customer: Customer | None, codes: Iterable[str], at: datetime | None = None
) -> Offers:
    """The promotions that need no coupon and those that the codes open, in one query.

    Each comes with its targets, what was used of it, and whether the customer ordered before.
    """
    now, typed_codes = at or clock.now(), tuple(dict.fromkeys(coupon_code(c) for c in codes if c))
    read = _prepared(tuple(has_bought for _app, has_bought in earlier_purchases))
    rows = read(
        now=now,
        at=at,
        codes=typed_codes,
        customer=customer.pk if customer else None,
        email=(email_hash(customer.email) or "-") if customer else None,
    )
    return _grouped(rows, typed_codes, customer, now)


HasBought = Callable[[Any], Exists]


@lru_cache
def _prepared(has_bought: tuple[HasBought, ...]) -> PreparedQuery[Any]:
    return PreparedQuery(partial(_rows, has_bought))


def _rows(
    has_bought: tuple[HasBought, ...], *, now: Any, at: Any, codes: Any, customer: Any, email: Any
) -> QuerySet[Any]:
    """The query of ``read_offers``; of what is not given it gets None."""
    live = Q(is_active=True, starts_at__lte=now) & (Q(ends_at=None) | Q(ends_at__gt=now))
    own = Redemption.objects.filter(_of(customer, email), released_at=None)
    rows: QuerySet[Any] = Promotion.objects.annotate(
        **{name: F(path) for name, path in _TARGETS.items()},
        group_rule=F("group__rule"),
        **_uses(own),
        **_gift_stock(at),
    )
    wanted = live & Q(needs_coupon=False)
    if codes is not None:
        rows = _with_coupons(rows, codes, own)
        wanted |= Q(typed__code__isnull=False)
    if customer is not None:
        ordered = ExpressionWrapper(_has_ordered(has_bought, customer), output_field=BooleanField())
        rows = rows.annotate(has_ordered=ordered)
    return rows.filter(wanted).order_by("priority", "pk")


def _grouped(
    rows: Iterable[Any], codes: tuple[str, ...], customer: Customer | None, now: datetime
) -> Offers:
    """One row a promotion out of one row for each of its targets and coupons."""
    promotions: dict[int, Promotion] = {}
    targets: dict[int, dict[int, Target]] = {}
    typed: dict[str, Promotion] = {}
    has_ordered: bool | None = None
    for row in rows:
        promotions.setdefault(row.pk, row)
        if customer is not None:
            has_ordered = row.has_ordered
        if row.target_id is not None:
            targets.setdefault(row.pk, {})[row.target_id] = Target(
                *(getattr(row, name) for name in list(_TARGETS)[1:])
            )
        if codes and row.typed_code is not None:
            typed[row.typed_code] = row
    return Offers(
        rows=tuple(promotions.values()),
        targets={pk: list(found.values()) for pk, found in targets.items()},
        typed=typed,
        codes=codes,
        is_first_order=None if has_ordered is None else not has_ordered,
        at=now,
    )


def _with_coupons(rows: QuerySet[Any], codes: Any, own_uses: QuerySet[Redemption]) -> QuerySet[Any]:
    coupon = FilteredRelation("coupons", condition=Q(coupons__code__in=codes))
    own = _count(own_uses.filter(coupon=OuterRef("typed__pk")), "coupon")
    return rows.annotate(typed=coupon).annotate(
        **{f"typed_{name}": F(f"typed__{name}") for name in _COUPON},
        typed_own_uses=_where("typed__most_uses_each", own),
    )


def _uses(own_uses: QuerySet[Redemption]) -> dict[str, Any]:
    """How often a limited promotion was used, and by this customer; 0 where nothing limits it."""
    standing = Redemption.objects.filter(promotion=OuterRef("pk"), released_at=None)
    own = own_uses.filter(promotion=OuterRef("pk"))
    return {
        "all_uses": _where("most_uses", _count(standing, "promotion")),
        "own_uses": _where("most_uses_each", _count(own, "promotion")),
    }


def _gift_stock(at: Any) -> dict[str, Any]:
    """Units of a gift that lie there unpromised, and those kept for checkouts just now.

    Read here, in the query that is made anyway. A gift is given from stock only, never backordered.
    """
    levels = StockLevel.objects.filter(variant=OuterRef("gift_variant"))
    reserved = live_reservations(at).filter(variant=OuterRef("gift_variant"))
    return {
        "gift_free": _sum(levels, F("on_hand") - F("allocated")),
        "gift_reserved": _sum(reserved, F("quantity")),
    }


def _sum(rows: QuerySet[Any], of: Any) -> Subquery:
    summed = rows.order_by().values("variant").annotate(units=Sum(of)).values("units")
    return Subquery(summed)


def _where(limit: str, count: Any) -> Case:
    return Case(When(**{f"{limit}__isnull": False}, then=count), default=Value(0))


def _count(rows: QuerySet[Redemption], by: str) -> Any:
    counted = rows.order_by().values(by).annotate(number=Count("pk")).values("number")
    return Coalesce(Subquery(counted), Value(0))


def _of(customer: Any, email: Any) -> Q:
    if customer is None:
        return Q(pk__isnull=True)
    return Q(customer=customer) | Q(email_hash=email)


def _has_ordered(has_bought: tuple[HasBought, ...], customer: Any) -> Q:
    """Whether any app knows of an earlier purchase."""
    known = Q(pk__isnull=True)
    for knows in has_bought:
        known |= Q(knows(customer))
    return known


@dataclass(frozen=True, slots=True)
class EngineOffers:
    """What the engine is given."""

    promotions: tuple[engine.Promotion, ...]
    coupons: tuple[engine.Coupon, ...]


def engine_offers(
    offers: Offers, *, currency: str, conversions: dict[str, Conversion]
) -> EngineOffers:
    """The offers as pure rules in a currency; what is over, spent or elsewhere is refused."""
    rules: dict[int, engine.Promotion] = {}
    refused: dict[int, Refusal] = {}
    for row in offers.rows:
        refusal = _refusal(row, offers, currency, conversions)
        if refusal is not None:
            refused[row.pk] = refusal
            continue
        rules[row.pk] = _rule(row, offers.targets.get(row.pk, []), currency, conversions)
    coupons = []
    for code in offers.codes:
        typed = offers.typed.get(code)
        if typed is None:
            coupons.append(engine.Coupon(code, refusal=Refusal(Reason.UNKNOWN)))
            continue
        why = _coupon_refusal(typed, offers.at) or refused.get(typed.pk)
        coupons.append(engine.Coupon(code, typed.pk, why))
    return EngineOffers(tuple(rules.values()), tuple(coupons))


def _refusal(
    row: Any, offers: Offers, currency: str, conversions: dict[str, Conversion]
) -> Refusal | None:
    """Why a promotion holds for no basket at all now, not even with a coupon."""
    if not row.is_active or (row.ends_at and row.ends_at <= offers.at):
        return Refusal(Reason.EXPIRED)
    if row.starts_at > offers.at:
        return Refusal(Reason.NOT_YET)
    if row.only_currency and row.only_currency != currency:
        return Refusal(Reason.CURRENCY)
    if not {row.currency, currency} <= conversions.keys() and row.currency != currency:
        return Refusal(Reason.CURRENCY)
    return _spent(row.most_uses, row.all_uses, row.most_uses_each, row.own_uses)


def _coupon_refusal(row: Any, now: datetime) -> Refusal | None:
    if not row.typed_is_active:
        return Refusal(Reason.UNKNOWN)
    if row.typed_starts_at and row.typed_starts_at > now:
        return Refusal(Reason.NOT_YET)
    if row.typed_ends_at and row.typed_ends_at <= now:
        return Refusal(Reason.EXPIRED)
    return _spent(row.typed_most_uses, row.typed_uses, row.typed_most_uses_each, row.typed_own_uses)


def _spent(most: int | None, uses: int, most_each: int | None, own_uses: int) -> Refusal | None:
    if most is not None and uses >= most:
        return Refusal(Reason.SPENT)
    if most_each is not None and own_uses >= most_each:
        return Refusal(Reason.USED_BY_YOU)
    return None


def _rule(
    row: Promotion, targets: Sequence[Target], currency: str, conversions: dict[str, Conversion]
) -> engine.Promotion:
    def minor(amount: int | None) -> int:
        """An amount of the promotion in the basket's currency."""
        if not amount or row.currency == currency:
            return amount or 0
        rate = conversions[currency].rate / conversions[row.currency].rate
        return Money(amount, row.currency).converted(currency, rate).minor

    goods = [target for target in targets if not target.is_reward]
    rewards = [target for target in targets if target.is_reward]
    return engine.Promotion(
        id=row.pk,
        label=str(row.label),
        effect=_effect(row, minor(row.amount_minor), rewards),
        match=_match(goods, skips_reduced=row.skips_reduced),
        requirements=engine.Requirements(
            groups=frozenset(t.group for t in goods if t.group is not None),
            companies=frozenset(t.company for t in goods if t.company is not None),
            first_order=row.first_order_only,
            minimum_value=minor(row.minimum_value_minor),
            minimum_quantity=row.minimum_quantity,
        ),
        priority=row.priority,
        group=str(row.group_id or ""),
        group_rule=engine.GroupRule(row.group_rule or engine.GroupRule.BEST),  # type: ignore[attr-defined]
        combinable=row.combinable,
        cap=None if row.cap_minor is None else minor(row.cap_minor),
        needs_coupon=row.needs_coupon,
    )


def _match(targets: Sequence[Target], *, skips_reduced: bool) -> engine.Match:
    return engine.Match(
        products=frozenset(t.product for t in targets if t.product is not None),
        categories=frozenset(t.category for t in targets if t.category is not None),
        brands=frozenset(t.brand for t in targets if t.brand is not None),
        skips_reduced=skips_reduced,
    )


def _effect(row: Promotion, amount: int, rewards: Sequence[Target]) -> engine.Effect:
    kind = PromotionKind(row.kind)
    if kind is PromotionKind.PERCENTAGE:
        return engine.PercentOff(row.percent_basis_points or 0)
    if kind is PromotionKind.AMOUNT:
        return engine.AmountOff(amount, engine.Spread(row.spread))
    if kind is PromotionKind.FIXED_PRICE:
        return engine.FixedPrice(amount)
    if kind is PromotionKind.GIFT:
        return engine.Gift(row.gift_variant_id or 0, row.gift_quantity)
    if kind is PromotionKind.FREE_SHIPPING:
        return engine.FreeShipping()
    return engine.BuyGet(
        buy=row.buy_quantity or 1,
        get=row.get_quantity or 1,
        basis_points=row.percent_basis_points or 0,
        sets=row.most_sets,
        get_from=_match(rewards, skips_reduced=row.skips_reduced) if rewards else None,
    )
