"""Taking a day out of the log: its partition on PostgreSQL, small batches elsewhere."""

from __future__ import annotations

import logging
from datetime import date

from django.db import OperationalError, connection, transaction

from events.archive import rows_of
from events.models import Event
from events.partitions import drop_day_partition

logger = logging.getLogger(__name__)

AT_ONCE = 2_000
"""Rows that go in one transaction: nobody waits longer than that for SQLite's one writer."""


def drop_rows(day: date) -> int:
    """Remove the events of a day in UTC; returns how many. Cut short, it goes on when called again.

    Its caller has made sure that they stand elsewhere.
    """
    gone = _drop_partition(day) if connection.vendor == "postgresql" else 0
    while batch := list(rows_of(day).values_list("pk", flat=True)[:AT_ONCE]):
        gone += Event.objects.filter(pk__in=batch).delete()[0]
    return gone


def _drop_partition(day: date) -> int:
    """The events that went with a partition; 0 where there is none, or the log is read too long."""
    try:
        with transaction.atomic():
            count: int = rows_of(day).count()
            return count if drop_day_partition(day) else 0
    except OperationalError:
        logger.warning("the partition of %s is in use: its rows go one by one", day)
        return 0
