"""Promotions that are planned, as pricing left them in the feature store."""

from __future__ import annotations

import logging
from datetime import date
from typing import Any

import numpy as np

from forecasting.algorithms.panel import FloatArray, IntArray
from mlops.selectors import read_features

logger = logging.getLogger(__name__)

FEATURE = "planned_promotions"
"""Of ``shop`` and of ``variant:…``: pairs of ISO days, the first and the last of a promotion."""
WHOLE_SHOP = "shop"
SUBJECTS_AT_ONCE = 500


def promoted_ahead(variants: IntArray, *, first: date, days: int) -> FloatArray:
    """Whether each variant is under a promotion on each day to come, shape (n, days), 0 or 1.

    Nothing is planned where the store knows nothing, or cannot be understood.
    """
    flags = np.zeros((len(variants), days))
    everywhere = read_features(name=FEATURE, subjects=[WHOLE_SHOP]).get(WHOLE_SHOP, [])
    _mark(flags, slice(None), everywhere, first)
    rows = {f"variant:{variant}": row for row, variant in enumerate(variants.tolist())}
    subjects = list(rows)
    for start in range(0, len(subjects), SUBJECTS_AT_ONCE):
        some = subjects[start : start + SUBJECTS_AT_ONCE]
        for subject, spans in read_features(name=FEATURE, subjects=some).items():
            _mark(flags, rows[subject], spans, first)
    return flags


def _mark(flags: FloatArray, rows: Any, spans: Any, first: date) -> None:
    try:
        told = [(date.fromisoformat(begin), date.fromisoformat(end)) for begin, end in spans]
    except (TypeError, ValueError):
        logger.warning("planned promotions that cannot be understood: %.100r", spans)
        return
    for begin, end in told:
        since, until = max((begin - first).days, 0), (end - first).days + 1
        if until > since:
            flags[rows, since:until] = 1.0
