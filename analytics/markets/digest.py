"""The month's digest: what rose and fell, what was looked for in vain, what reviews said."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta
from typing import Any

from django.db import IntegrityError, transaction

from analytics.algorithms.aspects import Aspect
from analytics.markets.naming import GONE, names_of
from analytics.markets.selectors import Voices, mean_leaning, opinions, voices_by_aspect
from analytics.markets.sources import SearchCount, search_sources
from analytics.markets.trends import reckon_trends
from analytics.models import Direction, MarketDigest, Trend, TrendKind
from foundation import clock
from mlops.selectors import champion

MOST_TRENDS = 12
"""Of a kind, rising and falling together."""
MOST_UNMET = 10
FEWEST_MISSED = 5
"""So often must words have found nothing to be told."""
MISSED_SHARE = 0.5
SENTIMENT = "sentiment"


def month_before(day: date) -> date:
    """The first day of the month before the one in which a day lies."""
    return (day.replace(day=1) - timedelta(days=1)).replace(day=1)


def make_digest(*, month: date | None = None, at: datetime | None = None) -> MarketDigest | None:
    """Write the digest of a month that is over (the last one), once; later calls give it back.

    None where that month has nothing to tell of: no demand, no searches and no reviews.
    """
    now = at or clock.now()
    first = (month or month_before(clock.business_day(now))).replace(day=1)
    if (known := MarketDigest.objects.filter(month=first).first()) is not None:
        return known
    content = _content(first, now)
    if not content["trends"] and not content["aspects"] and not content["unmet"]:
        return None
    serving = champion(SENTIMENT)
    digest = MarketDigest(
        month=first, content=content, version=serving.version if serving else "", made_at=now
    )
    try:
        with transaction.atomic():
            digest.save(force_insert=True)
    except IntegrityError:  # another worker was faster, and told the same
        return MarketDigest.objects.get(month=first)
    return digest


def _content(first: date, now: datetime) -> dict[str, Any]:
    last = (first + timedelta(days=31)).replace(day=1) - timedelta(days=1)
    since, until = clock.day_bounds(first)[0], clock.day_bounds(last)[1]
    before = clock.day_bounds(month_before(first))[0]
    rows = reckon_trends(last_day=last, at=now)
    read, leaning = mean_leaning(since=since, until=until)
    _read_before, leaning_before = mean_leaning(since=before, until=since)
    return {
        "asked": len(rows),
        "trends": _told_trends(rows),
        "unmet": _unmet(first, last),
        "reviews": {"read": read, "leaning": leaning, "before": leaning_before},
        "aspects": _aspects(
            voices_by_aspect(opinions(since=since, until=until)),
            voices_by_aspect(opinions(since=before, until=since)),
        ),
    }


def _told_trends(rows: Iterable[Trend]) -> list[dict[str, Any]]:
    """The surest of each kind, with the names of the day: what is renamed later was called so."""
    told: list[Trend] = []
    for kind in TrendKind:
        found = [r for r in rows if r.kind == kind and r.direction != Direction.STEADY]
        told += sorted(found, key=lambda row: (row.q_value, -row.count))[:MOST_TRENDS]
    names = names_of(row.subject for row in told)
    return [
        {
            "kind": str(row.kind),
            "subject": row.subject,
            "name": names[row.subject],
            "direction": str(row.direction),
            "count": row.count,
            "expected": round(row.expected, 1),
            "ratio": round(row.ratio, 3),
            "low": round(row.low, 3),
            "high": round(row.high, 3),
            "q": round(row.q_value, 4),
            "days": row.days,
            "season": str(row.season),
        }
        for row in told
        if names[row.subject] != GONE
    ]


def _unmet(first: date, last: date) -> list[dict[str, Any]]:
    """What was mostly searched for without a result: demand that the range does not meet."""
    found: dict[str, SearchCount] = {}
    for _name, source in search_sources:
        found |= source(first, last)
    missed = [
        (words, count)
        for words, count in found.items()
        if words
        and count.without_result >= FEWEST_MISSED
        and count.without_result >= MISSED_SHARE * count.searches
    ]
    missed.sort(key=lambda pair: (-pair[1].without_result, pair[0]))
    return [
        {"words": words, "searches": count.searches, "missed": count.without_result}
        for words, count in missed[:MOST_UNMET]
    ]


def _aspects(now: Mapping[Aspect, Voices], before: Mapping[Aspect, Voices]) -> list[dict[str, Any]]:
    none = Voices(0, 0)
    return [
        {
            "aspect": str(aspect),
            "praise": voices.praise,
            "complaints": voices.complaints,
            "praise_before": before.get(aspect, none).praise,
            "complaints_before": before.get(aspect, none).complaints,
        }
        for aspect, voices in now.items()
    ]
