"""A rule as a form of plain fields, so that it is written and tried out without JavaScript.

The condition at place 2 sends ``signal:2``, ``is:2`` and ``value:2``; the button that is pressed
sends ``do``: ``look``, ``save``, ``add`` or ``remove:2``.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from django.conf import settings
from django.http import QueryDict
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from foundation.refusals import Refusal
from risk.algorithms.rules import Condition
from risk.algorithms.vocabulary import Comparison, Door, Outcome, Signal
from risk.kinds import COMPARISONS, DOORS, OUTCOMES
from risk.models import Rule
from risk.rules import book
from risk.rules.drafting import MOST_CONDITIONS, RuleDraft
from risk.rules.house_words import rule_name, rule_why
from risk.signal_words import SIGNAL_WORDS, Measure

_NUMBER = re.compile(r"\d{1,9}([.,]\d{1,6})?")
_WHOLE = re.compile(r"\d{1,3}")


@dataclass(slots=True)
class Row:
    """A condition as it is typed."""

    signal: str = ""
    comparison: str = Comparison.AT_LEAST.value
    value: str = ""

    @property
    def known(self) -> Signal | None:
        return Signal(self.signal) if self.signal in set(Signal) else None

    @property
    def is_begun(self) -> bool:
        return self.known is not None


@dataclass(slots=True)
class Typed:
    """A rule as it is typed."""

    name: str = ""
    why: str = ""
    door: str = Door.CHECKOUT.value
    outcome: str = Outcome.HOLD.value
    points: str = "20"
    is_active: bool = True
    rows: list[Row] = field(default_factory=list)


def kept(rule: Rule) -> Typed:
    """What the form shows of a rule that is kept."""
    conditions = book.compiled(rule).conditions
    return Typed(
        rule_name(rule), rule_why(rule), rule.door, rule.outcome, str(rule.points),
        rule.is_active, [_row(condition) for condition in conditions],
    )  # fmt: skip


def posted(data: QueryDict) -> Typed:
    """What a form sent; whatever else it sent is passed over."""
    rows = []
    for place in range(MOST_CONDITIONS):
        if f"signal:{place}" not in data:
            break
        rows.append(_posted_row(data, place))
    return Typed(
        name=_line(data, "name"),
        why=_line(data, "why"),
        door=data.get("door", ""),
        outcome=data.get("outcome", ""),
        points=data.get("points", "").strip(),
        is_active="is_active" in data,
        rows=rows,
    )


def change(typed: Typed, do: str) -> None:
    """Carry out what a button says of the rows; a button of no such row does nothing."""
    action, _colon, where = do.partition(":")
    if action == "add" and len(typed.rows) < MOST_CONDITIONS:
        typed.rows.append(Row())
    if action == "remove" and where in map(str, range(len(typed.rows))):
        del typed.rows[int(where)]


def read(typed: Typed) -> RuleDraft:
    """The draft that was typed; rows of which no signal is chosen yet are left out.

    Raises:
        Refusal: something that is typed cannot be read; ``field`` says where.
    """
    if typed.door not in set(Door):
        raise Refusal(_("Choose a door."), field="door")
    if typed.outcome not in set(Outcome):
        raise Refusal(_("Choose what is to be done."), field="outcome")
    if not _WHOLE.fullmatch(typed.points):
        raise Refusal(_("Points are from 0 to 100."), field="points")
    return RuleDraft(
        name=typed.name,
        door=Door(typed.door),
        outcome=Outcome(typed.outcome),
        points=int(typed.points),
        conditions=tuple(_read_row(row, place) for place, row in enumerate(_begun(typed))),
        why=typed.why,
        is_active=typed.is_active,
    )


@dataclass(frozen=True, slots=True)
class Option:
    value: str
    words: str | Promise
    is_on: bool


@dataclass(frozen=True, slots=True)
class Topic:
    words: str
    options: list[Option]


@dataclass(frozen=True, slots=True)
class DrawnRow:
    """How a condition is asked for."""

    place: int
    topics: list[Topic]
    signal: str
    name: str
    comparisons: list[Option]
    is_flag: bool
    value: str
    unit: str
    problem: str


def drawn_rows(typed: Typed, problem: Refusal | None) -> list[DrawnRow]:
    """The rows with what is wrong at the row it is wrong with."""
    begun = _begun(typed)
    rows = []
    for place, row in enumerate(typed.rows):
        number = next((n for n, each in enumerate(begun) if each is row), None)
        is_wrong = problem is not None and problem.field == f"condition:{number}"
        rows.append(_drawn(row, place, problem.message if problem and is_wrong else ""))
    return rows


def choices(given: Iterable[tuple[str, str | Promise]], chosen: str) -> list[Option]:
    return [Option(value, words, value == chosen) for value, words in given]


def doors(typed: Typed) -> list[Option]:
    return choices(DOORS, typed.door)


def outcomes(typed: Typed) -> list[Option]:
    return choices(OUTCOMES, typed.outcome)


def _line(data: QueryDict, name: str) -> str:
    """Words as they can be kept: PostgreSQL takes no NUL."""
    return data.get(name, "").replace("\x00", "").strip()


def _posted_row(data: QueryDict, place: int) -> Row:
    row = Row(
        signal=data.get(f"signal:{place}", ""),
        comparison=data.get(f"is:{place}", Comparison.AT_LEAST.value),
        value=data.get(f"value:{place}", "").strip(),
    )
    if data.get(f"was:{place}", row.signal) != row.signal:
        row.value = ""  # another signal was chosen: its number would mean something else
    if row.known and SIGNAL_WORDS[row.known].measure == Measure.FLAG:
        row.comparison = Comparison.EQUALS.value
        row.value = row.value or "1"
    return row


def _row(condition: Condition) -> Row:
    if SIGNAL_WORDS[condition.signal].measure == Measure.FLAG:
        return _flag_row(condition)
    value = condition.value * _scale(condition.signal)
    return Row(
        condition.signal.value, condition.comparison.value, f"{value:.6f}".rstrip("0").rstrip(".")
    )


def _flag_row(condition: Condition) -> Row:
    """``at least 1`` and ``is 1`` are both yes."""
    is_yes = condition.value > 0 and condition.comparison != Comparison.AT_MOST
    return Row(condition.signal.value, Comparison.EQUALS.value, "1" if is_yes else "0")


def _read_row(row: Row, place: int) -> Condition:
    signal = Signal(row.signal)
    if not _NUMBER.fullmatch(row.value):
        raise Refusal(_("Enter a number from 0."), field=f"condition:{place}")
    if row.comparison not in set(Comparison):
        raise Refusal(_("Choose how it is compared."), field=f"condition:{place}")
    value = float(row.value.replace(",", ".")) / _scale(signal)
    return Condition(signal, Comparison(row.comparison), value)


def _begun(typed: Typed) -> list[Row]:
    return [row for row in typed.rows if row.is_begun]


def _scale(signal: Signal) -> float:
    """A share is typed in percent."""
    return 100.0 if SIGNAL_WORDS[signal].measure == Measure.SHARE else 1.0


def _drawn(row: Row, place: int, problem: str) -> DrawnRow:
    words = SIGNAL_WORDS[row.known] if row.known else None
    return DrawnRow(
        place=place,
        topics=_topics(row.signal),
        signal=row.signal if words else "",
        name=str(words.name) if words else "",
        comparisons=choices(COMPARISONS, row.comparison),
        is_flag=words is not None and words.measure == Measure.FLAG,
        value=row.value,
        unit=_unit(words.measure) if words else "",
        problem=problem,
    )


def _topics(chosen: str) -> list[Topic]:
    topics: dict[str, list[Option]] = {}
    for signal, words in SIGNAL_WORDS.items():
        option = Option(signal.value, words.name, signal.value == chosen)
        topics.setdefault(str(words.topic), []).append(option)
    return [Topic(words, options) for words, options in topics.items()]


def _unit(measure: Measure) -> str:
    units = {
        Measure.MONEY: settings.SHOP_BASE_CURRENCY,
        Measure.SHARE: "%",
        Measure.TIMES: pgettext("unit", "times"),
        Measure.DAYS: _("days"),
    }
    return units.get(measure, "")
