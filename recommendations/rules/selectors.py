"""Reading the rules that hold, remembered for a moment in each process."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterable
from datetime import datetime

from django.db.models import Q

from foundation import clock
from recommendations.models import TARGETS, RecommendationRule, SurfaceSettings
from recommendations.rules.book import (
    PriceBand,
    Rule,
    RuleBook,
    RuleKind,
    Segment,
    ShopSurface,
    TargetKind,
)

REMEMBERED_SECONDS = 5.0
_NO_RULES = RuleBook()


def rule_book(surface: ShopSurface, *, at: datetime | None = None) -> RuleBook:
    """The rules and settings of a surface, now (at most five seconds old) or at a moment."""
    books = _remembered.get() if at is None else _read_books(at)
    return books.get(surface, _NO_RULES)


def forget_rule_books() -> None:
    """Read the rules anew at the next question in this process (after a change, in tests)."""
    _remembered.forget()


class _Remembered:
    """The books of this process."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._books: dict[ShopSurface, RuleBook] = {}
        self._until = float("-inf")

    def get(self) -> dict[ShopSurface, RuleBook]:
        if time.monotonic() < self._until:
            return self._books
        with self._lock:
            if time.monotonic() >= self._until:
                self._books = _read_books(clock.now())
                self._until = time.monotonic() + REMEMBERED_SECONDS
        return self._books

    def forget(self) -> None:
        self._until = float("-inf")


_remembered = _Remembered()


def rules_at(at: datetime) -> list[RecommendationRule]:
    """The rules in force at a moment, by priority."""
    started = RecommendationRule.objects.filter(is_active=True, starts_at__lte=at)
    return list(started.filter(Q(ends_at__isnull=True) | Q(ends_at__gt=at)))


def _read_books(at: datetime) -> dict[ShopSurface, RuleBook]:
    """The book of every surface of which anything is said: three queries at most."""
    rows = rules_at(at)
    settings = {row.surface: row for row in SurfaceSettings.objects.prefetch_related("bands").all()}
    return {
        surface: _book(
            (row for row in rows if not row.surfaces or surface in row.surfaces),
            settings.get(surface.value),
        )
        for surface in ShopSurface
    }


def _book(rows: Iterable[RecommendationRule], settings: SurfaceSettings | None) -> RuleBook:
    rules = tuple(_rule(row) for row in rows)
    if settings is None:
        return RuleBook(rules)
    return RuleBook(
        rules,
        margin_boost=settings.margin_boost / 100,
        stock_boost=settings.stock_boost / 100,
        diversity=settings.diversity / 100,
        most_of_category=settings.most_of_category,
        most_of_brand=settings.most_of_brand,
        bands={
            Segment(band.segment): PriceBand(band.lowest_minor, band.highest_minor)
            for band in settings.bands.all()
        },
    )


def _rule(row: RecommendationRule) -> Rule:
    name = next(name for name in TARGETS if getattr(row, f"{name}_id") is not None)
    return Rule(
        key=row.pk,
        kind=RuleKind(row.kind),
        target=(TargetKind(name), getattr(row, f"{name}_id")),
        strength=(row.strength or 0) / 100,
        position=row.position or 1,
        days=row.days or 0,
        priority=row.priority,
    )
