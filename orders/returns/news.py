"""Telling the customer how far a return is."""

from __future__ import annotations

from events.outbox import publish
from orders.models import ReturnRequest


def tell(request: ReturnRequest) -> None:
    """Have the customer hear of the state that a return has reached."""
    publish("return.updated", {"return": request.pk, "state": str(request.state)})
