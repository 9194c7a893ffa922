"""The minute's work of campaigns."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from events import jobs
from marketing.campaigns.mailings import enrol_all_due
from marketing.campaigns.running import end_what_is_over
from marketing.campaigns.steps import advance

ADVANCE = "marketing.advance"


@dataclass(frozen=True, slots=True)
class Worked:
    """Who entered mailings by their slug, how turns went, and how many campaigns ended."""

    entered: dict[str, int]
    turns: dict[str, int]
    ended: int


def work() -> Worked:
    """End what is over, enrol the audiences of mailings that begin, give everybody their turn.

    In this order: after an outage nobody enters, or is spoken to by, what ended meanwhile.
    """
    ended = end_what_is_over()
    enrolled = enrol_all_due()
    turns = advance()
    return Worked(
        {slug: outcome.entered for slug, outcome in enrolled.items()},
        {str(outcome): count for outcome, count in turns.items()},
        ended,
    )


@jobs.handles(ADVANCE)
def advance_campaigns(payload: dict[str, Any], report: jobs.Report) -> dict[str, Any]:
    done = work()
    return {"entered": done.entered, "turns": done.turns, "ended": done.ended}
