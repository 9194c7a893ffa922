"""Durable jobs of orders."""

from __future__ import annotations

from typing import Any

from events import jobs
from orders.mails import request_reviews


def register() -> None:
    """Called when the app is ready: importing this module made its jobs known."""


@jobs.handles("orders.review_requests", atomic=True)
def ask_for_reviews(payload: dict[str, Any], report: jobs.Report) -> dict[str, Any]:
    """Ask buyers what they think of what arrived ``SHOP_REVIEW_REQUEST_DAYS`` ago, each once."""
    return {"asked": request_reviews()}
