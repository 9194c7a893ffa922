"""Opens and clicks: counted by the campaign's day, noted of a person only with their consent."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from django.core.cache import cache
from django.db import transaction
from django.db.models import F
from redis.exceptions import RedisError

from events.context import EventContext
from events.names import Consent, Device, EventName
from events.services import Fact, record
from foundation import clock
from marketing.content.links import SOURCES, Trace
from marketing.kinds import Medium
from marketing.models import CampaignDay, Message, Step
from notifications.kinds import MailKind

TOO_SOON: Final = timedelta(seconds=4)
"""Whoever follows a link sooner after the sending is a filter that looks into mails."""
SAME_READER: Final = 3600
"""Seconds in which the same nameless browser counts once."""


@dataclass(frozen=True, slots=True)
class Browser:
    """What may be told apart of who asks, hashed before it is kept."""

    fingerprint: str
    device: Device = Device.UNKNOWN


def count_up(*, campaign_id: int, column: str, at: datetime) -> None:
    """One more in a column of a campaign's business day."""
    row, _is_new = CampaignDay.objects.get_or_create(
        campaign_id=campaign_id, day=clock.business_day(at)
    )
    CampaignDay.objects.filter(pk=row.pk).update(**{column: F(column) + 1})


def note_opened(*, trace: Trace, browser: Browser, at: datetime) -> bool:
    """A mail was opened; tells whether it was counted."""
    return _note(trace, browser, EventName.MAIL_OPENED, "opened_at", at)


def note_clicked(*, trace: Trace, browser: Browser, at: datetime) -> bool:
    """A link of a message was followed; tells whether it was counted."""
    return _note(trace, browser, EventName.MAIL_CLICKED, "clicked_at", at)


@transaction.atomic
def _note(trace: Trace, browser: Browser, name: EventName, column: str, at: datetime) -> bool:
    step = Step.objects.select_related("campaign").filter(pk=trace.step_id).first()
    if step is None:
        return False
    message = _message(trace)
    if message is not None and message.sent_at and at - message.sent_at < TOO_SOON:
        return False
    is_new = _mark(message, column, at) if message else _is_first(trace, browser, name)
    if not is_new:
        return False
    count_up(campaign_id=step.campaign_id, column=column.removesuffix("_at"), at=at)
    payload: dict[str, Any] = {"mail": str(MailKind.CAMPAIGN), "step": step.pk}
    record(Fact(name, payload=payload, at=at), context=_context(step, message, browser))
    return True


def _message(trace: Trace) -> Message | None:
    """The message, where its reader agrees to be known now: that may have changed since."""
    if trace.message_id is None:
        return None
    return (
        Message.objects.select_related("enrolment__customer")
        .filter(
            pk=trace.message_id,
            step_id=trace.step_id,
            enrolment__customer__consent__in=(Consent.PERSONALISATION, Consent.ALL),
        )
        .first()
    )


def _mark(message: Message, column: str, at: datetime) -> bool:
    """Note the first time; tells whether it was that."""
    rows = Message.objects.filter(pk=message.pk)
    return bool(rows.filter(**{f"{column}__isnull": True}).update(**{column: at}))


def _is_first(trace: Trace, browser: Browser, name: EventName) -> bool:
    """Whether this nameless browser was not counted just now. A cache that is down counts all."""
    key = f"mail:{name}:{trace.step_id}:{browser.fingerprint}"
    try:
        return bool(cache.add(key, 1, timeout=SAME_READER))
    except RedisError:
        return True


def _context(step: Step, message: Message | None, browser: Browser) -> EventContext:
    source, medium = SOURCES[Medium(step.medium)]
    customer = message.enrolment.customer if message else None
    return EventContext(
        customer=customer.pseudonym if customer else None,
        source=source,
        medium=medium,
        campaign=step.campaign.slug,
        device=browser.device,
        country=customer.country if customer else "",
        consent=customer.consent if customer else Consent.NECESSARY,
    )
