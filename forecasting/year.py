"""The plan of the next twelve months, for the shop and every category."""

from __future__ import annotations

from typing import Any

import numpy as np

from forecasting.algorithms.panel import FloatArray
from forecasting.algorithms.yearly import year_plan
from forecasting.models import Level
from forecasting.serving import HIGH, LOW
from forecasting.totals import SHOP, Courses, Subject

Months = list[dict[str, Any]]


def months_of(courses: Courses) -> dict[Subject, Months]:
    """By total: twelve calendar months with their mean and the ends of 80 per cent.

    Planned for the categories that hold products; what hangs below a category is summed, ends and
    all, as if its parts erred together: too wide a band rather than too narrow a one.
    """
    parts = [part for part in courses.parts if (Level.CATEGORY, part) in courses.units]
    if not parts:
        return {}
    plan = year_plan(np.array([courses.own[part] for part in parts]), first=courses.first)
    names = [f"{month:%Y-%m}" for month in plan.months]
    sums: dict[Subject, FloatArray] = {}
    for place, part in enumerate(parts):
        own = np.stack(
            [plan.quantiles[place, :, LOW], plan.mean[place], plan.quantiles[place, :, HIGH]]
        )
        for number in courses.above.get(part, (part,)):
            key = (Level.CATEGORY, number)
            sums[key] = sums.get(key, np.zeros_like(own)) + own
    sums[SHOP] = np.stack(
        [plan.shop_quantiles[:, LOW], plan.shop_mean, plan.shop_quantiles[:, HIGH]]
    )
    return {
        key: [
            {"month": name, "low": low, "mean": mean, "high": high}
            for name, low, mean, high in zip(names, *np.round(values, 1).tolist(), strict=True)
        ]
        for key, values in sums.items()
    }
