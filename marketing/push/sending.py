"""Sending pushes: each to each browser at least once, by whoever holds its lease.

A worker that is killed between the push service's "taken" and our "sent" sends again: under the
same topic, by which the service replaces what the browser has not fetched yet, and with the same
tag, by which the browser replaces what it shows.
"""

from __future__ import annotations

import json
import logging
from datetime import datetime, timedelta

from django.conf import settings
from django.db import connection as database
from django.db import transaction
from django.db.models import Exists, OuterRef, Q

from accounts.models import Customer
from foundation import clock
from marketing.campaigns import messages
from marketing.campaigns.personal import is_personal
from marketing.contact.caps import count_on_day_of_leaving
from marketing.contact.gate import verdict
from marketing.contact.policy import next_allowed
from marketing.content.filling import fill
from marketing.content.refused import NothingToSay
from marketing.kinds import CampaignState, EnrolmentState, Medium, MessageState, Reason
from marketing.models import Message, PushDelivery, PushSubscription, Variant
from marketing.push.closing import forget_browser, give_up, note_sent, note_skipped
from marketing.push.encryption import LARGEST
from marketing.push.posting import LONGEST_WAIT, Answer, Outcome, post

logger = logging.getLogger(__name__)

MOST_ATTEMPTS = 8
FIRST_WAIT = timedelta(minutes=1)
LATEST = timedelta(days=2)
"""A push that could not go out for so long is no news any more."""
_TITLE_LENGTH, _LINE_LENGTH = 120, 240


class PushSender:
    """Puts a message on its way to all browsers of a customer."""

    def queue(
        self, *, message: Message, customer: Customer, variant: Variant, at: datetime
    ) -> Reason:
        browsers = PushSubscription.objects.filter(customer=customer)
        deliveries = [
            PushDelivery(message=message, subscription=browser, due_at=at) for browser in browsers
        ]
        if not deliveries:
            return Reason.NO_ADDRESS
        PushDelivery.objects.bulk_create(deliveries, ignore_conflicts=True)
        return Reason.NONE


def send_due(*, limit: int = 2_000) -> int:
    """Send what is due, the oldest first; returns how many pushes were taken by their services."""
    sent = 0
    for _turn in range(limit):
        delivery = claim()
        if delivery is None:
            break
        try:
            sent += _send(delivery)
        except Exception as error:  # one that cannot be written must not hold up the others
            logger.exception("push %s: could not be sent", delivery.pk)
            _later(delivery, Answer(Outcome.LATER, f"{type(error).__name__}: {error}"))
    close_orphans()
    return sent


def claim(*, at: datetime | None = None) -> PushDelivery | None:
    """Take the push that has been due longest, also of a worker that died with it.

    None where none is due; those of campaigns that pause wait.
    """
    now = at or clock.now()
    due = (
        PushDelivery.objects.filter(state=MessageState.QUEUED, due_at__lte=now)
        .filter(Q(lease_until__isnull=True) | Q(lease_until__lt=now))
        .exclude(message__enrolment__campaign__state=CampaignState.PAUSED)
        .order_by("due_at", "id")
    )
    with transaction.atomic():
        if database.features.has_select_for_update_skip_locked:
            due = due.select_for_update(skip_locked=True, of=("self",))
        delivery = due.select_related(
            "subscription__customer", "message__enrolment__campaign__audience"
        ).first()
        if delivery is None:
            return None
        delivery.lease_until = now + timedelta(seconds=settings.PUSH_LEASE_SECONDS)
        delivery.attempts += 1
        delivery.save(update_fields=["lease_until", "attempts"])
    return delivery


