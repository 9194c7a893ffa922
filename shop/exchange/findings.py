"""What is wrong with a file, by line and column, and what else its reader should know."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

MOST_KEPT = 20_000
LONGEST_WORDS = 300


class Unreadable(ValueError):
    """A file that cannot be read at all; the message says why."""


@dataclass(frozen=True, slots=True)
class Problem:
    """Why a row cannot be taken; an empty column means the row as a whole, line 1 the heading."""

    line: int
    column: str
    words: str


@dataclass(slots=True)
class Findings:
    """Problems in the order of the lines, and notes that stop nothing.

    ``count`` goes on where ``MOST_KEPT`` problems are kept already.
    """

    problems: list[Problem] = field(default_factory=list)
    count: int = 0
    unplaced: list[str] = field(default_factory=list)
    """Columns of the file that have no place in the shop."""
    _notes: dict[str, int] = field(default_factory=dict)
    _told: set[tuple[int, str]] = field(default_factory=set)

    def say(self, line: int, column: str, words: object) -> None:
        """Note why a row cannot be taken; the first problem of a cell is told, no other.

        The words may quote the cell: NUL in it is shown by a mark, as PostgreSQL keeps none.
        """
        if (line, column) in self._told:
            return
        self._told.add((line, column))
        self.count += 1
        if len(self.problems) < MOST_KEPT:
            plain = str(words).replace("\x00", "\ufffd")
            self.problems.append(Problem(line, column[:80], plain[:LONGEST_WORDS]))

    def note(self, words: str) -> None:
        """Something that happens often is told once, with how often."""
        self._notes[words] = self._notes.get(words, 0) + 1

    @property
    def notes(self) -> list[str]:
        told = [
            words if times == 1 else f"{words} (× {times:,})"
            for words, times in self._notes.items()
        ]
        if self.unplaced:
            columns = ", ".join(f"“{column[:60]}”" for column in self.unplaced[:60])
            told.append(_("Columns without a place here, passed over: %s.") % columns)
        return told

    def in_order(self) -> Iterator[Problem]:
        yield from sorted(self.problems, key=lambda problem: (problem.line, problem.column))
