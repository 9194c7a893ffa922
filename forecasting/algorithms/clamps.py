"""What no forecast may say, whatever made it."""

from __future__ import annotations

import numpy as np

from forecasting.algorithms.panel import BoolArray, FloatArray, Panel

LOOK_BACK_DAYS = 91
MOST_TIMES = 3.0


def ceiling(panel: Panel) -> FloatArray:
    """Shape (n,): three times the largest of the last 13 weeks; zero where nothing was known."""
    recent = panel.units[:, -(LOOK_BACK_DAYS // panel.period.days) :]
    if not recent.shape[1]:
        return np.zeros(len(panel))
    return MOST_TIMES * np.nan_to_num(recent).max(axis=1)


def stand_in(
    learned: FloatArray, statistical: FloatArray, panel: Panel
) -> tuple[FloatArray, BoolArray]:
    """What a machine learned, where it is sane; else what the statistics say.

    One fold of boosted trees went to a WAPE of 900 per cent: a learned answer that is no number,
    is below zero by more than rounding, or rises above the ceiling is not mended but replaced, the
    whole series.

    Args:
        learned: shape (n, H).
        statistical: shape (n, H), finite and never negative.
        panel: the history that the ceiling is read from.

    Returns:
        The means of shape (n, H), and a mask of shape (n,) of the series that were replaced.
    """
    with np.errstate(invalid="ignore"):
        insane = ~np.isfinite(learned) | (learned > ceiling(panel)[:, None] + 1e-9)
    replaced: BoolArray = np.asarray(insane.any(axis=1))
    means = np.where(replaced[:, None], statistical, np.maximum(learned, 0.0))
    return means, replaced
