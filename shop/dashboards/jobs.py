"""The periodic job of the dashboards."""

from __future__ import annotations

from typing import Any

from events import jobs
from shop.dashboards.reports import queue_reports


@jobs.handles("dashboards.reports")
def send_reports(payload: dict[str, Any], report: jobs.Report) -> dict[str, Any]:
    return {"queued": queue_reports()}
