"""The two models of customers as plain arrays, and back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from analytics.algorithms.buying_rhythm import BuyingRhythm
from analytics.algorithms.calibration import Calibration
from analytics.algorithms.churn import Churn
from analytics.algorithms.closed_windows import Habits
from analytics.algorithms.customer_facts import Fact
from analytics.algorithms.customer_value import Spend, Spread, Views
from analytics.algorithms.next_order import NextOrder
from analytics.algorithms.spending import Spending
from mlops.artifacts import Array

Arrays = dict[str, Array]
NEXT = "next_order"


@dataclass(frozen=True, slots=True)
class ChurnModel:
    """Who stays away, and when those come who do not."""

    habits: Habits
    churn: Churn
    next_order: NextOrder | None


@dataclass(frozen=True, slots=True)
class ValueModel:
    """What is spent, by days looked ahead, shortest first."""

    habits: Habits
    spends: tuple[Spend, ...]


def churn_arrays(model: ChurnModel) -> Arrays:
    """A churn model as arrays; ``churn_model`` is the inverse."""
    churn = model.churn
    arrays = {
        **_habits_arrays(model.habits),
        "centre": churn.centre,
        "scale": churn.scale,
        "weights": churn.weights,
        "offset": np.array([churn.offset]),
        "trees": churn.trees,
        "calibration": np.array([churn.calibration.slope, churn.calibration.shift]),
    }
    if (ahead := model.next_order) is not None:
        arrays[NEXT] = np.array([ahead.days])
        arrays |= {f"{NEXT}_{place}": text for place, text in enumerate(ahead.trees)}
    return arrays


def churn_model(arrays: Mapping[str, Array]) -> ChurnModel:
    """The inverse of ``churn_arrays``.

    Raises:
        KeyError: an array is missing.
        ValueError: it was learned from other facts than those of today.
    """
    slope, shift = arrays["calibration"].tolist()
    churn = Churn(
        centre=arrays["centre"],
        scale=arrays["scale"],
        weights=arrays["weights"],
        offset=float(arrays["offset"][0]),
        trees=arrays["trees"],
        calibration=Calibration(slope, shift),
    )
    texts = [arrays[name] for name in sorted(arrays) if name.startswith(f"{NEXT}_")]
    ahead = NextOrder(int(arrays[NEXT][0]), tuple(texts)) if texts else None
    return ChurnModel(_habits(arrays), churn, ahead)


def value_arrays(model: ValueModel) -> Arrays:
    """A value model as arrays; ``value_model`` is the inverse."""
    arrays = _habits_arrays(model.habits)
    arrays["days"] = np.array([spend.days for spend in model.spends])
    for spend in model.spends:
        own = {
            "chance": spend.views.chance,
            "amount": spend.views.amount,
            "logs": spend.views.logs,
            "level": np.array([spend.level, spend.slope]),
            "at": spend.spread.at,
            "low": spend.spread.low,
            "high": spend.spread.high,
        }
        arrays |= {f"d{spend.days}_{name}": array for name, array in own.items()}
    return arrays


def value_model(arrays: Mapping[str, Array]) -> ValueModel:
    """The inverse of ``value_arrays``.

    Raises:
        KeyError: an array is missing.
        ValueError: it was learned from other facts than those of today.
    """
    spends = tuple(_spend(arrays, days) for days in arrays["days"].tolist())
    return ValueModel(_habits(arrays), spends)


def _spend(arrays: Mapping[str, Array], days: int) -> Spend:
    own = {name: arrays[f"d{days}_{name}"] for name in _SPEND}
    level, slope = own["level"].tolist()
    return Spend(
        days=days,
        views=Views(own["chance"], own["amount"], own["logs"]),
        level=level,
        slope=slope,
        spread=Spread(own["at"], own["low"], own["high"]),
    )


_SPEND = ("chance", "amount", "logs", "level", "at", "low", "high")


def _habits_arrays(habits: Habits) -> Arrays:
    buying, spending = habits.buying, habits.spending
    return {
        "buying": np.array([buying.r, buying.alpha, buying.a, buying.b]),
        "spending": np.array([spending.p, spending.q, spending.v]),
        "facts": np.array([str(fact) for fact in Fact]),
    }


def _habits(arrays: Mapping[str, Array]) -> Habits:
    if arrays["facts"].tolist() != [str(fact) for fact in Fact]:
        raise ValueError("learned from other facts")
    return Habits(BuyingRhythm(*arrays["buying"].tolist()), Spending(*arrays["spending"].tolist()))
