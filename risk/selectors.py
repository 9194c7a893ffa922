"""Reads of what was judged, for the doors."""

from __future__ import annotations

from risk.algorithms.vocabulary import Signal
from risk.models import Assessment


def is_from_elsewhere(assessment_id: int | None) -> bool:
    """Whether an attempt came from a browser that was new to its customer.

    False where that is not known, such as of the first attempt of all.
    """
    if assessment_id is None:
        return False
    found = Assessment.objects.filter(pk=assessment_id).values_list("signals", flat=True).first()
    return bool(found and found.get(Signal.NEW_DEVICE))
