"""What a price test would find, reckoned before it is started."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import numpy as np
from django.db import transaction

from foundation import clock
from foundation.money import BASIS_POINTS
from pricing.algorithms.elasticity import Elasticities
from pricing.algorithms.panel import FloatArray
from pricing.algorithms.price_tests import PriceTest as AskedPrices
from pricing.algorithms.price_tests import plan_price_test
from pricing.algorithms.switchback import detectable, noise_of, possible_schedules
from pricing.learned import ElasticityView
from pricing.models import PriceTest, PriceTestItem
from pricing.price_tests.goods import Cluster, Found, Tested, Unfit, find_clusters
from pricing.price_tests.plans import LeftOut, Plan, PlannedCluster
from pricing.price_tests.readings import Measure, Reading, Worth, periods_before, read_variants
from pricing.serving import elasticities_of, shop_elasticity

PAST_DAYS = 182
USUAL_DAYS = 56
WEEK = 7


@transaction.atomic
def write_plan(test: PriceTest, *, at: datetime | None = None) -> Plan:
    """Give a draft its clusters, both prices of each variant, and what it would find."""
    found = find_clusters(test, at=at)
    past = _read_past(test, found.clusters, at or clock.now())
    selling = [n for n in range(len(found.clusters)) if past is not None and past.sells(n)]
    clusters = [found.clusters[n] for n in selling]
    plan = _plan(test, clusters, past, selling, left_out=_left_out(found, clusters))
    test.items.all().delete()
    PriceTestItem.objects.bulk_create(
        PriceTestItem(
            test=test,
            variant_id=one.good.variant_id,
            cluster=number,
            cluster_name=cluster.name,
            usual_minor=one.good.price,
            test_minor=one.test_minor,
            price_id=one.good.standing.price_id,
        )
        for number, cluster in enumerate(clusters)
        for one in cluster.tested
    )
    test.plan = plan.as_json()
    test.save(update_fields=["plan"])
    return plan


@dataclass(frozen=True, slots=True)
class _Past:
    """Clusters in the periods of half a year before, and variants on a usual day."""

    periods: Reading
    usual: Reading
    units: dict[int, float]

    def sells(self, cluster: int) -> bool:
        return bool(self.usual.revenue[cluster, 0] > 0)


def _read_past(test: PriceTest, clusters: Sequence[Cluster], at: datetime) -> _Past | None:
    tested = [(number, one) for number, c in enumerate(clusters) for one in c.tested]
    if not tested:
        return None
    worth = [Worth(t.good.variant_id, t.good.cost, t.good.net_share) for _n, t in tested]
    cluster = np.array([number for number, _one in tested], dtype=np.int64)
    day = clock.business_day(at)
    before = periods_before(
        day,
        period_days=test.period_days,
        washout_days=test.washout_days,
        count=PAST_DAYS // test.period_days,
    )
    usual_days = periods_before(day, period_days=USUAL_DAYS, washout_days=0, count=1)
    usual = read_variants(worth, usual_days)
    return _Past(
        periods=read_variants(worth, before).by_cluster(cluster, clusters=len(clusters)),
        usual=usual.by_cluster(cluster, clusters=len(clusters)),
        units={one.variant_id: float(usual.units[n, 0]) for n, one in enumerate(worth)},
    )


def _left_out(found: Found, clusters: Sequence[Cluster]) -> list[LeftOut]:
    taken = {pk for cluster in clusters for pk in cluster.products}
    why = {pk: found.unfit.get(pk, Unfit.NO_SALES) for pk in found.names if pk not in taken}
    return [LeftOut(pk, found.names[pk], reason.value) for pk, reason in why.items()]


def _plan(
    test: PriceTest,
    clusters: Sequence[Cluster],
    past: _Past | None,
    selling: list[int],
    *,
    left_out: list[LeftOut],
) -> Plan:
    if past is None or not clusters:
        return Plan(measure=Measure.MARGIN.value, left_out=left_out)
    usual = _usual(past.usual, selling)
    measure = Measure.MARGIN if Measure.MARGIN in usual else Measure.REVENUE
    tested = [one for cluster in clusters for one in cluster.tested]
    views = elasticities_of(sorted({one.good.product_id for one in tested}))
    expected = _expected(tested, views, past.units, measure)
    now, after = _learned(test, views)
    return Plan(
        measure=measure.value,
        clusters=[
            PlannedCluster(
                cluster.name,
                len(cluster.products),
                {of.value: float(values[number]) for of, values in usual.items()},
            )
            for number, cluster in enumerate(clusters)
        ],
        left_out=left_out,
        worth={str(t.good.variant_id): [t.good.cost, t.good.net_share] for t in tested},
        schedules=min(possible_schedules(len(clusters), test.pairs), 10**9),
        smallest=_smallest(test, past.periods.of(measure), usual[measure], selling),
        expected=expected[0] if expected else None,
        expected_low=expected[1] if expected else None,
        expected_high=expected[2] if expected else None,
        sd_now=now,
        sd_after=after,
    )


def _usual(reading: Reading, selling: list[int]) -> dict[Measure, FloatArray]:
    """A usual day of each cluster, in what all clusters have some of."""
    found = {}
    for measure in Measure:
        values = reading.of(measure)
        if values is not None and np.all(values[selling, 0] > 0):
            found[measure] = values[selling, 0]
    return found


def _smallest(
    test: PriceTest, past: FloatArray | None, usual: FloatArray, selling: list[int]
) -> float | None:
    if past is None:
        return None
    began = int(np.argmax(past[selling].sum(axis=0) != 0))
    noise = noise_of(past[selling, began:], usual, pairs=test.pairs, seed=test.seed)
    return detectable(noise) if np.isfinite(noise) else None


def _expected(
    tested: Sequence[Tested],
    views: dict[int, ElasticityView],
    units: dict[int, float],
    measure: Measure,
) -> tuple[float, float, float] | None:
    """The effect at the elasticities' means and at both ends, as if all erred the same way."""
    if not views:
        return None
    usual = np.array([units[one.good.variant_id] for one in tested])
    shares = np.array([one.good.net_share for one in tested])
    cost = np.array([float(one.good.cost or 0) for one in tested])
    before = np.array([float(one.good.price) for one in tested])
    after = np.array([float(one.test_minor) for one in tested])
    lost = cost if measure is Measure.MARGIN else np.zeros(len(tested))

    def effect(elasticity: FloatArray) -> float:
        sold = usual * (after / before) ** elasticity
        earned = (usual * (before * shares - lost)).sum()
        return float((sold * (after * shares - lost)).sum() / earned - 1)

    seen = [views[one.good.product_id] for one in tested]
    ends = sorted(
        effect(np.array([getattr(view, end) for view in seen])) for end in ("low", "high")
    )
    return effect(np.array([view.mean for view in seen])), ends[0], ends[1]


