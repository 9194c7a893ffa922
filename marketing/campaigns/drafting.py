"""Making a campaign: itself, its steps and their variants.

What a result depends on (who enters, the holdout, the waits, what is tested) is changed in a draft
only. While it runs, a step that is not tested may still be put into better words.
"""

from __future__ import annotations

from typing import Final

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db import models, transaction
from django.db.models import F, Max
from django.utils.translation import gettext as _

from experiments.models import CONTROL
from foundation.refusals import Refusal
from marketing.kinds import CampaignState, Medium
from marketing.models import Campaign, Step, Variant

MOST_STEPS = 12
MOST_REENTRY_DAYS = 3_650
"""Further back no calendar need be reckoned; 0 says never."""
FREE_LATER: Final = ("name", "ends_at", "fixed_cost_minor", "message_cost_minor")
"""What may be changed of a campaign that has started: nothing that a result depends on."""


class CampaignRefused(Refusal):
    """A campaign cannot be made, changed, started or stopped so."""


@transaction.atomic
def save_campaign(*, campaign: Campaign) -> Campaign:
    """Keep a new draft or the changes of one; of a started campaign only what is free later.

    Raises:
        CampaignRefused: a value is out of range, or frozen since the start.
    """
    if campaign.pk is not None:
        _refuse_frozen(campaign)
    check_row(campaign)
    if campaign.reentry_days > MOST_REENTRY_DAYS:
        told = {"least": 0, "most": MOST_REENTRY_DAYS}
        raise CampaignRefused(
            _("Choose between %(least)s and %(most)s.") % told, field="reentry_days"
        )
    campaign.save()
    return campaign


def _refuse_frozen(campaign: Campaign) -> None:
    kept = locked(campaign)
    if kept.state == CampaignState.DRAFT:
        return
    if kept.state == CampaignState.ENDED:
        raise CampaignRefused(_("It has ended: make a copy to use it again."))
    for field in Campaign._meta.concrete_fields:
        is_free = field.name in FREE_LATER
        if not is_free and getattr(kept, field.attname) != getattr(campaign, field.attname):
            raise CampaignRefused(
                _("It has started: this cannot be changed any more. Make a copy instead."),
                field=field.name,
            )


@transaction.atomic
def delete_campaign(*, campaign: Campaign) -> None:
    """Throw a draft away, with its steps.

    Raises:
        CampaignRefused: it has started: what it did is kept.
    """
    draft_of(campaign).delete()


@transaction.atomic
def add_step(*, campaign: Campaign, medium: Medium, wait_hours: int) -> Step:
    """Put a step behind the others, with one empty variant.

    Raises:
        CampaignRefused: it has started, it is full, or a value is out of range.
    """
    campaign = draft_of(campaign)
    if campaign.steps.count() >= MOST_STEPS:
        raise CampaignRefused(_("A campaign has %(most)d messages at most.") % {"most": MOST_STEPS})
    last = campaign.steps.aggregate(last=Max("position"))["last"] or 0
    step = Step(campaign=campaign, medium=medium, wait_hours=wait_hours, position=last + 1)
    check_row(step)
    step.save()
    Variant.objects.create(step=step, slug=CONTROL)
    return step


@transaction.atomic
def change_step(*, step: Step) -> Step:
    """Keep the changes of a step of a draft; its place stays.

    Raises:
        CampaignRefused: it has started, or a value is out of range.
    """
    draft_of(step.campaign)
    step.position = Step.objects.values_list("position", flat=True).get(pk=step.pk)
    check_row(step)
    step.save()
    return step


@transaction.atomic
def move_step(*, step: Step, up: bool) -> Step:
    """Change places with the step before or after; at the end nothing happens.

    Raises:
        CampaignRefused: it has started.
    """
    campaign = draft_of(step.campaign)
    order = list(campaign.steps.order_by("position"))
    here = next(index for index, one in enumerate(order) if one.pk == step.pk)
    there = here - 1 if up else here + 1
    if 0 <= there < len(order):
        order[here], order[there] = order[there], order[here]
        _number(order)
    step.refresh_from_db(fields=["position"])
    return step


@transaction.atomic
def remove_step(*, step: Step) -> None:
    """Take a step out of a draft; the others close up.

    Raises:
        CampaignRefused: it has started.
    """
    campaign = draft_of(step.campaign)
    campaign.steps.filter(pk=step.pk).delete()
    _number(list(campaign.steps.order_by("position")))


def _number(steps: list[Step]) -> None:
    """Places from 1 on, by way of places that none of them has: a place is had once."""
    ids = [step.pk for step in steps]
    Step.objects.filter(pk__in=ids).update(position=F("position") + 1000)
    for position, step_id in enumerate(ids, start=1):
        Step.objects.filter(pk=step_id).update(position=position)


def locked(campaign: Campaign) -> Campaign:
    """The campaign as it is now, held until the transaction ends."""
    return Campaign.objects.select_for_update(no_key=True).get(pk=campaign.pk)


def draft_of(campaign: Campaign) -> Campaign:
    """The campaign as it is now, held; refused unless it is a draft."""
    kept = locked(campaign)
    if kept.state != CampaignState.DRAFT:
        raise CampaignRefused(
            _("It has started: this cannot be changed any more. Make a copy instead.")
        )
    return kept


def check_row(row: models.Model, *, besides: tuple[str, ...] = ()) -> None:
    """Ranges, names and constraints, as a refusal that names the field."""
    try:
        row.full_clean(exclude=besides)
    except ValidationError as error:
        field, texts = next(iter(error.message_dict.items()))
        raise CampaignRefused(texts[0], field="" if field == NON_FIELD_ERRORS else field) from error
