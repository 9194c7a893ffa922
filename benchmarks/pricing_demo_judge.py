"""One demo store, built, learned from through its own roll-ups, and held to what its market hides.

``python -m benchmarks.pricing_demo_judge SEED DAYS``, in an empty ``SHELFWISE_DATA_DIR``; the last
line printed is JSON. ``benchmarks/pricing_demo_store.py`` runs it.
"""

from __future__ import annotations

import json
import os
import sys
import time
from datetime import date
from typing import Any

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "shop.settings")

import django

django.setup()

import numpy as np  # noqa: E402
from django.conf import settings  # noqa: E402
from django.core.management import call_command  # noqa: E402

from events.rollups import rebuild_daily_demand  # noqa: E402
from foundation.progress import progress_steps  # noqa: E402
from pricing.algorithms.elasticity import pooled  # noqa: E402
from pricing.algorithms.panel import FloatArray  # noqa: E402
from pricing.dataset import load_market  # noqa: E402
from pricing.serving import elasticities_of, shop_elasticity  # noqa: E402
from pricing.training import train_elasticity  # noqa: E402
from shop.demo.build import TRUTH_FOLDER, DemoPlan, build_demo  # noqa: E402
from simulation import HiddenTruth  # noqa: E402

LAST_DAY = date(2026, 9, 30)
"""Long enough ago for the shop to be asleep: what is learned hangs on no clock."""
REACH_95 = 1.959963984540054


def main() -> int:
    seed, days = int(sys.argv[1]), int(sys.argv[2])
    call_command("migrate", verbosity=0)
    plan = DemoPlan(seed=seed, days=days, last_day=LAST_DAY)
    began = time.process_time()
    with progress_steps(quiet=True) as steps:
        build_demo(plan=plan, steps=steps)
    rebuild_daily_demand(plan.start, plan.end)
    built = time.process_time()
    version = train_elasticity(lambda text: None)
    learned = time.process_time() - built
    truth = HiddenTruth.load(settings.DATA_DIR / TRUTH_FOLDER)
    # A refused version serves nobody: then there is nothing to judge.
    told = _told(truth) if elasticities_of([int(truth.names["products"][0])]) else {}
    print(
        json.dumps(
            {
                "seed": seed,
                "build_cpu": built - began,
                "learn_cpu": learned,
                "state": version.state if version else "",
                "explained": version.metrics.get("explained") if version else None,
                **told,
            }
        )
    )
    return 0


def _told(truth: HiddenTruth) -> dict[str, Any]:
    products = [int(name) for name in truth.names["products"]]
    views = elasticities_of(products)
    mean = np.array([views[product].mean for product in products])
    sd = np.array([views[product].sd for product in products])
    low = np.array([views[product].low for product in products])
    high = np.array([views[product].high for product in products])
    hidden = truth.elasticity
    common, shop = pooled(load_market().sales()).mean, shop_elasticity()
    return {
        "products": len(products),
        "held_80": float(np.mean((low <= hidden) & (hidden <= high))),
        "held_95": float(np.mean(np.abs(hidden - mean) <= REACH_95 * sd)),
        "true_mean": float(hidden.mean()),
        "found_mean": float(mean.mean()),
        "error": _error(mean, hidden),
        "error_of_one": _error(np.full(len(hidden), common), hidden),
        "lift": shop.lift if shop else None,
        "true_lift": float(truth.promotion_uplift.mean()),
    }


def _error(found: FloatArray, hidden: FloatArray) -> float:
    return float(np.sqrt(np.mean((found - hidden) ** 2)))


if __name__ == "__main__":
    raise SystemExit(main())
