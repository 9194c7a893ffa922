"""Which purchase a cancelled line takes back: the file does not say, so the likeliest is taken."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Generic, TypeVar

Key = TypeVar("Key")


@dataclass(frozen=True, slots=True)
class Bought(Generic[Key]):
    """Units of a stock code on one line of a customer's order; ``key`` names the line."""

    key: Key
    customer: str
    code: str
    at: datetime
    quantity: int


@dataclass(frozen=True, slots=True)
class TakenBack:
    """Units (positive) that a cancelled line takes back."""

    customer: str
    code: str
    at: datetime
    quantity: int


@dataclass(frozen=True, slots=True)
class Match(Generic[Key]):
    """``quantity`` units of the return number ``position``, of line ``key`` or of none known."""

    position: int
    key: Key | None
    quantity: int


@dataclass(slots=True)
class _Open(Generic[Key]):
    key: Key
    left: int


def match_returns(
    bought: Iterable[Bought[Key]], taken_back: Sequence[TakenBack]
) -> list[Match[Key]]:
    """Match each return to earlier lines of the same customer and stock code, in order of time.

    The latest line that still holds all the units is taken; where none holds them all, the latest
    lines one after the other; what is left over, and every return of a guest, is matched to none.
    No line gives back more than was bought. Returns are matched in the order of their time,
    ties in the order given.
    """
    waiting = iter(sorted(bought, key=lambda line: line.at))
    upcoming = next(waiting, None)
    shelves: dict[tuple[str, str], list[_Open[Key]]] = defaultdict(list)
    matches: list[Match[Key]] = []
    for position in sorted(range(len(taken_back)), key=lambda i: taken_back[i].at):
        back = taken_back[position]
        while upcoming is not None and upcoming.at <= back.at:
            if upcoming.customer:
                held = _Open(upcoming.key, upcoming.quantity)
                shelves[upcoming.customer, upcoming.code].append(held)
            upcoming = next(waiting, None)
        lines = shelves.get((back.customer, back.code), [])
        matches += _take(position, back.quantity, lines)
    return matches


def _take(position: int, quantity: int, lines: list[_Open[Key]]) -> Iterator[Match[Key]]:
    whole = next((line for line in reversed(lines) if line.left >= quantity), None)
    for line in [whole] if whole else reversed(lines):
        units = min(line.left, quantity)
        if units == 0:
            continue
        line.left -= units
        quantity -= units
        yield Match(position, line.key, units)
        if quantity == 0:
            return
    yield Match(position, None, quantity)
