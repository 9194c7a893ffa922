"""The rule of an audience: a tree of conditions, read from plain JSON and checked.

A group is ``{"match": "all" | "any" | "none", "rules": […]}``, a condition
``{"field": "segment", "is": "one_of", "value": ["champions"]}``. ``{}`` is everybody.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from django.utils.translation import gettext as _

from foundation.refusals import Refusal
from marketing.audiences.shapes import (
    OPERATORS,
    Kind,
    Operator,
    Value,
    WrongValue,
    plain_value,
    read_value,
)

MOST_DEEP = 3
"""Groups in groups in groups: deeper ones nobody reads."""
MOST_CONDITIONS = 30


class Match(StrEnum):
    """How the rules of a group are taken together."""

    ALL = "all"
    ANY = "any"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Condition:
    field: str
    operator: Operator
    value: Value


@dataclass(frozen=True, slots=True)
class Group:
    """Conditions and groups. An empty one says nothing: it matches everybody."""

    match: Match = Match.ALL
    rules: tuple[Condition | Group, ...] = ()


class RuleRefused(Refusal):
    """A rule that cannot be understood. ``place`` leads to the part, such as ``(0, 2)``."""

    def __init__(self, message: str, *, place: tuple[int, ...] = ()) -> None:
        super().__init__(message, field="rule")
        self.place = place


def parse(raw: object, *, kinds: Mapping[str, Kind]) -> Group:
    """A rule from plain JSON; ``kinds`` are the fields that may be asked for.

    Raises:
        RuleRefused: it is no such tree, too deep or too large, or asks a field for what it is not.
    """
    if raw == {}:
        return Group()
    group = _group(raw, kinds, ())
    if sum(1 for _each in conditions(group)) > MOST_CONDITIONS:
        raise RuleRefused(_("A rule has %(most)s conditions at most.") % {"most": MOST_CONDITIONS})
    return group


def unparse(group: Group) -> dict[str, Any]:
    """The JSON that ``parse`` reads as this group."""
    return {"match": group.match.value, "rules": [_unparsed(each) for each in group.rules]}


def conditions(group: Group) -> Iterator[Condition]:
    """Every condition of a rule, from the first to the last."""
    for each in group.rules:
        if isinstance(each, Group):
            yield from conditions(each)
        else:
            yield each


def _unparsed(rule: Condition | Group) -> dict[str, Any]:
    if isinstance(rule, Group):
        return unparse(rule)
    return {"field": rule.field, "is": rule.operator.value, "value": plain_value(rule.value)}


def _group(raw: object, kinds: Mapping[str, Kind], place: tuple[int, ...]) -> Group:
    if len(place) >= MOST_DEEP:
        raise RuleRefused(
            _("Groups stand in each other %(most)s deep at most.") % {"most": MOST_DEEP},
            place=place,
        )
    match raw:
        case {"match": str(word), "rules": list(rules), **rest} if not rest:
            pass
        case _:
            raise RuleRefused(_("This is no rule."), place=place)
    if word not in list(Match):
        raise RuleRefused(_("Choose how the rules are taken together."), place=place)
    if len(rules) > MOST_CONDITIONS:
        raise RuleRefused(
            _("A rule has %(most)s conditions at most.") % {"most": MOST_CONDITIONS}, place=place
        )
    read = (_rule(each, kinds, (*place, index)) for index, each in enumerate(rules))
    return Group(Match(word), tuple(read))


def _rule(raw: object, kinds: Mapping[str, Kind], place: tuple[int, ...]) -> Condition | Group:
    if isinstance(raw, dict) and "rules" in raw:
        return _group(raw, kinds, place)
    match raw:
        case {"field": str(field), "is": str(word), "value": value, **rest} if not rest:
            pass
        case _:
            raise RuleRefused(_("This is no condition."), place=place)
    if field not in kinds:
        raise RuleRefused(_("Choose what to ask for."), place=place)
    if word not in list(OPERATORS[kinds[field]]):
        raise RuleRefused(_("Choose how it is compared."), place=place)
    try:
        return Condition(field, Operator(word), read_value(kinds[field], value))
    except WrongValue as wrong:
        raise RuleRefused(str(wrong), place=place) from wrong
