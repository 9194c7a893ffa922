"""What the page of an audience draws of its rule: rows of conditions, boxes of groups."""

from __future__ import annotations

from dataclasses import dataclass

from django.conf import settings

from marketing.admin.audience_form import (
    ConditionDraft,
    GroupDraft,
    Place,
    place_text,
)
from marketing.audiences.choices import Choice
from marketing.audiences.fields import FIELDS, TOPICS, TYPED, Field
from marketing.audiences.rules import MOST_DEEP, Match
from marketing.audiences.shapes import OPERATORS, Kind
from marketing.audiences.words import match_words, operator_words

MOST_BOXES = 14
"""More choices than these are chosen from a list instead of ticked."""


@dataclass(frozen=True, slots=True)
class Option:
    value: str
    words: str
    is_on: bool


@dataclass(frozen=True, slots=True)
class Topic:
    """Fields that stand together in the list of fields."""

    words: str
    options: list[Option]


@dataclass(frozen=True, slots=True)
class ConditionRow:
    """How one condition is asked for; ``control`` says what its value is entered with."""

    place: str
    topics: list[Topic]
    field: str
    label: str
    operators: list[Option]
    control: str
    choices: list[Option]
    text: str
    days: str
    unit: str
    help_text: str
    problem: str
    is_deed: bool
    is_group: bool = False


@dataclass(frozen=True, slots=True)
class GroupBox:
    place: str
    matches: list[Option]
    rows: list[ConditionRow | GroupBox]
    may_nest: bool
    problem: str
    is_group: bool = True


def drawn(draft: GroupDraft, *, problems: dict[Place, str]) -> GroupBox:
    """The whole rule; ``problems`` are told where they belong."""
    return _box(draft, (), problems)


def _box(draft: GroupDraft, place: Place, problems: dict[Place, str]) -> GroupBox:
    rows: list[ConditionRow | GroupBox] = []
    for index, each in enumerate(draft.rules):
        inner = (*place, index)
        if isinstance(each, GroupDraft):
            rows.append(_box(each, inner, problems))
        else:
            rows.append(_row(each, inner, problems.get(inner, "")))
    return GroupBox(
        place=place_text(place),
        matches=[Option(each.value, match_words(each), each == draft.match) for each in Match],
        rows=rows,
        may_nest=len(place) + 1 < MOST_DEEP,
        problem=problems.get(place, ""),
    )


def _row(draft: ConditionDraft, place: Place, problem: str) -> ConditionRow:
    field = FIELDS.get(draft.field)
    offered = field.choices() if field and field.choices else []
    return ConditionRow(
        place=place_text(place),
        topics=_topics(draft.field),
        field=draft.field if field else "",
        label=str(field.label) if field else "",
        operators=_operators(field, draft.operator),
        control=_control(field, offered),
        choices=[Option(each.value, each.words, each.value in draft.values) for each in offered],
        text=draft.values[0] if draft.values else "",
        days=draft.days,
        unit=_unit(field),
        help_text=str(field.help_text) if field else "",
        problem=problem,
        is_deed=field is not None and field.kind == Kind.DEED,
    )


def _topics(chosen: str) -> list[Topic]:
    return [
        Topic(
            str(words),
            [
                Option(field.key, str(field.label), field.key == chosen)
                for field in FIELDS.values()
                if field.topic == topic
            ],
        )
        for topic, words in TOPICS.items()
    ]


def _operators(field: Field | None, chosen: str) -> list[Option]:
    operators = OPERATORS[field.kind] if field else ()
    return [Option(each.value, operator_words(each), each == chosen) for each in operators]


def _control(field: Field | None, offered: list[Choice]) -> str:
    if field is None:
        return "none"
    if field.key in TYPED:
        return "text"
    if field.kind == Kind.FLAG:
        return "flag"
    if field.kind in {Kind.CHOICE, Kind.DEED} and field.choices:
        return "boxes" if len(offered) <= MOST_BOXES else "list"
    return "none" if field.kind == Kind.DEED else "number"


def _unit(field: Field | None) -> str:
    if field is None:
        return ""
    return {Kind.MONEY: settings.SHOP_BASE_CURRENCY, Kind.PERCENT: "%"}.get(field.kind, "")
