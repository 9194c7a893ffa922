"""The jobs of pushes and inboxes."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from events import jobs
from marketing import inbox
from marketing.push.sending import send_due


@jobs.handles("marketing.push")
def send(payload: dict[str, Any], report: Callable[[str], None]) -> dict[str, Any]:
    return {"sent": send_due()}


@jobs.handles("marketing.inbox_sweep")
def sweep(payload: dict[str, Any], report: Callable[[str], None]) -> dict[str, Any]:
    return {"forgotten": inbox.sweep()}
