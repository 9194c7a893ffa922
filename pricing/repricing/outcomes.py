"""What came of a decision on many suggestions: what was done, and what was refused, and why."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from uuid import UUID

from foundation import clock
from foundation.refusals import Refusal
from foundation.transactions import retry_once
from pricing.models import OPEN_STATES, PriceSuggestion, SuggestionState


class SuggestionRefused(Refusal):
    """What cannot be done with a suggestion, in words for people."""


class Outdated(SuggestionRefused):
    """The prices that it was made for are others now: it can never be applied."""


@dataclass(frozen=True, slots=True)
class Refused:
    """A suggestion with which that could not be done."""

    suggestion: PriceSuggestion
    message: str


@dataclass(frozen=True, slots=True)
class Outcome:
    """Suggestions as they are now, with those that moved along with the ones asked for."""

    done: tuple[PriceSuggestion, ...]
    refused: tuple[Refused, ...]


LONGEST_NOTE = 200
Keys = tuple[int, ...]
Deed = Callable[[Keys], Sequence[PriceSuggestion]]


def each_group(suggestions: Iterable[PriceSuggestion], deed: Deed) -> Outcome:
    """Do something with each suggestion and those that move with it, each group all or nothing.

    A group that is refused stops no other. One whose prices are others now is marked so.
    """
    chosen = {suggestion.pk: suggestion for suggestion in suggestions}
    done: list[PriceSuggestion] = []
    refused: list[Refused] = []
    for keys in groups_of(chosen.values()):
        try:
            done += retry_once(partial(deed, keys))
        except SuggestionRefused as problem:
            if isinstance(problem, Outdated):
                close(keys, SuggestionState.SUPERSEDED, problem.message)
            refused += [Refused(chosen[pk], problem.message) for pk in keys if pk in chosen]
    return Outcome(tuple(done), tuple(refused))


def groups_of(suggestions: Iterable[PriceSuggestion]) -> list[Keys]:
    """The keys of each suggestion and of those that move with it, in the order of locking."""
    chosen = list(suggestions)
    groups: dict[UUID | int, set[int]] = defaultdict(set)
    for suggestion in chosen:
        groups[suggestion.together or suggestion.pk].add(suggestion.pk)
    families = [name for name in groups if isinstance(name, UUID)]
    members = PriceSuggestion.objects.filter(together__in=families)
    for pk, family in members.values_list("pk", "together") if families else ():
        if family is not None:
            groups[family].add(pk)
    return sorted(tuple(sorted(keys)) for keys in groups.values())


def locked(keys: Keys) -> list[PriceSuggestion]:
    """Suggestions as they are now, held until the transaction ends, always in one order."""
    rows = PriceSuggestion.objects.select_for_update(of=("self",)).filter(pk__in=keys)
    return list(rows.order_by("pk"))


def close(keys: Keys, state: SuggestionState, note: str) -> int:
    """Mark those that still wait as never to be applied, and why; returns how many did."""
    waiting = PriceSuggestion.objects.filter(pk__in=keys, state__in=OPEN_STATES)
    return waiting.update(state=state, note=note[:LONGEST_NOTE])


def expire(*, at: datetime | None = None) -> int:
    """Close what has waited for too long: what it was reckoned from is old. Returns how many."""
    waiting = (SuggestionState.PROPOSED, SuggestionState.APPROVED)
    old = PriceSuggestion.objects.filter(state__in=waiting, expires_at__lte=at or clock.now())
    return old.update(state=SuggestionState.EXPIRED)
