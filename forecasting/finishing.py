"""The end of a nightly run: totals, and variants, categories and shop brought into agreement."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

import numpy as np

from forecasting.algorithms.hierarchy import Reconciliation, Tree, reconcile
from forecasting.algorithms.panel import FloatArray
from forecasting.algorithms.prophet_totals import TotalForecast as Told
from forecasting.dataset import WEEK, sellable
from forecasting.models import SUM_DAYS, DemandForecast, Level, TotalForecast
from forecasting.services import WRITTEN_AT_ONCE, keep_forecasts, keep_totals
from forecasting.serving import DAYS, DIGITS, HIGH, LOW, WEEKS
from forecasting.totals import (
    DAYS_KEPT,
    SHOP,
    Courses,
    Subject,
    load_courses,
    names_coming,
    row_of,
    tell_own,
    tell_totals,
)
from forecasting.year import months_of
from mlops.training import Report

MOST_MOVED = 0.25
"""No variant is moved further by its category than this share: its own sales know it better."""
TENTHS_APART = 2.563
"""How many standard deviations lie between the ends of 80 per cent of a normal law."""
BROUGHT = "brought_by"


def finish(*, as_of: date, made_at: datetime, report: Report) -> dict[str, Any]:
    """Forget variants that are gone, tell the totals, and bring everything into agreement.

    What the categories moved is kept with the totals before the first variant is touched, and each
    variant is marked when it was moved: done again after a worker's death, it ends the same.
    A run that a later one overtook leaves the totals of that one.
    """
    gone = DemandForecast.objects.exclude(variant_id__in=sellable().values("pk")).delete()[0]
    if not TotalForecast.objects.filter(level=Level.SHOP, made_at__gte=made_at).exists():
        rows = _totals(as_of, made_at, report)
        stale = TotalForecast.objects.filter(level__in=[Level.SHOP, Level.CATEGORY])
        keep_totals(rows)
        stale.exclude(made_at=made_at).delete()
    report("variants into line")
    return {"gone": gone, "moved": _move_variants(made_at)}


def _totals(as_of: date, made_at: datetime, report: Report) -> list[TotalForecast]:
    courses = load_courses(as_of)
    told = tell_totals(courses, as_of=as_of, report=report)
    own = tell_own(courses, told, as_of=as_of)
    factors, agreed = _agree(courses, [told[SHOP], *own.values()], made_at)
    months, names = months_of(courses), names_coming(as_of)
    rows = []
    for key, one in told.items():
        row = row_of(
            key, one, as_of=as_of, made_at=made_at, days=len(courses.units[key]), names=names
        )
        _bring(row, one, agreed[key])
        row.monthly = months.get(key, [])
        if key[0] == Level.CATEGORY and key[1] in factors:
            row.explanation["factors"] = np.round(factors[key[1]], DIGITS).tolist()
        rows.append(row)
    return rows


def _agree(
    courses: Courses, told: Sequence[Told], made_at: datetime
) -> tuple[dict[int, FloatArray], dict[Subject, FloatArray]]:
    """By how much each category's variants move in each week, and what every total is then.

    The shop, its categories and their variants are reconciled by what each is uncertain of (MinT
    with variances); the variants of a category then share its change in proportion, within bounds.
    """
    weeks, variances = _variants_by_part(courses, made_at)
    parts = courses.parts
    summed = np.array([weeks.get(part, np.zeros(WEEKS)) for part in parts]).reshape(-1, WEEKS)
    tree = Tree(np.arange(len(parts)), len(parts))
    base = np.concatenate([[_weekly(one.mean) for one in told], summed])
    spread = np.array(
        [
            *(_spread(one) for one in told),
            *(variances.get(part, 0.0) ** 0.5 for part in parts),
        ]
    )
    errors = np.stack([spread, -spread], axis=1)
    found = reconcile(base, tree, errors=errors, way=Reconciliation.MINT_DIAGONAL)
    groups = found[1 : 1 + len(parts)]
    factors = np.divide(groups, summed, out=np.ones_like(groups), where=summed > 0)
    factors = np.clip(factors, 1 - MOST_MOVED, 1 + MOST_MOVED)
    final = np.where(summed > 0, summed * factors, 0.0)
    return dict(zip(parts, factors, strict=True)), _sums_upwards(courses, parts, final)


def _variants_by_part(
    courses: Courses, made_at: datetime
) -> tuple[dict[int, FloatArray], dict[int, float]]:
    """By category: the sum of its variants' weeks, and how uncertain four of them are together."""
    weeks: dict[int, FloatArray] = defaultdict(lambda: np.zeros(WEEKS))
    variances: dict[int, float] = defaultdict(float)
    place = SUM_DAYS.index(DAYS)
    rows = DemandForecast.objects.values_list("category_id", "weekly", "sum_sd")
    for part, told, deviations in rows.iterator():
        if part is None:
            continue
        weeks[part] = weeks[part] + np.array(told)
        variances[part] += float(deviations[place]) ** 2
    return weeks, variances


