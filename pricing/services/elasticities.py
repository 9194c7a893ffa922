"""Rows of what the champion learned, for the pages that list, filter and explain it."""

from __future__ import annotations

from datetime import datetime

import numpy as np
from django.db import transaction

from catalog.models import Product
from foundation import clock
from mlops.artifacts import read_arrays
from mlops.models import ModelVersion
from mlops.selectors import champion
from pricing.algorithms.elasticity import Elasticities
from pricing.algorithms.price_tests import PriceTest, TestPlan, plan_price_test
from pricing.learned import REACH_80, Learned
from pricing.models import CrossEffect, ElasticityEstimate, PriceKnownFrom
from pricing.serving import NAME, learned

PLANNED_TEST = PriceTest((-0.1, 0.1), weeks=12)
WANTED_SD = 0.5
WRITTEN_AT_ONCE = 1_000
CROSS_ARRAYS = ("cross_product", "cross_other", "cross_effect")


@transaction.atomic
def keep_estimates(*, version: ModelVersion, at: datetime | None = None) -> int:
    """Put a version's estimates and cross effects in the place of those kept so far.

    Returns the number of products. Nothing is changed where the version cannot be read.
    """
    found = learned(version)
    if found is None:
        return 0
    there = set(Product.objects.filter(pk__in=found.product.tolist()).values_list("pk", flat=True))
    rows = [
        row for row in _rows(found, version.version, at or clock.now()) if row.product_id in there
    ]
    ElasticityEstimate.objects.all().delete()
    ElasticityEstimate.objects.bulk_create(rows, batch_size=WRITTEN_AT_ONCE)
    CrossEffect.objects.all().delete()
    CrossEffect.objects.bulk_create(_cross_rows(version, there), batch_size=WRITTEN_AT_ONCE)
    return len(rows)


def follow_champion(*, at: datetime | None = None) -> int:
    """Have the rows say what the champion says, after a rollback too; returns how many changed."""
    version = champion(NAME)
    if version is None:
        return 0
    kept = ElasticityEstimate.objects.values_list("version", flat=True).first()
    return 0 if kept == version.version else keep_estimates(version=version, at=at)


def plan_test(found: Learned) -> TestPlan:
    """What a test of ten per cent up and down over twelve weeks would teach of each product."""
    known = Elasticities(
        product=found.product,
        mean=found.mean,
        sd=found.sd,
        own=found.own,
        own_sd=found.own_sd,
        group=found.category,
        variation=found.variation,
        weekly_units=found.weekly_units,
        noise=found.noise,
        shop=float(found.shop[0]),
        shop_sd=float(found.shop[1]),
        spreads=(),
        lift=found.lift,
    )
    return plan_price_test(known, PLANNED_TEST, wanted_sd=WANTED_SD)


def _rows(found: Learned, version: str, made_at: datetime) -> list[ElasticityEstimate]:
    plan = plan_test(found)
    return [
        ElasticityEstimate(
            product_id=product,
            mean=float(found.mean[row]),
            sd=float(found.sd[row]),
            low=float(found.mean[row] - REACH_80 * found.sd[row]),
            high=float(found.mean[row] + REACH_80 * found.sd[row]),
            own=_known(found.own[row]),
            own_sd=_known(found.own_sd[row]),
            group_mean=found.of_newcomer(int(found.category[row]))[0],
            variation=float(found.variation[row]),
            weekly_units=float(found.weekly_units[row]),
            weeks=int(found.weeks[row]),
            known_from=_known_from(found, row),
            needs_variation=bool(plan.needed[row]),
            test_weeks=_known(plan.weeks[row]),
            sd_after_test=float(plan.sd_after[row]),
            version=version,
            made_at=made_at,
        )
        for row, product in enumerate(found.product.tolist())
    ]


def _known(value: float) -> float | None:
    return float(value) if np.isfinite(value) else None


def _known_from(found: Learned, row: int) -> PriceKnownFrom:
    if not found.weeks[row]:
        return PriceKnownFrom.NOTHING
    return PriceKnownFrom.SMALL_LINES if found.from_lines[row] else PriceKnownFrom.HISTORY


def _cross_rows(version: ModelVersion, there: set[int]) -> list[CrossEffect]:
    arrays = read_arrays(folder=version.artifact, checksums=version.checksums)
    if not all(name in arrays for name in CROSS_ARRAYS):
        return []
    columns = (arrays[name].tolist() for name in CROSS_ARRAYS)
    return [
        CrossEffect(product_id=product, other_id=other, effect=effect, version=version.version)
        for product, other, effect in zip(*columns, strict=True)
        if product in there and other in there
    ]
