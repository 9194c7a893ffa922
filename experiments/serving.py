"""Which arm somebody sees: from memory, by a hash, and noted once for each of them.

It never raises and never holds a page up: wherever something is missing the answer is control.
"""

from __future__ import annotations

import logging
import threading
import time
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import Error, transaction
from django.http import HttpRequest

from events.context import EventContext
from experiments.algorithms.assignment import assign, takes_part
from experiments.exposures import expose
from experiments.models import CONTROL, Arm, ExperimentState, Unit

logger = logging.getLogger(__name__)

RUNNING_SECONDS = 5.0
"""How long a process goes on with what it knows of running experiments."""
MOST_REMEMBERED = 50_000
Who = HttpRequest | EventContext | UUID


@dataclass(frozen=True, slots=True)
class ArmInMemory:
    key: int
    slug: str
    share: int


@dataclass(frozen=True, slots=True)
class RunningExperiment:
    """What assigning needs to know; ``arms`` in the order in which they were made."""

    key: int
    salt: str
    traffic: int
    unit: str
    arms: tuple[ArmInMemory, ...]


def arm_of(name: str, who: Who, *, at: datetime | None = None) -> str:
    """The slug of the arm that somebody is to see, and a note that they have seen it.

    Args:
        name: the experiment's name in the code.
        who: a request, the circumstances of an event, or an id as the event log holds it.
        at: when they see it, for history; now where nothing is said.

    ``control`` for bots, for who did not agree to personalisation (they have no id, and none is
    made for the sake of an experiment), for who is not in its share of traffic, and where no
    experiment of this name runs or the database cannot be asked.
    """
    try:
        experiment = _running.get(name)
        subject = _subject(who, experiment.unit) if experiment else None
        if experiment is None or subject is None:
            return CONTROL
        return _assigned(experiment, subject, at)
    except Error:
        logger.warning("experiment %s: control, for the database cannot be asked", name)
        return CONTROL


def forget_running() -> None:
    """Ask the database anew which experiments run; this process only, others do within seconds."""
    _running.forget()


def _assigned(experiment: RunningExperiment, subject: UUID, at: datetime | None) -> str:
    if not takes_part(salt=experiment.salt, subject=subject.hex, traffic=experiment.traffic):
        return CONTROL
    shares = [arm.share for arm in experiment.arms]
    arm = experiment.arms[assign(salt=experiment.salt, subject=subject.hex, shares=shares)]
    key = f"{experiment.salt}{subject.hex}"
    if key not in _seen:
        with transaction.atomic():  # a failure must not break the transaction of who asked
            expose(experiment_id=experiment.key, arm_id=arm.key, subject=subject, at=at)
        # Only what is kept is remembered: who asked may yet be rolled back.
        transaction.on_commit(lambda: _seen.add(key))
    return arm.slug


def _subject(who: Who, unit: str) -> UUID | None:
    if isinstance(who, UUID):
        return who
    if isinstance(who, EventContext):
        known = who.minimised()
        return known.customer if unit == Unit.CUSTOMER else known.visitor
    visitor = getattr(who, "visitor", None)
    if visitor is None or visitor.is_bot or visitor.visit is None:
        return None
    found: UUID | None = (
        visitor.context.customer if unit == Unit.CUSTOMER else visitor.visit.visitor
    )
    return found


class _Running:
    """The running experiments by name, read anew every few seconds."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._until = 0.0
        self._known: dict[str, RunningExperiment] = {}

    def get(self, name: str) -> RunningExperiment | None:
        if time.monotonic() >= self._until:
            with self._lock:
                if time.monotonic() >= self._until:
                    self._known = _read_running()
                    self._until = time.monotonic() + RUNNING_SECONDS
        return self._known.get(name)

    def forget(self) -> None:
        self._until = 0.0


def _read_running() -> dict[str, RunningExperiment]:
    """In one query; an error leaves what was known before."""
    arms = (
        Arm.objects.filter(experiment__state=ExperimentState.RUNNING)
        .select_related("experiment")
        .order_by("experiment_id", "pk")
    )
    found: dict[str, RunningExperiment] = {}
    for arm in arms:
        row = arm.experiment
        before = found[row.slug].arms if row.slug in found else ()
        in_memory = ArmInMemory(arm.pk, arm.slug, arm.share)
        found[row.slug] = RunningExperiment(
            row.pk, row.salt, row.traffic, row.unit, (*before, in_memory)
        )
    return found


class _Seen:
    """Whom this process has noted already; forgotten all at once when there are too many."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._keys: set[str] = set()

    def __contains__(self, key: str) -> bool:
        return key in self._keys

    def add(self, key: str) -> None:
        with self._lock:
            if len(self._keys) >= MOST_REMEMBERED:
                self._keys.clear()
            self._keys.add(key)


_running = _Running()
_seen = _Seen()
