"""Trying again once where the database asked for it."""

import random
import time
from collections.abc import Callable
from typing import TypeVar

from django.db import OperationalError, transaction

Result = TypeVar("Result")
_RETRY_MARKS = ("deadlock detected", "could not serialize", "database is locked")


def retry_once(work: Callable[[], Result]) -> Result:
    """Run ``work`` in a transaction of its own; once more after a deadlock or a locked database.

    One bounded retry, with a short random wait: locks are taken in one order, so a second clash
    is a fault to be seen, not to be hidden.

    Raises:
        OperationalError: the second try clashed too, or the fault was another.
    """
    try:
        with transaction.atomic():
            return work()
    except OperationalError as error:
        if transaction.get_connection().in_atomic_block:
            raise  # an outer transaction is broken already: only its owner can begin again
        if not any(mark in str(error) for mark in _RETRY_MARKS):
            raise
    time.sleep(random.uniform(0.01, 0.05))
    with transaction.atomic():
        return work()
