"""The job of the ledger that keeps price tests to their schedules."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from events.jobs import Report, handles
from foundation import clock
from pricing.models import PriceTest, PriceTestState
from pricing.price_tests.results import measure_ended
from pricing.price_tests.switching import switch


def switch_all(*, at: datetime | None = None) -> dict[str, int]:
    """Bring every running test to its schedule, each in a transaction of its own."""
    now = at or clock.now()
    done = {"tests": 0, "prices": 0, "clusters_left": 0, "ended": 0, "measured": 0}
    running = PriceTest.objects.filter(state=PriceTestState.RUNNING).order_by("pk")
    for test_id in running.values_list("pk", flat=True):
        found = switch(test_id=test_id, at=now)
        done["tests"] += 1
        done["prices"] += found.prices
        done["clusters_left"] += found.clusters_left
        done["ended"] += found.ended
    done["measured"] = measure_ended(at=now)
    return done


@handles("pricing.price_tests")
def _switch_due(payload: dict[str, Any], report: Report) -> dict[str, Any]:
    return dict(switch_all())
