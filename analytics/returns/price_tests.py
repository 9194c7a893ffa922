"""What tested prices earned: the days on which a test asked its price, by the effect that it found.

What a price that was kept after its test goes on to earn is not counted: nobody measures it.
"""

from __future__ import annotations

from datetime import date, timedelta

from django.db.models import Q
from django.utils.translation import ngettext

from analytics.returns.sources import Earned, Evidence, Findings
from foundation import clock
from pricing.models import PriceTest, PriceTestPeriod, PriceTestState
from pricing.price_tests.plans import Plan
from pricing.price_tests.readings import Measure, counted
from pricing.price_tests.results import Line, Result
from pricing.repricing.reports import results

COUNTED = {Measure.MARGIN.value: Earned.MARGIN, Measure.REVENUE.value: Earned.REVENUE}
MEASURED_DAYS = 91


def tested_prices(first: date, last: date) -> Findings:
    """Price tests that asked their prices on any of the days."""
    found: list[Evidence] = []
    running = untold = 0
    for test in _tests(first, last):
        if test.state == PriceTestState.RUNNING:
            running += 1
            continue
        evidence = _evidence(test, first, last)
        if evidence is None:
            untold += 1
        else:
            found.append(evidence)
    return Findings(tuple(found), _beside(running, untold, last))


def _tests(first: date, last: date) -> list[PriceTest]:
    begin = clock.day_bounds(first)[0]
    rows = PriceTest.objects.filter(
        Q(ended_at=None) | Q(ended_at__gt=begin), starts_on__lte=last
    ).exclude(state=PriceTestState.DRAFT)
    return list(rows.order_by("starts_on", "pk").prefetch_related("schedule", "items"))


def _evidence(test: PriceTest, first: date, last: date) -> Evidence | None:
    """None where the test cannot tell, or tells of units alone."""
    result, plan = Result.of(test), Plan.of(test)
    line = result.primary if result else None
    if result is None or plan is None or line is None or test.starts_on is None:
        return None
    if line.low is None or line.high is None or line.measure not in COUNTED:
        return None
    minor, low, high = _money(test, plan, line, 2 * result.pairs, first, last)
    return Evidence(
        name=test.name,
        first=test.starts_on,
        last=clock.business_day(test.ended_at) if test.ended_at else None,
        counted=COUNTED[line.measure],
        minor=minor,
        low=low,
        high=high,
        row=("pricing.pricetest", test.pk),
    )


def _money(
    test: PriceTest, plan: Plan, line: Line, periods: int, first: date, last: date
) -> tuple[float, float, float]:
    """The effect, a share of usual sales, over what usually is sold on the days that count."""
    left = {item.cluster for item in test.items.all() if item.left_because}
    usual = sum(
        plan.clusters[period.cluster].usual[line.measure] * _days(test, period, first, last)
        for period in test.schedule.all()
        if period.asks_test and period.number < periods and period.cluster not in left
    )
    return line.effect * usual, (line.low or 0.0) * usual, (line.high or 0.0) * usual


def _days(test: PriceTest, period: PriceTestPeriod, first: date, last: date) -> int:
    """Days of a period that count and lie within those asked for."""
    days = counted(period.first_day, period_days=test.period_days, washout_days=test.washout_days)
    overlap = min(days.last, last) - max(days.first, first) + timedelta(days=1)
    return max(overlap.days, 0)


def _beside(running: int, untold: int, last: date) -> tuple[str, ...]:
    told = []
    if running:
        text = ngettext(
            "%(count)s price test runs: it tells when it has ended.",
            "%(count)s price tests run: they tell when they have ended.",
            running,
        )
        told.append(text % {"count": running})
    if untold:
        text = ngettext(
            "%(count)s price test could not tell.", "%(count)s price tests could not tell.", untold
        )
        told.append(text % {"count": untold})
    measured = results(days=MEASURED_DAYS, at=clock.day_bounds(last)[1]).measured
    if measured:
        text = ngettext(
            "%(count)s new price was measured beside like goods. That is no experiment and does "
            "not count here.",
            "%(count)s new prices were measured beside like goods. That is no experiment and does "
            "not count here.",
            measured,
        )
        told.append(text % {"count": measured})
    return tuple(told)
