"""The periodic jobs of the markets: reading, finding, telling, and learning anew."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from analytics.markets.digest import make_digest
from analytics.markets.drift import look_for_drift
from analytics.markets.opinions import read_reviews
from analytics.markets.product_voices import write_product_voices
from analytics.markets.serving import NAME
from analytics.markets.trends import write_trends
from events import jobs
from foundation import clock
from mlops.training import train_where_due


def look_at_markets(report: jobs.Report, *, at: datetime | None = None) -> dict[str, Any]:
    """Read what is unread, find the trends, and write the digest of the last month once.

    Doing it again changes nothing.
    """
    now = at or clock.now()
    report("reviews")
    read = read_reviews(at=now)
    products = write_product_voices(at=now)
    report("trends")
    trends = write_trends(at=now)
    report("digest")
    digest = make_digest(at=now)
    return {
        "reviews": read,
        "products": products,
        "trends": trends,
        "digest": str(digest) if digest is not None else None,
    }


@jobs.handles("analytics.markets")
def look_nightly(payload: dict[str, Any], report: jobs.Report) -> dict[str, Any]:
    """Learns first where nothing was learned for a week, so that a night reads once."""
    trained = train_where_due(NAME, report)
    told = look_at_markets(report)
    report("drift")
    alarms = sum(figure.is_alarm for figure in look_for_drift())
    return {**told, "trained": trained.version if trained else None, "alarms": alarms}
