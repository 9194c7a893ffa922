"""The job of the ledger that keeps the pictures' index."""

from typing import Any

from events import jobs
from search.visual.indexing import JOB, refresh_index
from search.visual.network import NoWeights


@jobs.handles(JOB)
def refresh(payload: dict[str, Any], report: jobs.Report) -> dict[str, Any]:
    """Runs again without harm: what is known already is not looked at again."""
    looked = 0

    def advance(steps: int) -> None:
        nonlocal looked
        looked += steps
        report(f"{looked} new pictures looked at")

    try:
        return {"pictures": refresh_index(advance=advance)}
    except NoWeights as error:  # trying again would not bring them
        return {"pictures": None, "problem": str(error)}
