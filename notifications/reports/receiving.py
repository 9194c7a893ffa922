"""A provider's message: checked, read, and each of its reports kept once."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Final
from uuid import UUID

from django.conf import settings
from django.db import transaction

from foundation import clock
from notifications.kinds import OPTIONAL_KINDS, MailState
from notifications.models import Mail
from notifications.reports.base import Report, ReportRefused
from notifications.reports.providers import PROVIDERS
from notifications.suppression import note_report

LATELY: Final = timedelta(days=7)
"""How long after a mail a report that names none is taken for its own."""


@transaction.atomic
def receive(*, provider: str, body: bytes, headers: Mapping[str, str]) -> int:
    """Keep what a provider tells; returns how many of its reports are new.

    Raises:
        ReportRefused: no such provider, no secret set, not theirs, or not to be read. Nothing is
            kept of it then.
    """
    read = PROVIDERS.get(provider)
    secret = settings.MAIL_WEBHOOK_SECRET
    if read is None or not secret:
        raise ReportRefused("nobody is expected here")
    reports = read(body, headers, secret)
    return sum(_keep(provider, report) for report in reports)


def _keep(provider: str, report: Report) -> bool:
    return note_report(
        provider=provider,
        key=report.key,
        kind=report.kind,
        email=report.email,
        mail_id=_mail_of(report),
        status=report.status,
        happened_at=report.at,
    )


def _mail_of(report: Report) -> UUID | None:
    """The mail by its Message-ID, else the last optional one that went there of late."""
    if told := _own_id(report.message_id):
        return Mail.objects.filter(pk=told).values_list("pk", flat=True).first()
    lately = Mail.objects.filter(
        to__iexact=report.email,
        kind__in=OPTIONAL_KINDS,
        state=MailState.SENT,
        sent_at__gte=clock.now() - LATELY,
    )
    return lately.order_by("-sent_at").values_list("pk", flat=True).first()


def _own_id(message_id: str) -> UUID | None:
    """The mail that a Message-ID of ours names (see ``Mail.message_id``)."""
    name, _at, domain = message_id.strip("<> ").partition("@")
    if domain != settings.SHOP_EMAIL.rpartition("@")[2]:
        return None
    try:
        return UUID(name)
    except ValueError:
        return None
