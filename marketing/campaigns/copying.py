"""A campaign once more: as a draft, with its steps, and with a holdout of its own."""

from __future__ import annotations

from datetime import datetime
from itertools import count
from typing import Final

from django.db import transaction
from django.utils.translation import gettext as _

from foundation import clock
from marketing.campaigns.drafting import save_campaign
from marketing.models import Campaign, Step, Variant

COPIED: Final = (
    "kind", "trigger", "audience", "holdout", "goal_days", "reentry_days", "stops_at_order",
    "uses_best_hour", "fixed_cost_minor", "message_cost_minor", "settings",
)  # fmt: skip
_LONGEST_NAME, _LONGEST_SLUG = 80, 60


@transaction.atomic
def copy_campaign(*, campaign: Campaign, at: datetime | None = None) -> Campaign:
    """A draft like another campaign under the next free name; its holdout is drawn anew."""
    name, slug = _free_name(campaign)
    values = {field: getattr(campaign, field) for field in COPIED}
    created = at or clock.now()
    copy = save_campaign(campaign=Campaign(name=name, slug=slug, created_at=created, **values))
    for step in campaign.steps.order_by("position").prefetch_related("variants"):
        _copy_step(step, copy)
    return copy


def _copy_step(step: Step, copy: Campaign) -> None:
    variants = list(step.variants.all())
    step.pk, step.campaign, step.experiment = None, copy, None
    step._state.adding = True
    step.save()
    for variant in variants:
        variant.pk, variant.step = None, step
        variant._state.adding = True
    Variant.objects.bulk_create(variants)


def _free_name(campaign: Campaign) -> tuple[str, str]:
    for number in count(2):
        ending = f" {number}"
        name = _("Copy of %(name)s") % {"name": campaign.name}
        name = name[: _LONGEST_NAME - len(ending)] + (ending if number > 2 else "")
        slug = f"{campaign.slug[: _LONGEST_SLUG - 8]}-{number}"
        taken = Campaign.objects.filter(name=name) | Campaign.objects.filter(slug=slug)
        if not taken.exists():
            return name, slug
    raise AssertionError("count ends never")
