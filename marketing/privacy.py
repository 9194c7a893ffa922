"""What campaigns hold of a person: handed out, and forgotten with them.

Of who is erased it stays known that somebody was in a campaign and what became of it, so that what
it changed can still be reckoned: as an order stays in the books, without saying whose it was.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.db import transaction
from django.db.models import CharField, F, Value
from django.db.models.functions import Cast, Concat

from foundation.registries import PersonalData, privacy
from marketing.campaigns.leaving import leave
from marketing.kinds import MessageState, Reason
from marketing.models import Contact, Enrolment, Message

Rows = list[dict[str, object]]


def register() -> None:
    """Called when the app is ready."""
    privacy.register("marketing", PersonalData(export=_export, erase=_erase))


def _export(customer_id: int) -> Rows:
    """Campaigns, what was said in them, and contacts. Who is held out of what is told too."""
    enrolments = Enrolment.objects.filter(customer=customer_id).order_by("entered_at", "pk")
    messages = Message.objects.filter(enrolment__customer=customer_id).order_by("queued_at", "pk")
    contacts = Contact.objects.filter(customer=customer_id).order_by("at", "pk")
    return [
        *_rows("campaign", enrolments.values(
            "is_held_out", "about", "entered_at", "ended_at", "state", "reason",
            campaign_name=F("campaign__name"),
        )),
        *_rows("message", messages.values(
            "medium", "state", "reason", "coupon_code", "queued_at", "sent_at", "opened_at",
            "clicked_at", campaign_name=F("enrolment__campaign__name"),
        )),
        *_rows("contact", contacts.values("medium", "at")),
    ]  # fmt: skip


def _rows(what: str, found: Iterable[Mapping[str, Any]]) -> Rows:
    return [{"what": what, **row} for row in found]


@transaction.atomic
def _erase(customer_id: int) -> int:
    """They leave every campaign; what it was about, codes, opens and clicks are forgotten."""
    enrolments = Enrolment.objects.filter(customer=customer_id)
    leave(enrolments, reason=Reason.ERASED)
    messages = Message.objects.filter(enrolment__customer=customer_id)
    messages.filter(state=MessageState.QUEUED).update(
        state=MessageState.SKIPPED, reason=Reason.ERASED
    )
    count = messages.update(coupon_code="", opened_at=None, clicked_at=None)
    count += Contact.objects.filter(customer=customer_id).delete()[0]
    number = Cast("pk", CharField())
    return count + enrolments.update(about={}, key=Concat(Value("erased:"), number))
