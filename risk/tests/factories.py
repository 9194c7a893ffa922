"""Attempts that were judged, held ones, labels, rules and what else staff set, to test with."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from itertools import count
from typing import Any

from accounts.models import Customer
from foundation import clock
from risk.algorithms.vocabulary import Comparison, Door, Mark, Outcome, Result, Signal, Verdict
from risk.kinds import FraudKind, LabelSource
from risk.models import (
    Assessment,
    Case,
    DoorPolicy,
    KnownMark,
    Label,
    Proof,
    Rule,
    RuleCondition,
)
from risk.reviewing.labels import STANDING

_numbers = count(1)


def make_assessment(
    *, marks: Mapping[Mark, int] | None = None, signals: Mapping[Signal, float] | None = None,
    **fields: Any,
) -> Assessment:  # fmt: skip
    """An attempt at the checkout over 50 euros that was let through, unless fields say else."""
    values: dict[str, Any] = {
        "door": Door.CHECKOUT,
        "subject": f"subject-{next(_numbers)}",
        "occurred_at": clock.now(),
        "amount_minor": 5_000,
        "currency": "EUR",
        "score": 12.0,
        "outcome": Outcome.ALLOW,
        "result": Result.PASSED,
        "signals": {str(signal): value for signal, value in (signals or {}).items()},
        **{f"{mark}_key": key for mark, key in (marks or {}).items()},
        **fields,
    }
    return Assessment.objects.create(**values)


def make_case(assessment: Assessment | None = None, **fields: Any) -> Case:
    """A held attempt that waits, due tomorrow."""
    held = assessment or make_assessment(outcome=Outcome.HOLD, score=80.0)
    values = {
        "assessment": held,
        "opened_at": held.occurred_at,
        "due_at": held.occurred_at + timedelta(hours=24),
        "at_stake_minor": round(held.amount_minor * (held.score or 0) / 100),
        **fields,
    }
    return Case.objects.create(**values)


def make_label(assessment: Assessment, verdict: Verdict = Verdict.FRAUD, **fields: Any) -> Label:
    """What a reviewer says of an attempt."""
    is_fraud = verdict == Verdict.FRAUD
    values = {
        "door": assessment.door,
        "subject": assessment.subject,
        "assessment": assessment,
        "verdict": verdict,
        "kind": FraudKind.STOLEN_CARD if is_fraud else FraudKind.NONE,
        "source": LabelSource.REVIEWER,
        **fields,
    }
    assessment.verdict = STANDING[Verdict(verdict)]
    assessment.save(update_fields=["verdict"])
    return Label.objects.create(**values)


def make_rule(
    *conditions: tuple[Signal, float] | tuple[Signal, Comparison, float], **fields: Any
) -> Rule:
    """A rule that holds at the checkout: ``make_rule((Signal.AMOUNT, 500))`` is "at least 500"."""
    values = {"name": f"Rule {next(_numbers)}", "door": Door.CHECKOUT, **fields}
    rule = Rule.objects.create(**values)
    for condition in conditions or ((Signal.AMOUNT, 500.0),):
        signal, comparison, value = (
            condition if len(condition) == 3 else (condition[0], Comparison.AT_LEAST, condition[1])
        )
        RuleCondition.objects.create(rule=rule, signal=signal, comparison=comparison, value=value)
    return rule


def make_known(mark: Mark = Mark.NETWORK, **fields: Any) -> KnownMark:
    """A network that is trusted."""
    number = next(_numbers)
    values = {
        "mark": mark,
        "key": number,
        "verdict": Verdict.LEGITIMATE,
        "shown": f"Office {number}",
        **fields,
    }
    return KnownMark.objects.create(**values)


def make_policy(door: Door = Door.CHECKOUT, **fields: Any) -> DoorPolicy:
    return DoorPolicy.objects.update_or_create(door=door, defaults=fields)[0]


def make_proof(**fields: Any) -> Proof:
    """A code that was sent for a login and is good for ten minutes."""
    values = {
        "door": Door.LOGIN,
        "subject": f"user:{next(_numbers)}",
        "code_hash": "0" * 64,
        "expires_at": clock.now() + timedelta(minutes=10),
        **fields,
    }
    return Proof.objects.create(**values)


def fill_risk(customer: Customer) -> Case:
    """A row of everything the risk office keeps, about one customer."""
    held = make_assessment(
        outcome=Outcome.HOLD, score=80.0, customer_id_then=customer.pk,
        marks={Mark.CUSTOMER: next(_numbers), Mark.NETWORK: 7},
        signals={Signal.AMOUNT: 50.0},
    )  # fmt: skip
    make_label(held)
    make_rule()
    make_known()
    make_policy()
    make_proof(user=customer.user)
    return make_case(held)
