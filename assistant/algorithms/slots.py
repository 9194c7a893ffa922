"""What a wish names: prices, an order's number, how many, which of those shown, which goods.

Amounts are read by the search (``search.algorithms.prices``), which knows English and German;
French phrases are said in its words first.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from assistant.algorithms.filler import is_filler
from assistant.algorithms.places import places_of
from search.algorithms.prices import read_price
from search.algorithms.units import read_measure, read_number
from search.algorithms.words import Word, listed, normal, tokenise

MINOR_DIGITS = 2
MOST_UNITS = 99
LONGEST_WORDS = 120

_EMAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
_NAMED_NUMBER = re.compile(
    r"(?:\b(?:order|oder|bestellung|bestellnummer|auftrag|commande|comande|retoure)\w*"
    r"(?:\s*(?:number|no|nr|nummer|num[ée]ro|n°|num|is|ist|lautet|est|le|die|la|the|:|\.))*\s*#?"
    r"|#)\s*([A-Z]{0,3}-?\d{4,12})\b",
    re.IGNORECASE,
)
_BARE_NUMBER = re.compile(r"(?<![\d.,-])\d{6,9}(?![\d.,]\d|\d)")
_CHEAPEST = re.compile(
    r"\b(?:cheapest|lowest[- ]price\w*|least expensive|g(?:ü|ue|u)nstigst\w*|billigst\w*"
    r"|preiswertest\w*|(?:les?|la) (?:moins|plus) (?:cher|ch[èe]re|bas prix)s?"
    r"|(?<!de )moins ch(?:er|[èe]re)s? (?:de tou\w+|possible))\b",
    re.IGNORECASE,
)
_FRENCH = tuple(
    (re.compile(rf"\b{said}", re.IGNORECASE), meant)
    for said, meant in (
        (r"(?:à |a )?(?:moins|dessous) (?:de |d['’])(?=\d)", "under "),
        (r"en[- ]dessous de ", "under "),
        (r"inf[ée]rieure?s? [àa] ", "under "),
        (r"(?:jusqu['’]?[àa]|maximum|au plus|pas plus de|max\.?) ?(?=\d)", "up to "),
        (r"entre (?=\d+\D{0,8} et )", "between "),
        (r"(?:de )(?=\d+\D{0,8} [àa] \d)", "from "),
        (r"(?:plus|dessus) de (?=\d)", "over "),
        (r"(?:à|a) partir de |au moins ", "over "),
    )
)
_FRENCH_AND = re.compile(r"(?<=\d)(\D{0,8}) (?:et|[àa]) (?=\d)")
_GLUED_TIMES = re.compile(r"\b(\d{1,2})\s?[x×](?=\s+\D)", re.IGNORECASE)
_TIMES = frozenset({"x", "×", "times", "mal", "fois"})
_PIECES = listed(
    "of piece pieces pcs stück stuck stücke davon von pièce pièces exemplaire exemplaires de"
)
_ONE = frozenset({"one", "ein", "eine", "einen", "eins", "un", "une", "a", "an"})
_FRENCH_NUMBERS = {
    "deux": 2, "trois": 3, "quatre": 4, "cinq": 5, "six": 6, "sept": 7, "huit": 8, "neuf": 9,
    "dix": 10, "douze": 12,
}  # fmt: skip
_NAMES = listed(
    "size sizes größe grösse groesse gr taille pointure number no nr nummer numéro numero n° watt"
    " version model modell modèle"
)
"""What a number after which says which, not how many."""


@dataclass(frozen=True, slots=True)
class Named:
    """What was named; empty where nothing was. Amounts in major units."""

    words: str = ""
    price_from: float | None = None
    price_to: float | None = None
    order_number: str = ""
    quantity: int | None = None
    places: tuple[int, ...] = ()
    email: str = ""
    cheapest: bool = False


def named_in(text: str, language: str) -> Named:
    """Everything that a wish names; never raises, whatever was written."""
    email = _EMAIL.search(text)
    rest = _EMAIL.sub(" ", text)
    number, rest = _order_number(rest)
    places, rest = places_of(rest)
    cheapest = _CHEAPEST.search(rest) is not None
    rest = _GLUED_TIMES.sub(r"\1 x", _CHEAPEST.sub(" ", rest))
    words = tokenise(_in_english(rest) if language == "fr" else rest)
    low, high, left = _prices(words)
    quantity, left = _quantity(left)
    return Named(
        words=_words(left, language),
        price_from=low,
        price_to=high,
        order_number=number,
        quantity=quantity,
        places=places,
        email=email.group() if email else "",
        cheapest=cheapest,
    )


def _order_number(text: str) -> tuple[str, str]:
    """The number of an order, and the text without it."""
    found = _NAMED_NUMBER.search(text)
    if found:
        return found.group(1), text[: found.start(1)] + " " + text[found.end(1) :]
    bare = _BARE_NUMBER.search(text)
    if bare:
        return bare.group(), text[: bare.start()] + " " + text[bare.end() :]
    return "", text


def _in_english(text: str) -> str:
    """French phrases of prices in the words that the search reads."""
    said = normal(text)
    for pattern, meant in _FRENCH:
        said = pattern.sub(meant, said)
    if re.search(r"\b(?:between|from) \d", said):
        said = _FRENCH_AND.sub(r"\1 and ", said, count=1)
    return said


def _prices(words: Sequence[Word]) -> tuple[float | None, float | None, list[Word]]:
    low: int | None = None
    high: int | None = None
    left, at = [], 0
    while at < len(words):
        found = read_price(words, at, exponent=MINOR_DIGITS)
        if found is None:
            left.append(words[at])
            at += 1
            continue
        span, used = found
        low = span.lowest if span.lowest is not None else low
        high = span.highest if span.highest is not None else high
        at += used
    return _major(low), _major(high), left


def _major(minor: int | None) -> float | None:
    return None if minor is None else minor / 10**MINOR_DIGITS


def _quantity(words: list[Word]) -> tuple[int | None, list[Word]]:
    """How many, and the words without it; sizes and numbers of models are none."""
    for at, word in enumerate(words):
        amount, used = _amount(words, at)
        if amount is None or not 1 <= amount <= MOST_UNITS:
            continue
        before = words[at - 1].text if at else ""
        after = words[at + used].text if at + used < len(words) else ""
        if before in _NAMES or read_measure(words, at):
            continue
        counts = after in _TIMES | _PIECES
        if word.text in _ONE and not counts:
            continue
        if counts or is_filler(before) or not before:
            return amount, words[:at] + words[at + used + (after in _TIMES) :]
    return None, list(words)


def _amount(words: Sequence[Word], at: int) -> tuple[int | None, int]:
    if words[at].text in _FRENCH_NUMBERS:
        return _FRENCH_NUMBERS[words[at].text], 1
    if words[at].text in ("un", "une"):
        return 1, 1
    found = read_number(words, at)
    if found is None or found[0] != int(found[0]):
        return None, 1
    return int(found[0]), found[1]


def _words(words: Sequence[Word], language: str) -> str:
    """The words that describe goods."""
    kept = " ".join(_kept(words))
    return kept[:LONGEST_WORDS].strip()


def _kept(words: Sequence[Word]) -> Iterator[str]:
    for word in words:
        if not is_filler(word.text) and any(sign.isalnum() for sign in word.text):
            yield word.text
