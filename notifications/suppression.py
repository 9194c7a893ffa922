"""Addresses that want, or can get, nothing that could be declined. Known by digests alone.

A mail that came back for good, or that its reader called spam, ends campaigns, alerts and requests
to that address; mails about orders and logins still go, since a provider may be mistaken and
nobody is to be locked out by it (docs/decisions/0064). Mails that came back for now do so when
they have done it ``MOST_SOFT`` times within ``SOFT_DAYS``.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from foundation import clock
from foundation.refusals import Refusal
from notifications.kinds import ReportKind, SuppressionReason
from notifications.models import DeliveryReport, Mail, Suppression
from notifications.opt_outs import digest_of
from notifications.writers import writer_of

MOST_SOFT: Final = 3
SOFT_DAYS: Final = 30
SERVER: Final = "smtp"
"""The provider of reports that the mail server gave while it was handed the mail."""
_GONE = re.compile(r"\b5\.1\.\d{1,3}\b")


def is_suppressed(email: str) -> bool:
    return Suppression.objects.filter(digest=digest_of(email)).exists()


def suppress(*, digest: str, reason: SuppressionReason, at: datetime | None = None) -> Suppression:
    """Nothing optional goes there any more; the first reason stays."""
    row, _is_new = Suppression.objects.get_or_create(
        digest=digest, defaults={"reason": reason, "noted_at": at or clock.now()}
    )
    return row


def suppress_address(*, email: str, at: datetime | None = None) -> Suppression:
    """A member of staff writes an address down.

    Raises:
        Refusal: it stands there already.
    """
    check_new(email)
    return suppress(digest=digest_of(email), reason=SuppressionReason.STAFF, at=at)


def check_new(email: str) -> None:
    """Refuse an address that stands there already."""
    if is_suppressed(email):
        raise Refusal(_("This address is suppressed already."), field="email")


def release(*, digests: Collection[str]) -> int:
    """Mails may go there again; what came back for now until today counts no more.

    Returns how many addresses that were.
    """
    soft = DeliveryReport.objects.filter(digest__in=digests, kind=ReportKind.SOFT_BOUNCE)
    with transaction.atomic():
        soft.delete()
        count, _by_model = Suppression.objects.filter(digest__in=digests).delete()
    return count


@transaction.atomic
def note_report(
    *,
    provider: str,
    key: str,
    kind: ReportKind,
    email: str,
    mail_id: UUID | str | None = None,
    status: str = "",
    happened_at: datetime | None = None,
    at: datetime | None = None,
) -> bool:
    """Keep what became of a mail and act on it; False where the report came before.

    Args:
        key: the report's own number at its provider, by which a repeat is known.
        mail_id: the mail, where the report names one of ours.
        status: such as ``5.1.1``.
    """
    now = at or clock.now()
    mail = Mail.objects.filter(pk=mail_id).first() if mail_id else None
    happened = min(happened_at or now, now)
    report, is_new = DeliveryReport.objects.get_or_create(
        provider=provider,
        key=key,
        defaults={
            "kind": kind,
            "digest": digest_of(email),
            "mail": mail,
            "status": status,
            "happened_at": happened,
            "received_at": now,
        },
    )
    if not is_new:
        return False
    if reason := _reason(report):
        suppress(digest=report.digest, reason=reason, at=now)
    if mail is not None and (writer := writer_of(mail.kind)):
        writer.reported(mail.pk, kind=kind, at=happened)
    return True


def note_refused(mail: Mail, error: str, *, at: datetime | None = None) -> None:
    """The server said for good that there is no such address (RFC 3463: 5.1.x), not just no."""
    found = _GONE.search(error)
    if found is None:
        return
    note_report(
        provider=SERVER,
        key=f"{mail.pk}:{mail.attempts}",
        kind=ReportKind.HARD_BOUNCE,
        email=mail.to,
        mail_id=mail.pk,
        status=found[0],
        at=at,
    )


def _reason(report: DeliveryReport) -> SuppressionReason | None:
    if report.kind == ReportKind.COMPLAINT:
        return SuppressionReason.COMPLAINED
    if report.kind == ReportKind.HARD_BOUNCE:
        return SuppressionReason.BOUNCED
    since = report.received_at - timedelta(days=SOFT_DAYS)
    soft = DeliveryReport.objects.filter(
        digest=report.digest, kind=ReportKind.SOFT_BOUNCE, happened_at__gt=since
    )
    return SuppressionReason.BOUNCED if soft.count() >= MOST_SOFT else None
