"""The periodic jobs of the ledger that are the roof's."""

from typing import Any

from events import jobs
from shop.doors import held_orders
from shop.storefront import listing


@jobs.handles("storefront.popularity")
def refresh_popularity(payload: dict[str, Any], report: jobs.Report) -> None:
    listing.refresh_popularity()


@jobs.handles("doors.held")
def sweep_held_orders(payload: dict[str, Any], report: jobs.Report) -> None:
    held_orders.sweep()
