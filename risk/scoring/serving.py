"""Judging who comes to a door: called by the doors, and never the reason that one stays shut.

None of these raises for a database that fails or is slow, or for a model that is broken or
missing: then the door's policy decides (``scoring.failing``). Times are a few milliseconds;
the setting ``RISK_DEADLINE_MS`` is the longest that reading, and that writing, may take.
"""

from __future__ import annotations

import logging
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

from django.db import Error
from django.utils.timezone import localtime

from foundation import clock
from foundation.failpoints import fail_point
from foundation.money import Money
from risk.algorithms.attempts import Attempt, FloatArray
from risk.algorithms.rules import fired
from risk.algorithms.velocity import at_night, is_strange, signals_of
from risk.algorithms.vocabulary import Door, Mark, Outcome, Result, Signal
from risk.decisions import Decision, Knock
from risk.kinds import Failure, Mode
from risk.models import Assessment, DoorPolicy
from risk.rules.book import known_of, last_policy_of, policy_of, rules_of
from risk.scoring import recording
from risk.scoring.deadline import Deadline, TooLate, reading, writing
from risk.scoring.failing import Breaker, by_policy
from risk.scoring.history import read_history
from risk.scoring.opinions import opinion_of, scorer_of
from risk.scoring.usual import usual
from risk.scoring.weighing import Weighed, weigh

logger = logging.getLogger(__name__)

breaker: Final = Breaker()


def judge(knock: Knock) -> Decision:
    """Decide on somebody at a door and write it down; a subject asked about twice hears the same.

    Once a subject's try has failed (``note_result``) the next is judged for itself. Nothing is
    written where the door is switched off; ``assessment_id`` is None then, and where the database
    would not take it.
    """
    now = knock.at or clock.now()
    knock = _completed(knock, now)
    if breaker.is_resting:
        return _without_score(knock, Failure.RESTING, now)
    deadline = Deadline.from_now()
    try:
        judged = _judged(knock, now, deadline)
    except Exception as error:  # whatever it is, the door's policy decides
        return _without_score(knock, _noted(error), now)
    if judged is None:
        return Decision(Outcome.ALLOW)
    return _written(knock, judged, now, deadline)


def judge_again(
    *,
    door: Door,
    subject: str,
    marks: Mapping[Mark, int],
    facts: Mapping[Signal, float],
    result: Result,
    amount: Money | None = None,
    customer_id: int | None = None,
    at: datetime | None = None,
) -> Decision:
    """Judge once more when money came in and more is known, such as the card; ALLOW or HOLD.

    What was held stays held until a reviewer decided. Asked again with nothing new it says the
    same. A subject that could not be judged before is judged now, so hand in all that is known.
    """
    now = at or clock.now()
    told = Knock(door, subject, marks, facts, amount, customer_id, now)
    if breaker.is_resting:
        return _after_money(_without_score(told, Failure.RESTING, now))
    try:
        again = _judged_again(told, result, now)
    except Assessment.DoesNotExist:
        return _judged_late(told, result, now)
    except Exception as error:  # whatever it is, the door's policy decides
        failed = by_policy(last_policy_of(door), told, _noted(error))
        if failed.failure == Failure.FAULT:  # the database answers: what became of it is kept
            note_result(door=door, subject=subject, result=result, marks=marks, at=now)
        return _after_money(failed)
    if again is None:
        note_result(door=door, subject=subject, result=result, marks=marks, facts=facts, at=now)
        return Decision(Outcome.ALLOW)
    breaker.note_success()
    return again


def note_result(
    *,
    door: Door,
    subject: str,
    result: Result,
    marks: Mapping[Mark, int] | None = None,
    facts: Mapping[Signal, float] | None = None,
    at: datetime | None = None,
) -> bool:
    """Note what became of an attempt, and what is known of it since; nothing is decided anew.

    A second failure with another card is another attempt of the history. Returns whether there
    was such an attempt and it could be written.
    """
    now = at or clock.now()
    try:
        with writing(Deadline.from_now()):
            kept = recording.locked(door, subject)
            recording.note(kept, result=result, marks=marks or {}, facts=facts or {}, at=now)
    except Assessment.DoesNotExist:
        return False
    except Exception as error:  # a result that is lost stops nobody
        _noted(error)
        return False
    return True


def remember(knock: Knock, *, result: Result, at: datetime | None = None) -> int | None:
    """Keep an attempt that nobody has to decide on, such as a wrong password; its row's id."""
    now = at or knock.at or clock.now()
    if breaker.is_resting:
        return None
    try:
        with reading(Deadline.from_now()):
            policy = policy_of(knock.door)
        if policy.mode == Mode.OFF:
            return None
        with writing(Deadline.from_now()):
            settled = {"result": result, "settled_at": now}
            kept = recording.record(_completed(knock, now), settled, policy=policy, at=now)
    except Exception as error:  # what is not remembered stops nobody
        _noted(error)
        return None
    return kept.pk


