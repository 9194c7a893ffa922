"""Searches by day, summed from the log: idempotent, and without what tells who asked."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, datetime, timedelta
from functools import partial
from typing import Any

from django.db import transaction
from django.db.models import Min, Sum

from events.models import Event
from events.names import EventName
from foundation import clock
from foundation.transactions import retry_once
from search.algorithms.counting import (
    LONGEST,
    VISIT,
    Click,
    DayCount,
    Purchase,
    QueryCount,
    Search,
    count_day,
)
from search.models import PlaceDay, QueryDay

KEPT_DAYS = 400
"""A year and a month: this season beside the last."""
POPULAR_DAYS = 28
_ROWS_AT_ONCE = 2_000


def roll_up_days(days: Iterable[date]) -> None:
    """Sum the log anew for some business days, each in a transaction."""
    for day in sorted(set(days)):
        retry_once(partial(_roll_up, day))


def roll_up_lately(*, at: datetime | None = None) -> None:
    """Today and yesterday: late clicks and purchases are caught; what is too old goes."""
    today = clock.business_day(at)
    roll_up_days([today - timedelta(days=1), today])
    forget_old(at=at)


def roll_up_past(*, at: datetime | None = None) -> int:
    """The days of the log before the first that was summed: after an import of history.

    Returns how many; doing it again changes nothing.
    """
    today = clock.business_day(at)
    searched = Event.objects.filter(name=EventName.SEARCH_PERFORMED)
    began = searched.aggregate(first=Min("occurred_at"))["first"]
    if began is None:
        return 0
    first = max(clock.business_day(began), today - timedelta(days=KEPT_DAYS))
    known = QueryDay.objects.aggregate(first=Min("day"))["first"] or today + timedelta(days=1)
    days = [first + timedelta(days=offset) for offset in range((known - first).days)]
    roll_up_days(days)
    return len(days)


def forget_old(*, at: datetime | None = None) -> int:
    """Remove what is older than ``KEPT_DAYS``; returns how many rows."""
    oldest = clock.business_day(at) - timedelta(days=KEPT_DAYS)
    queries, _by_model = QueryDay.objects.filter(day__lt=oldest).delete()
    places, _by_model = PlaceDay.objects.filter(day__lt=oldest).delete()
    return queries + places


def popular_queries(language: str, *, n: int = 8, at: datetime | None = None) -> list[str]:
    """What is most asked for of late, and found; by two known visitors at least."""
    since = clock.business_day(at) - timedelta(days=POPULAR_DAYS)
    rows = (
        QueryDay.objects.filter(language=language, day__gte=since)
        .exclude(words="")
        .values("words")
        .annotate(asked=Sum("searches"), people=Sum("visitors"), missed=Sum("without_result"))
        .filter(people__gte=2, missed=0)
        .order_by("-asked", "words")
    )
    return [row["words"] for row in rows[:n]]


@transaction.atomic
def _roll_up(day: date) -> None:
    counted = _count(day)
    QueryDay.objects.filter(day=day).delete()
    PlaceDay.objects.filter(day=day).delete()
    QueryDay.objects.bulk_create(
        [_query_row(day, key, count) for key, count in sorted(counted.queries.items())],
        batch_size=_ROWS_AT_ONCE,
    )
    PlaceDay.objects.bulk_create(
        [
            PlaceDay(
                day=day, position=place, shown=counted.shown[place], clicks=counted.clicks[place]
            )
            for place in sorted(counted.shown.keys() | counted.clicks.keys())
        ]
    )


def _count(day: date) -> DayCount:
    start, end = clock.day_bounds(day)
    searches = [_search(row) for row in _rows(EventName.SEARCH_PERFORMED, start, end)]
    clicks = [
        Click(
            at=row["occurred_at"],
            product=row["product_id"],
            position=row["position"] or 0,
            search=str(row["payload"].get("impression", "")),
            person=_person(row),
        )
        for row in _rows(EventName.SEARCH_CLICKED, start, end + VISIT)
        if row["product_id"] is not None
    ]
    bought = _rows(EventName.PRODUCT_PURCHASED, start, end + VISIT) if clicks else ()
    purchases = [
        Purchase(row["occurred_at"], row["product_id"], person)
        for row in bought
        if row["product_id"] is not None and (person := _person(row))
    ]
    return count_day(searches, clicks, purchases)


def _rows(name: EventName, start: datetime, end: datetime) -> Iterator[dict[str, Any]]:
    found = Event.objects.filter(name=name, occurred_at__gte=start, occurred_at__lt=end)
    columns = ("id", "occurred_at", "visitor", "session", "product_id", "position", "payload")
    return found.order_by("occurred_at").values(*columns).iterator(chunk_size=_ROWS_AT_ONCE)


def _search(row: dict[str, Any]) -> Search:
    told = row["payload"]
    # A demo's history says how much was found only where nobody sells it; a log of before
    # 2026-11-22 says "query".
    words, found = str(told.get("words", told.get("query", ""))), told.get("found")
    shown = told.get("shown")
    return Search(
        key=str(row["id"]),
        at=row["occurred_at"],
        words=words[: LONGEST * 2],
        language=str(told.get("language", ""))[:10],
        found=found if isinstance(found, int) else None,
        corrected=bool(told.get("corrected")),
        offset=int(told.get("offset") or 0),
        shown=len(shown) if isinstance(shown, list) else 0,
        person=_person(row),
        visitor=str(row["visitor"] or ""),
    )


def _person(row: dict[str, Any]) -> str:
    """The visit, by which clicks and purchases are told to be of one search."""
    return str(row["session"] or row["visitor"] or "")


def _query_row(day: date, key: tuple[str, str], count: QueryCount) -> QueryDay:
    language, words = key
    after = count.next_words.most_common(1)
    return QueryDay(
        day=day,
        language=language,
        words=words,
        searches=count.searches,
        visitors=len(count.visitors),
        without_result=count.without_result,
        corrected=count.corrected,
        clicked=count.clicked,
        clicks=count.clicks,
        click_positions=count.click_positions,
        followed=count.followed,
        bought=count.bought,
        next_words=after[0][0] if after else "",
    )
