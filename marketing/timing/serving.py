"""When to write to a customer: within a day of when it is due, at the hour at which they read."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from datetime import UTC, datetime, timedelta
from itertools import islice
from typing import Any, Final

import numpy as np

from accounts.models import Customer
from events.names import Consent
from foundation import clock
from marketing.algorithms.hours import HOURS, FloatArray, best_slots
from marketing.contact.policy import is_quiet, policy
from marketing.timing.features import OF_ALL, OWN, SHOP
from mlops.models import Feature

AT_ONCE: Final = 5_000
HOUR: Final = timedelta(hours=1)
MINUTES: Final = 60


def best_time(customer_id: int, *, due_at: datetime) -> datetime:
    """When to write to a customer for whom something is due."""
    return best_times([customer_id], due_at=due_at)[customer_id]


def best_times(customer_ids: Collection[int], *, due_at: datetime) -> dict[int, datetime]:
    """The same of many, in three statements for every five thousand.

    Without consent to personalisation the shop's hours are taken, not those of the customer or of
    their segment; where nothing was learned yet, it is ``due_at``. Within the hour the minute
    follows from the customer's number, so that not all leave at once.
    """
    learned = Feature.objects.filter(name=OF_ALL, subject=SHOP).values_list("value", flat=True)
    of_all = learned.first()
    if of_all is None:
        return dict.fromkeys(customer_ids, due_at)
    begins = _hours_ahead(due_at)
    hours = np.array([begin.hour for begin in begins], np.int64)
    rules = policy()
    quiet = {begin.hour for begin in begins if is_quiet(begin, rules=rules)}
    times: dict[int, datetime] = {}
    for part in _parts(customer_ids):
        slots = best_slots(_shares(part, of_all), hours=hours, quiet=quiet)
        for customer_id, slot in zip(part, slots.tolist(), strict=True):
            minute = timedelta(minutes=customer_id % MINUTES)
            times[customer_id] = begins[slot].astimezone(UTC) + minute if slot else due_at
    return times


def _hours_ahead(due_at: datetime) -> list[datetime]:
    """Beginnings of 24 hours by the shop's clock, which may be put forward or back in them."""
    zone = clock.shop_zone()
    begin = due_at.astimezone(zone).replace(minute=0, second=0, microsecond=0).astimezone(UTC)
    return [(begin + slot * HOUR).astimezone(zone) for slot in range(HOURS)]


def _shares(customer_ids: list[int], of_all: dict[str, Any]) -> FloatArray:
    """What is known best of each: own hours, the segment's, or the shop's; shape (n, 24)."""
    rows = Customer.objects.filter(
        pk__in=customer_ids, consent__in=[Consent.PERSONALISATION, Consent.ALL]
    ).values_list("pk", "pseudonym", "profile__segment")
    known = {pk: (f"customer:{pseudonym}", segment) for pk, pseudonym, segment in rows}
    subjects = [subject for subject, _segment in known.values()]
    own = dict(
        Feature.objects.filter(name=OWN, subject__in=subjects).values_list("subject", "value")
    )
    shares = np.empty((len(customer_ids), HOURS))
    for row, customer_id in enumerate(customer_ids):
        subject, segment = known.get(customer_id, ("", ""))
        shares[row] = own.get(subject) or of_all["segments"].get(segment) or of_all["shop"]
    return shares


def _parts(customer_ids: Collection[int]) -> Iterator[list[int]]:
    numbers = iter(customer_ids)
    while part := list(islice(numbers, AT_ONCE)):
        yield part
