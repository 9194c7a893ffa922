"""One mailing: all of its audience enter once, when it starts."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from datetime import datetime

from django.db.models import Q

from foundation import clock
from foundation.refusals import Refusal
from marketing.campaigns.audience import everybody_of
from marketing.campaigns.enrolling import CHUNK, Enrolled, Entry, enrol
from marketing.kinds import CampaignKind, CampaignState
from marketing.models import Campaign

logger = logging.getLogger(__name__)

KEY = "mailing"


def enrol_all_due(*, at: datetime | None = None) -> dict[str, Enrolled]:
    """Enrol the audiences of mailings whose time has come and not passed, each once, by slug.

    Whoever is killed on the way is followed by the next run: those who are in already stay in. An
    audience that cannot be read holds up no other campaign.
    """
    now = at or clock.now()
    due = Campaign.objects.filter(
        kind=CampaignKind.ONE_OFF, state=CampaignState.RUNNING, enrolled_at__isnull=True
    ).exclude(Q(starts_at__gt=now) | Q(ends_at__lte=now))
    return {campaign.slug: _enrolled(campaign, now) for campaign in due.order_by("pk")}


def _enrolled(campaign: Campaign, at: datetime) -> Enrolled:
    try:
        return _enrol_everybody(campaign, at)
    except Refusal as refusal:
        logger.error("mailing %s: nobody can enter: %s", campaign.slug, refusal)
        return Enrolled(is_whole=False)


def _enrol_everybody(campaign: Campaign, at: datetime) -> Enrolled:
    outcome = enrol(campaign=campaign, entries=_entries(campaign), at=at)
    if outcome.is_whole:  # else staff stopped it on the way, and it goes on later
        Campaign.objects.filter(pk=campaign.pk).update(enrolled_at=at)
    return outcome


def _entries(campaign: Campaign) -> Iterator[Entry]:
    """The audience by key, in pieces: a statement that stays open would hold up others."""
    last = 0
    everybody = everybody_of(campaign).filter(erased_at__isnull=True).order_by("pk")
    while piece := list(everybody.filter(pk__gt=last).values_list("pk", flat=True)[:CHUNK]):
        yield from (Entry(customer, KEY) for customer in piece)
        last = piece[-1]
