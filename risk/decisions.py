"""What the doors say to the risk office and hear from it: values, no tables."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from foundation.money import Money
from foundation.registries import Registry
from risk.algorithms.vocabulary import Door, Mark, Outcome, Signal
from risk.kinds import DecidedBy, Failure, FraudKind


@dataclass(frozen=True, slots=True)
class Knock:
    """Somebody at a door, as the door tells it.

    ``subject`` names what it is about (an order's public id, ``review:12``); empty for what
    is judged and not kept under a name. ``marks`` are keys from ``risk.marks``. ``amount`` is in
    the base currency. ``customer_id`` is kept for export and erasure and read by nothing else.
    """

    door: Door
    subject: str = ""
    marks: Mapping[Mark, int] = field(default_factory=dict)
    facts: Mapping[Signal, float] = field(default_factory=dict)
    amount: Money | None = None
    customer_id: int | None = None
    at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Reason:
    """One reason, to be put into words when it is read (``risk.wording``).

    ``code`` is a signal's name, ``rule:<pk>``, ``known:<pk>`` or ``failure:<why>``; ``weight`` is
    in points of the score, negative where it speaks for the person.
    """

    code: str
    value: float | None = None
    weight: float = 0.0


@dataclass(frozen=True, slots=True)
class Decision:
    """What is to be done. ``assessment_id`` is None where not even that could be written."""

    outcome: Outcome
    score: float | None = None
    decided_by: DecidedBy = DecidedBy.NOTHING
    reasons: tuple[Reason, ...] = ()
    failure: Failure | None = None
    assessment_id: int | None = None

    @property
    def lets_through(self) -> bool:
        return self.outcome in (Outcome.ALLOW, Outcome.HOLD)


@dataclass(frozen=True, slots=True)
class Detail:
    """One line of what a reviewer reads of a held attempt."""

    label: str
    value: str
    url: str = ""


@dataclass(frozen=True, slots=True)
class Dossier:
    """What the app that owns the subject tells a reviewer."""

    title: str
    url: str = ""
    details: tuple[Detail, ...] = ()
    lines: tuple[Detail, ...] = ()
    is_open: bool = True
    """Whether there still is something to decide."""


class Keeper(Protocol):
    """Who keeps what was held at a door: registered by the roof, called by the review desk.

    Both verbs may be called again, by a job after a crash, and then change nothing.
    """

    def dossier(self, subject: str) -> Dossier | None:
        """What is known of it; None where it has gone."""

    def release(self, subject: str, *, at: datetime | None = None) -> None:
        """Let it go its way."""

    def refuse(self, subject: str, *, kind: FraudKind, at: datetime | None = None) -> None:
        """Undo it; what was paid goes back."""


keepers: Registry[Keeper] = Registry("keepers of what was held")
"""By door."""
