"""What the shop wrote to a person: handed out and forgotten with them."""

from __future__ import annotations

from django.db import transaction
from django.db.models import Q, QuerySet

from accounts.models import Customer
from notifications.letters import forget_letters_to
from notifications.models import DeliveryReport, Mail, Suppression
from notifications.opt_outs import declined_kinds, digest_of
from notifications.retention import forget


def _mails_of(customer_id: int) -> Q:
    """Theirs by their number, and those that went to their address before they had one."""
    email = Customer.objects.filter(pk=customer_id).values_list("email", flat=True).first()
    theirs = Q(customer_id=customer_id)
    return theirs | Q(to__iexact=email) if email else theirs


def export_mails(customer_id: int) -> list[dict[str, object]]:
    mails = Mail.objects.filter(_mails_of(customer_id), swept_at__isnull=True).order_by("queued_at")
    rows: list[dict[str, object]] = [
        {
            "kind": mail.kind,
            "to": mail.to,
            "about": mail.reference,
            "subject": mail.subject,
            "text": "" if mail.is_secret else mail.text,
            "queued_at": mail.queued_at.isoformat(),
            "sent_at": mail.sent_at and mail.sent_at.isoformat(),
        }
        for mail in mails
    ]
    email = Customer.objects.filter(pk=customer_id).values_list("email", flat=True).first()
    return rows + (_said_of_address(email) if email else [])


def _said_of_address(email: str) -> list[dict[str, object]]:
    """What is kept of an address by its digest: what was declined, and what came back."""
    digest = digest_of(email)
    declined: list[dict[str, object]] = [
        {"declined": str(kind)} for kind in sorted(declined_kinds(email))
    ]
    reports: list[dict[str, object]] = [
        {"report": report.kind, "status": report.status, "at": report.happened_at.isoformat()}
        for report in DeliveryReport.objects.filter(digest=digest).order_by("happened_at")
    ]
    suppressed: list[dict[str, object]] = [
        {"suppressed": row.reason, "since": row.noted_at.isoformat()}
        for row in Suppression.objects.filter(digest=digest)
    ]
    return [*declined, *reports, *suppressed]


@transaction.atomic
def erase_mails(customer_id: int) -> int:
    """Forget addresses and contents; what waits is not sent. What was declined stays declined."""
    return forget_mails(Mail.objects.filter(_mails_of(customer_id), swept_at__isnull=True))


def forget_mails(mails: QuerySet[Mail]) -> int:
    """Forget mails with their copies in files: all that went to the same addresses goes there."""
    for address in set(mails.exclude(to="").values_list("to", flat=True)):
        forget_letters_to(address)
    return forget(mails)
