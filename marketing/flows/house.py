"""The house's ready-made flows: each becomes a draft with steps and texts, started by one click."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from itertools import count
from typing import Any, Final

from django.db import transaction
from django.utils.functional import Promise
from django.utils.text import slugify
from django.utils.translation import gettext as _

from foundation import clock
from foundation.refusals import Refusal
from marketing.campaigns.drafting import add_step, save_campaign
from marketing.campaigns.wording import save_variant
from marketing.kinds import CampaignKind, Medium, Trigger
from marketing.models import Campaign

Words = dict[str, str]
"""A text by language."""
LONGEST_NAME: Final = 80


@dataclass(frozen=True, slots=True)
class HouseStep:
    """What one message says, so many hours after the one before."""

    wait_hours: int
    subject: Words
    preheader: Words
    blocks: tuple[dict[str, Any], ...]
    medium: Medium = Medium.EMAIL


@dataclass(frozen=True, slots=True)
class HouseFlow:
    """A flow as the house has it; ``about`` tells staff what it does and why."""

    key: str
    trigger: Trigger
    name: str | Promise
    about: str | Promise
    steps: tuple[HouseStep, ...]
    goal_days: int = 14
    reentry_days: int = 30
    stops_at_order: bool = True
    uses_best_hour: bool = True
    settings: dict[str, int | bool] = field(default_factory=dict)


def house_flows() -> list[HouseFlow]:
    """All of them, in the order in which a new shop would start them."""
    from marketing.flows.house_book import HOUSE_FLOWS

    return list(HOUSE_FLOWS)


@transaction.atomic
def add_house_flow(*, key: str, at: datetime | None = None) -> Campaign:
    """Make a draft of a flow of the house, under the next free name.

    Raises:
        Refusal: there is no such flow.
    """
    flow = next((one for one in house_flows() if one.key == key), None)
    if flow is None:
        raise Refusal(_("There is no such flow."), field="key")
    name, slug = _free_name(flow)
    campaign = save_campaign(
        campaign=Campaign(
            name=name,
            slug=slug,
            kind=CampaignKind.FLOW,
            trigger=flow.trigger,
            goal_days=flow.goal_days,
            reentry_days=flow.reentry_days,
            stops_at_order=flow.stops_at_order,
            uses_best_hour=flow.uses_best_hour,
            settings=dict(flow.settings),
            created_at=at or clock.now(),
        )
    )
    for step in flow.steps:
        _add_step(campaign, step)
    return campaign


def _add_step(campaign: Campaign, told: HouseStep) -> None:
    step = add_step(campaign=campaign, medium=told.medium, wait_hours=told.wait_hours)
    variant = step.variants.get()
    variant.subject, variant.preheader = dict(told.subject), dict(told.preheader)
    variant.blocks = [dict(block) for block in told.blocks]
    save_variant(variant=variant)


def _free_name(flow: HouseFlow) -> tuple[str, str]:
    for number in count(1):
        ending = f" {number}" if number > 1 else ""
        name = f"{str(flow.name)[: LONGEST_NAME - len(ending)]}{ending}"
        slug = slugify(f"{flow.key.replace('_', ' ')}{ending}")
        taken = Campaign.objects.filter(name=name) | Campaign.objects.filter(slug=slug)
        if not taken.exists():
            return name, slug
    raise AssertionError("count ends never")
