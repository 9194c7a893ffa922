"""What a policy would propose today, before it is switched on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import transaction

from catalog.models import Product
from foundation import clock
from pricing.algorithms.guard_rails import Rule
from pricing.models import PricePolicy
from pricing.repricing.drafting import Drafted, draft_prices
from pricing.repricing.drafts import Draft
from pricing.repricing.policies import governed_by, read_policy_book

MOST_EXAMPLES = 12


@dataclass(frozen=True, slots=True)
class Example:
    """A product that would change."""

    product: int
    name: str
    kind: str
    step: int
    price_before: int
    price_after: int
    gain: int
    gain_low: int
    gain_high: int


@dataclass(frozen=True, slots=True)
class Simulation:
    """What a policy would propose of the ``products`` it governs; money in minor units of
    ``currency`` over ``days``, for all that would change.

    Gains are of the policy's goal (units where it is units sold): on average, and with all
    elasticities at the same end of their intervals, which is wider than chance would have it.
    ``losers``: how many of the changes are expected to bring less. ``rails``: products by the
    rule (``BindingRule``) that kept them from the best price of the goal alone; ``skipped``: by
    the reason (``drafting.Skip``) why no price was tried.
    """

    products: int
    changes: int
    up: int
    down: int
    gain_minor: int
    gain_low_minor: int
    gain_high_minor: int
    revenue_now_minor: int
    revenue_after_minor: int
    margin_now_minor: int
    margin_after_minor: int
    units_now: float
    units_after: float
    losers: float
    rails: dict[str, int]
    skipped: dict[str, int]
    kinds: dict[str, int]
    examples: tuple[Example, ...]
    currency: str
    days: int
    goal: str

    def as_json(self) -> dict[str, Any]:
        return asdict(self)


def simulate(*, policy: PricePolicy, at: datetime | None = None) -> Simulation:
    """Propose under a policy as if it were on, write none of it, and keep the result with it.

    A policy that is not saved is simulated as well; nothing is kept then.
    """
    begun = at or clock.now()
    governing = governed_by(read_policy_book(besides=policy))
    own = [pk for pk, one in governing.items() if one is policy]
    shards = list(draft_prices(governing, wanted=own, at=at))
    simulation = _summed(policy, len(own), shards)
    if policy.pk is not None:
        _keep(policy, simulation, begun)
    return simulation


@transaction.atomic
def _keep(policy: PricePolicy, simulation: Simulation, begun: datetime) -> None:
    """Kept only for the policy as it was simulated: one that was changed meanwhile is another."""
    same = PricePolicy.objects.filter(pk=policy.pk, updated_at=policy.updated_at)
    if same.update(simulation=simulation.as_json(), simulated_at=begun):
        policy.simulation, policy.simulated_at = simulation.as_json(), begun


def _summed(policy: PricePolicy, products: int, shards: Sequence[Drafted]) -> Simulation:
    drafts = [draft for shard in shards for draft in shard.drafts if draft.case.policy is policy]
    now, after = (_Totals.of(drafts, place) for place in (0, 1))
    rails: dict[str, int] = {}
    skipped: dict[str, int] = {}
    kinds: dict[str, int] = {}
    for shard in shards:
        for rule, count in shard.bound.items():
            if rule is not Rule.NOTHING:
                rails[str(int(rule))] = rails.get(str(int(rule)), 0) + count
        for why, count in shard.skipped.items():
            skipped[str(why)] = skipped.get(str(why), 0) + count
    for draft in drafts:
        kinds[str(draft.kind)] = kinds.get(str(draft.kind), 0) + 1
    return Simulation(
        products=products,
        changes=len(drafts),
        up=sum(1 for draft in drafts if draft.step_basis_points > 0),
        down=sum(1 for draft in drafts if draft.step_basis_points < 0),
        gain_minor=round(sum(draft.gain.mean for draft in drafts)),
        gain_low_minor=round(sum(draft.gain.low for draft in drafts)),
        gain_high_minor=round(sum(draft.gain.high for draft in drafts)),
        revenue_now_minor=now.revenue,
        revenue_after_minor=after.revenue,
        margin_now_minor=now.margin,
        margin_after_minor=after.margin,
        units_now=now.units,
        units_after=after.units,
        losers=round(sum(draft.gain.chance_to_lose for draft in drafts), 2),
        rails=rails,
        skipped=skipped,
        kinds=kinds,
        examples=_examples(drafts),
        currency=settings.SHOP_BASE_CURRENCY,
        days=policy.horizon_days,
        goal=policy.goal,
    )


@dataclass(frozen=True, slots=True)
class _Totals:
    units: float
    revenue: int
    margin: int

    @classmethod
    def of(cls, drafts: Sequence[Draft], place: int) -> _Totals:
        return cls(
            units=round(sum(float(draft.valued.units[place]) for draft in drafts), 1),
            revenue=round(sum(float(draft.valued.revenue[place]) for draft in drafts)),
            margin=round(sum(float(draft.valued.margin[place]) for draft in drafts)),
        )


def _examples(drafts: Sequence[Draft]) -> tuple[Example, ...]:
    """Those that gain most."""
    first = sorted(drafts, key=lambda draft: -draft.gain.mean)[:MOST_EXAMPLES]
    names = Product.objects.in_bulk([draft.case.product_id for draft in first])
    return tuple(
        Example(
            product=draft.case.product_id,
            name=str(names[draft.case.product_id]),
            kind=str(draft.kind),
            step=draft.step_basis_points,
            price_before=draft.case.main.price,
            price_after=draft.lines[draft.case.place].after,
            gain=round(draft.gain.mean),
            gain_low=round(draft.gain.low),
            gain_high=round(draft.gain.high),
        )
        for draft in first
    )
