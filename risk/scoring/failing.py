"""When the scorer does not answer: the door's policy decides, and who failed rests for a while."""

from __future__ import annotations

import threading
import time
from typing import Final

from risk.algorithms.vocabulary import Outcome, gravest
from risk.decisions import Decision, Knock, Reason
from risk.kinds import DecidedBy, Failure, Mode, WhenDown
from risk.models import DoorPolicy
from risk.scoring.weighing import clamped

FAILURES_IN_A_ROW: Final = 3
REST_SECONDS: Final = 10.0
OUTCOME_WHEN_DOWN: Final = {
    WhenDown.OPEN: Outcome.ALLOW,
    WhenDown.HOLD: Outcome.HOLD,
    WhenDown.CLOSED: Outcome.REFUSE,
}


class Breaker:
    """Lets who failed several times in a row rest, in this process; then it is asked again."""

    def __init__(self, *, failures: int = FAILURES_IN_A_ROW, seconds: float = REST_SECONDS) -> None:
        self._failures = failures
        self._seconds = seconds
        self._lock = threading.Lock()
        self._in_a_row = 0
        self._rests_until = 0.0

    @property
    def is_resting(self) -> bool:
        return time.monotonic() < self._rests_until

    def note_success(self) -> None:
        self._in_a_row = 0

    def note_failure(self) -> None:
        with self._lock:
            self._in_a_row += 1
            if self._in_a_row >= self._failures:
                self._rests_until = time.monotonic() + self._seconds
                self._in_a_row = self._failures - 1  # the first that fails again is enough

    def reset(self) -> None:
        """As if nothing had failed (tests)."""
        with self._lock:
            self._in_a_row, self._rests_until = 0, 0.0


def by_policy(policy: DoorPolicy, knock: Knock, failure: Failure) -> Decision:
    """What the policy says without a score; only a door that acts stops anybody."""
    outcome = Outcome.ALLOW
    if policy.mode == Mode.ACT:
        outcome = OUTCOME_WHEN_DOWN[WhenDown(policy.when_down)]
        outcome = clamped(gravest(outcome, _by_amount(policy, knock)), knock.door)
    return Decision(
        outcome=outcome,
        decided_by=DecidedBy.POLICY,
        reasons=(Reason(f"failure:{failure}"),),
        failure=failure,
    )


def _by_amount(policy: DoorPolicy, knock: Knock) -> Outcome:
    if policy.hold_above_minor is None or knock.amount is None:
        return Outcome.ALLOW
    return Outcome.HOLD if knock.amount.minor >= policy.hold_above_minor else Outcome.ALLOW