def _send(delivery: PushDelivery) -> bool:
    """Send one; tells whether the push service took it. Outside any transaction."""
    now = clock.now()
    if reason := _unwanted(delivery, now):
        note_skipped(delivery, reason=reason)
        return False
    if (allowed := next_allowed(now)) > now:
        _postpone(delivery, due_at=allowed, is_attempt=False)
        return False
    if not _counts(delivery.message, now):
        note_skipped(delivery, reason=Reason.CAPPED)
        return False
    try:
        filled = fill(delivery.message, at=now)
    except NothingToSay:
        note_skipped(delivery, reason=Reason.NOTHING_TO_SAY)
        return False
    content = content_of(
        title=filled.title, line=filled.line, url=filled.url, tag=delivery.message_id.hex
    )
    answer = post(delivery.subscription, content, topic=delivery.message_id.hex)
    return _note(delivery, answer)


def _counts(message: Message, at: datetime) -> bool:
    """Whether the caps of today allow it; once it reached one browser it is said."""
    if message.state != MessageState.QUEUED:
        return True
    return count_on_day_of_leaving(message=message, at=at)


def _unwanted(delivery: PushDelivery, at: datetime) -> Reason:
    """Why it is not sent after all: much may have changed since it was queued."""
    enrolment = delivery.message.enrolment
    campaign = enrolment.campaign
    if campaign.state == CampaignState.ENDED:
        return Reason.ENDED
    if enrolment.is_held_out:
        return Reason.HELD_OUT
    if enrolment.state == EnrolmentState.LEFT:  # such as by an order since
        return Reason(enrolment.reason or Reason.ENDED)
    if delivery.message.queued_at < at - LATEST:
        return Reason.FAILED
    customer = delivery.subscription.customer
    return verdict(customer, medium=Medium.PUSH, is_personal=is_personal(campaign), at=at)


def content_of(*, title: str, line: str, url: str, tag: str) -> bytes:
    """What the service worker of the browser reads, cut to what a push may carry."""
    said = {
        "title": title[:_TITLE_LENGTH],
        "body": line[:_LINE_LENGTH],
        "url": url,
        "tag": tag,
    }
    content = json.dumps(said, ensure_ascii=False).encode()
    if len(content) > LARGEST:  # an address of thousands of signs: the home page is better
        content = json.dumps({**said, "url": "/"}, ensure_ascii=False).encode()
    return content


def _note(delivery: PushDelivery, answer: Answer) -> bool:
    match answer.outcome:
        case Outcome.TAKEN:
            note_sent(delivery, at=clock.now())
            return True
        case Outcome.GONE:
            forget_browser(delivery)
        case Outcome.REFUSED:
            give_up(delivery, error=answer.error)
        case Outcome.LATER:
            _later(delivery, answer)
    return False


def _later(delivery: PushDelivery, answer: Answer) -> None:
    """After twice the wait each time, or as long as the push service asks."""
    if delivery.attempts >= MOST_ATTEMPTS:
        give_up(delivery, error=answer.error)
        return
    wait = min(FIRST_WAIT * 2 ** (delivery.attempts - 1), LONGEST_WAIT)
    due_at = clock.now() + max(wait, answer.wait)
    _postpone(delivery, due_at=due_at, error=answer.error)


def _postpone(
    delivery: PushDelivery, *, due_at: datetime, error: str = "", is_attempt: bool = True
) -> None:
    attempts = delivery.attempts if is_attempt else delivery.attempts - 1
    PushDelivery.objects.filter(pk=delivery.pk, state=MessageState.QUEUED).update(
        due_at=due_at, lease_until=None, attempts=attempts, error=error[:300]
    )


def close_orphans(*, limit: int = 500) -> int:
    """Close messages that no browser waits for any more, for those went away; returns how many."""
    waiting = PushDelivery.objects.filter(message=OuterRef("pk"), state=MessageState.QUEUED)
    orphans = (
        Message.objects.filter(medium=Medium.PUSH, state=MessageState.QUEUED)
        .exclude(Exists(waiting))
        .values_list("pk", flat=True)
    )
    closed = 0
    for message_id in list(orphans[:limit]):
        closed += messages.note_skipped(message_id=message_id, reason=Reason.NO_ADDRESS)
    return closed
