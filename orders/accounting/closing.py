"""Closing a period: what is on its days stays as it is, for good."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import QuerySet, Sum
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from accounts.models import User
from events import audit
from foundation import clock
from foundation.refusals import Refusal
from orders.accounting.posting import post_days
from orders.models import AccountingPolicy, JournalEntry


class ClosingRefused(Refusal):
    """The period cannot be closed; nothing was."""


@transaction.atomic
def close_period(*, until: date, by: User | None, at: datetime | None = None) -> AccountingPolicy:
    """Post all that happened on its days, then allow nothing more on ``until`` or before it.

    What is learned of those days later is posted on the first day after. A closed period is not
    opened again: what was told to a tax office is corrected in another period.

    Raises:
        ClosingRefused: the day is not over, it is closed already, or an entry does not balance.
    """
    AccountingPolicy.objects.get_or_create(pk=AccountingPolicy.ONLY)
    policy = AccountingPolicy.objects.select_for_update().get(pk=AccountingPolicy.ONLY)
    if until >= clock.business_day(at):
        raise ClosingRefused(_("Only days that are over can be closed."), field="until")
    if policy.closed_until is not None and until <= policy.closed_until:
        day = date_format(policy.closed_until, "DATE_FORMAT")
        raise ClosingRefused(_("The days until %(day)s are closed.") % {"day": day}, field="until")
    before = policy.closed_until
    first = before + timedelta(days=1) if before else policy.begins_on
    post_days(first=first, last=until, at=at)
    if odd := unbalanced(until, after=before).first():
        raise ClosingRefused(_("Entry %(number)s does not balance.") % {"number": odd.number})
    policy.closed_until = until
    policy.save(update_fields=["closed_until"])
    audit.write(
        actor=by,
        action="accounts.closed",
        target=policy,
        changes={"before": before.isoformat() if before else "", "until": until.isoformat()},
        at=at,
    )
    return policy


def unbalanced(until: date | None = None, *, after: date | None = None) -> QuerySet[JournalEntry]:
    """Entries whose sides do not sum to zero in both currencies: there are none.

    Of the days after ``after``, until ``until``.
    """
    entries = JournalEntry.objects.annotate(
        amounts=Sum("lines__amount_minor"), bases=Sum("lines__base_minor")
    )
    if after is not None:
        entries = entries.filter(booked_on__gt=after)
    if until is not None:
        entries = entries.filter(booked_on__lte=until)
    return entries.exclude(amounts=0, bases=0)
