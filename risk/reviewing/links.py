"""What an attempt shares with others, and who they are: what a reviewer looks at first."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from risk.algorithms.vocabulary import IDENTITIES, Mark, Verdict
from risk.models import Assessment
from risk.reviewing.labels import STANDING

MOST_A_MARK: Final = 100
"""The newest others of a mark that are looked at."""
MOST_OTHERS: Final = 40
SPAN: Final = timedelta(days=365)
VERDICT_OF: Final = {number: verdict for verdict, number in STANDING.items()}
STRANGERS_WEIGHT: Final = 0.2
"""A shared network or product, beside a shared identity, when the closest are sought."""


@dataclass(frozen=True, slots=True)
class SharedMark:
    """A mark of the attempt and how many others have it; ``is_more``: only the newest counted."""

    mark: Mark
    others: int
    fraud: int
    honest: int
    is_more: bool = False


@dataclass(frozen=True, slots=True)
class Other:
    """Another attempt with what it shares."""

    attempt: Assessment
    marks: tuple[Mark, ...]

    @property
    def verdict(self) -> Verdict | None:
        """What it turned out to be; None where nobody said."""
        return VERDICT_OF.get(self.attempt.verdict)


@dataclass(frozen=True, slots=True)
class Links:
    """``others`` the closest first; ``left_out`` are further ones that are not among them."""

    marks: tuple[SharedMark, ...]
    others: tuple[Other, ...]
    left_out: int = 0


def links_of(assessment: Assessment, *, most: int = MOST_OTHERS) -> Links:
    """Everything within a year before or after the attempt that shares a mark with it."""
    sharing = {mark: rows for mark in Mark if (rows := _sharing(assessment, mark)) is not None}
    marks_of: dict[int, list[Mark]] = defaultdict(list)
    for mark, rows in sharing.items():
        for number, _verdict in rows[:MOST_A_MARK]:
            marks_of[number].append(mark)
    # Newer rows have larger numbers: among equally close ones the newest come first.
    closest = sorted(marks_of, key=lambda number: (-_closeness(marks_of[number]), -number))
    found = Assessment.objects.in_bulk(closest[:most])
    return Links(
        marks=tuple(_shared(mark, rows) for mark, rows in sharing.items()),
        others=tuple(
            Other(found[number], tuple(marks_of[number]))
            for number in closest[:most]
            if number in found
        ),
        left_out=max(len(closest) - most, 0),
    )


def _sharing(assessment: Assessment, mark: Mark) -> list[tuple[int, int]] | None:
    """Numbers and verdicts of others with this mark, newest first; None without the mark."""
    column = f"{mark}_key"
    key = getattr(assessment, column)
    if key is None:
        return None
    around = (assessment.occurred_at - SPAN, assessment.occurred_at + SPAN)
    rows = Assessment.objects.filter(**{column: key}, occurred_at__range=around)
    newest = rows.exclude(pk=assessment.pk).order_by("-occurred_at")
    return list(newest.values_list("pk", "verdict")[: MOST_A_MARK + 1])


def _shared(mark: Mark, rows: list[tuple[int, int]]) -> SharedMark:
    counted = rows[:MOST_A_MARK]
    said = Counter(verdict for _number, verdict in counted)
    return SharedMark(
        mark=mark,
        others=len(counted),
        fraud=said[STANDING[Verdict.FRAUD]],
        honest=said[STANDING[Verdict.LEGITIMATE]],
        is_more=len(rows) > MOST_A_MARK,
    )


def _closeness(marks: Iterable[Mark]) -> float:
    return sum(1.0 if mark in IDENTITIES else STRANGERS_WEIGHT for mark in marks)
