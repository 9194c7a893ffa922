"""The rule of an audience as a form of plain fields, so that it can be built without JavaScript.

A condition at the place ``0.2`` (third rule of the first group) sends ``field:0.2``, ``is:0.2``,
``value:0.2`` and ``days:0.2``; a group ``match:0``, the outermost ``match:``. The button that is
pressed sends ``do``: ``add:0`` and ``group:0`` put something into a group, ``remove:0.2`` takes
something out.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from dataclasses import field as made
from decimal import Decimal
from typing import Any

from django.conf import settings
from django.http import QueryDict

from foundation.money import Money
from marketing.audiences.fields import FIELDS, KINDS, TYPED
from marketing.audiences.rules import (
    MOST_CONDITIONS,
    MOST_DEEP,
    Condition,
    Group,
    Match,
    parse,
)
from marketing.audiences.shapes import OPERATORS, Deed, Kind

Place = tuple[int, ...]
_PLACE = re.compile(r"(\d{1,2}(\.\d{1,2})*)?")
_AMOUNT = re.compile(r"\d{1,10}([.,]\d{1,3})?")


@dataclass(slots=True)
class ConditionDraft:
    """A condition as it is typed; ``values`` are of any kind, ``days`` of deeds."""

    field: str = ""
    operator: str = ""
    values: list[str] = made(default_factory=list)
    days: str = "30"

    @property
    def kind(self) -> Kind | None:
        return KINDS.get(self.field)


@dataclass(slots=True)
class GroupDraft:
    match: str = Match.ALL.value
    rules: list[ConditionDraft | GroupDraft] = made(default_factory=list)


def posted(data: QueryDict) -> GroupDraft:
    """The draft that a form sent; whatever else it sent is passed over."""
    return _posted_group(data, ())


def drafted(rule: Group) -> GroupDraft:
    """The draft of a rule that is kept."""
    return GroupDraft(
        rule.match.value,
        [drafted(each) if isinstance(each, Group) else _typed(each) for each in rule.rules],
    )


def change(draft: GroupDraft, do: str) -> None:
    """Carry out what a button says; a button of no such place does nothing."""
    action, _colon, where = do.partition(":")
    if not _PLACE.fullmatch(where):
        return
    place = tuple(int(index) for index in where.split(".") if index)
    if action == "remove" and place:
        if (group := _group_at(draft, place[:-1])) and place[-1] < len(group.rules):
            del group.rules[place[-1]]
        return
    group = _group_at(draft, place)
    if group is None:
        return
    if action == "add":
        group.rules.append(ConditionDraft())
    elif action == "group" and len(place) + 1 < MOST_DEEP:
        group.rules.append(GroupDraft(Match.ANY.value, [ConditionDraft()]))


def read(draft: GroupDraft) -> Group:
    """The rule of a draft; conditions of which nothing is chosen yet are left out.

    Raises:
        RuleRefused: a condition lacks something; its place is that of the draft without those.
    """
    return parse(_plain_group(draft), kinds=KINDS)


def kept_places(draft: GroupDraft) -> dict[Place, Place]:
    """Where in the draft each part of the rule stands that ``read`` reads."""
    return dict(_places(draft, (), ()))


def place_text(place: Place) -> str:
    return ".".join(str(index) for index in place)


def _posted_group(data: QueryDict, place: Place) -> GroupDraft:
    group = GroupDraft(data.get(f"match:{place_text(place)}", Match.ALL.value))
    for index in range(MOST_CONDITIONS):
        inner = (*place, index)
        name = place_text(inner)
        if f"match:{name}" in data and len(inner) < MOST_DEEP:
            group.rules.append(_posted_group(data, inner))
        elif f"field:{name}" in data:
            group.rules.append(_posted_condition(data, name))
        else:
            break
    return group


def _posted_condition(data: QueryDict, name: str) -> ConditionDraft:
    draft = ConditionDraft(
        field=data.get(f"field:{name}", ""),
        operator=data.get(f"is:{name}", ""),
        values=data.getlist(f"value:{name}"),
        days=data.get(f"days:{name}", "30"),
    )
    if draft.kind and draft.operator not in list(OPERATORS[draft.kind]):
        draft.operator = OPERATORS[draft.kind][0].value  # another field was chosen meanwhile
    if data.get(f"was:{name}", draft.field) != draft.field:
        draft.values = []
    return draft


def _typed(condition: Condition) -> ConditionDraft:
    known, value = FIELDS[condition.field], condition.value
    draft = ConditionDraft(condition.field, condition.operator.value)
    match value:
        case bool():
            draft.values = ["yes" if value else "no"]
        case Deed(of=of, days=days):
            draft.values = [", ".join(of)] if known.key in TYPED else list(of)
            draft.days = str(days)
        case tuple():
            draft.values = list(value)
        case int() if known.kind == Kind.MONEY:
            draft.values = [str(Money(value, settings.SHOP_BASE_CURRENCY).amount)]
        case int():
            draft.values = [str(value)]
    return draft


def _plain_group(draft: GroupDraft) -> dict[str, Any]:
    return {
        "match": draft.match,
        "rules": [
            _plain_group(each) if isinstance(each, GroupDraft) else _plain_condition(each)
            for each in _begun(draft)
        ],
    }


def _plain_condition(draft: ConditionDraft) -> dict[str, Any]:
    return {"field": draft.field, "is": draft.operator, "value": _plain_value(draft)}


def _plain_value(draft: ConditionDraft) -> object:
    """What was typed as JSON has it; as it is where it is none, for the rule to refuse."""
    only = draft.values[0].strip() if draft.values else ""
    match draft.kind:
        case Kind.CHOICE:
            return draft.values
        case Kind.DEED:
            of = _split(only) if draft.field in TYPED else draft.values
            return {"of": of, "days": _number(draft.days)}
        case Kind.FLAG:
            return {"yes": True, "no": False}.get(only, only)
        case Kind.MONEY:
            return _minor(only)
        case _:
            return _number(only)


def _begun(draft: GroupDraft) -> list[ConditionDraft | GroupDraft]:
    return [each for each in draft.rules if isinstance(each, GroupDraft) or each.field]


def _places(draft: GroupDraft, kept: Place, drawn: Place) -> Iterator[tuple[Place, Place]]:
    yield kept, drawn
    begun = _begun(draft)
    for index, each in enumerate(draft.rules):
        number = next((n for n, rule in enumerate(begun) if rule is each), None)
        if number is None:
            continue
        if isinstance(each, GroupDraft):
            yield from _places(each, (*kept, number), (*drawn, index))
        else:
            yield (*kept, number), (*drawn, index)


def _group_at(draft: GroupDraft, place: Place) -> GroupDraft | None:
    found: ConditionDraft | GroupDraft = draft
    for index in place:
        if not isinstance(found, GroupDraft) or index >= len(found.rules):
            return None
        found = found.rules[index]
    return found if isinstance(found, GroupDraft) else None


def _split(text: str) -> list[str]:
    return [part.strip() for part in text.split(",") if part.strip()]


def _number(text: str) -> int | str:
    text = text.strip()
    return int(text) if text.isdecimal() and len(text) <= 12 else text


def _minor(text: str) -> int | str:
    if not _AMOUNT.fullmatch(text):
        return text
    return Money.of(Decimal(text.replace(",", ".")), settings.SHOP_BASE_CURRENCY).minor
