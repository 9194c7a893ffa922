"""What the review desk does by itself every minute, as a job of the ledger."""

from __future__ import annotations

from typing import Any

from events import jobs
from risk.reviewing.carrying_out import carry_out_due, lapse_due

HELD = "risk.held"


@jobs.handles(HELD)
def see_to_what_is_held(payload: dict[str, Any], report: jobs.Report) -> dict[str, Any]:
    """Decide what nobody decided in time, then tell the doors; repeated, it finds less to do."""
    return {"lapsed": lapse_due(), "carried_out": carry_out_due()}
