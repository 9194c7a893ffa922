"""How each door acts on scores, and what every bound would have meant lately."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import numpy as np
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from events import audit
from events.audit import AuditAction
from foundation import clock
from foundation.refusals import Refusal
from risk.algorithms.looking_back import Sums, sums_of
from risk.algorithms.vocabulary import Door
from risk.models import DoorPolicy
from risk.rules import book
from risk.rules.past import DAYS, judged

CHANGEABLE = (
    "mode", "step_up_from", "hold_from", "refuse_from", "when_down", "hold_above_minor",
    "hold_hours", "at_deadline", "review_share", "review_cost_minor", "chargeback_fee_minor",
    "lost_customer_share",
)  # fmt: skip
STEPS = tuple(float(score) for score in range(20, 100, 5))


@dataclass(frozen=True, slots=True)
class Bound:
    """Attempts whose score was at least ``score``."""

    score: float
    reached: Sums


@dataclass(frozen=True, slots=True)
class ScoresLately:
    """How the scores of a door were spread over the last days."""

    days: int
    attempts: int
    bounds: list[Bound]

    def at(self, score: float) -> Sums:
        """What the bound nearest above would have caught; nothing above 100."""
        return next((one.reached for one in self.bounds if one.score >= score), Sums())


def check_bounds(step_up: float, hold: float, refuse: float) -> None:
    """Whether the bounds stand in the order of gravity.

    Raises:
        Refusal: with the field that is out of order.
    """
    if hold < step_up:
        words = _("What is held is graver than what is asked for proof: give it a higher score.")
        raise Refusal(words, field="hold_from")
    if refuse < hold:
        words = _("What is refused is graver than what is held: give it a higher score.")
        raise Refusal(words, field="refuse_from")


@transaction.atomic
def save_policy(*, policy: DoorPolicy, by: User | None, at: datetime | None = None) -> DoorPolicy:
    """Keep how a door acts.

    Raises:
        Refusal: its bounds are out of order.
    """
    check_bounds(policy.step_up_from, policy.hold_from, policy.refuse_from)
    moment = at or clock.now()
    before = DoorPolicy.objects.select_for_update().filter(door=policy.door).first()
    policy.changed_at = moment
    policy.save()
    changes = {
        name: {"before": getattr(before, name, None), "after": getattr(policy, name)}
        for name in CHANGEABLE
        if before is None or getattr(before, name) != getattr(policy, name)
    }
    audit.write(
        actor=by, action=AuditAction.CHANGE, target=policy, changes=changes, at=moment
    )  # fmt: skip
    book.forget()
    return policy


def scores_lately(
    door: Door,
    *,
    also: Sequence[float] = (),
    at: datetime | None = None,
    days: int = DAYS,
) -> ScoresLately:
    """What each bound would have caught in the last days; ``also`` adds bounds to the steps."""
    rows = judged(door, at=at or clock.now(), days=days).order_by()
    found = list(rows.values_list("score", "amount_minor", "verdict"))
    score = np.array([row[0] for row in found], np.float64)
    amount = np.array([row[1] for row in found], np.int64)
    verdict = np.array([row[2] for row in found], np.int64)
    bounds = sorted({*STEPS, *(each for each in also if each <= 100)})
    return ScoresLately(
        days,
        len(found),
        [
            Bound(bound, sums_of(amount[score >= bound], verdict[score >= bound]))
            for bound in bounds
        ],
    )
