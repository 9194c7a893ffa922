"""What was seen so far, in memory: for replays and benchmarks, which have no tables.

It leads from an attempt to the same earlier ones as ``risk.scoring.history`` does by SQL.
"""

from __future__ import annotations

import math
from collections import defaultdict
from itertools import islice

import numpy as np

from risk.algorithms.attempts import ABSENT, DOORS, MARKS, RESULTS, Attempt, History
from risk.algorithms.velocity import NEWEST, REACH
from risk.algorithms.vocabulary import Result, Signal

_Row = list[float]
_DOOR, _AT, _AMOUNT, _RESULT, _VERDICT, _WORN, _UNVERIFIED, _STRANGE = range(8)


class Memory:
    """Attempts in the order of time, found by their marks."""

    def __init__(self) -> None:
        self._rows: list[_Row] = []
        self._marks: list[tuple[int, ...]] = []
        self._by_key: list[dict[int, list[int]]] = [defaultdict(list) for _ in MARKS]

    def __len__(self) -> int:
        return len(self._rows)

    def remember(self, attempt: Attempt, *, is_strange: bool = False) -> int:
        """Keep an attempt, no earlier than the one before; its place, to come back to it.

        Raises:
            ValueError: it is earlier than the newest.
        """
        if self._rows and attempt.at < self._rows[-1][_AT]:
            raise ValueError("attempts are remembered in the order of time")
        place = len(self._rows)
        self._rows.append([
            DOORS.index(attempt.door), attempt.at, _told(attempt, Signal.AMOUNT),
            RESULTS.index(attempt.result), 0, _told(attempt, Signal.REASON_WORN),
            _told(attempt, Signal.UNVERIFIED), is_strange,
        ])  # fmt: skip
        keys = tuple(attempt.marks.get(mark, ABSENT) for mark in MARKS)
        self._marks.append(keys)
        for by_key, mark, key in zip(self._by_key, MARKS, keys, strict=True):
            if key != ABSENT and mark in REACH:
                by_key[key].append(place)
        return place

    def settle(self, place: int, result: Result) -> None:
        """What became of it."""
        self._rows[place][_RESULT] = RESULTS.index(result)

    def found_worn(self, place: int) -> None:
        """What came back had been worn, as the stockroom saw days later."""
        self._rows[place][_WORN] = 1

    def confirm(self, place: int, verdict: int) -> None:
        """What it turned out to be: 1 fraud, -1 honest, 0 nobody said."""
        self._rows[place][_VERDICT] = verdict

    def history_of(self, attempt: Attempt) -> History:
        """The newest attempts that share a mark, within its reach, each once."""
        found: set[int] = set()
        for by_key, mark in zip(self._by_key, MARKS, strict=True):
            key = attempt.marks.get(mark, ABSENT)
            if key == ABSENT or key not in by_key:
                continue
            oldest = attempt.at - REACH[mark]
            earlier = (
                place for place in reversed(by_key[key]) if self._rows[place][_AT] <= attempt.at
            )
            newest = islice(earlier, NEWEST)
            found.update(place for place in newest if self._rows[place][_AT] >= oldest)
        return self._history(sorted(found))

    def _history(self, places: list[int]) -> History:
        if not places:
            return History.empty()
        rows = np.array([self._rows[place] for place in places])
        return History(
            door=rows[:, _DOOR].astype(np.int64),
            at=rows[:, _AT],
            marks=np.array([self._marks[place] for place in places], np.int64),
            amount=rows[:, _AMOUNT],
            result=rows[:, _RESULT].astype(np.int64),
            verdict=rows[:, _VERDICT].astype(np.int64),
            is_worn=rows[:, _WORN] > 0,
            is_unverified=rows[:, _UNVERIFIED] > 0,
            is_strange=rows[:, _STRANGE] > 0,
        )


def _told(attempt: Attempt, signal: Signal) -> float:
    """A fact that later attempts are measured by; 0 where the door did not tell it."""
    value = attempt.facts.get(signal, 0.0)
    return 0.0 if math.isnan(value) else value
