"""The job of the ledger that keeps the vectors of the products' texts."""

from typing import Any

from events import jobs
from search.semantic.indexing import JOB, NoNetwork, refresh
from search.semantic.network import EXTRA


@jobs.handles(JOB)
def keep_sentences(payload: dict[str, Any], report: jobs.Report) -> dict[str, Any]:
    """Runs again without harm: texts that are known are not read again."""
    done = 0

    def advance(steps: int) -> None:
        nonlocal done
        done += steps
        report(f"{done} texts read")

    try:
        products, fresh = refresh(advance=advance)
    except NoNetwork:  # trying again would not bring it
        return {"products": None, "note": f"{EXTRA} is not installed; searches do without"}
    return {"products": products, "read": fresh}