def _sums_upwards(
    courses: Courses, parts: Sequence[int], final: FloatArray
) -> dict[Subject, FloatArray]:
    agreed: dict[Subject, FloatArray] = {key: np.zeros(WEEKS) for key in courses.units}
    for part, weeks in zip(parts, final, strict=True):
        for key in (SHOP, *((Level.CATEGORY, one) for one in courses.above.get(part, (part,)))):
            agreed[key] = agreed[key] + weeks
    return agreed


def _bring(row: TotalForecast, told: Told, weeks: FloatArray) -> None:
    """A total's days scaled to the weeks that were agreed on."""
    own = _weekly(told.mean)
    if not own.sum() or not weeks.sum():
        return
    scale = np.divide(weeks, own, out=np.ones_like(weeks), where=own > 0)
    by_day = np.repeat(scale, WEEK)[:DAYS_KEPT]
    row.daily = _plain(told.mean[:DAYS_KEPT] * by_day)
    row.daily_low = _plain(told.quantiles[:DAYS_KEPT, LOW] * by_day)
    row.daily_high = _plain(told.quantiles[:DAYS_KEPT, HIGH] * by_day)
    row.explanation[BROUGHT] = round(float(weeks.sum() / own.sum() - 1), DIGITS)


def _move_variants(made_at: datetime) -> int:
    """Give each variant of the run its part of what its category moved; returns how many."""
    factors = {
        total.subject_id: np.array(total.explanation["factors"])
        for total in TotalForecast.objects.filter(level=Level.CATEGORY, made_at=made_at)
        if "factors" in total.explanation
    }
    moved = 0
    rows = DemandForecast.objects.filter(made_at=made_at).order_by("pk")
    numbers = list(rows.values_list("pk", flat=True))
    for start in range(0, len(numbers), WRITTEN_AT_ONCE):
        fresh = []
        for row in rows.filter(pk__in=numbers[start : start + WRITTEN_AT_ONCE]):
            own = None if row.category_id is None else factors.get(row.category_id)
            if own is not None and BROUGHT not in row.explanation:
                _move(row, own)
                fresh.append(row)
        keep_forecasts(fresh)
        moved += len(fresh)
    return moved


def _move(row: DemandForecast, factors: FloatArray) -> None:
    """Weeks by their factors, days by those of their weeks, sums anew; deviations stay."""
    before = sum(row.weekly[: DAYS // WEEK])
    weekly = np.array(row.weekly) * factors
    by_day = np.repeat(factors, WEEK)[:DAYS]
    row.weekly = _plain(weekly)
    row.weekly_quantiles = _plain(np.array(row.weekly_quantiles) * factors[:, None])
    row.daily = _plain(np.array(row.daily) * by_day)
    row.daily_low = _plain(np.array(row.daily_low) * by_day)
    row.daily_high = _plain(np.array(row.daily_high) * by_day)
    total = np.cumsum(weekly)
    row.sum_mean = _plain([total[days // WEEK - 1] for days in SUM_DAYS])
    row.next_28 = row.sum_mean[SUM_DAYS.index(DAYS)]
    share = row.next_28 / before - 1 if before > 0 else 0.0
    row.explanation[BROUGHT] = round(float(share), 2)


def _weekly(days: FloatArray) -> FloatArray:
    return days[: WEEKS * WEEK].reshape(WEEKS, WEEK).sum(axis=1)


def _spread(told: Told) -> float:
    """Standard deviation of four weeks of a total, its days taken for independent by the week."""
    band = (told.quantiles[:DAYS, HIGH] - told.quantiles[:DAYS, LOW]) / TENTHS_APART
    return float(np.sqrt((band**2).sum()) * np.sqrt(WEEK))


def _plain(values: Any) -> Any:
    return np.round(np.asarray(values, np.float64), DIGITS).tolist()
