"""What a price test found: its effect by measure with intervals, and a verdict."""

from __future__ import annotations

import math
from dataclasses import asdict, dataclass
from datetime import date, datetime, timedelta

import numpy as np

from foundation import clock
from pricing.algorithms.panel import FloatArray
from pricing.algorithms.switchback import BoolArray, Finding, Played, judge
from pricing.models import PriceTest, PriceTestItem, PriceTestState, PriceTestVerdict
from pricing.price_tests.plans import Plan
from pricing.price_tests.readings import Measure, Reading, counted, read_variants

LEVEL = 0.95


@dataclass(frozen=True, slots=True)
class Line:
    """The effect in one measure, as a share of usual sales; ends are None where nothing is told."""

    measure: str
    effect: float
    low: float | None
    high: float | None
    p_value: float

    @property
    def words(self) -> str:
        return Measure(self.measure).words


@dataclass(frozen=True, slots=True)
class Result:
    """What was found of the clusters that played to the end.

    ``a_day`` and its ends: what the effect is a day, in the measure's unit (minor units without
    tax). ``usual_out`` and ``test_out``: the share of time out of stock at either price.
    """

    lines: list[Line]
    clusters: int
    clusters_left: int
    pairs: int
    schedules: int
    usual_a_day: float
    usual_out: float
    test_out: float
    measured_at: str

    @classmethod
    def of(cls, test: PriceTest) -> Result | None:
        """As it is stored; None before there is any."""
        if not test.result:
            return None
        told = dict(test.result)
        told["lines"] = [Line(**one) for one in told["lines"]]
        return cls(**told)

    @property
    def primary(self) -> Line | None:
        return self.lines[0] if self.lines else None


def measure(*, test: PriceTest, at: datetime | None = None) -> Result:
    """Read what was sold in the whole pairs of a test that ended, and keep what that says."""
    now = at or clock.now()
    result = _result(test, now)
    test.result, test.verdict = asdict(result), verdict_of(result)
    test.save(update_fields=["result", "verdict"])
    return result


def verdict_of(result: Result) -> PriceTestVerdict:
    line = result.primary
    if line is None or line.low is None or line.high is None:
        return PriceTestVerdict.TOO_LITTLE
    if line.low > 0:
        return PriceTestVerdict.BETTER
    return PriceTestVerdict.WORSE if line.high < 0 else PriceTestVerdict.ALIKE


def measure_ended(*, at: datetime | None = None) -> int:
    """Measure what ended lately once more: orders of the last day come into the roll-ups late."""
    now = at or clock.now()
    ended = PriceTest.objects.filter(
        state=PriceTestState.ENDED, ended_at__gt=now - timedelta(days=2)
    )
    due = [test for test in ended if _is_stale(test, now)]
    for test in due:
        measure(test=test, at=now)
    return len(due)


def _is_stale(test: PriceTest, now: datetime) -> bool:
    found = Result.of(test)
    return found is None or datetime.fromisoformat(found.measured_at) < now - timedelta(hours=1)


def _result(test: PriceTest, now: datetime) -> Result:
    plan = Plan.of(test)
    items = list(test.items.order_by("variant_id"))
    pairs = _whole_pairs(test, now)
    if plan is None or test.starts_on is None or not items or not pairs:
        return _nothing(items, now)
    schedule = _schedule(test, len(plan.clusters))
    kept = _kept(items, len(plan.clusters))
    reading = _read(test, test.starts_on, plan, items, pairs)
    asks = schedule[:, : 2 * pairs]
    lines, schedules = [], 0
    for name in plan.measures:
        sold = reading.of(name)
        if sold is None or not kept.any():
            continue
        usual = np.array([cluster.usual[name.value] for cluster in plan.clusters])
        found = judge(Played(sold, usual, asks, kept), level=LEVEL, seed=test.seed)
        lines.append(_line(name, found))
        schedules = found.schedules
    return Result(
        lines=lines,
        clusters=int(kept.sum()),
        clusters_left=int((~kept).sum()),
        pairs=pairs,
        schedules=schedules,
        usual_a_day=float(
            sum(
                c.usual[plan.measure] for c, is_in in zip(plan.clusters, kept, strict=True) if is_in
            )
        ),
        usual_out=_mean(reading.out[kept], ~asks[kept]),
        test_out=_mean(reading.out[kept], asks[kept]),
        measured_at=now.isoformat(),
    )


def _nothing(items: list[PriceTestItem], now: datetime) -> Result:
    clusters = len({item.cluster for item in items})
    return Result([], clusters, 0, 0, 0, 0.0, 0.0, 0.0, now.isoformat())


def _line(name: Measure, found: Finding) -> Line:
    return Line(
        measure=name.value,
        effect=found.effect,
        low=found.low if math.isfinite(found.low) else None,
        high=found.high if math.isfinite(found.high) else None,
        p_value=found.p_value,
    )


def _whole_pairs(test: PriceTest, now: datetime) -> int:
    """Pairs that were played to their last day."""
    if test.starts_on is None:
        return 0
    ended = clock.business_day(test.ended_at or now)
    return max(0, min((ended - test.starts_on).days // (2 * test.period_days), test.pairs))


def _schedule(test: PriceTest, clusters: int) -> BoolArray:
    asks = np.zeros((clusters, test.periods), dtype=np.bool_)
    for cluster, number, asks_test in test.schedule.values_list("cluster", "number", "asks_test"):
        asks[cluster, number] = asks_test
    return asks


def _kept(items: list[PriceTestItem], clusters: int) -> BoolArray:
    kept = np.ones(clusters, dtype=np.bool_)
    kept[[item.cluster for item in items if item.left_because]] = False
    return kept


def _read(
    test: PriceTest, starts_on: date, plan: Plan, items: list[PriceTestItem], pairs: int
) -> Reading:
    stretches = [
        counted(
            starts_on + timedelta(days=number * test.period_days),
            period_days=test.period_days,
            washout_days=test.washout_days,
        )
        for number in range(2 * pairs)
    ]
    reading = read_variants(plan.worth_of([item.variant_id for item in items]), stretches)
    cluster = np.array([item.cluster for item in items], dtype=np.int64)
    return reading.by_cluster(cluster, clusters=len(plan.clusters))


def _mean(values: FloatArray, chosen: BoolArray) -> float:
    return float(values[chosen].mean()) if chosen.any() else 0.0
