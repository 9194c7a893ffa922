"""How long the content of a mail is kept."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.conf import settings
from django.db.models import QuerySet

from foundation import clock
from notifications.kinds import OPEN_STATES, MailState
from notifications.letters import forget_letters_before
from notifications.models import DeliveryReport, Mail


def sweep(*, at: datetime | None = None) -> int:
    """Forget what was said to whom, ``MAIL_RETENTION_DAYS`` after; returns how many mails."""
    limit = (at or clock.now()) - timedelta(days=settings.MAIL_RETENTION_DAYS)
    forget_letters_before(limit)
    DeliveryReport.objects.filter(received_at__lt=limit).delete()
    old = Mail.objects.filter(queued_at__lt=limit, swept_at__isnull=True)
    return forget(old.exclude(state__in=OPEN_STATES))


def forget(mails: QuerySet[Mail]) -> int:
    """Remove address, content and person; what waits is not sent any more."""
    mails.filter(state__in=OPEN_STATES).update(
        state=MailState.SUPPRESSED, error="the customer was erased", lease_until=None
    )
    return mails.update(
        to="", context={}, subject="", text="", html="", customer=None, swept_at=clock.now()
    )