@dataclass(frozen=True, slots=True)
class _Judged:
    weighed: Weighed
    signals: FloatArray
    policy: DoorPolicy

    def fields(self, deadline: Deadline) -> recording.Fields:
        return recording.fields_of_weighed(
            self.weighed,
            is_strange=is_strange(self.signals),
            milliseconds=1000 * deadline.spent(),
        )


def _judged(
    knock: Knock, now: datetime, deadline: Deadline, *, without: int | None = None
) -> _Judged | None:
    """The attempt weighed; None where the door is switched off."""
    door = knock.door
    with reading(deadline):
        policy = policy_of(door)
        if policy.mode == Mode.OFF:
            return None
        rules, known = rules_of(door), known_of(knock.marks, at=now)
        history = read_history(knock.marks, at=now, without=without)
        amounts, scorer = usual(), scorer_of(door)
    attempt = Attempt(door, now.timestamp(), knock.marks, knock.facts)
    signals = signals_of(attempt, history, amounts)
    deadline.check()
    weighed = weigh(
        door=door, signals=signals, rules=fired(rules, door, signals), known=known,
        opinion=opinion_of(scorer, signals, deadline), policy=policy,
    )  # fmt: skip
    return _Judged(weighed, signals, policy)


def _written(knock: Knock, judged: _Judged, now: datetime, deadline: Deadline) -> Decision:
    """What was decided holds even where it could not be written down."""
    fields = judged.fields(deadline)
    fail_point("risk.judging")
    try:
        with writing(deadline.anew()):
            kept = recording.record(knock, fields, policy=judged.policy, at=now)
            decision = recording.decision_of(kept)
    except Exception as error:  # as above
        weighed = judged.weighed
        return Decision(
            outcome=weighed.outcome, score=weighed.score, decided_by=weighed.decided_by,
            reasons=weighed.reasons, failure=_noted(error),
        )  # fmt: skip
    fail_point("risk.judged")
    breaker.note_success()
    return decision


def _judged_again(told: Knock, result: Result, now: datetime) -> Decision | None:
    """As the row that stands says, weighed anew; None where the door is switched off by now."""
    deadline = Deadline.from_now()
    with reading(deadline):
        before = recording.standing(told.door, told.subject)
    if before.result == result and not recording.is_news(before, told.marks, told.facts):
        return recording.decision_of(before, is_paid=True)
    knock = recording.knock_of(before, marks=told.marks, facts=told.facts, at=now)
    judged = _judged(knock, now, deadline, without=before.pk)
    if judged is None:
        return None
    fields = judged.fields(deadline)
    fail_point("risk.judging")
    with writing(deadline.anew()):
        kept = recording.locked(told.door, told.subject)
        recording.record_again(kept, knock, fields, result=result, policy=judged.policy, at=now)
        decision = recording.decision_of(kept, is_paid=True)
    fail_point("risk.judged")
    return decision


def _judged_late(told: Knock, result: Result, now: datetime) -> Decision:
    """The first judgement could not be written: this one is, as far as money allows."""
    decision = _after_money(judge(told))
    note_result(door=told.door, subject=told.subject, result=result, at=now)
    return decision


def _without_score(knock: Knock, failure: Failure, now: datetime) -> Decision:
    """What the policy says; what it holds has to be in the queue, so that much is tried."""
    policy = last_policy_of(knock.door)
    decision = by_policy(policy, knock, failure)
    if policy.mode == Mode.OFF:
        return Decision(Outcome.ALLOW)
    if failure == Failure.RESTING and decision.outcome != Outcome.HOLD:
        return decision
    try:
        with writing(Deadline.from_now()):
            fields = recording.fields_of_failure(decision)
            kept = recording.record(knock, fields, policy=policy, at=now)
            return recording.decision_of(kept)
    except Exception:  # it is decided all the same
        logger.warning("a judgement without a score could not be written", exc_info=True)
        return decision


def _completed(knock: Knock, now: datetime) -> Knock:
    """The facts that follow from what else the door told."""
    facts = dict(knock.facts)
    if knock.amount is not None:
        facts.setdefault(Signal.AMOUNT, float(knock.amount.amount))
    facts.setdefault(Signal.NIGHT, at_night(localtime(now, clock.shop_zone()).hour))
    return replace(knock, facts=facts)


def _after_money(decision: Decision) -> Decision:
    is_grave = decision.outcome.gravity >= Outcome.HOLD.gravity
    return replace(decision, outcome=Outcome.HOLD if is_grave else Outcome.ALLOW)


def _noted(error: Exception) -> Failure:
    """Why there is no answer; after several in a row nobody is asked for a while."""
    breaker.note_failure()
    if isinstance(error, TooLate):
        logger.warning("a judgement took too long")
        return Failure.SLOW
    if isinstance(error, Error):
        logger.warning("the database did not answer a judgement", exc_info=error)
        return Failure.DATABASE
    logger.error("a judgement failed", exc_info=error)
    return Failure.FAULT
