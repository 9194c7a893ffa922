"""The demo's campaigns: begun as staff would begin them, in the past, and answered by the market.

The flows are the house's own, the mailings a weekly newsletter. Who is held out is said by the
shop's own hash of the customer's pseudonym, before the market knows of anybody: what those held
out order is what the market has them order without the mail.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

import numpy as np

from marketing.campaigns.holdouts import is_held_out
from marketing.campaigns.services import add_step, save_campaign, save_variant, start
from marketing.contact.policy import policy
from marketing.flows.house import add_house_flow
from marketing.kinds import CampaignKind, Medium
from marketing.models import Campaign, ContactPolicy, Step
from shop.demo.newsletters import NEWSLETTER, Letter
from shop.demo.past import Past
from simulation import Caps, FlowDesk, FlowPlan, MailKind
from simulation.columns import BoolArray, IntArray

HOLDOUT, LETTER_HOLDOUT = 3_000, 1_000
"""A small shop learns what a flow earns from a large holdout only."""
LETTER_WEEKDAY, LETTERS = 3, 8
FLOW_COST, LETTER_COST = 15_000, 4_000
NEVER_AGAIN = 100_000
_FLOWS = (
    ("abandoned_cart", MailKind.ABANDONED_CART),
    ("welcome", MailKind.WELCOME),
    ("win_back", MailKind.WIN_BACK),
)


@dataclass(frozen=True, slots=True)
class Running:
    """A campaign of the shop with its steps, in order; the first variant of each is said."""

    campaign: Campaign
    steps: Sequence[Step]
    variants: Sequence[int]


@dataclass(slots=True)
class DemoCampaigns:
    """The campaigns by the names under which the market's desk plays them: their slugs."""

    rules: ContactPolicy
    running: dict[str, Running] = field(default_factory=dict)

    def step_of(self, name: str, position: int) -> Step | None:
        """The step of a message, counted from 0; None for what was sent before campaigns were."""
        return self.running[name].steps[position] if name in self.running else None


def begin_campaigns(past: Past, *, first: date, last: date) -> DemoCampaigns:
    """Make and start the campaigns between two days, and let the market answer them."""
    rules = policy()
    rules.salt = f"demo-{past.seed}"
    rules.save(update_fields=["salt"])
    campaigns = DemoCampaigns(rules)
    begun = first + timedelta(days=(last - first).days // 12)
    plans = [_begin_flow(past, campaigns, key, kind, begun) for key, kind in _FLOWS]
    plans += list(_begin_letters(past, campaigns, first, last))
    market = past.world.market
    past.world.desk = FlowDesk(
        market.catalogue,
        market.customers,
        plans,
        _Draw(past, campaigns),
        Caps(rules.most_a_day, rules.most_a_week, rules.most_a_month),
        float(rules.quiet_until),
        float(rules.quiet_from),
    )
    return campaigns


@dataclass(frozen=True, slots=True)
class _Draw:
    """Who is held out, by the shop's own hash; strangers to the shop are never written to."""

    past: Past
    campaigns: DemoCampaigns

    def __call__(self, plan: FlowPlan, rows: IntArray) -> BoolArray:
        known = self.campaigns.running.get(plan.name)
        # Older letters have no campaign of their own, and holdouts all the same.
        campaign = known.campaign if known else Campaign(salt=plan.name, holdout=LETTER_HOLDOUT)
        held = (self._holds(campaign, row) for row in rows.tolist())
        return np.fromiter(held, np.bool_, len(rows))

    def _holds(self, campaign: Campaign, row: int) -> bool:
        customer = self.past.customers.get(row)
        return customer is None or is_held_out(campaign, customer.pseudonym, self.campaigns.rules)


def _begin_flow(
    past: Past, campaigns: DemoCampaigns, key: str, kind: MailKind, begun: date
) -> FlowPlan:
    at = past.moment(begun, 9 * 3600)
    draft = add_house_flow(key=key, at=at)
    draft.holdout, draft.fixed_cost_minor = HOLDOUT, FLOW_COST
    campaign = _start(past, campaigns, draft, at)
    steps = campaigns.running[campaign.slug].steps
    return FlowPlan(
        name=campaign.slug,
        kind=kind,
        waits=tuple(math.ceil(step.wait_hours / 24) for step in steps),
        reentry_days=campaign.reentry_days or NEVER_AGAIN,
        stops_at_order=campaign.stops_at_order,
        first_day=(begun - past.world.market.config.start).days + 1,
    )


def _begin_letters(
    past: Past, campaigns: DemoCampaigns, first: date, last: date
) -> Iterator[FlowPlan]:
    """A letter a week; the latest are campaigns, what was sent before stands in the log only."""
    days = [first + timedelta(days=number) for number in range((last - first).days + 1)]
    sent_on = [day for day in days if day.weekday() == LETTER_WEEKDAY]
    for number, day in enumerate(sent_on):
        name = "newsletter"
        if number >= len(sent_on) - LETTERS:
            draft = _draft_letter(NEWSLETTER[number % len(NEWSLETTER)], day)
            name = _start(past, campaigns, draft, past.moment(day, 7 * 3600)).slug
        yield FlowPlan(
            name=name,
            kind=MailKind.NEWSLETTER,
            only_on=(day - past.world.market.config.start).days,
            stops_at_order=False,
        )


def _draft_letter(letter: Letter, day: date) -> Campaign:
    campaign = save_campaign(
        campaign=Campaign(
            name=f"Newsletter {day:%Y-%m-%d}",
            slug=f"newsletter-{day:%Y-%m-%d}",
            kind=CampaignKind.ONE_OFF,
            holdout=LETTER_HOLDOUT,
            goal_days=7,
            reentry_days=0,
            stops_at_order=False,
            fixed_cost_minor=LETTER_COST,
        )
    )
    variant = add_step(campaign=campaign, medium=Medium.EMAIL, wait_hours=0).variants.get()
    variant.subject, variant.preheader = letter.subject, letter.preheader
    variant.blocks = letter.blocks
    save_variant(variant=variant)
    return campaign


def _start(past: Past, campaigns: DemoCampaigns, draft: Campaign, at: datetime) -> Campaign:
    """The salt follows the demo's seed, so that the same customers are held out in each of it."""
    draft.salt, draft.created_at = f"demo-{past.seed}-{draft.slug}"[:32], at
    campaign = start(campaign=save_campaign(campaign=draft), at=at)
    steps = list(campaign.steps.order_by("position").prefetch_related("variants"))
    variants = [min(variant.pk for variant in step.variants.all()) for step in steps]
    campaigns.running[campaign.slug] = Running(campaign, steps, variants)
    return campaign
