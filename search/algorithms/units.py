"""Sizes with units and spoken numbers: ``1,5 l`` is ``1.5 litres`` is ``1500 ml``."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from .words import Word, fold, tokenise


class Dimension(StrEnum):
    """What is measured; the value is the unit that it is kept in."""

    LENGTH = "mm"
    VOLUME = "ml"
    MASS = "g"
    TIME = "h"


@dataclass(frozen=True, slots=True)
class Unit:
    dimension: Dimension
    in_base: Decimal


@dataclass(frozen=True, slots=True)
class Measure:
    """Amounts in the dimension's unit: one, or two and more of ``30 x 40 cm``."""

    dimension: Dimension
    amounts: tuple[Decimal, ...]


_UNITS: dict[str, tuple[Dimension, str, str]] = {
    "mm": (Dimension.LENGTH, "1", "mm millimetre millimetres millimeter millimeters"),
    "cm": (
        Dimension.LENGTH,
        "10",
        "cm centimetre centimetres centimeter centimeters zentimeter zentimetern",
    ),
    "m": (Dimension.LENGTH, "1000", "m metre metres meter meters metern"),
    "in": (Dimension.LENGTH, "25.4", 'in inch inches zoll "'),
    "ml": (Dimension.VOLUME, "1", "ml millilitre millilitres milliliter milliliters"),
    "cl": (Dimension.VOLUME, "10", "cl centilitre centilitres zentiliter"),
    "l": (Dimension.VOLUME, "1000", "l litre litres liter liters ltr litern"),
    "g": (Dimension.MASS, "1", "g gram grams gramm gramme grammes"),
    "kg": (Dimension.MASS, "1000", "kg kilo kilos kilogram kilograms kilogramm kilograms"),
    "oz": (Dimension.MASS, "28.349523125", "oz ounce ounces unze unzen"),
    "lb": (Dimension.MASS, "453.59237", "lb lbs"),
    "h": (Dimension.TIME, "1", "h hr hrs hour hours stunde stunden std"),
}
_BY_WORD = {
    word: Unit(dimension, Decimal(size))
    for dimension, size, words in _UNITS.values()
    for word in words.split()
}
_MORE_THAN_UNITS = frozenset({"in", "m", "g", "l", "h"})
"""Units that are words or letters of their own: only directly after a number in digits."""
_TIMES = frozenset({"x", "×", "by", "mal"})
_NUMBER = re.compile(r"^\d+(?:[.,]\d+)*$")
_THOUSANDS = re.compile(r"^\d{1,3}(?:[.,]\d{3})+$")
LONGEST_NUMBER = 12
"""Digits; what is longer is a code."""

_ONES = {
    "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8,
    "nine": 9, "ten": 10, "eleven": 11, "twelve": 12, "thirteen": 13, "fourteen": 14,
    "fifteen": 15, "sixteen": 16, "seventeen": 17, "eighteen": 18, "nineteen": 19,
}  # fmt: skip
_TENS = {
    "twenty": 20, "thirty": 30, "forty": 40, "fourty": 40, "fifty": 50, "sixty": 60,
    "seventy": 70, "eighty": 80, "ninety": 90,
}  # fmt: skip
_GERMAN_ONES = {
    "ein": 1, "eins": 1, "eine": 1, "einen": 1, "zwei": 2, "zwo": 2, "drei": 3, "vier": 4,
    "funf": 5, "fuenf": 5, "sechs": 6, "sieben": 7, "acht": 8, "neun": 9, "zehn": 10, "elf": 11,
    "zwolf": 12, "zwoelf": 12, "dreizehn": 13, "vierzehn": 14, "funfzehn": 15, "fuenfzehn": 15,
    "sechzehn": 16, "siebzehn": 17, "achtzehn": 18, "neunzehn": 19,
}  # fmt: skip
_GERMAN_TENS = {
    "zwanzig": 20, "dreissig": 30, "vierzig": 40, "funfzig": 50, "fuenfzig": 50, "sechzig": 60,
    "siebzig": 70, "achtzig": 80, "neunzig": 90,
}  # fmt: skip
WORDS = frozenset(_BY_WORD) | _TIMES | frozenset(
    (*_ONES, *_TENS, *_GERMAN_ONES, *_GERMAN_TENS, "hundred", "hundert")
)  # fmt: skip
"""Every word that this module understands."""


def parse_number(text: str) -> Decimal | None:
    """A number in digits with a comma or a point, or None.

    Three digits after each mark are thousands, in whichever language.
    """
    if len(text) > LONGEST_NUMBER or not _NUMBER.match(text) or not text.isascii():
        return None
    if _THOUSANDS.match(text) and not text.startswith("0"):
        return Decimal(text.replace(",", "").replace(".", ""))
    whole, mark, fraction = text.replace(",", ".").rpartition(".")
    return Decimal(f"{whole.replace('.', '')}.{fraction}" if mark else fraction)


