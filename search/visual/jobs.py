"""The job of the ledger that keeps the pictures' index."""

from typing import Any

from events import jobs
from search.visual.indexing import JOB, refresh_index


@jobs.handles(JOB)
def refresh(payload: dict[str, Any], report: jobs.Report) -> dict[str, Any]:
    """Runs again without harm: what is known already is not looked at again."""
    looked = 0

    def advance(steps: int) -> None:
        nonlocal looked
        looked += steps
        report(f"{looked} new pictures looked at")

    return {"pictures": refresh_index(advance=advance)}
