"""What one promotion did: its goods, their neighbours, and its goods in the days after it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

import numpy as np
from django.conf import settings
from django.db.models import Sum

from events.models import DailyDemand
from foundation import clock
from pricing.algorithms.difference_in_differences import Effect, match
from pricing.algorithms.panel import FloatArray, IntArray
from pricing.algorithms.promotion_money import Sold, worth_of
from pricing.algorithms.promotion_uplift import Range
from pricing.models import CannotTell, Promotion, PromotionEffect, PromotionTarget
from pricing.promotion_effects import figures
from pricing.promotion_effects.daily import WEEK, DailySales, load_daily
from pricing.promotion_effects.figures import Name
from pricing.promotion_effects.measuring import BEFORE_DAYS, held_against_others
from pricing.promotion_effects.scope import days_of, neighbours_of, variants_of

AFTER_DAYS = 14
"""Days after a promotion in which it may have taken sales from itself."""
COURSE_WEEKS = 12
SURELY = 1.96
"""Standard deviations beyond which more sales in the days after are no chance."""


@dataclass(frozen=True, slots=True)
class _Scene:
    """The days and rows that a promotion is measured on."""

    sales: DailySales
    first: date
    last: date
    before: slice
    during: slice
    after: slice
    treated: IntArray
    beside: IntArray


def measure_promotion(promotion: Promotion, *, at: datetime | None = None) -> PromotionEffect:
    """What a promotion that has ended did, as far as it can be told by the end of yesterday.

    The row is not saved. It is final once the days after the promotion are over.

    Raises:
        ValueError: a promotion without an end, or one that has not ended.
    """
    first, last = days_of(promotion)
    yesterday = clock.business_day(at) - timedelta(days=1)
    if last > yesterday:
        raise ValueError("A promotion is measured when it has ended.")
    until = min(last + timedelta(days=AFTER_DAYS), yesterday)
    targets = list(promotion.targets.all())
    scene = _scene(targets, first, last, until)
    row = PromotionEffect(
        promotion=promotion,
        measured_at=at or clock.now(),
        is_final=until == last + timedelta(days=AFTER_DAYS),
        first_day=first,
        last_day=last,
        products=len(scene.treated),
        currency=settings.SHOP_BASE_CURRENCY,
    )
    units = _units_at_usual_price(scene)
    held = held_against_others(
        scene.sales, scene.treated, units, before=scene.before, after=scene.during
    )
    row.matched, row.pre_trend_p = held.effect.matched, held.effect.pre_trend_p
    row.cannot_tell = CannotTell(held.effect.untold or CannotTell.NOTHING)
    if held.effect.untold is None:
        afterwards = _afterwards(scene)
        if afterwards is None or not _goes_on(afterwards[0]):
            _tell(row, scene, held.effect)
            _weigh(row, scene, held.effect, afterwards)
        else:
            row.cannot_tell = CannotTell.OWN_SEASON
    row.course = _course(scene, units)
    return row


def _scene(targets: Sequence[PromotionTarget], first: date, last: date, until: date) -> _Scene:
    sales = load_daily(first=first - timedelta(days=BEFORE_DAYS), last=until)
    day = timedelta(days=1)
    products = {product for _variant, product in variants_of(targets)}
    beside = {product for _variant, product in neighbours_of(products)}
    return _Scene(
        sales=sales,
        first=first,
        last=last,
        before=sales.columns(sales.first, first - day),
        during=sales.columns(first, last),
        after=sales.columns(last + day, until),
        treated=sales.rows(np.array(sorted(products), dtype=np.int64)),
        beside=sales.rows(np.array(sorted(beside), dtype=np.int64)),
    )


def _units_at_usual_price(scene: _Scene) -> FloatArray:
    """The goods' units at the list price they had before, days of other promotions left out."""
    sales, rows = scene.sales, scene.treated
    calm = sales.calm(rows)
    calm[:, scene.during] = sales.units[rows, scene.during]
    whole = slice(scene.before.start, max(scene.during.stop, scene.after.stop))
    return sales.at_usual_price(rows, calm, usual=scene.before, days=whole)


def _goes_on(afterwards: Effect) -> bool:
    """Whether goods surely sold more in the days after: a promotion takes from those, if anything.

    What they have then is a season of their own, and it was there during the promotion as well.
    """
    return afterwards.log_lift > SURELY * afterwards.log_sd


def _tell(row: PromotionEffect, scene: _Scene, found: Effect) -> None:
    row.lift, row.lift_low, row.lift_high = found.lift, found.low, found.high
    row.log_lift, row.log_lift_sd = found.log_lift, found.log_sd
    row.figures = figures.told(
        {
            Name.WITHOUT: Range(found.expected, found.expected, found.expected),
            Name.UNDER: _exactly(float(np.nansum(scene.sales.units[scene.treated, scene.during]))),
        }
    )


