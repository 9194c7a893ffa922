"""Prices in a question: ``under 50``, ``£20-30``, ``zwischen 10 und 20 Euro``, ``ab 15 €``."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from .units import read_measure, read_number
from .words import Word, fold, listed

_UPPER = (
    "under", "below", "up to", "less than", "no more than", "not more than", "max", "maximum",
    "at most", "cheaper than", "within", "<", "<=", "≤", "unter", "bis", "bis zu", "hochstens",
    "maximal", "weniger als", "gunstiger als", "billiger als", "nicht mehr als",
)  # fmt: skip
_LOWER = (
    "over", "above", "more than", "at least", "min", "minimum", "upwards of", ">", ">=", "≥",
    "uber", "ueber", "ab", "mindestens", "mehr als",
)  # fmt: skip
_BETWEEN = ("between", "from", "zwischen", "von")
_AND = frozenset({"and", "to", "-", "und", "bis"})
_SIGNS = frozenset({"€", "£", "$", "¥"})
_CURRENCIES = listed(
    "eur euro euros gbp pound pounds quid pfund usd dollar dollars bucks chf franken francs yen jpy"
)
_COUNTED = listed(
    "year years yr yrs jahr jahre jahren month months monat monate monaten piece "
    "pieces pcs teile teilen stuck people person persons personen w watt watts mah gb "
    "tb mp k percent prozent day days tage tagen pack pairs paar hz mg"
)
"""What follows a number that is no price."""
DEAREST = 10**12
"""Minor units; whatever is above is no price."""
_BY_FIRST_WORD: dict[str, dict[str, list[tuple[str, ...]]]] = {
    kind: {
        first: sorted(
            (words for phrase in phrases if (words := tuple(phrase.split()))[0] == first),
            key=len,
            reverse=True,
        )
        for first in {phrase.split()[0] for phrase in phrases}
    }
    for kind, phrases in (("between", _BETWEEN), ("upper", _UPPER), ("lower", _LOWER))
}
"""How a price may begin, the longest first."""
WORDS = (
    frozenset(word for phrase in (*_UPPER, *_LOWER, *_BETWEEN) for word in phrase.split())
    | _AND
    | _CURRENCIES
    | _COUNTED
)
"""Every word that this module understands."""


@dataclass(frozen=True, slots=True)
class PriceSpan:
    """From and to in minor units, both included; None is open."""

    lowest: int | None
    highest: int | None


@dataclass(frozen=True, slots=True)
class _Amount:
    minor: int
    used: int
    has_currency: bool


def read_price(
    words: Sequence[Word], at: int, *, exponent: int, is_value: bool = False
) -> tuple[PriceSpan, int] | None:
    """A price that begins at ``at``, and how many words it takes; None where there is none.

    ``exponent`` is the currency's (2 for cents). A currency that is named is not converted: what
    is asked is asked in the shop's. ``is_value``: ``20-30`` is something else in this catalogue.
    """
    for kind in _BY_FIRST_WORD:
        for used in _phrase_lengths(words, at, kind):
            if found := _after(kind, words, at + used, exponent):
                return found[0], found[1] + used
    span = _span(words, at, exponent)
    if span and (span[2] or not is_value):
        return span[0], span[1]
    alone = _amount(words, at, exponent)
    if alone and alone.has_currency:
        return PriceSpan(None, alone.minor), alone.used
    return None


def _phrase_lengths(words: Sequence[Word], at: int, kind: str) -> list[int]:
    if at >= len(words):
        return []
    phrases = _BY_FIRST_WORD[kind].get(fold(words[at].text), ())
    return [
        len(phrase)
        for phrase in phrases
        if tuple(fold(word.text) for word in words[at : at + len(phrase)]) == phrase
    ]


def _after(
    kind: str, words: Sequence[Word], at: int, exponent: int
) -> tuple[PriceSpan, int] | None:
    if kind == "between":
        span = _span(words, at, exponent)
        return (span[0], span[1]) if span else None
    amount = _amount(words, at, exponent)
    if amount is None:
        return None
    if kind == "upper":
        return PriceSpan(None, amount.minor), amount.used
    return PriceSpan(amount.minor, None), amount.used


def _span(words: Sequence[Word], at: int, exponent: int) -> tuple[PriceSpan, int, bool] | None:
    """``20 - 30 €``: the span, its words, and whether a currency was named."""
    first = _amount(words, at, exponent)
    if first is None or at + first.used >= len(words):
        return None
    if words[at + first.used].text not in _AND:
        return None
    second = _amount(words, at + first.used + 1, exponent)
    if second is None:
        return None
    lowest, highest = sorted((first.minor, second.minor))
    used = first.used + 1 + second.used
    return PriceSpan(lowest, highest), used, first.has_currency or second.has_currency


def _amount(words: Sequence[Word], at: int, exponent: int) -> _Amount | None:
    """A number with or without its currency, unless it counts or measures something."""
    has_sign = at < len(words) and words[at].text in _SIGNS | {"eur", "gbp", "usd", "chf"}
    found = read_number(words, at + has_sign)
    if found is None:
        return None
    number, used = found
    after = at + has_sign + used
    named = after < len(words) and words[after].text in _SIGNS | _CURRENCIES
    if not (has_sign or named) and _is_of_something_else(words, at, after):
        return None
    minor = _minor(number, exponent)
    if minor is None:
        return None
    return _Amount(minor, has_sign + used + named, has_sign or named)


def _is_of_something_else(words: Sequence[Word], at: int, after: int) -> bool:
    if read_measure(words, at):
        return True
    if after >= len(words):
        return False
    return fold(words[after].text) in _COUNTED or words[after].text == '"'


def _minor(number: Decimal, exponent: int) -> int | None:
    if number > DEAREST:
        return None
    minor = int(number.scaleb(exponent).quantize(Decimal(1), rounding=ROUND_HALF_UP))
    return minor if minor <= DEAREST else None
