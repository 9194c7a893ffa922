"""The job that looks for who enters flows, every five minutes."""

from __future__ import annotations

from typing import Any

from events import jobs
from marketing.flows.looking import look_for_all

NAME = "marketing.flows"


@jobs.handles(NAME)
def look_as_job(payload: dict[str, Any], report: jobs.Report) -> dict[str, Any]:
    """Doing it again finds the same entries, which have entered."""
    return {"entered": look_for_all()}
