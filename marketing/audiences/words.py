"""A rule as a sentence that staff can read."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from django.conf import settings
from django.utils.formats import number_format
from django.utils.text import capfirst
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from foundation.admin import money_text
from marketing.audiences.choices import Choice
from marketing.audiences.fields import FIELDS, Field
from marketing.audiences.rules import Condition, Group, Match
from marketing.audiences.shapes import Deed, Kind, Operator, Value

_NOUNS_HAVE_CAPITALS = "de"
MOST_TOLD = 5
"""So many choices are named; the others are counted."""


def sentence(rule: Group) -> str:
    """``Segment is Champions or Loyal and number of orders is at least 3.``"""
    words = _group(rule, is_inner=False)
    return capfirst(words or _("everybody")) + "."


def operator_words(operator: Operator) -> str:
    """How the operator is called where it is chosen."""
    return {
        Operator.ONE_OF: _("is one of"),
        Operator.NONE_OF: _("is none of"),
        Operator.AT_LEAST: _("is at least"),
        Operator.AT_MOST: _("is at most"),
        Operator.WITHIN: _("within the last days"),
        Operator.BEFORE: _("longer ago than days"),
        Operator.IS: _("is"),
        Operator.DID: _("did so within days"),
        Operator.DID_NOT: _("did not do so within days"),
    }[operator]


def match_words(match: Match) -> str:
    return {
        Match.ALL: _("all of these are true"),
        Match.ANY: _("any of these is true"),
        Match.NONE: _("none of these is true"),
    }[match]


def _group(group: Group, *, is_inner: bool) -> str:
    parts = [
        words
        for each in group.rules
        if (words := _group(each, is_inner=True) if isinstance(each, Group) else _told(each))
    ]
    if not parts:
        return ""
    if group.match == Match.NONE:
        return _("none of: %(parts)s") % {"parts": "; ".join(parts)}
    joined = (_(" and ") if group.match == Match.ALL else _(" or ")).join(parts)
    return f"({joined})" if is_inner and len(parts) > 1 else joined


def _told(condition: Condition) -> str:
    field, value = FIELDS[condition.field], condition.value
    if isinstance(value, bool):
        return f"{_lowered(field)}: {_('yes') if value else _('no')}"
    return f"{_lowered(field)} {_compared(field, condition.operator, value)}"


def _lowered(field: Field) -> str:
    """The name of a field within a sentence."""
    label = str(field.label)
    if (get_language() or "").startswith(_NOUNS_HAVE_CAPITALS):
        return label
    return label[:1].lower() + label[1:]


def _compared(field: Field, operator: Operator, value: Value) -> str:
    match value:
        case Deed(of=of, days=days):
            return _deed(field, operator, of, days)
        case tuple():
            named = _joined(_names(field, value))
            told = _("is %(choices)s") if operator == Operator.ONE_OF else _("is not %(choices)s")
            return told % {"choices": named}
        case int():
            return _NUMBERS[operator](field, value)


def _deed(field: Field, operator: Operator, of: tuple[str, ...], days: int) -> str:
    what = f" ({_joined(_names(field, of))})" if of else ""
    if operator == Operator.DID:
        told = ngettext("within the last day", "within the last %(days)s days", days)
    else:
        told = ngettext("not within the last day", "not within the last %(days)s days", days)
    return f"{what.strip()} {told % {'days': days}}".strip()


def _at_least(field: Field, value: int) -> str:
    return _("is at least %(amount)s") % {"amount": _amount(field, value)}


def _at_most(field: Field, value: int) -> str:
    return _("is at most %(amount)s") % {"amount": _amount(field, value)}


def _within(field: Field, value: int) -> str:
    told = ngettext("was within the last day", "was within the last %(days)s days", value)
    return told % {"days": value}


def _before(field: Field, value: int) -> str:
    told = ngettext("was more than a day ago", "was more than %(days)s days ago", value)
    return told % {"days": value}


_NUMBERS: dict[Operator, Callable[[Field, int], str]] = {
    Operator.AT_LEAST: _at_least,
    Operator.AT_MOST: _at_most,
    Operator.WITHIN: _within,
    Operator.BEFORE: _before,
}


def _amount(field: Field, value: int) -> str:
    if field.kind == Kind.MONEY:
        return str(money_text(value, settings.SHOP_BASE_CURRENCY))
    if field.kind == Kind.PERCENT:
        return _("%(number)s %%") % {"number": value}
    return str(number_format(value, use_l10n=True, force_grouping=True))


def _names(field: Field, values: Iterable[str]) -> list[str]:
    """What the choices are called; what is no choice any more by its key."""
    offered: list[Choice] = field.choices() if field.choices else []
    words: dict[str, Any] = {choice.value: choice.words.strip() for choice in offered}
    return [str(words.get(value, value)) for value in values]


def _joined(names: list[str]) -> str:
    if len(names) > MOST_TOLD:
        more = len(names) - MOST_TOLD + 1
        names = [*names[: MOST_TOLD - 1], _("%(number)s more") % {"number": more}]
    if len(names) < 2:
        return "".join(names)
    return _("%(first)s or %(last)s") % {"first": ", ".join(names[:-1]), "last": names[-1]}
