"""Starting, pausing and ending campaigns."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils.translation import gettext as _

from events import audit
from foundation import clock
from marketing.campaigns.checks import problems
from marketing.campaigns.drafting import CampaignRefused, locked
from marketing.campaigns.leaving import leave
from marketing.contact.policy import policy
from marketing.kinds import (
    RUNNABLE,
    CampaignKind,
    CampaignState,
    EnrolmentState,
    MessageState,
    Reason,
)
from marketing.models import Campaign, Enrolment, Message
from marketing.variants import Actor, begin_tests, end_tests


@transaction.atomic
def start(*, campaign: Campaign, actor: Actor = None, at: datetime | None = None) -> Campaign:
    """Let a draft run: a flow from now on, a mailing when its time comes.

    From here on nothing that its result depends on can be changed.

    Raises:
        CampaignRefused: it is no draft, or something must be put right first (the first of
            ``checks.problems`` is told).
        Refusal: a test of its variants cannot begin.
    """
    now, kept = at or clock.now(), locked(campaign)
    if kept.state != CampaignState.DRAFT:
        raise CampaignRefused(_("Only a draft can be started."))
    for problem in problems(kept, at=now):
        raise CampaignRefused(problem.text, field=problem.field)
    policy()  # its salt, which holds out for all campaigns, is there before the first customer
    begin_tests(campaign=kept, actor=actor, at=now)
    kept.state, kept.started_at = CampaignState.RUNNING, now
    kept.save(update_fields=["state", "started_at"])
    audit.write(actor=actor, action="campaign.started", target=kept, at=now)
    return kept


@transaction.atomic
def pause(*, campaign: Campaign, actor: Actor = None, at: datetime | None = None) -> Campaign:
    """Nobody enters or is spoken to until it is resumed; what is queued waits.

    Raises:
        CampaignRefused: it does not run.
    """
    kept = _move(campaign, CampaignState.RUNNING, CampaignState.PAUSED, _("It does not run."))
    audit.write(actor=actor, action="campaign.paused", target=kept, at=at)
    return kept


@transaction.atomic
def resume(*, campaign: Campaign, actor: Actor = None, at: datetime | None = None) -> Campaign:
    """Go on where it was paused; who is overdue has their turn at once.

    Raises:
        CampaignRefused: it is not paused.
    """
    kept = _move(campaign, CampaignState.PAUSED, CampaignState.RUNNING, _("It is not paused."))
    audit.write(actor=actor, action="campaign.resumed", target=kept, at=at)
    return kept


def _move(campaign: Campaign, before: str, after: str, refusal: str) -> Campaign:
    kept = locked(campaign)
    if kept.state != before:
        raise CampaignRefused(refusal)
    kept.state = after
    kept.save(update_fields=["state"])
    return kept


@transaction.atomic
def end(*, campaign: Campaign, actor: Actor = None, at: datetime | None = None) -> Campaign:
    """End a campaign for good: whoever is on the way leaves, what is queued is not sent.

    Raises:
        CampaignRefused: it does not run and is not paused.
    """
    now, kept = at or clock.now(), locked(campaign)
    if kept.state not in RUNNABLE:
        raise CampaignRefused(_("It does not run."))
    end_tests(campaign=kept, actor=actor, at=now)
    leave(kept.enrolments.all(), reason=Reason.ENDED, at=now)
    kept.state, kept.ended_at = CampaignState.ENDED, now
    kept.save(update_fields=["state", "ended_at"])
    audit.write(actor=actor, action="campaign.ended", target=kept, at=now)
    return kept


def end_what_is_over(*, at: datetime | None = None) -> int:
    """End campaigns past their end, and mailings of which all has been said; returns how many."""
    now = at or clock.now()
    on_the_way = Enrolment.objects.filter(campaign=OuterRef("pk"), state=EnrolmentState.ACTIVE)
    queued = Message.objects.filter(enrolment__campaign=OuterRef("pk"), state=MessageState.QUEUED)
    running = Campaign.objects.filter(state__in=RUNNABLE)
    past = running.filter(ends_at__lte=now)
    said = running.filter(kind=CampaignKind.ONE_OFF, enrolled_at__isnull=False).exclude(
        Exists(on_the_way) | Exists(queued)
    )
    over = (past | said).order_by("pk")
    return sum(_end_quietly(campaign, now) for campaign in over)


def _end_quietly(campaign: Campaign, at: datetime) -> bool:
    try:
        end(campaign=campaign, at=at)
    except CampaignRefused:  # another ended it meanwhile
        return False
    return True