def read_number(words: Sequence[Word], at: int) -> tuple[Decimal, int] | None:
    """A number at ``at``, in digits or spoken (English, German), and how many words it takes."""
    if at >= len(words):
        return None
    if (number := parse_number(words[at].text)) is not None:
        return number, 1
    if (german := _german(fold(words[at].text))) is not None:
        return Decimal(german), 1
    return _english(words, at)


def _english(words: Sequence[Word], at: int) -> tuple[Decimal, int] | None:
    total, used, last = 0, 0, 1000
    pieces = [(index, part) for index in range(at, min(at + 5, len(words)))
              for part in words[index].text.split("-")]  # fmt: skip
    for index, part in pieces:
        if part in ("a", "an") and not used and _next_is(words, index + 1, "hundred"):
            continue
        if part == "and" and last == 100 and _counts(words, index + 1):
            continue
        if part == "hundred" and last > 9:
            total, last = max(total, 1) * 100, 100
        elif part in _TENS and last >= 100:
            total, last = total + _TENS[part], 10
        elif part in _ONES and (last >= 100 or (last == 10 and _ONES[part] < 10)):
            total, last = total + _ONES[part], 1000 if not used and _ONES[part] < 10 else 1
        else:
            break
        used = index + 1 - at
        if last == 1000 and not _next_is(words, index + 1, "hundred"):
            break
    return (Decimal(total), used) if used else None


def _next_is(words: Sequence[Word], at: int, text: str) -> bool:
    return at < len(words) and words[at].text == text


def _counts(words: Sequence[Word], at: int) -> bool:
    return at < len(words) and words[at].text.split("-")[0] in (_ONES | _TENS)


def _german(text: str) -> int | None:
    if text in ("hundert", "einhundert"):
        return 100
    head, hundred, tail = text.partition("hundert")
    if hundred:
        hundreds = _GERMAN_ONES.get(head, 1 if not head else 0)
        rest = _german_below_hundred(tail.removeprefix("und")) if tail else 0
        return hundreds * 100 + rest if 0 < hundreds < 10 and rest is not None else None
    return _german_below_hundred(text)


def _german_below_hundred(text: str) -> int | None:
    if text in _GERMAN_ONES:
        return _GERMAN_ONES[text]
    if text in _GERMAN_TENS:
        return _GERMAN_TENS[text]
    for tens, value in _GERMAN_TENS.items():
        ones = text.removesuffix(f"und{tens}")
        if ones != text and 0 < _GERMAN_ONES.get(ones, 0) < 10:
            return value + _GERMAN_ONES[ones]
    return None


def read_measure(words: Sequence[Word], at: int) -> tuple[Measure, int] | None:
    """A size with its unit at ``at`` (``1,5 l``, ``30x40 cm``, ``27 inch``, ``two litres``)."""
    amounts: list[Decimal] = []
    place, in_digits = at, True
    while found := read_number(words, place):
        in_digits = in_digits and words[place].is_number
        amounts.append(found[0])
        place += found[1]
        unit_follows = place < len(words) and words[place].text in _BY_WORD
        times = place + (2 if unit_follows and _is_times(words, place + 1) else 1)
        if not (_is_times(words, times - 1) and read_number(words, times)):
            break
        place = times
    place += place < len(words) and words[place].text == "-"
    if not amounts or place >= len(words) or len(amounts) > 3:
        return None
    unit = _BY_WORD.get(words[place].text)
    if unit is None or not _is_unit_here(words, place, in_digits=in_digits):
        return None
    return (
        Measure(unit.dimension, tuple(amount * unit.in_base for amount in amounts)),
        place + 1 - at,
    )


def _is_times(words: Sequence[Word], at: int) -> bool:
    return at < len(words) and words[at].text in _TIMES


def _is_unit_here(words: Sequence[Word], at: int, *, in_digits: bool) -> bool:
    """``2 in 1`` has no inches, and ``one m`` no metre."""
    if words[at].text not in _MORE_THAN_UNITS:
        return True
    return in_digits and read_number(words, at + 1) is None


def parse_measure(text: str) -> Measure | None:
    """A text that is a size and nothing else, such as a value of the catalogue, or None."""
    words = tokenise(text)
    found = read_measure(words, 0)
    return found[0] if found and found[1] == len(words) else None


def spellings(measure: Measure) -> tuple[str, ...]:
    """How a catalogue may write it: in each metric unit in which it is short, and in inches."""
    written: dict[str, None] = {}
    for name, (dimension, size, _words) in _UNITS.items():
        if dimension is not measure.dimension:
            continue
        parts = [_short(amount / Decimal(size)) for amount in measure.amounts]
        if "" in parts:
            continue
        written[" x ".join(parts) + f" {name}"] = None
        written["x".join(parts) + name] = None
    return tuple(written)


def _short(amount: Decimal) -> str:
    """A number of at most four digits and two places, else nothing."""
    if amount != amount.quantize(Decimal("0.01")) or not Decimal("0.1") <= amount < 10_000:
        return ""
    return f"{amount.normalize():f}"
