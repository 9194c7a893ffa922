"""The nightly job that learns reading hours."""

from __future__ import annotations

from typing import Any

from events import jobs
from marketing.timing.learning import learn_reading_hours

NAME = "marketing.hours"


@jobs.handles(NAME)
def learn_nightly(payload: dict[str, Any], report: jobs.Report) -> dict[str, Any]:
    return {"customers": learn_reading_hours(report=report)}
