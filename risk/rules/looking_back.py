"""What a rule would have done in the last 90 days, before it is saved; nothing is written."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from functools import partial

import numpy as np
from django.conf import settings

from foundation import clock
from foundation.money import Money
from risk.algorithms.attempts import IntArray
from risk.algorithms.looking_back import Bounds, Effect, Past, Sums, effect_of, sums, without
from risk.algorithms.rules import PLACES, BoolArray, Condition
from risk.algorithms.vocabulary import Door, Outcome
from risk.kinds import LabelSource
from risk.models import Assessment, DoorPolicy, Label, Rule
from risk.rules import book
from risk.rules.drafting import RuleDraft, check_conditions
from risk.rules.past import DAYS, past_of
from risk.scoring.weighing import clamped

DRAFT = "rule:draft"
MOST_EXAMPLES = 10
_DAY = 86_400.0


@dataclass(frozen=True, slots=True)
class Did:
    """What one version of a rule did, or would have done."""

    applied: Sums
    alone: Sums
    """Something graver was done because of it alone."""
    ended: dict[Outcome, Sums]
    """The attempts it applied to, by what was done with them in the end."""
    looks: int
    """Attempts that wait for a person because of it alone."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A condition, how often its signal was known, and how often it was met."""

    condition: Condition
    known: int
    met: int


@dataclass(frozen=True, slots=True)
class LookBack:
    """Both versions of a rule beside each other; ``stands`` is None for a new one."""

    days: int
    attempts: int
    draft: Did
    stands: Did | None
    gained: Sums
    """What the draft applies to and the rule as it stands does not."""
    lost: Sums
    weeks: list[int]
    """How often it applied in each week, the oldest first."""
    asked: list[Asked]
    examples: list[Assessment]
    review_cost: Money
    review_share: float
    is_simulated: bool
    """Among the verdicts are some of a simulated market."""

    @property
    def is_too_much(self) -> bool:
        """It alone gives the staff more to look at than they have time for."""
        return self.draft.looks > self.review_share * self.attempts


def look_back(
    *, draft: RuleDraft, rule: Rule | None, at: datetime | None = None, days: int = DAYS
) -> LookBack:
    """Ask the attempts of the last days what the draft would have done to them.

    Raises:
        Refusal: the draft has no conditions that can be asked.
    """
    check_conditions(draft)
    moment = at or clock.now()
    stands = book.compiled(rule) if rule is not None and rule.door == draft.door else None
    compiled = draft.compiled(stands.key if stands else DRAFT)
    signals = [each.signal for one in (compiled, stands) if one for each in one.conditions]
    keys, past = past_of(draft.door, signals, at=moment, days=days)
    others, policy = without(past, stands), book.policy_of(draft.door)
    ask = partial(effect_of, others=others, bounds=bounds_of(policy), rules=_outcomes())
    effect = ask(compiled)
    stood = ask(stands) if stands and rule is not None and rule.is_active else None
    before = stood.fires if stood else np.zeros(len(past), np.bool_)
    did = _did(past, effect)
    return LookBack(
        days=days,
        attempts=len(past),
        draft=did,
        stands=_did(past, stood) if stood else None,
        gained=sums(past, effect.fires & ~before),
        lost=sums(past, before & ~effect.fires),
        weeks=_weeks(past, effect.fires, moment, days),
        asked=[_asked(past, condition) for condition in compiled.conditions],
        examples=_examples(keys, past, effect),
        review_cost=Money(policy.review_cost_minor * did.looks, settings.SHOP_BASE_CURRENCY),
        review_share=policy.review_share,
        is_simulated=_is_simulated(draft.door),
    )


def bounds_of(policy: DoorPolicy) -> Bounds:
    """From which scores a door does what."""
    most = clamped(Outcome.REFUSE, Door(policy.door))
    return Bounds(policy.step_up_from, policy.hold_from, policy.refuse_from, most)


def _outcomes() -> dict[str, Outcome]:
    return {f"rule:{pk}": Outcome(rule.outcome) for pk, rule in book.every_rule().items()}


def _did(past: Past, effect: Effect) -> Did:
    waits = effect.is_its_own & (effect.gravity == Outcome.HOLD.gravity)
    return Did(
        applied=sums(past, effect.fires),
        alone=sums(past, effect.is_its_own),
        ended={outcome: effect.ended(past, outcome) for outcome in Outcome},
        looks=int(waits.sum()),
    )


def _asked(past: Past, condition: Condition) -> Asked:
    known = past.signals[:, PLACES[condition.signal]]
    return Asked(condition, int((~np.isnan(known)).sum()), int(condition.met_by(known).sum()))


def _weeks(past: Past, fired: BoolArray, moment: datetime, days: int) -> list[int]:
    """Whole weeks back from the moment; what is older than the oldest whole week is left out."""
    ago = ((moment.timestamp() - past.at[fired]) // (7 * _DAY)).astype(np.int64)
    count = days // 7
    return np.bincount(ago[ago < count], minlength=count)[::-1].tolist()


def _examples(keys: IntArray, past: Past, effect: Effect) -> list[Assessment]:
    """Those that it alone would have stopped first, the newest before the older."""
    places = np.flatnonzero(effect.fires)
    order = np.lexsort((-past.at[places], ~effect.is_its_own[places]))
    chosen = [int(key) for key in keys[places[order[:MOST_EXAMPLES]]]]
    found = Assessment.objects.in_bulk(chosen)
    return [found[key] for key in chosen if key in found]


def _is_simulated(door: Door) -> bool:
    return Label.objects.filter(door=door.value, source=LabelSource.SIMULATED).exists()
