"""What a shadow would have shown beside what was served, one report a day."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import numpy as np
import numpy.typing as npt

from mlops.models import ModelVersion, ShadowReport

Items = npt.NDArray[np.int32]


def note_shadow(
    *,
    version: ModelVersion,
    champion: ModelVersion,
    day: date,
    lists: Sequence[Items],
    champion_lists: Sequence[Items],
    taken: Sequence[Items],
    answered_ms: float,
) -> ShadowReport:
    """Keep the agreement and the would-be hits of one day; a second look replaces the first.

    The three sequences stand in the order of the requests; ``taken`` is what the person took
    afterwards.

    Raises:
        ValueError: they differ in length.
    """
    pairs = list(zip(lists, champion_lists, strict=True))
    report, _created = ShadowReport.objects.update_or_create(
        version=version,
        champion=champion,
        day=day,
        defaults={
            "requests": len(pairs),
            "agreement": float(np.mean([_agreement(*pair) for pair in pairs])) if pairs else 0.0,
            "hits": _hits(lists, taken),
            "champion_hits": _hits(champion_lists, taken),
            "answered_ms": answered_ms,
        },
    )
    return report


def _agreement(ours: Items, theirs: Items) -> float:
    longest = max(len(ours), len(theirs))
    return len(np.intersect1d(ours, theirs)) / longest if longest else 1.0


def _hits(lists: Sequence[Items], taken: Sequence[Items]) -> int:
    return sum(bool(np.isin(shown, later).any()) for shown, later in zip(lists, taken, strict=True))
