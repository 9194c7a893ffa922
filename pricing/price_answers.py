"""The same question asked of the shop's own lines in two ways: what large lines do to the answer.

A line of many units has a lower price and is many units. Averaged over a week that looks like
demand which answers to price, and is the price list. Kept with each version, for the page that says
why the steeper figure would be wrong.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from pricing.algorithms.elasticity import Slope, pooled, pooled_least_squares
from pricing.algorithms.quantity_discounts import (
    DiscountCurve,
    average_sales,
    discount_curve,
    weekly_sales,
)
from pricing.dataset import Market
from pricing.purchase_lines import small_line


def answers_of(market: Market) -> dict[str, Any]:
    """The shop's curve of quantity discounts, and its elasticity by what counts as a price.

    ``ways``: each with a mean and its standard error, None where no price varied: ``all`` lines at
    revenue over units, ``small`` lines at their median, both by least squares; ``asked``, the
    weekly prices that were learned from, by Poisson pseudo-likelihood.
    """
    told: dict[str, Any] = {
        "lines": len(market.lines.product),
        "curve": [],
        "limit": None,
        "ways": {"asked": _plain(pooled(market.sales()))},
    }
    if not len(market.lines.product):
        return told
    curve = discount_curve(market.lines)
    limit = small_line(market.lines, curve)
    told["curve"] = _points(curve)
    told["limit"] = limit if np.isfinite(limit) else None
    told["ways"]["all"] = _plain(pooled_least_squares(average_sales(market.lines)))
    told["ways"]["small"] = _plain(pooled_least_squares(weekly_sales(market.lines, limit=limit)))
    return told


def _points(curve: DiscountCurve) -> list[dict[str, Any]]:
    """Classes of lines that there are, with their discount; None where there are too few lines."""
    return [
        {
            "largest": float(largest) if np.isfinite(largest) else None,
            "discount": round(float(discount), 4) if np.isfinite(discount) else None,
            "lines": int(count),
        }
        for largest, discount, count in zip(curve.largest, curve.discount, curve.lines, strict=True)
        if count
    ]


def _plain(slope: Slope) -> dict[str, float | None]:
    """JSON knows neither NaN nor infinity."""
    if not np.isfinite(slope.mean) or not np.isfinite(slope.sd):
        return {"mean": None, "sd": None}
    return {"mean": round(slope.mean, 4), "sd": round(slope.sd, 4)}