def _weigh(
    row: PromotionEffect, scene: _Scene, during: Effect, afterwards: tuple[Effect, Sold] | None
) -> None:
    """The money, and what the lower price alone should have done."""
    sales, treated = scene.sales, scene.treated
    sold = _sold(sales, treated, scene.during, paid=_paid(sales, treated, scene))
    worth = worth_of(during, sold, neighbours=_beside(scene), afterwards=afterwards)
    row.figures |= figures.told(
        {
            Name.NEIGHBOURS: worth.neighbours,
            Name.AFTERWARDS: worth.afterwards,
            Name.WON: worth.won,
            Name.REVENUE: worth.revenue,
            Name.DISCOUNT: _exactly(worth.discount),
            Name.MARGIN: worth.margin,
            Name.RETURNED: worth.returned,
        }
    )
    row.discount_minor = round(worth.discount)
    if worth.margin is not None:
        row.margin_minor = round(worth.margin.mean)
        row.margin_low_minor = round(worth.margin.low)
        row.margin_high_minor = round(worth.margin.high)
    if sold.usual > 0 and 0 < sold.paid < sold.usual:
        weight = np.nansum(sales.units[treated, scene.during], axis=1)
        elasticity = float(weight @ sales.elasticity[treated] / max(weight.sum(), 1e-9))
        cheaper = float(np.log(sold.paid / sold.usual))
        sd = float(weight @ sales.elasticity_sd[treated] / max(weight.sum(), 1e-9))
        row.log_price, row.log_price_sd = elasticity * cheaper, abs(sd * cheaper)


def _beside(scene: _Scene) -> tuple[Effect, Sold] | None:
    return _elsewhere(scene, scene.beside, scene.sales.calm(scene.beside), scene.during)


def _afterwards(scene: _Scene) -> tuple[Effect, Sold] | None:
    return _elsewhere(scene, scene.treated, _units_at_usual_price(scene), scene.after)


def _elsewhere(
    scene: _Scene, rows: IntArray, units: FloatArray, days: slice
) -> tuple[Effect, Sold] | None:
    """The effect on other goods or other days; None where it cannot be told."""
    if not len(rows) or days.stop <= days.start:
        return None
    held = held_against_others(scene.sales, rows, units, before=scene.before, after=days)
    if held.effect.untold is not None:
        return None
    return held.effect, _sold(scene.sales, rows, days)


def _sold(sales: DailySales, rows: IntArray, days: slice, *, paid: float | None = None) -> Sold:
    """What rows sold on some days, at list prices unless it is known what was ``paid``."""
    units = np.nan_to_num(sales.units[rows, days])
    usual = float(np.nansum(units * sales.asked[rows, days] * sales.net_share[rows][:, None]))
    cost = float((units.sum(axis=1) * sales.cost[rows]).sum())
    return Sold(float(units.sum()), usual if paid is None else min(paid, usual), usual, cost)


def _paid(sales: DailySales, rows: IntArray, scene: _Scene) -> float:
    """What was paid for the goods during the promotion, without tax."""
    products = sales.product[rows].tolist()
    sums = dict(
        DailyDemand.objects.filter(
            product_id__in=products, day__gte=scene.first, day__lte=scene.last
        )
        .values_list("product_id")
        .annotate(paid=Sum("revenue_minor"))
    )
    paid = np.array([sums.get(product, 0) for product in products], dtype=np.float64)
    return float(paid @ sales.net_share[rows])


def _course(scene: _Scene, units: FloatArray) -> list[dict[str, Any]]:
    """By week from twelve before it: units sold, and the others' course at the goods' level."""
    sales, rows = scene.sales, scene.treated
    others = np.flatnonzero(~np.isin(sales.category, np.unique(sales.category[rows])))
    calm = sales.calm(others)
    chosen = match(units, calm, before=scene.before, groups=sales.category[others])
    control = np.nan_to_num(calm[chosen]).sum(axis=0)
    level = float(np.nan_to_num(units[:, scene.before]).sum())
    level /= max(float(control[scene.before].sum()), 1e-9)
    sold = np.nan_to_num(sales.units[rows]).sum(axis=0)
    end = sold.shape[0]
    begin = max(scene.during.start - COURSE_WEEKS * WEEK, 0)
    begin += (end - begin) % WEEK
    return [
        {
            "from": (sales.first + timedelta(days=start)).isoformat(),
            "sold": float(sold[start : start + WEEK].sum()),
            "expected": round(float(control[start : start + WEEK].sum()) * level, 1),
        }
        for start in range(begin, end, WEEK)
    ]


def _exactly(value: float) -> Range:
    return Range(value, value, value)
