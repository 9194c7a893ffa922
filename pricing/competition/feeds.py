"""Reading competitors' feeds when they are due, each in a job of its own, and matching after."""

from __future__ import annotations

import logging
from datetime import datetime, timedelta
from typing import Any

from events import jobs
from foundation import clock
from pricing.competition.fetching import FetchRefused, fetch
from pricing.competition.formats import FormatRefused
from pricing.competition.matching import propose_matches
from pricing.competition.taking_in import TakenIn, read, take_in
from pricing.models import CompetitorFeed, CompetitorOffer, MatchState

logger = logging.getLogger(__name__)

FEEDS_JOB, FEED_JOB = "pricing.competitor_feeds", "pricing.competitor_feed"
MATCH_JOB = "pricing.competitor_matches"
EARLY = timedelta(minutes=10)
"""The beat comes on the hour: what is due minutes later is read now, not an hour after."""


def due_feeds(*, at: datetime | None = None) -> list[CompetitorFeed]:
    """The active feeds that were asked as long ago as they should be."""
    now = at or clock.now()
    active = CompetitorFeed.objects.filter(is_active=True, competitor__is_active=True)
    return [
        feed
        for feed in active.order_by("pk")
        if feed.asked_at is None or feed.asked_at <= now - timedelta(hours=feed.every_hours) + EARLY
    ]


def read_feed(*, feed: CompetitorFeed, at: datetime | None = None) -> TakenIn:
    """Fetch a feed and take in what it tells; a problem is kept at the feed, for staff to see.

    Only another fetch than it was told of is repeated: the same file again changes nothing.
    """
    now = at or clock.now()
    asked = CompetitorFeed.objects.filter(pk=feed.pk)
    try:
        reading = read(fetch(feed.url), format=feed.format, at=now)
    except (FetchRefused, FormatRefused) as problem:
        asked.update(asked_at=now, problem=str(problem)[:300])
        logger.warning("feed %s of competitor %s: %s", feed.pk, feed.competitor_id, problem)
        return TakenIn(problems=(str(problem),))
    told = take_in(competitor=feed.competitor, reading=reading, at=now)
    asked.update(
        asked_at=now,
        read_at=now,
        offers_read=told.looks,
        problem=(told.problems[0] if told.problems else "")[:300],
    )
    return told


def request_feed(feed: CompetitorFeed) -> bool:
    """Have a feed read soon, once a minute at most; tells whether it was asked for."""
    key = f"{FEED_JOB}@{clock.now():%Y-%m-%dT%H:%M}:{feed.pk}"
    return jobs.enqueue(FEED_JOB, key=key, payload={"feed": feed.pk}) is not None


def request_matching() -> None:
    """Have offers without a match looked at soon, once a minute at most, where there are any."""
    if CompetitorOffer.objects.filter(state=MatchState.UNMATCHED).exists():
        jobs.enqueue(MATCH_JOB, key=f"{MATCH_JOB}@{clock.now():%Y-%m-%dT%H:%M}:asked")


@jobs.handles(FEEDS_JOB)
def _feeds(payload: dict[str, Any], report: jobs.Report) -> dict[str, Any]:
    """Each due feed becomes a job: one that hangs holds no other up."""
    asked = [request_feed(feed) for feed in due_feeds()]
    return {"feeds": sum(asked)}


@jobs.handles(FEED_JOB)
def _feed(payload: dict[str, Any], report: jobs.Report) -> dict[str, Any]:
    feed = CompetitorFeed.objects.filter(pk=payload["feed"]).select_related("competitor").first()
    if feed is None:
        return {}
    report("fetching")
    told = read_feed(feed=feed)
    request_matching()
    return {"looks": told.looks, "prices": told.prices, "refused": told.refused}


@jobs.handles(MATCH_JOB)
def _match(payload: dict[str, Any], report: jobs.Report) -> dict[str, Any]:
    return {"matched or proposed": propose_matches()}
