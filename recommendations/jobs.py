"""The periodic jobs of the ledger that are ours."""

from typing import Any

from events import jobs
from mlops.training import Report, train
from recommendations.training import NAME


@jobs.handles("recommendations.train")
def train_nightly(payload: dict[str, Any], report: Report) -> dict[str, Any]:
    version = train(NAME, report)
    return {"version": version.version if version else None}
