"""The weekly job that proposes prices by quantity."""

from __future__ import annotations

from typing import Any

from events import jobs
from foundation import clock
from pricing.wholesale.proposing import propose_wholesale

WHOLESALE_JOB = "pricing.wholesale"


def request_proposals() -> bool:
    """Have prices proposed soon, once a minute at most; tells whether it was asked for."""
    key = f"{WHOLESALE_JOB}@{clock.now():%Y-%m-%dT%H:%M}:asked"
    return jobs.enqueue(WHOLESALE_JOB, key=key) is not None


@jobs.handles(WHOLESALE_JOB)
def _propose(payload: dict[str, Any], report: jobs.Report) -> dict[str, Any]:
    told = propose_wholesale()
    return {"proposed": told.made, "expired": told.expired}
