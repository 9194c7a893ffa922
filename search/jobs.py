"""The jobs of the ledger that keep the indexes."""

from typing import Any

from events import jobs
from search import indexing


@jobs.handles("search.refresh")
def refresh(payload: dict[str, Any], report: jobs.Report) -> dict[str, Any]:
    """What sold lately is found by it; runs again without harm."""
    return {"products": indexing.refresh_sold()}


@jobs.handles(indexing.REBUILD)
def rebuild(payload: dict[str, Any], report: jobs.Report) -> dict[str, Any]:
    """Every night, and whenever somebody asks; runs again without harm."""
    return dict(indexing.rebuild())
