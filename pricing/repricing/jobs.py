"""The night's suggestions, as a job of the ledger."""

from __future__ import annotations

from typing import Any

from events import jobs
from pricing.repricing.proposing import propose_prices

SUGGEST = "pricing.suggest"


@jobs.handles(SUGGEST)
def suggest(payload: dict[str, Any], report: jobs.Report) -> dict[str, Any]:
    """Propose prices; repeated, it writes the same."""
    found = propose_prices(report=report)
    return {
        "products": found.governed,
        "proposed": found.proposed,
        "renewed": found.renewed,
        "superseded": found.superseded,
        "expired": found.expired,
        "skipped": {str(why): count for why, count in sorted(found.skipped.items())},
    }
