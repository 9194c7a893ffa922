"""One mailing: all of its audience enter once, when it starts."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from foundation import clock
from marketing.campaigns.audience import everybody_of
from marketing.campaigns.enrolling import CHUNK, Enrolled, Entry, enrol
from marketing.kinds import CampaignKind, CampaignState
from marketing.models import Campaign

KEY = "mailing"


def enrol_all_due(*, at: datetime | None = None) -> dict[str, Enrolled]:
    """Enrol the audiences of mailings whose time has come, each once; outcomes by slug.

    Whoever is killed on the way is followed by the next run: those who are in already stay in.
    """
    now = at or clock.now()
    due = Campaign.objects.filter(
        kind=CampaignKind.ONE_OFF, state=CampaignState.RUNNING, enrolled_at__isnull=True
    ).exclude(starts_at__gt=now)
    return {campaign.slug: _enrol_everybody(campaign, now) for campaign in due.order_by("pk")}


def _enrol_everybody(campaign: Campaign, at: datetime) -> Enrolled:
    outcome = enrol(campaign=campaign, entries=_entries(campaign), at=at)
    # Only while it still runs: staff may have stopped it on the way, and it goes on later.
    Campaign.objects.filter(pk=campaign.pk, state=CampaignState.RUNNING).update(enrolled_at=at)
    return outcome


def _entries(campaign: Campaign) -> Iterator[Entry]:
    """The audience by key, in pieces: a statement that stays open would hold up others."""
    last = 0
    everybody = everybody_of(campaign).filter(erased_at__isnull=True).order_by("pk")
    while piece := list(everybody.filter(pk__gt=last).values_list("pk", flat=True)[:CHUNK]):
        yield from (Entry(customer, KEY) for customer in piece)
        last = piece[-1]
