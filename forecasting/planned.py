"""Promotions and mailings that are planned, as higher floors left them in the feature store."""

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
CAMPAIGNS = "planned_campaigns"
"""Of the same subjects: the first and the last day, and the share that a mailing adds to sales."""
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


def added_ahead(variants: IntArray, *, first: date, days: int) -> FloatArray:
    """The share that planned mailings add to each variant on each day to come, shape (n, days).

    What is said of the shop and of a variant is added up; nothing where the store knows nothing.
    """
    shares = np.zeros((len(variants), days))
    everywhere = read_features(name=CAMPAIGNS, subjects=[WHOLE_SHOP]).get(WHOLE_SHOP, [])
    _add(shares, slice(None), everywhere, first)
    rows = {f"variant:{variant}": row for row, variant in enumerate(variants.tolist())}
    subjects = list(rows)
    for start in range(0, len(subjects), SUBJECTS_AT_ONCE):
        some = subjects[start : start + SUBJECTS_AT_ONCE]
        for subject, spans in read_features(name=CAMPAIGNS, subjects=some).items():
            _add(shares, rows[subject], spans, first)
    return shares


def _add(shares: FloatArray, rows: Any, spans: Any, first: date) -> None:
    try:
        told = [
            (date.fromisoformat(begin), date.fromisoformat(end), float(more))
            for begin, end, more in spans
        ]
    except (TypeError, ValueError):
        logger.warning("planned campaigns that cannot be understood: %.100r", spans)
        return
    for begin, end, more in told:
        since, until = max((begin - first).days, 0), (end - first).days + 1
        if until > since and more > 0:
            shares[rows, since:until] += more


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
