"""A past in bulk is what judging would have written."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import numpy as np
import pytest

from foundation.money import Money
from risk.algorithms.attempts import SIGNALS
from risk.algorithms.rules import PLACES
from risk.algorithms.vocabulary import Door, Mark, Outcome, Result, Signal, Verdict
from risk.decisions import Knock
from risk.history import PastAttempt, PastLabel, record_history
from risk.kinds import FraudKind, LabelSource, Mode
from risk.models import Assessment, DoorPolicy, Label
from risk.scoring import serving
from risk.scoring.weighing import Opinion, weigh

pytestmark = pytest.mark.django_db
AT = datetime(2026, 3, 1, 12, tzinfo=UTC)


def _past(subject: str = "order-1", *labels: PastLabel) -> PastAttempt:
    facts = {Signal.AMOUNT: 120.0, Signal.ORDERS_BEFORE: 0.0}
    signals = np.full(len(SIGNALS), np.nan)
    for signal, value in facts.items():
        signals[PLACES[signal]] = value
    knock = Knock(
        Door.CHECKOUT, subject, {Mark.EMAIL: 11, Mark.DEVICE: -12}, facts, Money(12_000, "GBP")
    )
    weighed = weigh(
        door=Door.CHECKOUT,
        signals=signals,
        rules=(),
        known=(),
        opinion=Opinion(anomaly=0.2),
        policy=DoorPolicy(door=Door.CHECKOUT, mode=Mode.OBSERVE),
    )
    return PastAttempt(knock, AT, weighed, Result.PASSED, labels=labels)


def test_an_attempt_is_read_back_as_it_was() -> None:
    (key,) = record_history(attempts=[_past()])
    kept = Assessment.objects.get(pk=key)
    assert (kept.door, kept.subject, kept.occurred_at) == ("checkout", "order-1", AT)
    assert (kept.email_key, kept.device_key, kept.card_key) == (11, -12, None)
    assert (kept.amount_minor, kept.currency, kept.result) == (12_000, "GBP", "passed")
    assert (kept.outcome, kept.would_be) == (Outcome.ALLOW, Outcome.ALLOW)
    assert kept.signals == {"amount": 120.0, "orders_before": 0.0}
    assert kept.parts == {"rules": 0.0, "anomaly": 0.2}
    assert kept.public_id


def test_labels_stand_beside_their_attempts_and_the_last_one_counts() -> None:
    later = AT + timedelta(days=20)
    bank = PastLabel(
        Verdict.FRAUD, LabelSource.CHARGEBACK, later, FraudKind.STOLEN_CARD, lost_minor=12_000
    )
    reviewer = PastLabel(Verdict.LEGITIMATE, LabelSource.SIMULATED, AT + timedelta(hours=20))
    record_history(
        attempts=[_past("order-1", reviewer, bank), _past("order-2", reviewer), _past("order-3")]
    )
    verdicts = Assessment.objects.order_by("subject").values_list("subject", "verdict")
    assert list(verdicts) == [("order-1", 1), ("order-2", -1), ("order-3", 0)]
    kept = Label.objects.get(source=LabelSource.CHARGEBACK)
    assert kept.assessment is not None
    assert kept.assessment.subject == "order-1"
    assert (kept.lost_minor, kept.labelled_at) == (12_000, later)


def test_later_attempts_are_measured_by_it() -> None:
    """What judging reads of the past is there: the second order of an e-mail address counts two."""
    record_history(attempts=[replace(_past(), at=AT - timedelta(hours=1))])
    knock = Knock(
        Door.CHECKOUT, "order-9", {Mark.EMAIL: 11}, {Signal.AMOUNT: 10.0}, Money(1_000, "GBP")
    )
    serving.judge(replace(knock, at=AT))
    judged = Assessment.objects.get(subject="order-9")
    assert judged.signals["email_attempts_1d"] == 2


def test_nothing_is_nothing() -> None:
    assert record_history(attempts=[]) == []
    assert not Assessment.objects.exists()
