"""A random forest over all series: the plain learner that others are measured against.

Breiman (2001), "Random forests". Every series is told as a multiple of its own recent level, so
that one forest serves all of them; each period ahead is asked for directly, its distance being a
feature. It is learned anew at each call and never kept.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from forecasting.algorithms.panel import NO_PLANS, FloatArray, Panel, Period, Plans

LAGS = {Period.DAY: (1, 2, 3, 4, 5, 6, 7, 14, 21, 28), Period.WEEK: (1, 2, 3, 4, 5, 6, 7, 8)}
WINDOWS = {Period.DAY: (7, 28, 56), Period.WEEK: (4, 8, 13)}
DAYS_A_YEAR = 365.25
LARGEST_MULTIPLE = 20.0
"""Of the level: what a wholesaler once took is no more than that to learn from."""


@dataclass(frozen=True, slots=True)
class ForestSettings:
    """What is tuned. Examples are seen from ``origins`` columns, ``stride`` apart, and of them at
    most ``examples`` are learned from, chosen by ``seed``."""

    trees: int = 60
    smallest_leaf: int = 20
    features: float = 0.5
    origins: int = 12
    examples: int = 20_000
    seed: int = 7


@dataclass(frozen=True, slots=True)
class RandomForest:
    """A ``Forecaster`` that grows a forest on what it is shown."""

    settings: ForestSettings = ForestSettings()

    def __call__(self, panel: Panel, horizon: int, plans: Plans = NO_PLANS) -> FloatArray:
        """Shape (n, H): units by period; the mean level where there is too little to learn."""
        from sklearn.ensemble import RandomForestRegressor

        origins = self._origins(panel, horizon)
        level = _level(panel, panel.periods)
        if not origins:
            return np.repeat(level[:, None], horizon, axis=1)
        told, wanted, weights = self._examples(panel, origins, horizon)
        if len(wanted) < 2 * self.settings.smallest_leaf:
            return np.repeat(level[:, None], horizon, axis=1)
        forest = RandomForestRegressor(
            n_estimators=self.settings.trees,
            min_samples_leaf=self.settings.smallest_leaf,
            max_features=self.settings.features,
            random_state=self.settings.seed,
            n_jobs=1,
        ).fit(told, wanted, sample_weight=weights)
        asked = _features(panel, panel.periods, horizon)
        multiples = forest.predict(asked.reshape(-1, asked.shape[-1]))
        units: FloatArray = multiples.reshape(len(panel), horizon) * level[:, None]
        return np.maximum(units, 0)

    def _origins(self, panel: Panel, horizon: int) -> list[int]:
        """The latest columns that leave a horizon to learn from, and history before them."""
        last = panel.periods - horizon
        earliest = max(WINDOWS[panel.period])
        stride = max(1, (last - earliest) // self.settings.origins)
        return list(range(last, earliest - 1, -stride))[: self.settings.origins]

    def _examples(
        self, panel: Panel, origins: Sequence[int], horizon: int
    ) -> tuple[FloatArray, FloatArray, FloatArray]:
        """Features (examples, k), multiples (examples,) and their weights: the level, so that an
        error counts by its units and not by how little a series used to sell."""
        told, wanted, weights = [], [], []
        for origin in origins:
            level = _level(panel, origin)
            begun = panel.known[:, max(0, origin - max(LAGS[panel.period])) : origin].all(axis=1)
            rows = np.flatnonzero(begun & (level > 0))
            seen = _features(panel.only(rows), origin, horizon)
            came = panel.units[rows, origin : origin + horizon] / level[rows, None]
            told.append(seen.reshape(-1, seen.shape[-1]))
            wanted.append(np.minimum(came, LARGEST_MULTIPLE).ravel())
            weights.append(np.repeat(level[rows], horizon))
        features, targets = np.concatenate(told), np.concatenate(wanted)
        random = np.random.default_rng(self.settings.seed)
        at_most = min(len(targets), self.settings.examples)
        chosen = random.choice(len(targets), at_most, replace=False)
        return features[chosen], targets[chosen], np.concatenate(weights)[chosen]


def _level(panel: Panel, origin: int) -> FloatArray:
    """Shape (n,): mean units of the longest window before a column."""
    return _mean(panel.units[:, max(0, origin - max(WINDOWS[panel.period])) : origin])


def _mean(units: FloatArray) -> FloatArray:
    known = ~np.isnan(units)
    mean: FloatArray = np.where(known, units, 0.0).sum(axis=1) / np.maximum(known.sum(axis=1), 1)
    return mean


def _features(panel: Panel, origin: int, horizon: int) -> FloatArray:
    """Shape (n, H, features): lags and means over the level, the season's last values, the date."""
    level = np.where(_level(panel, origin) > 0, _level(panel, origin), 1.0)[:, None]
    past = np.nan_to_num(panel.units[:, :origin])
    lags = [_column(past, origin - lag) for lag in LAGS[panel.period]]
    means = [
        _mean(panel.units[:, max(0, origin - width) : origin]) for width in WINDOWS[panel.period]
    ]
    alike = np.stack([*lags, *means], axis=1) / level
    steps = np.arange(horizon)
    season = panel.period.season
    same = np.stack(
        [_same_season(past, origin, int(step) % season, season) for step in steps], axis=1
    )
    moments = np.array([panel.start_of(origin + int(step)).timetuple().tm_yday for step in steps])
    angle = 2 * np.pi * moments / DAYS_A_YEAR
    shared = np.stack([steps, np.sin(angle), np.cos(angle)], axis=1)
    return np.concatenate(
        [
            np.repeat(alike[:, None, :], horizon, axis=1),
            (same / level)[:, :, None],
            np.repeat(shared[None], len(panel), axis=0),
        ],
        axis=2,
    )


def _column(past: FloatArray, column: int) -> FloatArray:
    return past[:, column] if column >= 0 else np.zeros(len(past))


def _same_season(past: FloatArray, origin: int, place: int, season: int) -> FloatArray:
    """Shape (n,): mean of the last four periods that stood at the same place of a season."""
    columns = [origin + place - season * back for back in range(1, 5)]
    same: FloatArray = np.stack([_column(past, column) for column in columns]).mean(axis=0)
    return same
