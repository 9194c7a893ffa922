"""How often anybody is spoken to: a contact is taken before a message, and given back without one.

The customer's row is locked while their contacts are counted, so that flows which reach for the
same customer at once take their turns.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Count, Q

from accounts.models import Customer
from foundation import clock
from marketing.contact.policy import policy
from marketing.kinds import Medium
from marketing.models import Contact, ContactPolicy, Message

WEEK = 7
MONTH = 30


def take_contact(*, customer_id: int, medium: Medium, at: datetime) -> Contact | None:
    """Count one contact against a customer's caps; None where a cap is reached."""
    return take_contacts(customer_ids=[customer_id], medium=medium, at=at).get(customer_id)


@transaction.atomic
def take_contacts(
    *, customer_ids: Iterable[int], medium: Medium, at: datetime
) -> dict[int, Contact]:
    """``take_contact`` of many at once: contacts by customer, without those whose cap is reached.

    Rows are locked in the order of their keys, whatever order is asked in.
    """
    locked = (
        Customer.objects.filter(pk__in=set(customer_ids), erased_at__isnull=True)
        .order_by("pk")
        .select_for_update(no_key=True)
        .values_list("pk", flat=True)
    )
    asked = list(locked)
    full = _at_their_cap(asked, policy(), at)
    taken = [Contact(customer_id=pk, medium=medium, at=at) for pk in asked if pk not in full]
    return {contact.customer_id: contact for contact in Contact.objects.bulk_create(taken)}


def give_back(*, contact: Contact) -> None:
    """The contact did not come to be: it counts no more. A second time changes nothing."""
    Contact.objects.filter(pk=contact.pk).delete()


@transaction.atomic
def count_on_day_of_leaving(*, message: Message, at: datetime) -> bool:
    """Have a message that waited count on the day on which it leaves: several would leave at once.

    False where that day's caps are reached; the message has no contact then.
    """
    contact = message.contact
    if contact is not None and clock.business_day(contact.at) == clock.business_day(at):
        return True
    if contact is not None:
        give_back(contact=contact)
    message.contact = take_contact(
        customer_id=message.enrolment.customer_id, medium=Medium(message.medium), at=at
    )
    message.save(update_fields=["contact"])
    return message.contact is not None


def free_from(*, customer_id: int, at: datetime) -> datetime:
    """The first moment at which no cap stands in the way, as the contacts are now.

    That is ``at`` itself where none does; else the start of the day on which enough contacts have
    left their windows.
    """
    rules, days = policy(), _contact_days(customer_id, at)
    today = clock.business_day(at)
    for ahead in range(MONTH + 1):
        day = today + timedelta(days=ahead)
        counts = (sum(day - contact < timedelta(days=span) for contact in days)
                  for span in (1, WEEK, MONTH))  # fmt: skip
        if all(count < most for count, most in zip(counts, _caps(rules), strict=True)):
            break
    return at if ahead == 0 else clock.day_bounds(day)[0]


def _contact_days(customer_id: int, at: datetime) -> list:
    moments = Contact.objects.filter(
        customer_id=customer_id, at__gte=_window_start(at, MONTH)
    ).values_list("at", flat=True)
    return [clock.business_day(moment) for moment in moments]


def _at_their_cap(customer_ids: list[int], rules: ContactPolicy, at: datetime) -> set[int]:
    """Who of them was spoken to as often as a day, a week or thirty days allow.

    Later contacts than ``at`` count too: so no window of days ever holds more than its cap, in
    whatever order they are taken.
    """
    day, week, month = (_window_start(at, span) for span in (1, WEEK, MONTH))
    counted = (
        Contact.objects.filter(customer_id__in=customer_ids, at__gte=month)
        .values("customer_id")
        .annotate(
            in_a_day=Count("pk", filter=Q(at__gte=day)),
            in_a_week=Count("pk", filter=Q(at__gte=week)),
            in_a_month=Count("pk"),
        )
        .values_list("customer_id", "in_a_day", "in_a_week", "in_a_month")
    )
    caps = _caps(rules)
    return {
        customer
        for customer, *counts in counted
        if any(count >= most for count, most in zip(counts, caps, strict=True))
    }


def _caps(rules: ContactPolicy) -> tuple[int, int, int]:
    return rules.most_a_day, rules.most_a_week, rules.most_a_month


def _window_start(at: datetime, days: int) -> datetime:
    """When the business day began that is the first of so many, the last of which holds ``at``."""
    first = clock.business_day(at) - timedelta(days=days - 1)
    return clock.day_bounds(first)[0]
