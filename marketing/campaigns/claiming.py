"""Whose turn it is: enrolments that are due, claimed so that no two workers hold the same.

Locks are taken in one order everywhere: customers (by key), then enrolments. Erasing somebody does
the same, and so does whoever counts their contacts.
"""

from __future__ import annotations

from datetime import datetime

from django.db import connection
from django.db.models import QuerySet

from accounts.models import Customer
from marketing.kinds import CampaignState, EnrolmentState
from marketing.models import Enrolment

CHUNK = 100
_WINDOW = 5 * CHUNK
"""How far beyond a chunk is looked for customers whom no other worker holds."""


def claim(at: datetime) -> list[Enrolment]:
    """At most ``CHUNK`` due enrolments, locked until the transaction ends, the oldest first.

    Nothing is left behind by a worker that dies: its locks go with it. Empty also where another
    worker holds all that is due.
    """
    window = list(_due(at).values_list("pk", "customer_id")[:_WINDOW])
    held = _lock_customers({customer for _pk, customer in window})
    chosen = [pk for pk, customer in window if customer in held][:CHUNK]
    # Asked anew, now that nobody else moves them: some may have had their turn meanwhile.
    locked = _due(at).filter(pk__in=chosen)
    if connection.features.has_select_for_update_skip_locked:
        locked = locked.select_for_update(skip_locked=True, no_key=True, of=("self",))
    return list(locked.select_related("campaign__audience", "customer"))


def _due(at: datetime) -> QuerySet[Enrolment]:
    return Enrolment.objects.filter(
        state=EnrolmentState.ACTIVE,
        due_at__isnull=False,
        due_at__lte=at,
        campaign__state=CampaignState.RUNNING,
    ).order_by("due_at", "id")


def _lock_customers(customer_ids: set[int]) -> set[int]:
    rows = Customer.objects.filter(pk__in=customer_ids).order_by("pk")
    if connection.features.has_select_for_update_skip_locked:
        rows = rows.select_for_update(skip_locked=True, no_key=True)
    return set(rows.values_list("pk", flat=True)[:CHUNK])
