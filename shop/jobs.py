"""The periodic jobs of the ledger that are the roof's."""

from typing import Any

from events import jobs
from shop.storefront import listing


@jobs.handles("storefront.popularity")
def refresh_popularity(payload: dict[str, Any], report: jobs.Report) -> None:
    listing.refresh_popularity()
