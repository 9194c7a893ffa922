"""Reckoning a basket: promotions in their order, then tax, so that all parts sum to the cent."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from foundation.money import Money
from pricing.engine.effects import Outcome, Standing, outcome
from pricing.engine.promotions import Gift, GroupRule, Promotion, refusal
from pricing.engine.taxes import VOUCHER, Relief, TaxPolicy, main_rate, tax_shares
from pricing.engine.types import (
    AppliedPromotion,
    Basket,
    Coupon,
    Item,
    PricedBasket,
    PricedLine,
    Reason,
    Refusal,
)


def price_basket(basket: Basket, promotions: Sequence[Promotion], tax: TaxPolicy) -> PricedBasket:
    """The money of a basket: lines, discounts, shipping and tax. Raises nothing, reads nothing.

    Amounts come and go in minor units of ``basket.currency``, rates in basis points.

    Promotions go by priority, then id; each works on what the ones before it left to pay. Those
    that combine are weighed as a whole against each one that does not, and what is worth most to
    the buyer applies. Neither the order of ``promotions`` nor that of the items changes a total.
    Tax is rounded half up once a line and once for shipping, on what is left after discounts.
    """
    order = sorted(range(len(basket.items)), key=lambda place: _key(basket.items[place], place))
    shipping_rate = _shipping_rate(basket, tax)
    asked = _as_asked(basket, order, tax, shipping_rate)
    chosen, refused = _choose(asked, promotions)
    left = Standing(
        asked.items, tuple(_value(item) for item in asked.items), asked.shipping, asked.gifts
    )
    for result in chosen:
        left = left.without(result)
    lines = [
        _line(item, amount, place, chosen, tax, basket.currency)
        for place, (item, amount) in enumerate(zip(left.items, left.left, strict=True))
    ]
    in_given_order = sorted(zip(order, lines, strict=True), key=lambda pair: pair[0])
    goods = (*(line for _place, line in in_given_order), *_gifts(chosen, tax, basket.currency))
    codes = {coupon.promotion_id: coupon.code for coupon in reversed(basket.coupons)}
    applied = tuple(_applied(result, codes, basket.currency) for result in chosen)
    sums = _Shipping(
        before=asked.shipping or 0,
        left=left.shipping or 0,
        rate=0 if tax.relief else shipping_rate,
    )
    return _sum_up(basket.currency, goods, sums, applied, refused, tax)


def _key(item: Item, place: int) -> tuple[int, int, int, int]:
    """An order of items that does not hang on how they were given."""
    return item.variant_id, item.unit_price, item.quantity, place


def _value(item: Item) -> int:
    return item.unit_price * item.quantity


def _shipping_rate(basket: Basket, tax: TaxPolicy) -> int:
    """The rate that the price of shipping contains or has put on it."""
    goods = [item for item in basket.items if item.tax_class != VOUCHER]
    if tax.shipping_class or not goods:
        return tax.contained_rate(tax.shipping_class)
    return main_rate((tax.contained_rate(item.tax_class), _value(item)) for item in goods)


def _as_asked(basket: Basket, order: Sequence[int], tax: TaxPolicy, shipping_rate: int) -> Basket:
    """The basket in canonical order, at the prices that this buyer is asked for."""
    shipping = None if basket.shipping is None else tax.asked(basket.shipping, shipping_rate)
    return replace(
        basket,
        items=tuple(_item_as_asked(basket.items[place], tax) for place in order),
        shipping=shipping,
        gifts={
            variant: _item_as_asked(_beside(item, basket.items), tax)
            for variant, item in basket.gifts.items()
        },
    )


def _beside(gift: Item, items: Sequence[Item]) -> Item:
    """What is left to give of a variant that is bought in the same basket."""
    bought = sum(item.quantity for item in items if item.variant_id == gift.variant_id)
    return replace(gift, quantity=gift.quantity - bought)


def _item_as_asked(item: Item, tax: TaxPolicy) -> Item:
    rate = tax.contained_rate(item.tax_class)
    before = None if item.compare_at is None else tax.asked(item.compare_at, rate)
    return replace(item, unit_price=tax.asked(item.unit_price, rate), compare_at=before)


def _choose(
    basket: Basket, promotions: Sequence[Promotion]
) -> tuple[list[Outcome], dict[str, Refusal]]:
    """What applies, in order, and why the coupons that do nothing do nothing."""
    unlocked = {coupon.promotion_id for coupon in basket.coupons if coupon.refusal is None}
    offered = sorted(
        (p for p in promotions if not p.needs_coupon or p.id in unlocked),
        key=lambda promotion: (promotion.priority, promotion.id),
    )
    refused = {promotion.id: refusal(promotion, basket) for promotion in offered}
    holding = [promotion for promotion in offered if refused[promotion.id] is None]
    plan = _best_plan(basket, holding)
    reasons = {pk: why for pk, why in refused.items() if why is not None}
    for promotion in holding:
        if all(result.promotion.id != promotion.id for result in plan):
            reasons[promotion.id] = _passed_over(promotion, plan, basket)
    return plan, _coupon_refusals(basket.coupons, {p.id for p in offered}, reasons)


def _best_plan(basket: Basket, holding: Sequence[Promotion]) -> list[Outcome]:
    """Everything that combines, or one that does not: what is worth most, ties to the first."""
    together = [promotion for promotion in holding if promotion.combinable]
    plans = [together, *([promotion] for promotion in holding if not promotion.combinable)]
    results = [_carry_out(basket, plan) for plan in plans]
    return max(results, key=lambda plan: (sum(result.worth for result in plan), bool(plan)))


def _carry_out(basket: Basket, promotions: Sequence[Promotion]) -> list[Outcome]:
    """The outcomes of promotions one after another; of each group only one."""
    standing = Standing(
        basket.items, tuple(_value(item) for item in basket.items), basket.shipping, basket.gifts
    )
    done: list[Outcome] = []
    groups: set[str] = set()
    for promotion in promotions:
        if promotion.group and promotion.group in groups:
            continue
        rivals = [promotion]
        if promotion.group and promotion.group_rule is GroupRule.BEST:
            rivals = [rival for rival in promotions if rival.group == promotion.group]
        best = max((outcome(rival, standing) for rival in rivals), key=lambda found: found.worth)
        if not best.does_something:
            continue
        groups.add(promotion.group)
        done.append(best)
        standing = standing.without(best)
    return done


def _passed_over(promotion: Promotion, plan: Sequence[Outcome], basket: Basket) -> Refusal:
    """Why a promotion that holds is not among those that apply."""
    if any(promotion.group and result.promotion.group == promotion.group for result in plan):
        return Refusal(Reason.BETTER_OFFER)
    alone = any(not result.promotion.combinable for result in plan)
    if alone or (plan and not promotion.combinable):
        return Refusal(Reason.NOT_COMBINABLE)
    is_gift = isinstance(promotion.effect, Gift)
    return Refusal(Reason.GIFT_GONE if is_gift else Reason.NO_EFFECT)


def _coupon_refusals(
    coupons: Sequence[Coupon], offered: set[int], reasons: Mapping[int, Refusal]
) -> dict[str, Refusal]:
    refused: dict[str, Refusal] = {}
    opened: set[int] = set()
    for coupon in coupons:
        if coupon.refusal is not None:
            refused[coupon.code] = coupon.refusal
        elif coupon.promotion_id is None or coupon.promotion_id not in offered:
            refused[coupon.code] = Refusal(Reason.UNKNOWN)
        elif coupon.promotion_id in opened:
            refused[coupon.code] = Refusal(Reason.NOT_COMBINABLE)
        elif coupon.promotion_id in reasons:
            refused[coupon.code] = reasons[coupon.promotion_id]
        opened.add(coupon.promotion_id or 0)
    return refused


def _line(
    item: Item, left: int, place: int, chosen: Sequence[Outcome], tax: TaxPolicy, currency: str
) -> PricedLine:
    rate = tax.rate(item.tax_class)
    due = tax.tax(left, rate)
    return PricedLine(
        variant_id=item.variant_id,
        quantity=item.quantity,
        unit_price=Money(item.unit_price, currency),
        compare_at=None if item.compare_at is None else Money(item.compare_at, currency),
        unit_cost=None if item.unit_cost is None else Money(item.unit_cost, currency),
        discount=Money(_value(item) - left, currency),
        tax_rate_basis_points=rate,
        tax=Money(due, currency),
        total=Money(left if tax.included else left + due, currency),
        parts=tuple((r.promotion.id, r.parts[place]) for r in chosen if r.parts[place]),
    )


def _gifts(chosen: Sequence[Outcome], tax: TaxPolicy, currency: str) -> list[PricedLine]:
    """Lines at zero; ``compare_at`` is what the piece costs otherwise."""
    zero = Money.zero(currency)
    return [
        PricedLine(
            variant_id=item.variant_id,
            quantity=quantity,
            unit_price=zero,
            compare_at=Money(item.unit_price, currency),
            unit_cost=None if item.unit_cost is None else Money(item.unit_cost, currency),
            discount=zero,
            tax_rate_basis_points=tax.rate(item.tax_class),
            tax=zero,
            total=zero,
            is_gift=True,
            parts=((result.promotion.id, 0),),
        )
        for result in chosen
        if result.gift is not None
        for item, quantity in [result.gift]
    ]


def _applied(result: Outcome, codes: Mapping[int | None, str], currency: str) -> AppliedPromotion:
    promotion = result.promotion
    return AppliedPromotion(
        promotion_id=promotion.id,
        label=promotion.label,
        code=codes.get(promotion.id, "") if promotion.needs_coupon else "",
        amount=Money(result.amount, currency),
        is_shipping=result.shipping > 0 or result.promises_shipping,
    )


@dataclass(frozen=True, slots=True)
class _Shipping:
    before: int
    left: int
    rate: int


def _sum_up(
    currency: str,
    lines: tuple[PricedLine, ...],
    shipping: _Shipping,
    applied: tuple[AppliedPromotion, ...],
    refused: Mapping[str, Refusal],
    tax: TaxPolicy,
) -> PricedBasket:
    shipping_tax = tax.tax(shipping.left, shipping.rate)
    entries = [
        (line.tax_rate_basis_points, _left(line), line.tax.minor)
        for line in lines
        if not line.is_gift
    ]
    if shipping.left:
        entries.append((shipping.rate, shipping.left, shipping_tax))
    taxes = sum(line.tax.minor for line in lines) + shipping_tax
    total = sum(line.total.minor for line in lines) + shipping.left
    return PricedBasket(
        lines=lines,
        subtotal=Money(sum(line.unit_price.minor * line.quantity for line in lines), currency),
        discount=Money(sum(line.discount.minor for line in lines), currency),
        shipping=Money(shipping.before, currency),
        shipping_discount=Money(shipping.before - shipping.left, currency),
        shipping_tax=Money(shipping_tax, currency),
        shipping_tax_rate_basis_points=shipping.rate,
        tax=Money(taxes, currency),
        total=Money(total if tax.included else total + shipping_tax, currency),
        taxes=tax_shares(entries, currency, included=tax.included),
        applied=applied,
        refusals=refused,
        prices_include_tax=tax.included,
        reverse_charge=tax.relief is Relief.REVERSE_CHARGE,
        tax_exempt=tax.relief is Relief.EXEMPT,
    )


def _left(line: PricedLine) -> int:
    """What is left of a line after discounts, as prices are."""
    return line.unit_price.minor * line.quantity - line.discount.minor
