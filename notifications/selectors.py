"""Reading mail."""

from __future__ import annotations

from datetime import datetime, timedelta

from foundation import clock
from notifications.kinds import MailState
from notifications.models import Mail

# Later nobody waits for it any more.
FAILED_MATTERS = timedelta(days=14)


def failed_count(*, at: datetime | None = None) -> int:
    """Mails of late that did not reach their reader."""
    since = (at or clock.now()) - FAILED_MATTERS
    return Mail.objects.filter(state=MailState.FAILED, queued_at__gte=since).count()
