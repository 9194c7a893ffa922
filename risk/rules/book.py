"""What staff set, as judging reads it: remembered for seconds in each process.

A change counts at once in the process that made it, and within ``SECONDS`` in every other.
"""

from __future__ import annotations

import logging
from collections import defaultdict
from collections.abc import Mapping
from datetime import datetime

from django.db import transaction
from django.db.models import Q

from foundation import clock
from foundation.remembered import Remembered
from risk.algorithms.rules import CompiledRule, Condition
from risk.algorithms.vocabulary import Comparison, Door, Mark, Outcome, Signal
from risk.models import DoorPolicy, KnownMark, Rule

SECONDS = 10.0
logger = logging.getLogger(__name__)


def rules_of(door: Door) -> tuple[CompiledRule, ...]:
    """The rules of a door that are switched on, in the order that staff gave them."""
    return _rules.get().get(door, ())


def known_of(marks: Mapping[Mark, int], *, at: datetime | None = None) -> list[KnownMark]:
    """The marks of an attempt that staff listed, and not only until an earlier moment."""
    if not marks or not _has_known.get():
        return []
    listed = KnownMark.objects.filter(mark__in=list(marks), key__in=list(marks.values())).filter(
        Q(until__isnull=True) | Q(until__gt=at or clock.now())
    )
    return [known for known in listed if marks.get(Mark(known.mark)) == known.key]


def policy_of(door: Door) -> DoorPolicy:
    """How a door acts; the defaults where nobody said."""
    return _policies.get().get(door) or DoorPolicy(door=door.value)


def last_policy_of(door: Door) -> DoorPolicy:
    """How a door acted when that was read last: for when the database does not answer."""
    return (_policies.last() or {}).get(door) or DoorPolicy(door=door.value)


def every_rule() -> Mapping[int, Rule]:
    """All rules by key, switched on or not, to be named; without their conditions."""
    return _every_rule.get()


def every_known() -> Mapping[int, KnownMark]:
    """All known ones by key, to be named."""
    return _every_known.get()


def forget() -> None:
    """Read everything anew at the next question in this process, and after the transaction."""
    for remembered in (_rules, _has_known, _policies, _every_rule, _every_known):
        remembered.forget()
        transaction.on_commit(remembered.forget)


def compiled(rule: Rule) -> CompiledRule:
    """A rule as judging asks it.

    Raises:
        ValueError: it names a door, an outcome or a signal that this version does not know.
    """
    return CompiledRule(
        key=f"rule:{rule.pk}",
        door=Door(rule.door),
        outcome=Outcome(rule.outcome),
        points=rule.points,
        conditions=tuple(
            Condition(Signal(each.signal), Comparison(each.comparison), each.value)
            for each in rule.conditions.all()
        ),
    )


def _read_rules() -> dict[Door, tuple[CompiledRule, ...]]:
    by_door: dict[Door, list[CompiledRule]] = defaultdict(list)
    for rule in Rule.objects.filter(is_active=True).prefetch_related("conditions"):
        try:
            ready = compiled(rule)
        except ValueError:  # a later version wrote it; without its condition it would catch more
            logger.warning("Rule %s is not understood and left out.", rule.pk)
            continue
        by_door[ready.door].append(ready)
    return {door: tuple(rules) for door, rules in by_door.items()}


def _read_policies() -> dict[Door, DoorPolicy]:
    return {Door(policy.door): policy for policy in DoorPolicy.objects.all()}


_rules = Remembered(_read_rules, seconds=SECONDS)
_has_known = Remembered(lambda: KnownMark.objects.exists(), seconds=SECONDS)
_policies = Remembered(_read_policies, seconds=SECONDS)
_every_rule = Remembered(lambda: Rule.objects.in_bulk(), seconds=SECONDS)
_every_known = Remembered(lambda: KnownMark.objects.in_bulk(), seconds=SECONDS)
