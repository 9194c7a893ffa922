"""The minute's work of campaigns."""

from __future__ import annotations

from typing import Any

from events import jobs
from marketing.campaigns.mailings import enrol_all_due
from marketing.campaigns.running import end_what_is_over
from marketing.campaigns.steps import advance

ADVANCE = "marketing.advance"


@jobs.handles(ADVANCE)
def advance_campaigns(payload: dict[str, Any], report: jobs.Report) -> dict[str, Any]:
    """Enrol the audiences of mailings that begin, give everybody their turn, end what is over."""
    enrolled = enrol_all_due()
    report("all have entered")
    outcomes = advance()
    return {
        "entered": {slug: outcome.entered for slug, outcome in enrolled.items()},
        "turns": dict(outcomes),
        "ended": end_what_is_over(),
    }
