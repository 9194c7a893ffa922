"""One set of boosted trees for all series: what series of a shop have in common.

Ke et al. (2017), "LightGBM"; Montero-Manso and Hyndman (2021) on why one model of all series beats
one of each. Every pair of a moment and a period after it is an example, of units in multiples of
the level of the series at the moment; an example weighs as much as its level, so that the trees
minimise what WAPE counts.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from forecasting.algorithms.features import History, plans_of
from forecasting.algorithms.panel import NO_PLANS, FloatArray, Panel, Plans

if TYPE_CHECKING:
    from lightgbm import Booster

LEAST_HISTORY_WEEKS = 8
LONGEST_RATIO = 10.0
"""Units in multiples of the level are cut here: one wholesale order teaches nothing."""


class Objective(StrEnum):
    """What the trees minimise, in LightGBM's words.

    ``TYPICAL`` is the middle of what may come, best for each period; ``AVERAGE`` its mean, best for
    sums, since lumpy demand lies mostly below its mean.
    """

    TYPICAL = "l1"
    AVERAGE = "tweedie"


@dataclass(frozen=True, slots=True)
class TreeSettings:
    """What is tuned."""

    rounds: int = 150
    leaves: int = 15
    rate: float = 0.05
    least_examples: int = 100
    columns: float = 0.5
    rows: float = 0.7
    most_examples: int = 100_000
    seed: int = 7


STANDARD_TREES = TreeSettings()


@dataclass(frozen=True, slots=True)
class BoostedTrees:
    """What was learned, as LightGBM's own text.

    Attributes:
        texts: by objective, shape (bytes,), the trees.
        horizon: the furthest period that was learned; later ones are told like it.
    """

    texts: Mapping[Objective, npt.NDArray[np.uint8]]
    horizon: int

    def look_ahead(
        self, panel: Panel, horizon: int, plans: Plans = NO_PLANS
    ) -> dict[Objective, FloatArray]:
        """Shape (n, H) by objective; not clamped: see ``clamps.stand_in``."""
        history, origin = History(panel), panel.periods
        fixed, level = history.fixed(origin), history.level[:, -1]
        told = {objective: np.zeros((len(panel), horizon)) for objective in self.texts}
        for step in range(1, horizon + 1):
            if step > self.horizon:
                for means in told.values():
                    means[:, step - 1] = means[:, step - 2]
                continue
            features = np.hstack([fixed, history.asked(origin, step, plans)])
            for objective, text in self.texts.items():
                ratios = _booster(text.tobytes()).predict(features, num_threads=1)
                told[objective][:, step - 1] = np.asarray(ratios) * level
        return told


def train(
    panel: Panel, horizon: int, *, settings: TreeSettings = STANDARD_TREES
) -> BoostedTrees | None:
    """Learn from everything that came true in a panel.

    Args:
        panel: demand of the series to learn from.
        horizon: periods ahead to learn.
        settings: what is tuned.

    Returns:
        None where the panel is too short to learn anything from.
    """
    examples = _examples(panel, horizon, settings)
    if examples is None:
        return None
    texts = _trained(examples, settings)
    return BoostedTrees(texts, horizon)


def _trained(
    examples: tuple[FloatArray, FloatArray, FloatArray], settings: TreeSettings
) -> dict[Objective, npt.NDArray[np.uint8]]:
    """One forest an objective, of the same examples, which are sorted into bins once."""
    import lightgbm

    features, ratios, weights = examples
    binned = lightgbm.Dataset(
        features, ratios, weight=weights, params={"verbosity": -1, "num_threads": 1}
    ).construct()
    return {
        objective: np.frombuffer(
            lightgbm.train(_parameters(objective, settings), binned, settings.rounds)
            .model_to_string()
            .encode(),
            np.uint8,
        )
        for objective in Objective
    }


def _parameters(objective: Objective, settings: TreeSettings) -> dict[str, Any]:
    return {
        "objective": str(objective),
        "num_leaves": settings.leaves,
        "learning_rate": settings.rate,
        "min_data_in_leaf": settings.least_examples,
        "feature_fraction": settings.columns,
        "bagging_fraction": settings.rows,
        "bagging_freq": 1,
        "lambda_l2": 1.0,
        "seed": settings.seed,
        "deterministic": True,
        "force_row_wise": True,
        "num_threads": 1,
        "verbosity": -1,
    }


def _examples(
    panel: Panel, horizon: int, settings: TreeSettings
) -> tuple[FloatArray, FloatArray, FloatArray] | None:
    """Features, units in multiples of the level, and weights; thinned to what is affordable."""
    week = 7 // panel.period.days
    least = LEAST_HISTORY_WEEKS * week
    moments = range(panel.periods - 1, least - 1, -week)
    offered = len(moments) * len(panel) * horizon
    if not offered:
        return None
    share = min(1.0, settings.most_examples / offered)
    random = np.random.default_rng(settings.seed)
    history = History(panel)
    parts = [_of_moment(history, moment, horizon, share, random) for moment in moments]
    features, ratios, weights = (
        np.concatenate(some)
        for some in zip(*(part for many in parts for part in many), strict=True)
    )
    return (features, ratios, weights) if len(ratios) >= 2 * settings.least_examples else None


def _of_moment(
    history: History, moment: int, horizon: int, share: float, random: np.random.Generator
) -> Sequence[tuple[FloatArray, FloatArray, FloatArray]]:
    panel = history.panel
    week = 7 // panel.period.days
    fixed, level = history.fixed(moment), history.level[:, moment]
    plans = plans_of(panel, moment, horizon)
    begun = panel.known[:, :moment].sum(axis=1) >= LEAST_HISTORY_WEEKS * week
    examples = []
    for step in range(1, min(horizon, panel.periods - moment) + 1):
        units = panel.units[:, moment + step - 1]
        drawn = begun & ~np.isnan(units) & (random.random(len(panel)) < share)
        asked = history.asked(moment, step, plans)[drawn]
        ratios = np.minimum(units[drawn] / level[drawn], LONGEST_RATIO)
        examples.append((np.hstack([fixed[drawn], asked]), ratios, level[drawn]))
    return examples


@lru_cache(maxsize=8)
def _booster(text: bytes) -> Booster:
    """Read once a process; the text is some hundred kilobytes."""
    import lightgbm

    return lightgbm.Booster(model_str=text.decode())
