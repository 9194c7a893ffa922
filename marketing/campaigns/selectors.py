"""Reading how far campaigns are."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Count, Q

from marketing.kinds import EnrolmentState, MessageState
from marketing.models import Campaign, Enrolment, Message


@dataclass(frozen=True, slots=True)
class Standing:
    """How many are in a campaign, and how many messages are said or waiting."""

    slug: str
    state: str
    entered: int = 0
    held_out: int = 0
    on_the_way: int = 0
    sent: int = 0
    queued: int = 0


def standings() -> list[Standing]:
    """All campaigns, the newest first, in three statements."""
    people = {
        campaign: counts
        for campaign, *counts in Enrolment.objects.order_by()
        .values_list("campaign")
        .annotate(
            entered=Count("pk"),
            held_out=Count("pk", filter=Q(is_held_out=True)),
            on_the_way=Count("pk", filter=Q(state=EnrolmentState.ACTIVE)),
        )
    }
    said = {
        campaign: counts
        for campaign, *counts in Message.objects.order_by()
        .values_list("enrolment__campaign")
        .annotate(
            sent=Count("pk", filter=Q(state=MessageState.SENT)),
            queued=Count("pk", filter=Q(state=MessageState.QUEUED)),
        )
    }
    nobody, nothing = (0, 0, 0), (0, 0)
    return [
        Standing(slug, state, *people.get(pk, nobody), *said.get(pk, nothing))
        for pk, slug, state in Campaign.objects.values_list("pk", "slug", "state")
    ]
