"""From what somebody pasted or uploaded to SKUs and quantities, with every problem by its line.

A line is ``SKU quantity``, parted by blanks, a tab, a comma or a semicolon; without a quantity it
is one. A first line that names its columns (as spreadsheets export it) says which two count.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

MOST_LINES = 500
LONGEST_TEXT = 100_000
LONGEST_SKU = 60
MOST_UNITS = 100_000
_DELIMITERS = "\t;,"
_SKU_NAMES = frozenset(
    {"sku", "article", "article number", "item", "item number", "artikel", "artikelnummer",
     "artikel-nr.", "artikelnr"}
)  # fmt: skip
_QUANTITY_NAMES = frozenset({"quantity", "qty", "units", "amount", "menge", "anzahl", "stück"})
_WHOLE = re.compile(r"[+]?([0-9]{1,9})(?:[.,]0{1,2})?")
"""Not three noughts: ``1.000`` is a thousand to some and one to others."""


@dataclass(frozen=True, slots=True)
class ListedLine:
    """Units of a SKU; ``number`` is its line in the text, from 1, and ``text`` that line."""

    number: int
    text: str
    sku: str
    quantity: int


@dataclass(frozen=True, slots=True)
class LineProblem:
    """Why a line cannot be ordered, in words for whoever wrote it."""

    number: int
    text: str
    message: str


@dataclass(frozen=True, slots=True)
class SkuList:
    """What was read: lines that make sense, and the problems of those that do not."""

    lines: tuple[ListedLine, ...] = ()
    problems: tuple[LineProblem, ...] = ()

    @property
    def is_empty(self) -> bool:
        return not self.lines and not self.problems

    def __add__(self, other: SkuList) -> SkuList:
        return SkuList(self.lines + other.lines, self.problems + other.problems)


@dataclass(frozen=True, slots=True)
class _Columns:
    """Which cells of a row are the SKU and the quantity."""

    sku: int = 0
    quantity: int = 1


def read_list(text: str, *, first: int = 1) -> SkuList:
    """Read a pasted list or the text of a CSV file. Blank lines are left out.

    ``first`` is the number of its first line.
    """
    rows = [
        (number, line.strip())
        for number, line in enumerate(_lines(text), start=first)
        if line.strip()
    ]
    columns = _columns(_cells(rows[0][1])) if rows else None
    body = rows[1:] if columns else rows
    entries = [_read(number, line, columns or _Columns()) for number, line in body[:MOST_LINES]]
    problems = [entry for entry in entries if isinstance(entry, LineProblem)]
    problems += _beyond(body, text)
    return SkuList(
        tuple(entry for entry in entries if isinstance(entry, ListedLine)), tuple(problems)
    )


def _lines(text: str) -> list[str]:
    return text[:LONGEST_TEXT].lstrip("\ufeff").splitlines()


def _beyond(body: Sequence[tuple[int, str]], text: str) -> Iterator[LineProblem]:
    """What was not read at all."""
    if len(body) > MOST_LINES:
        number, line = body[MOST_LINES]
        message = _("At most %(most)d lines are read at once; from here on nothing was.")
        yield LineProblem(number, line[:80], message % {"most": MOST_LINES})
    elif len(text) > LONGEST_TEXT:
        number = body[-1][0] if body else 1
        yield LineProblem(number, "", _("The list is too long; from here on nothing was read."))


def _cells(line: str) -> list[str]:
    """The cells of a line by the first delimiter that it has; else its words."""
    delimiter = next((sign for sign in _DELIMITERS if sign in line), "")
    if not delimiter:
        return _words(line)
    try:
        row = next(csv.reader([line], delimiter=delimiter, strict=True), [])
    except csv.Error:
        row = line.replace('"', "").split(delimiter)
    return [cell.strip() for cell in row]


def _words(line: str) -> list[str]:
    """``SKU quantity``; a SKU may have blanks in it, a quantity is the last word."""
    before, _blank, last = line.rpartition(" ")
    if before and _looks_like_quantity(last):
        return [before.strip().removesuffix(":").strip(), last]
    return [line]


def _looks_like_quantity(word: str) -> bool:
    return bool(re.fullmatch(r"[x×]?[-+]?[0-9][0-9.,]*[x×]?", word))


def _columns(cells: Sequence[str]) -> _Columns | None:
    """The columns that a first line names; None where it names none."""
    names = [cell.casefold() for cell in cells]
    sku = next((at for at, name in enumerate(names) if name in _SKU_NAMES), None)
    if sku is None:
        return None
    quantity = next((at for at, name in enumerate(names) if name in _QUANTITY_NAMES), -1)
    return _Columns(sku, quantity)


def _read(number: int, line: str, columns: _Columns) -> ListedLine | LineProblem:
    cells, shown = _cells(line), line[:120]
    sku = cells[columns.sku] if columns.sku < len(cells) else ""
    if not sku or len(sku) > LONGEST_SKU:
        return LineProblem(number, shown, _("There is no SKU in this line."))
    typed = cells[columns.quantity] if 0 <= columns.quantity < len(cells) else ""
    quantity = _quantity(typed) if typed else 1
    if quantity is None:
        return LineProblem(number, shown, _("“%(typed)s” is no quantity.") % {"typed": typed[:20]})
    if not 1 <= quantity <= MOST_UNITS:
        return LineProblem(
            number, shown, _("Choose 1 to %(most)d units of each item.") % {"most": MOST_UNITS}
        )
    return ListedLine(number, shown, sku, quantity)


def _quantity(typed: str) -> int | None:
    """A whole number as people write it: ``12``, ``12x``, ``x12``, ``12.0``; None otherwise."""
    found = _WHOLE.fullmatch(typed.strip().strip("x×").strip())
    return int(found.group(1)) if found else None
