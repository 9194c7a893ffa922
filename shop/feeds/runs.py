"""Jobs of feeds: all that are active, each in a job of its own."""

from __future__ import annotations

from typing import Any

from events import jobs
from foundation import clock
from shop.feeds.models import ProductFeed
from shop.feeds.services import write_feed

FEEDS_JOB, FEED_JOB = "feeds.write_all", "feeds.write"


def request_feed(feed: ProductFeed) -> bool:
    """Have a feed written soon, once a minute at most; tells whether it was asked for."""
    key = f"{FEED_JOB}@{clock.now():%Y-%m-%dT%H:%M}:{feed.pk}"
    return jobs.enqueue(FEED_JOB, key=key, payload={"feed": feed.pk}) is not None


@jobs.handles(FEEDS_JOB)
def _feeds(payload: dict[str, Any], report: jobs.Report) -> dict[str, Any]:
    asked = [request_feed(feed) for feed in ProductFeed.objects.filter(is_active=True)]
    return {"feeds": sum(asked)}


@jobs.handles(FEED_JOB)
def _feed(payload: dict[str, Any], report: jobs.Report) -> dict[str, Any]:
    feed = ProductFeed.objects.filter(pk=payload["feed"]).first()
    if feed is None:
        return {}
    report("writing")
    written = write_feed(feed=feed)
    return {"listed": written.listed, "left out": written.left_out, "warned": written.warned}
