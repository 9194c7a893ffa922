"""Signals, conditions, rules and reasons as sentences, in the reader's language."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from babel import Locale
from babel.numbers import format_decimal, format_percent
from django.conf import settings
from django.utils.translation import get_language, ngettext, pgettext
from django.utils.translation import gettext as _

from foundation.money import Money
from risk.algorithms.rules import Condition
from risk.algorithms.vocabulary import Comparison, Outcome, Signal, Verdict
from risk.decisions import Reason
from risk.kinds import OUTCOMES, Failure
from risk.models import KnownMark, Rule
from risk.rules import book
from risk.rules.house_words import rule_name, rule_why
from risk.signal_words import SIGNAL_WORDS, Measure, SignalWords

RULE, KNOWN, FAILURE = "rule", "known", "failure"


@dataclass(frozen=True, slots=True)
class Told:
    """A reason in words, with its weight in points; ``why`` is what staff wrote of its rule."""

    words: str
    weight: float
    why: str = ""


def signal_words(signal: Signal) -> str:
    """What a signal is called."""
    return str(SIGNAL_WORDS[signal].name)


def value_words(signal: Signal, value: float) -> str:
    """A value with its unit: "€120.00", "3.5 times", "60%", "2 days", "yes"."""
    match SIGNAL_WORDS[signal].measure:
        case Measure.FLAG:
            return _("yes") if value else _("no")
        case Measure.MONEY:
            amount = Money.of(Decimal(str(value)), settings.SHOP_BASE_CURRENCY)
            return amount.formatted(get_language() or "en")
        case Measure.TIMES:
            return _("%(number)s times") % {"number": _number(value)}
        case Measure.SHARE:
            return share_words(value)
        case Measure.DAYS:
            days = round(value)
            return ngettext("%(days)s day", "%(days)s days", days) % {"days": _number(days)}
        case Measure.COUNT:
            return _number(value)


def share_words(share: float) -> str:
    """A share in percent, with two digits more where it is small."""
    pattern = str(Locale.parse(_locale()).percent_formats[None].pattern)
    if 0 < share < 0.1:
        pattern = pattern.replace("##0", "##0.##")
    return str(format_percent(share, format=pattern, locale=_locale()))


def signal_sentence(signal: Signal, value: float) -> str:
    """What is known of an attempt, as a line: "Earlier orders: 3", "Express delivery"."""
    words = SIGNAL_WORDS[signal]
    if words.no is not None:
        return str(words.name if value else words.no)
    return _("%(signal)s: %(value)s") % {
        "signal": words.name,
        "value": value_words(signal, value),
    }


def condition_words(condition: Condition) -> str:
    """One condition, as a part of a rule's sentence."""
    words = SIGNAL_WORDS[condition.signal]
    if words.no is not None:
        return _flag_words(words, condition)
    template = {
        Comparison.AT_LEAST: pgettext("condition", "%(signal)s: %(value)s or more"),
        Comparison.AT_MOST: pgettext("condition", "%(signal)s: %(value)s or fewer"),
        Comparison.EQUALS: pgettext("condition", "%(signal)s: exactly %(value)s"),
    }[condition.comparison]
    if condition.comparison == Comparison.AT_MOST and condition.value == 0:
        template = pgettext("condition", "%(signal)s: none")
    value = value_words(condition.signal, condition.value)
    return template % {"signal": words.name, "value": value}


def rule_sentence(conditions: Iterable[Condition]) -> str:
    """All conditions of a rule in a line."""
    return " · ".join(condition_words(condition) for condition in conditions)


def outcome_words(outcome: Outcome) -> str:
    return str(dict(OUTCOMES)[outcome.value])


def reason_words(reason: Reason) -> str:
    """A reason as a line; the names of rules and known ones are remembered for seconds."""
    kind, _colon, key = reason.code.partition(":")
    if kind == RULE:
        return _rule_words(book.every_rule().get(_pk(key)))
    if kind == KNOWN:
        return _known_words(book.every_known().get(_pk(key)))
    if kind == FAILURE:
        return _failure_words(key)
    try:
        signal = Signal(reason.code)
    except ValueError:  # another version of the shop wrote it
        return reason.code
    if reason.value is None:
        return signal_words(signal)
    return signal_sentence(signal, reason.value)


def told(reasons: Iterable[Reason]) -> list[Told]:
    """Reasons in words, in the order given."""
    return [Told(reason_words(reason), reason.weight, _why(reason)) for reason in reasons]


def _why(reason: Reason) -> str:
    kind, _colon, key = reason.code.partition(":")
    rule = book.every_rule().get(_pk(key)) if kind == RULE else None
    return rule_why(rule) if rule else ""


def _rule_words(rule: Rule | None) -> str:
    if rule is None:
        return _("A rule that was deleted since")
    return _("Rule: %(name)s") % {"name": rule_name(rule)}


def _known_words(known: KnownMark | None) -> str:
    if known is None:
        return _("An entry of the list of known ones that was deleted since")
    template = (
        _("On the list as not to be served: %(name)s (%(mark)s)")
        if known.verdict == Verdict.FRAUD
        else _("On the list as trusted: %(name)s (%(mark)s)")
    )
    return template % {"name": known.shown, "mark": known.get_mark_display()}


def _failure_words(why: str) -> str:
    words = {
        Failure.SLOW.value: _("The score took too long; the policy of the door decided"),
        Failure.DATABASE.value: _("The database did not answer; the policy of the door decided"),
        Failure.RESTING.value: _(
            "The scorer rested after failures; the policy of the door decided"
        ),
    }
    return words.get(why, _("The scorer failed; the policy of the door decided"))


def _flag_words(words: SignalWords, condition: Condition) -> str:
    """A flag that has to be so, or has to be not so."""
    is_so = condition.value > 0 and condition.comparison != Comparison.AT_MOST
    return str(words.name if is_so else words.no)


def _pk(key: str) -> int:
    return int(key) if key.isdecimal() else 0


def _number(value: float) -> str:
    return str(format_decimal(round(value, 2), locale=_locale()))


def _locale() -> str:
    return (get_language() or "en").replace("-", "_")
