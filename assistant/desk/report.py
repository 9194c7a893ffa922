"""Service in numbers over business days: how quickly, how well, and what needed no person."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Avg, Count, Q, QuerySet
from django.db.models.functions import TruncDate

from analytics.automation.decisions import Decisions, added
from assistant.algorithms.hours import open_time
from assistant.desk.deciding import questions
from assistant.desk.policy import current_policy, opening_hours
from assistant.desk.selectors import Waiting, waiting
from assistant.kinds import Author, Intent, Thumb
from assistant.models import Conversation, Turn
from foundation import clock

MOST_TIMED = 5_000
"""First answers, the latest, of which the usual time is told."""


@dataclass(frozen=True, slots=True)
class Promises:
    """First answers of staff to what was handed over in the period.

    ``late`` are also those that are overdue now; ``usual`` and ``slow`` are the (lower) median and
    the ninth decile of the time that was open before the first answer.
    """

    handed_over: int = 0
    kept: int = 0
    late: int = 0
    usual: timedelta | None = None
    slow: timedelta | None = None

    @property
    def share_kept(self) -> float | None:
        """Of those that were answered or are overdue; None where none was."""
        judged = self.kept + self.late
        return self.kept / judged if judged else None


@dataclass(frozen=True, slots=True)
class Content:
    """What shoppers said of conversations that began in the period."""

    stars: float | None
    ratings: Mapping[int, int]
    notes: Sequence[Conversation] = ()

    @property
    def count(self) -> int:
        return sum(self.ratings.values())


@dataclass(frozen=True, slots=True)
class IntentLine:
    """Answers of the assistant to messages that were understood so."""

    intent: Intent
    answers: int
    unanswered: int
    up: int
    down: int


@dataclass(frozen=True, slots=True)
class ServiceReport:
    """``started`` and ``handed_over`` are counts by day."""

    first: date
    last: date
    decisions: Decisions
    started: Mapping[date, int]
    handed_over: Mapping[date, int]
    closed: int
    promises: Promises
    content: Content
    intents: Sequence[IntentLine]
    now: Waiting
    days: Sequence[date] = field(default_factory=tuple)


def service_report(*, first: date, last: date, at: datetime | None = None) -> ServiceReport:
    """The numbers of business days, both included; what waits is told as of ``at``."""
    now = at or clock.now()
    begin, end = clock.day_bounds(first)[0], clock.day_bounds(last)[1]
    by_day = questions(first, last)
    handed = Conversation.objects.filter(handed_over_at__gte=begin, handed_over_at__lt=end)
    began = Conversation.objects.filter(started_at__gte=begin, started_at__lt=end)
    return ServiceReport(
        first=first,
        last=last,
        decisions=added(by_day.values()),
        started={day: decisions.all for day, decisions in by_day.items()},
        handed_over=_by_day(handed, "handed_over_at"),
        closed=Conversation.objects.filter(closed_at__gte=begin, closed_at__lt=end).count(),
        promises=_promises(handed, now),
        content=_content(began),
        intents=_intents(begin, end),
        now=waiting(at=now),
        days=tuple(first + timedelta(days=each) for each in range((last - first).days + 1)),
    )


def _by_day(rows: QuerySet[Conversation], moment: str) -> dict[date, int]:
    counted = (
        rows.order_by()
        .annotate(day=TruncDate(moment, tzinfo=clock.shop_zone()))
        .values("day")
        .annotate(count=Count("pk"))
    )
    return {row["day"]: row["count"] for row in counted}


def _promises(handed: QuerySet[Conversation], now: datetime) -> Promises:
    is_overdue = Q(first_answered_at=None, due_at__lt=now)
    counted = handed.aggregate(
        all=Count("pk"),
        kept=Count("pk", filter=Q(kept_promise=True)),
        late=Count("pk", filter=Q(kept_promise=False) | is_overdue),
    )
    opening = opening_hours(current_policy())
    answered = handed.filter(first_answered_at__isnull=False).order_by("-first_answered_at")
    moments = answered.values_list("handed_over_at", "first_answered_at")[:MOST_TIMED]
    waits = sorted(open_time(since, until, opening) for since, until in moments if since and until)
    return Promises(
        handed_over=counted["all"],
        kept=counted["kept"],
        late=counted["late"],
        usual=waits[(len(waits) - 1) // 2] if waits else None,
        slow=waits[(len(waits) - 1) * 9 // 10] if waits else None,
    )


def _content(began: QuerySet[Conversation]) -> Content:
    rated = began.filter(satisfaction__isnull=False)
    counted: Counter[int] = Counter()
    for row in rated.order_by().values("satisfaction").annotate(count=Count("pk")):
        counted[row["satisfaction"]] = row["count"]
    return Content(
        stars=rated.aggregate(stars=Avg("satisfaction"))["stars"],
        ratings={stars: counted[stars] for stars in range(5, 0, -1)},
        notes=list(rated.exclude(satisfaction_note="").order_by("-last_at", "-pk")[:5]),
    )


def _intents(begin: datetime, end: datetime) -> list[IntentLine]:
    answers = Turn.objects.filter(author=Author.ASSISTANT, at__gte=begin, at__lt=end)
    rows: QuerySet[Turn, dict[str, Any]] = (
        answers.exclude(intent="")
        .order_by()
        .values("intent")
        .annotate(
            answers=Count("pk"),
            unanswered=Count("pk", filter=Q(is_unanswered=True)),
            up=Count("pk", filter=Q(thumb=Thumb.UP)),
            down=Count("pk", filter=Q(thumb=Thumb.DOWN)),
        )
        .order_by("-answers", "intent")
    )
    return [
        IntentLine(Intent(row.pop("intent")), **row)
        for row in rows
        if row["intent"] in Intent.values
    ]  # fmt: skip
