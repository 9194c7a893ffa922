"""When a step is due: after its wait, at the reader's hour, never in the quiet hours."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, timedelta

from marketing.contact.policy import next_allowed, policy
from marketing.models import Campaign, Step
from marketing.timing.serving import best_times


def due_times(
    campaign: Campaign, step: Step, customer_ids: Collection[int], *, at: datetime
) -> dict[int, datetime]:
    """When a step is due for each customer who came to it at ``at``."""
    due_at = at + timedelta(hours=step.wait_hours)
    times = dict.fromkeys(customer_ids, due_at)
    if campaign.uses_best_hour:
        times |= best_times(customer_ids, due_at=due_at)
    rules = policy()
    allowed: dict[datetime, datetime] = {}  # many are due at the same moment
    for moment in set(times.values()):
        allowed[moment] = next_allowed(moment, rules=rules)
    return {customer: allowed[moment] for customer, moment in times.items()}
