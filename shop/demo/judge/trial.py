"""An experiment on simulated shoppers, from its plan to what can be concluded."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import chain

import numpy as np

from events.context import EventContext
from events.names import EventName
from events.rollups import rebuild_daily_demand
from events.services import Fact, record
from events.services import record_history as record_events
from experiments.metrics import Metric
from experiments.models import Experiment
from experiments.results import Report, report
from experiments.services import save_draft, set_arms, start, stop
from experiments.serving import forget_running
from experiments.snapshots import take_snapshots
from foundation import clock
from inventory.history import record_history as record_movements
from orders.history import record_returns
from recommendations.feedback import Place, record_impressions
from shop.demo.build import DemoStore, write_orders
from shop.demo.judge.front import SLOTS, SURFACES, ShopFront
from shop.demo.mailings import mail_rows
from shop.demo.play import PlayedDay
from simulation import Surface

LEAST_EFFECT = 15


@dataclass(frozen=True, slots=True)
class TrialPlan:
    """Two strategies in a slot of the shop, and for how many days the market is to judge them.

    ``least_effect`` in per cent: what the plan says that it can find.
    """

    slot: str
    control: str
    treatment: str
    days: int
    least_effect: int = LEAST_EFFECT


def run_trial(
    *, store: DemoStore, plan: TrialPlan, advance: Callable[[int], None] = lambda days: None
) -> Report:
    """Start the experiment, let the shoppers come day by day, stop it; returns its last results.

    It is measured at the end of each day and kept, as the shop's own job would have done.

    Raises:
        ExperimentRefused: the plan cannot be (a strategy that the slot does not have).
    """
    front = ShopFront(store.past)
    begin = store.past.moment(store.past.world.today, 0)
    with clock.standing_at(begin):
        experiment = _begin(plan)
    forget_running()
    end = begin
    for _day in range(plan.days):
        midnight = store.past.moment(store.past.world.today, 0)
        end = min(midnight + timedelta(days=1), store.past.now)
        with clock.standing_at(midnight):
            front.new_day()
            played = store.past.world.next_day(front)
            _write(store, played, front)
        take_snapshots(experiment=experiment, at=end - timedelta(seconds=1))
        store.played.append(played)
        advance(1)
    experiment = stop(experiment=experiment, actor=None, at=end - timedelta(seconds=1))
    forget_running()
    return report(experiment, at=end)


def _begin(plan: TrialPlan) -> Experiment:
    draft = save_draft(
        experiment=Experiment(
            slug=f"judge-{plan.treatment}-{plan.control}".replace("_", "-"),
            name=f"The market as judge: {plan.treatment} against {plan.control}",
            hypothesis=(
                "Shoppers who are shown what is near their own taste see more that they want, and "
                "so order more often than those who are shown what sells."
            ),
            slot=plan.slot,
            primary_metric=Metric.ORDERS,
            guard_rails=[Metric.RETURNS],
            minimum_effect_basis_points=plan.least_effect * 100,
        )
    )
    set_arms(
        experiment=draft,
        shares={"control": 5_000, "treatment": 5_000},
        strategies={"control": plan.control, "treatment": plan.treatment},
    )
    return start(experiment=draft, actor=None)


def _write(store: DemoStore, day: PlayedDay, front: ShopFront) -> None:
    """What happened that day, in the shop's tables: it is what the shop knows tomorrow."""
    past, contexts = store.past, store.past.contexts(day)
    midnight = past.moment(day.date, 0)
    rows = chain(past.event_rows(day, contexts), mail_rows(past, day, store.campaigns))
    record_events(rows, first=midnight, last=midnight + timedelta(days=1))
    _write_impressions(day, contexts, front, midnight)
    record_movements(movements=list(past.receipts(day, store.warehouse_id)))
    orders = list(past.past_orders(day, contexts))
    write_orders(past, orders, store.warehouse_id, lambda written: None)
    record_returns(returns=list(past.past_returns(day)), warehouse_id=store.warehouse_id)
    rebuild_daily_demand(day.date, day.date)


def _write_impressions(
    day: PlayedDay, contexts: Sequence[EventContext], front: ShopFront, midnight: datetime
) -> None:
    """Each list that somebody saw who agreed to be remembered, and what they clicked in it."""
    sessions, table = day.result.sessions, day.result.impressions
    keys = table.session * len(Surface) + table.surface
    _lists, firsts = np.unique(keys, return_index=True)
    for rows in np.split(np.arange(len(table)), firsts[1:]):
        if not len(rows):
            continue
        session, surface = int(table.session[rows[0]]), Surface(int(table.surface[rows[0]]))
        shown = front.shown.get((int(surface), int(sessions.visitor[session])))
        if not shown or not sessions.personalisation[session]:
            continue
        at = midnight + timedelta(seconds=int(table.second[rows[0]]))
        place, context = Place(SLOTS[surface], SURFACES[surface]), contexts[session]
        ids = record_impressions(shown, place=place, context=context, at=at)
        for position in table.position[rows[table.clicked[rows]]].tolist():
            product = shown[position].product_id
            click = Fact(
                EventName.IMPRESSION_CLICKED, product_id=product, slot=place.slot,
                position=position + 1, payload={"impression": str(ids[product])},
                at=at + timedelta(seconds=5),
            )  # fmt: skip
            record(click, context=context)
