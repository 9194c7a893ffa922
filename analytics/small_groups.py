"""No figure about so few people that it tells of one of them.

Every aggregate about people that the shop shows (segments, cohorts, funnels, paths, channels,
companies) passes here. A group of nobody tells of nobody and stays; a group of one to nine is
lumped with the other small ones or left out (``docs/privacy.md``).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TypeVar

FEWEST = 10
"""People in the smallest group of which anything is told."""

Row = TypeVar("Row")


def is_shown(people: int, *, fewest: int = FEWEST) -> bool:
    """Whether a figure about so many people may be shown: of nobody, or of enough."""
    return people <= 0 or people >= fewest


def hide_small(
    rows: Iterable[Row],
    *,
    people: Callable[[Row], int],
    rest: Callable[[list[Row]], Row] | None = None,
    fewest: int = FEWEST,
) -> list[Row]:
    """The rows that may be shown, in their order.

    ``people`` counts who stands behind a row, each in one row only. With ``rest`` the small rows
    become one at the end, made by ``rest`` of them; while that one were small itself, the smallest
    of the others joins it, because whoever knows the total could take the rest away from it. Where
    all together are too few, only empty rows are left. Without ``rest`` small rows are left out:
    then the page must not show their total.
    """
    listed = list(rows)
    counts = [max(people(row), 0) for row in listed]
    small = {number for number, count in enumerate(counts) if not is_shown(count, fewest=fewest)}
    if rest is None or not small:
        return [row for number, row in enumerate(listed) if number not in small]
    large = sorted((number for number, count in enumerate(counts) if count >= fewest),
                   key=counts.__getitem__)  # fmt: skip
    if sum(counts[number] for number in small) < fewest and large:
        small.add(large[0])
    shown = [row for number, row in enumerate(listed) if number not in small]
    if sum(counts[number] for number in small) < fewest:
        return shown
    return [*shown, rest([listed[number] for number in sorted(small)])]
