"""Experiments to test with, made and started by their services."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

from events.context import EventContext
from events.names import Consent, EventName
from events.services import Fact, record
from experiments.exposures import expose
from experiments.metrics import Metric
from experiments.models import Arm, Experiment
from experiments.services import save_draft, set_arms, start
from foundation.money import Money

BEGIN = datetime(2026, 6, 1, 8, 0, tzinfo=UTC)
HALVES = {"control": 5000, "treatment": 5000}


def make_draft(
    slug: str = "big-button", *, shares: dict[str, int] | None = None, **fields
) -> Experiment:
    plan = {
        "name": slug.replace("-", " ").capitalize(),
        "hypothesis": "A larger button is seen by more, so more of them order.",
        "base_mean": 0.03,
        "guard_rails": [Metric.RETURNS],
    }
    experiment = save_draft(experiment=Experiment(slug=slug, **{**plan, **fields}), at=BEGIN)
    set_arms(experiment=experiment, shares=shares or HALVES)
    return experiment


def make_running(slug: str = "big-button", *, at: datetime = BEGIN, **fields) -> Experiment:
    return start(experiment=make_draft(slug, **fields), actor=None, at=at)


def arm_named(experiment: Experiment, slug: str) -> Arm:
    return experiment.arms.get(slug=slug)


def see(experiment: Experiment, slug: str, *, at: datetime, visitor: UUID | None = None) -> UUID:
    """Somebody sees an arm; returns who."""
    who = visitor or uuid4()
    arm = arm_named(experiment, slug)
    expose(experiment_id=experiment.pk, arm_id=arm.pk, subject=who, at=at)
    return who


def order(visitor: UUID, *, at: datetime, minor: int = 1000, base: int | None = None) -> str:
    """An order in the log; returns its reference."""
    reference = uuid4().hex[:16]
    fact = Fact(
        EventName.ORDER_PLACED,
        order_ref=reference,
        value=Money(minor, "EUR" if base is None else "USD"),
        payload={} if base is None else {"base": base},
        at=at,
    )
    record(fact, context=known(visitor))
    return reference


def give_back(reference: str, *, at: datetime) -> None:
    record(Fact(EventName.PRODUCT_RETURNED, order_ref=reference, quantity=1, at=at))


def known(visitor: UUID) -> EventContext:
    return EventContext(visitor=visitor, consent=Consent.PERSONALISATION)


def days(number: float) -> timedelta:
    return timedelta(days=number)
