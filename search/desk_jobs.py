"""The periodic jobs that learn from searches: roll-ups and signals."""

from __future__ import annotations

from typing import Any

from events import jobs
from mlops.training import train
from search.analytics import roll_up_lately
from search.reading import all_documents
from search.serving import NAME
from search.signals import write_signals


@jobs.handles("search.analytics")
def count_searches(payload: dict[str, Any], report: jobs.Report) -> None:
    """Runs again without harm: a day's counts replace each other."""
    roll_up_lately()


@jobs.handles("search.signals")
def tell_all_processes(payload: dict[str, Any], report: jobs.Report) -> dict[str, Any]:
    """Runs again without harm: the newest signals replace those of before."""
    return {"products": write_signals(all_documents())}


@jobs.handles("search.train")
def train_nightly(payload: dict[str, Any], report: jobs.Report) -> dict[str, Any]:
    version = train(NAME, report)
    return {"version": version.version if version else None}
