"""The demo shop's rules of price: one for the whole shop, simulated and switched on."""

from __future__ import annotations

from datetime import timedelta

from events import jobs
from foundation import clock
from pricing.models import PricePolicy
from pricing.repricing.jobs import SUGGEST
from pricing.repricing.policies import save_policy, switch_on
from pricing.repricing.proposing import propose_prices
from pricing.repricing.simulating import simulate

HOUSE_RULES = "House rules"
PLANNED_WITHIN = timedelta(minutes=15)


def propose_first_prices() -> None:
    """Where there is no policy yet, make the shop's and have prices proposed under it."""
    if PricePolicy.objects.exists():
        return
    policy = save_policy(policy=_house_rules())
    simulate(policy=policy)
    switch_on(policy=policy)
    propose_prices()
    # By then the worker has forecast and planned: what there is too much of can be marked down.
    jobs.enqueue(SUGGEST, key=f"{SUGGEST}@first", due_at=clock.now() + PLANNED_WITHIN)


def _house_rules() -> PricePolicy:
    """Careful, as a shop begins: small steps, a band around competitors, nothing alone."""
    return PricePolicy(
        name=HOUSE_RULES,
        margin_floor_basis_points=1_000,
        largest_change_basis_points=1_000,
        days_between=14,
        competitor_low_basis_points=7_500,
        competitor_high_basis_points=12_500,
        ends_in_99=True,
        ends_in_95=True,
        ends_whole=True,
        risk_basis_points=200,
        marks_down=True,
    )
