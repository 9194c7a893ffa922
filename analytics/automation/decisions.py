"""Decisions by day, and where each kind of them is counted; higher floors register theirs here."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from foundation.registries import Registry


class Matter(models.TextChoices):
    """What is decided."""

    PRICES = "prices", _("Prices")
    ORDERS = "orders", _("Orders to suppliers")
    REVIEWS = "reviews", _("Reviews")
    SUPPORT = "support", _("Questions of customers")


@dataclass(frozen=True, slots=True)
class Decisions:
    """Each decision is counted once.

    ``alone`` are those that needed no hand and stood, ``by_hand`` those that a person made or
    agreed to, ``overruled`` those in which a person refused what was proposed or took back what
    was done alone.
    """

    alone: int = 0
    by_hand: int = 0
    overruled: int = 0

    def __add__(self, other: Decisions) -> Decisions:
        return Decisions(
            self.alone + other.alone,
            self.by_hand + other.by_hand,
            self.overruled + other.overruled,
        )

    @property
    def all(self) -> int:
        return self.alone + self.by_hand + self.overruled

    @property
    def share_alone(self) -> float | None:
        """None where nothing was decided."""
        return self.alone / self.all if self.all else None

    @property
    def share_overruled(self) -> float | None:
        return self.overruled / self.all if self.all else None


@dataclass(frozen=True)
class DecisionSource:
    """``by_day`` gets the first and the last business day; ``waiting`` counts what is undecided.

    ``url_name`` is the page of the admin on which staff decide.
    """

    by_day: Callable[[date, date], Mapping[date, Decisions]]
    waiting: Callable[[], int]
    url_name: str
    note: str | Promise = ""


decision_sources: Registry[DecisionSource] = Registry("decisions")


@dataclass(frozen=True, slots=True)
class Decided:
    """One matter over a period; ``source`` is None where nothing decides yet."""

    matter: Matter
    source: DecisionSource | None
    by_day: Mapping[date, Decisions]
    waiting: int

    @property
    def total(self) -> Decisions:
        return added(self.by_day.values())


def added(decisions: Iterable[Decisions]) -> Decisions:
    """All of them together."""
    return sum(decisions, Decisions())


def decided(first: date, last: date) -> list[Decided]:
    """Every matter over business days, both included; those without a source stand empty."""
    found = []
    for matter in Matter:
        source = decision_sources.get(matter)
        by_day = source.by_day(first, last) if source else {}
        found.append(Decided(matter, source, by_day, source.waiting() if source else 0))
    return found
