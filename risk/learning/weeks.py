"""How well what was served found fraud, week by week: recall and precision at a review of 2 %."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

import numpy as np
import numpy.typing as npt
from django.db.models import Q

from foundation import clock
from risk.algorithms.attempts import FloatArray, IntArray
from risk.algorithms.examining import caught, looked_at
from risk.algorithms.vocabulary import Result
from risk.models import Assessment

WEEKS = 12
_WEEK = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Week:
    """Attempts from one day on; shares are None where there is nothing to take them of.

    ``recall`` is the share of the confirmed frauds that were among the 2 % with the highest scores
    of their door, ``precision`` the share of frauds among those of them of which anybody said what
    they were.
    """

    begins: date
    attempts: int
    frauds: int
    recall: float | None
    precision: float | None


def weeks_in_use(*, at: datetime | None = None, weeks: int = WEEKS) -> list[Week]:
    """The last weeks by the scores that were given then, oldest first; one query."""
    now = at or clock.now()
    begin = now - weeks * _WEEK
    rows = list(
        Assessment.objects.filter(
            ~Q(verdict=0) | Q(result=Result.PASSED),  # what failed unlooked into may be either
            occurred_at__gt=begin,
            occurred_at__lte=now,
            score__isnull=False,
        ).values_list("occurred_at", "door", "score", "verdict")
    )
    place = np.array([(row[0] - begin) // _WEEK for row in rows], np.int64)
    door = np.array([row[1] for row in rows], np.str_)
    score = np.array([row[2] for row in rows], np.float64)
    verdict = np.array([row[3] for row in rows], np.int64)
    return [
        _week(clock.business_day(begin + number * _WEEK), door[here], score[here], verdict[here])
        for number in range(weeks)
        for here in [place == number]
    ]


def _week(begins: date, door: npt.NDArray[np.str_], score: FloatArray, verdict: IntArray) -> Week:
    is_fraud = verdict == 1
    found, frauds_seen, known_seen = [], 0, 0
    for one in np.unique(door):
        here = door == one
        found.append(caught(score[here], is_fraud[here]))
        seen = verdict[here][looked_at(score[here])]
        frauds_seen += int((seen == 1).sum())
        known_seen += int((seen != 0).sum())
    frauds = int(is_fraud.sum())
    return Week(
        begins=begins,
        attempts=len(score),
        frauds=frauds,
        recall=float(np.concatenate(found).mean()) if frauds else None,
        precision=frauds_seen / known_seen if known_seen else None,
    )
