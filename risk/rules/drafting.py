"""A rule as somebody writes it, and what it lacks."""

from __future__ import annotations

import math
from dataclasses import dataclass

from django.utils.translation import gettext as _

from foundation.refusals import Refusal
from risk.algorithms.rules import MOST_POINTS, CompiledRule, Condition
from risk.algorithms.vocabulary import Comparison, Door, Outcome
from risk.scoring.weighing import clamped
from risk.signal_words import SIGNAL_WORDS, Measure

MOST_CONDITIONS = 8
LONGEST_NAME, LONGEST_WHY = 120, 200


@dataclass(frozen=True, slots=True)
class RuleDraft:
    """Everything staff say of a rule."""

    name: str
    door: Door
    outcome: Outcome
    points: int
    conditions: tuple[Condition, ...]
    why: str = ""
    is_active: bool = True

    def compiled(self, key: str) -> CompiledRule:
        return CompiledRule(key, self.door, self.outcome, self.points, self.conditions)


def check_conditions(draft: RuleDraft) -> None:
    """Whether the rule can be asked at all; enough to look back with it.

    Raises:
        Refusal: at ``condition:<place>`` where one of them is not right, else at ``conditions``.
    """
    if not draft.conditions:
        raise Refusal(_("Choose at least one condition."), field="conditions")
    if len(draft.conditions) > MOST_CONDITIONS:
        words = _("A rule has %(most)s conditions at most.") % {"most": MOST_CONDITIONS}
        raise Refusal(words, field="conditions")
    for place, condition in enumerate(draft.conditions):
        if problem := _problem(condition):
            raise Refusal(problem, field=f"condition:{place}")
    if not 0 <= draft.points <= MOST_POINTS:
        raise Refusal(_("Points are from 0 to 100."), field="points")


def check_rule(draft: RuleDraft) -> None:
    """Whether the rule may be kept.

    Raises:
        Refusal: with the field that it belongs to.
    """
    if not draft.name:
        raise Refusal(_("Give the rule a name."), field="name")
    if len(draft.name) > LONGEST_NAME:
        raise Refusal(_("That name is too long."), field="name")
    if len(draft.why) > LONGEST_WHY:
        raise Refusal(_("That is too long: two lines are enough."), field="why")
    check_conditions(draft)
    if draft.outcome == Outcome.ALLOW and not draft.points:
        words = _("A rule that lets through and adds no points does nothing.")
        raise Refusal(words, field="points")
    if clamped(draft.outcome, draft.door) != draft.outcome:
        words = _("Nothing is refused by a rule at this door: hold it, so that somebody looks.")
        raise Refusal(words, field="outcome")


def _problem(condition: Condition) -> str:
    measure = SIGNAL_WORDS[condition.signal].measure
    if not math.isfinite(condition.value) or condition.value < 0:
        return _("Enter a number from 0.")
    if measure == Measure.FLAG and condition.value not in {0, 1}:
        return _("Choose yes or no.")
    if measure == Measure.SHARE and condition.value > 1:
        return _("A share is 100 % at most.")
    if condition.comparison == Comparison.AT_LEAST and condition.value == 0:
        return _("“0 or more” is always so: the condition would say nothing.")
    return ""
