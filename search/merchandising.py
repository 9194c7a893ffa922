"""The staff's rules at the end of a search: what was found goes in, what is shown comes out."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q

from foundation import clock
from foundation.remembered import Remembered
from recommendations.rules.book import Candidate, TargetKind
from recommendations.rules.facts import candidates_of
from search.algorithms.rules import (
    NOTHING_SAID,
    Banner,
    Kind,
    Match,
    Merchandising,
    Rule,
    arranged,
    holds,
    merchandising,
    normalised,
)
from search.models import TARGETS, SearchRule


@dataclass(frozen=True, slots=True)
class Applied:
    """One list as a watcher sees it: product ids as they were found, and as they are shown."""

    before: list[int]
    after: list[int]


_watchers: ContextVar[list[Applied] | None] = ContextVar("search_rules", default=None)


def rules_for(words: str, language: str, *, at: datetime | None = None) -> Merchandising:
    """What staff say of a search, now (at most five seconds old) or at a moment."""
    if not normalised(words):
        return NOTHING_SAID
    return merchandising(_rules.get() if at is None else _read(at), words, language)


def keys_for(words: str, language: str) -> list[int]:
    """The rows of the rules that are for a search now."""
    asked = normalised(words)
    return [rule.key for rule in _rules.get() if asked and holds(rule, asked, language)]


def banner_for(words: str, language: str) -> Banner | None:
    """The line above the results of a search; None where staff wrote none."""
    return rules_for(words, language).banner


def apply(product_ids: Sequence[int], rules: Merchandising, *, may_add: bool = True) -> list[int]:
    """Products in the order in which they are shown, without a query where nothing was said.

    Args:
        product_ids: what was found, best first, without doubles.
        may_add: whether a pinned product that was not found is shown all the same (not under
            filters: it might not hold them).
    """
    seen = _watchers.get()
    if rules.book.is_empty:
        if seen is not None:
            seen.append(Applied(list(product_ids), list(product_ids)))
        return list(product_ids)
    pinned = rules.book.pinned_products if may_add else ()
    wanted = list(dict.fromkeys([*product_ids, *pinned]))
    found = arranged(facts_of(wanted, besides=set(product_ids)), rules)
    shown = [placed.candidate.product for placed in found.shown]
    if seen is not None:
        seen.append(Applied(list(product_ids), shown))
    return shown


@contextmanager
def watching() -> Iterator[list[Applied]]:
    """Collect what the rules do to every list inside, in order."""
    seen: list[Applied] = []
    token = _watchers.set(seen)
    try:
        yield seen
    finally:
        _watchers.reset(token)


def facts_of(product_ids: Sequence[int], *, besides: set[int]) -> list[Candidate]:
    """Candidates in order; one of ``besides`` whose facts are unknown stays, any other goes."""
    known = {one.product: one for one in candidates_of(product_ids)}
    return [known.get(pk) or Candidate(pk) for pk in product_ids if pk in known or pk in besides]


def _read(at: datetime) -> tuple[Rule, ...]:
    started = SearchRule.objects.filter(is_active=True, starts_at__lte=at)
    rows = started.filter(Q(ends_at__isnull=True) | Q(ends_at__gt=at))
    return tuple(rule_of(row) for row in rows)


def rule_of(row: SearchRule) -> Rule:
    """A row as the pure code reads it."""
    name = next((name for name in TARGETS if getattr(row, f"{name}_id") is not None), None)
    return Rule(
        key=row.pk,
        kind=Kind(row.kind),
        words=tuple(row.words.split(", ")) if row.words else (),
        match=Match(row.match),
        language=row.language,
        target=(TargetKind(name), getattr(row, f"{name}_id")) if name else None,
        strength=(row.strength or 0) / 100,
        position=row.position or 1,
        priority=row.priority,
        text=row.text,
        link=row.link,
    )


_rules = Remembered(lambda: _read(clock.now()))
