"""Campaigns of the past in bulk: what an import or the simulated market brings."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from foundation import clock
from foundation.bulk import Row, insert_rows, reserve_ids
from foundation.ids import uuid7
from marketing.kinds import EnrolmentState, MessageState, Reason
from marketing.models import Campaign, CampaignDay, Contact, Enrolment, Message, Step


@dataclass(frozen=True, slots=True)
class PastMessage:
    """What a step said ``at`` a moment; with a ``reason`` it was not sent.

    What readers did is kept of each message where they agreed to that, else only counted.
    """

    step: Step
    variant_id: int
    at: datetime
    reason: Reason = Reason.NONE
    opened_at: datetime | None = None
    clicked_at: datetime | None = None
    has_unsubscribed: bool = False


@dataclass(frozen=True, slots=True)
class PastEnrolment:
    """Somebody in a campaign, as it stands now; ``is_remembered``: they agreed to personalisation.

    ``position`` is that of the next step; ``due_at`` is set while there is one.
    """

    campaign: Campaign
    customer_id: int
    key: str
    entered_at: datetime
    is_held_out: bool
    is_remembered: bool
    about: dict[str, Any] = field(default_factory=dict)
    state: EnrolmentState = EnrolmentState.DONE
    position: int = 1
    due_at: datetime | None = None
    ended_at: datetime | None = None
    reason: Reason = Reason.NONE
    messages: tuple[PastMessage, ...] = ()


@transaction.atomic
def record_history(*, enrolments: Sequence[PastEnrolment]) -> int:
    """Write who was in campaigns, what was said to them, and what readers did by day.

    Contacts are written for what was sent, so that the caps count it. Returns the messages.

    Raises:
        ValueError: a message to somebody who is held out.
        IntegrityError: somebody in a campaign twice by the same key.
    """
    if any(one.is_held_out and (one.messages or one.due_at) for one in enrolments):
        raise ValueError("nobody who is held out is ever spoken to")
    ids = reserve_ids(Enrolment, len(enrolments))
    insert_rows(Enrolment, _ENROLMENT, map(_enrolment_row, ids, enrolments))
    said = [
        _Said(uuid7(message.at), pk, one, message)
        for pk, one in zip(ids, enrolments, strict=True)
        for message in one.messages
    ]
    sent = [one for one in said if not one.message.reason]
    contacts = dict(zip((one.id for one in sent), reserve_ids(Contact, len(sent)), strict=True))
    insert_rows(
        Contact,
        ("id", "customer_id", "medium", "at"),
        (
            (contacts[one.id], one.enrolment.customer_id, one.message.step.medium, one.message.at)
            for one in sent
        ),
    )
    insert_rows(Message, _MESSAGE, (_message_row(one, contacts.get(one.id)) for one in said))
    insert_rows(CampaignDay, _DAY, _day_rows(said))
    return len(said)


@dataclass(frozen=True, slots=True)
class _Said:
    id: UUID
    enrolment_id: int
    enrolment: PastEnrolment
    message: PastMessage


_ENROLMENT = (
    "id", "campaign_id", "customer_id", "key", "is_held_out", "about", "entered_at", "state",
    "position", "due_at", "ended_at", "reason", "postponed",
)  # fmt: skip
_MESSAGE = (
    "id", "enrolment_id", "step_id", "variant_id", "medium", "state", "reason", "contact_id",
    "coupon_code", "queued_at", "sent_at", "opened_at", "clicked_at",
)  # fmt: skip
_NOT_COUNTED_HERE = (
    "enrolled", "held_out", "sent", "skipped", "failed", "bounced", "complained",
)  # fmt: skip
_DAY = ("campaign_id", "day", "opened", "clicked", "unsubscribed", *_NOT_COUNTED_HERE)


def _enrolment_row(pk: int, one: PastEnrolment) -> Row:
    return (
        pk, one.campaign.pk, one.customer_id, one.key, one.is_held_out, one.about, one.entered_at,
        one.state, one.position, one.due_at, one.ended_at, one.reason, 0,
    )  # fmt: skip


def _message_row(one: _Said, contact_id: int | None) -> Row:
    message, is_sent = one.message, contact_id is not None
    is_remembered = one.enrolment.is_remembered
    return (
        one.id, one.enrolment_id, message.step.pk, message.variant_id, message.step.medium,
        MessageState.SENT if is_sent else MessageState.SKIPPED, message.reason, contact_id, "",
        message.at, message.at if is_sent else None,
        message.opened_at if is_remembered else None,
        message.clicked_at if is_remembered else None,
    )  # fmt: skip


def _day_rows(said: Sequence[_Said]) -> Iterator[Row]:
    """What readers did, by campaign and business day, of all of them and naming nobody."""
    counts: Counter[tuple[int, date, str]] = Counter()
    for one in said:
        message, campaign = one.message, one.enrolment.campaign.pk
        for name, at in (("opened", message.opened_at), ("clicked", message.clicked_at)):
            if at is not None:
                counts[campaign, clock.business_day(at), name] += 1
        if message.has_unsubscribed:
            read = message.opened_at or message.at
            counts[campaign, clock.business_day(read), "unsubscribed"] += 1
    for campaign, day in {(campaign, day) for campaign, day, _name in counts}:
        told = (counts[campaign, day, name] for name in ("opened", "clicked", "unsubscribed"))
        yield (campaign, day, *told, *(0 for _name in _NOT_COUNTED_HERE))