def _learned(
    test: PriceTest, views: dict[int, ElasticityView]
) -> tuple[float | None, float | None]:
    """How surely elasticities are known, before and after, as the planner of tests reckons."""
    weeks = test.days // WEEK
    if not views or weeks < 2:
        return None, None
    products = sorted(views)
    shop = shop_elasticity()

    def of(name: str) -> FloatArray:
        return np.array([getattr(views[pk], name) for pk in products], dtype=np.float64)

    known = Elasticities(
        product=np.array(products, dtype=np.int64),
        mean=of("mean"),
        sd=of("sd"),
        own=np.full(len(products), np.nan),
        own_sd=np.full(len(products), np.inf),
        group=np.array([views[pk].group for pk in products], dtype=np.int64),
        variation=of("variation"),
        weekly_units=of("weekly_units"),
        noise=of("noise"),
        shop=shop.mean if shop else float(of("mean").mean()),
        shop_sd=shop.sd if shop else float(of("sd").mean()),
        spreads=(),
        lift=shop.lift if shop else 0.0,
    )
    asked = AskedPrices(steps=(0.0, test.step_basis_points / BASIS_POINTS), weeks=weeks)
    # Half of the clusters ask each price at any time: the other half tells the weeks' own effects.
    told = plan_price_test(known, asked, share_tested=0.5)
    return float(told.sd.mean()), float(told.sd_after.mean())
