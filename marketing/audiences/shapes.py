"""What may be asked of a field, and what is answered with: kinds, operators and values."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from django.utils.translation import gettext as _

MOST_CHOICES = 50
LONGEST_CHOICE = 80
MOST_DAYS = 3650
LARGEST_NUMBER = 10**12


class Kind(StrEnum):
    """What sort of thing a field is."""

    CHOICE = "choice"
    NUMBER = "number"
    MONEY = "money"
    """Minor units of the base currency."""
    PERCENT = "percent"
    DAYS_AGO = "days_ago"
    FLAG = "flag"
    DEED = "deed"
    """Something that somebody did to one of some things within some days."""


class Operator(StrEnum):
    ONE_OF = "one_of"
    NONE_OF = "none_of"
    AT_LEAST = "at_least"
    AT_MOST = "at_most"
    WITHIN = "within"
    """So many days ago or less."""
    BEFORE = "before"
    """More than so many days ago."""
    IS = "is"
    DID = "did"
    DID_NOT = "did_not"


OPERATORS: Final[dict[Kind, tuple[Operator, ...]]] = {
    Kind.CHOICE: (Operator.ONE_OF, Operator.NONE_OF),
    Kind.NUMBER: (Operator.AT_LEAST, Operator.AT_MOST),
    Kind.MONEY: (Operator.AT_LEAST, Operator.AT_MOST),
    Kind.PERCENT: (Operator.AT_LEAST, Operator.AT_MOST),
    Kind.DAYS_AGO: (Operator.WITHIN, Operator.BEFORE),
    Kind.FLAG: (Operator.IS,),
    Kind.DEED: (Operator.DID, Operator.DID_NOT),
}


@dataclass(frozen=True, slots=True)
class Deed:
    """Done to one of these things (to any where there are none) within so many days."""

    of: tuple[str, ...]
    days: int


Value = tuple[str, ...] | int | bool | Deed


class WrongValue(ValueError):
    """A value that its kind of field does not take, in translated words."""


def read_value(kind: Kind, raw: object) -> Value:
    """A value from plain JSON.

    Raises:
        WrongValue: it is of another type, empty, or out of range.
    """
    match kind:
        case Kind.CHOICE:
            return _choices(raw, least=1)
        case Kind.FLAG:
            return _flag(raw)
        case Kind.DEED:
            return _deed(raw)
        case Kind.PERCENT:
            return _number(raw, most=100)
        case Kind.DAYS_AGO:
            return _number(raw, most=MOST_DAYS)
        case Kind.NUMBER | Kind.MONEY:
            return _number(raw, most=LARGEST_NUMBER)


def plain_value(value: Value) -> object:
    """The JSON that ``read_value`` reads."""
    match value:
        case Deed(of=of, days=days):
            return {"of": list(of), "days": days}
        case tuple():
            return list(value)
        case _:
            return value


def _choices(raw: object, *, least: int) -> tuple[str, ...]:
    if not isinstance(raw, list) or not all(isinstance(each, str) for each in raw):
        raise WrongValue(_("Choose from the list."))
    chosen = tuple(dict.fromkeys(raw))
    if any(not 0 < len(each) <= LONGEST_CHOICE for each in chosen) or "\0" in "".join(chosen):
        raise WrongValue(_("Choose from the list."))
    if len(chosen) < least:
        raise WrongValue(_("Choose at least one."))
    if len(chosen) > MOST_CHOICES:
        raise WrongValue(_("Choose at most %(most)s.") % {"most": MOST_CHOICES})
    return chosen


def _number(raw: object, *, most: int) -> int:
    if not isinstance(raw, int) or isinstance(raw, bool):
        raise WrongValue(_("Give a whole number."))
    if not 0 <= raw <= most:
        raise WrongValue(_("Give a number from 0 to %(most)s.") % {"most": most})
    return raw


def _flag(raw: object) -> bool:
    if not isinstance(raw, bool):
        raise WrongValue(_("Choose yes or no."))
    return raw


def _deed(raw: object) -> Deed:
    if not isinstance(raw, dict) or set(raw) != {"of", "days"}:
        raise WrongValue(_("Say what, and within how many days."))
    days = _number(raw["days"], most=MOST_DAYS)
    if days == 0:
        raise WrongValue(_("Give at least one day."))
    return Deed(_choices(raw["of"], least=0), days)
