"""Which arm somebody sees: from memory, by a hash, and noted once for each of them.

It never raises and never holds a page up: wherever something is missing the answer is control.
"""

from __future__ import annotations

import logging
import threading
import time
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from django.db import Error, transaction
from django.http import HttpRequest

from events.context import EventContext
from experiments.algorithms.assignment import WHOLE, assign, takes_part
from experiments.exposures import expose
from experiments.models import CONTROL, Arm, ExperimentState, Unit
from experiments.slots import Picked, group_of

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
    strategy: str = ""


@dataclass(frozen=True, slots=True)
class RunningExperiment:
    """What assigning needs to know; ``arms`` in the order in which they were made."""

    key: int
    salt: str
    traffic: int
    unit: str
    arms: tuple[ArmInMemory, ...]
    slot: str = ""

    def arm_of(self, subject: UUID) -> ArmInMemory | None:
        """The arm of somebody, None of who is beyond the share of traffic."""
        if not takes_part(salt=self.salt, subject=subject.hex, traffic=self.traffic):
            return None
        shares = [arm.share for arm in self.arms]
        return self.arms[assign(salt=self.salt, subject=subject.hex, shares=shares)]


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
        found = _arm_in(_running.get(name), who)
        if found is None:
            return CONTROL
        _note(*found, at)
        return found.arm.slug
    except Error:
        logger.warning("experiment %s: control, for the database cannot be asked", name)
        return CONTROL


def strategy_of(
    slot: str, who: Who, *, at: datetime | None = None, is_seen: bool = True
) -> Picked | None:
    """The strategy that an experiment shows somebody in a slot, with the share of that arm.

    Noted as seen unless it is only fetched ahead. None where no experiment runs there, none is for
    them (bots, no consent, beyond its share of traffic), or the database cannot be asked.
    """
    try:
        found = _arm_in(_running.in_slot(slot), who)
        if found is None:
            return None
        if is_seen:
            _note(*found, at)
        return Picked(found.arm.strategy, found.arm.share / WHOLE)
    except Error:
        logger.warning("slot %s: no experiment, for the database cannot be asked", slot)
        return None


def forget_running() -> None:
    """Ask the database anew which experiments run; this process only, others do within seconds."""
    _running.forget()


class _Assigned(NamedTuple):
    experiment: RunningExperiment
    arm: ArmInMemory
    subject: UUID


def _arm_in(experiment: RunningExperiment | None, who: Who) -> _Assigned | None:
    if experiment is None:
        return None
    subject = _subject(who, experiment.unit)
    arm = experiment.arm_of(subject) if subject else None
    return _Assigned(experiment, arm, subject) if arm and subject else None


def _note(
    experiment: RunningExperiment, arm: ArmInMemory, subject: UUID, at: datetime | None
) -> None:
    key = f"{experiment.salt}{subject.hex}"
    if key in _seen:
        return
    with transaction.atomic():  # a failure must not break the transaction of who asked
        expose(experiment_id=experiment.key, arm_id=arm.key, subject=subject, at=at)
    # Only what is kept is remembered: who asked may yet be rolled back.
    transaction.on_commit(lambda: _seen.add(key))


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
        self._by_name: dict[str, RunningExperiment] = {}
        self._by_slot: dict[str, RunningExperiment] = {}

    def get(self, name: str) -> RunningExperiment | None:
        self._read_in_time()
        return self._by_name.get(name)

    def in_slot(self, slot: str) -> RunningExperiment | None:
        self._read_in_time()
        return self._by_slot.get(slot) or self._by_slot.get(group_of(slot))

    def _read_in_time(self) -> None:
        if time.monotonic() < self._until:
            return
        with self._lock:
            if time.monotonic() >= self._until:
                self._by_name = _read_running()
                self._by_slot = {one.slot: one for one in self._by_name.values() if one.slot}
                self._until = time.monotonic() + RUNNING_SECONDS

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
        in_memory = ArmInMemory(arm.pk, arm.slug, arm.share, arm.strategy)
        found[row.slug] = RunningExperiment(
            row.pk, row.salt, row.traffic, row.unit, (*before, in_memory), row.slot
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
