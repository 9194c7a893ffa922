"""The inbox of the shop: notes are put there by campaigns, read and forgotten by their reader."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet

from accounts.models import Customer
from foundation import clock
from marketing.campaigns import messages
from marketing.content.filling import fill
from marketing.content.refused import NothingToSay
from marketing.kinds import Reason
from marketing.models import InboxNote, Message, Variant


class InboxSender:
    """Puts a note there at once: nothing leaves the shop, so nothing can fail on the way."""

    def queue(
        self, *, message: Message, customer: Customer, variant: Variant, at: datetime
    ) -> Reason:

        try:
            filled = fill(message, at=at)
        except NothingToSay:
            return Reason.NOTHING_TO_SAY
        put_note(
            customer=customer,
            title=filled.title,
            line=filled.line,
            url=filled.url,
            message=message,
            at=at,
        )
        messages.note_sent(message_id=message.pk, at=at)
        return Reason.NONE


def put_note(
    *,
    customer: Customer,
    title: str,
    line: str = "",
    url: str = "",
    message: Message | None = None,
    at: datetime | None = None,
) -> InboxNote:
    """Put a note into an inbox; the same message puts one only."""
    wanted = {
        "customer": customer,
        "title": title[:200],
        "line": line[:400],
        "url": url if _is_short_enough(url) else "",
        "put_at": at or clock.now(),
    }
    if message is None:
        return InboxNote.objects.create(**wanted)
    return InboxNote.objects.get_or_create(message=message, defaults=wanted)[0]


def _is_short_enough(url: str) -> bool:
    longest = InboxNote._meta.get_field("url").max_length
    return longest is None or len(url) <= longest


def notes_of(customer: Customer) -> QuerySet[InboxNote]:
    """The newest first."""
    return InboxNote.objects.filter(customer=customer).order_by("-put_at", "-pk")


def unread_count(customer: Customer) -> int:
    return InboxNote.objects.filter(customer=customer, read_at__isnull=True).count()


@transaction.atomic
def mark_read(*, customer: Customer, note_id: int | None = None, at: datetime | None = None) -> int:
    """One's own note, or all of them, is read; returns how many were not before."""
    unread = InboxNote.objects.filter(customer=customer, read_at__isnull=True)
    if note_id is not None:
        unread = unread.filter(pk=note_id)
    return unread.update(read_at=at or clock.now())


@transaction.atomic
def remove_note(*, customer: Customer, note_id: int) -> bool:
    """Take a note of one's own out of the inbox; tells whether there was one."""
    return bool(InboxNote.objects.filter(customer=customer, pk=note_id).delete()[0])


def sweep(*, at: datetime | None = None) -> int:
    """Forget notes as old as mails that are forgotten; returns how many."""
    oldest = (at or clock.now()) - timedelta(days=settings.MAIL_RETENTION_DAYS)
    return InboxNote.objects.filter(put_at__lt=oldest).delete()[0]
