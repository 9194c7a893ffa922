"""Twin markets: what each way to recommend changes in orders, all else the same.

One market plays its past, showing what sells. The shop's own pipeline is trained on its log. Then
the market is forked: each twin goes on with the same people, visits and chances (common random
numbers), and differs only in what home and product page show. What sells is the baseline, what
people truly like best the ceiling. `manage.py judge_recommendations` asks the same of the whole
shop in an experiment, which needs many more visitors to see as much.

    python benchmarks/market.py [--customers N] [--seed S]
"""

from __future__ import annotations

import copy
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

import numpy as np

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from benchmarks.market_log import MarketLog, people_of  # noqa: E402
from benchmarks.reporting import Row, command_line, report  # noqa: E402
from recommendations.algorithms.interactions import ItemFeatures  # noqa: E402
from recommendations.algorithms.models import Blend, Member, TrainedModels  # noqa: E402
from recommendations.algorithms.models import Surface as ModelSurface  # noqa: E402
from recommendations.algorithms.pipeline import PipelineConfig, fit  # noqa: E402
from recommendations.algorithms.scoring import Filters, Recommendation, Scorer  # noqa: E402
from simulation import (  # noqa: E402
    ExposureContext,
    ExposurePolicy,
    Market,
    MarketConfig,
    RankedExposure,
    StepResult,
    Stockroom,
    Surface,
    TasteExposure,
    synthetic_catalogue,
)
from simulation.columns import IntArray  # noqa: E402

HISTORY_DAYS, DAYS = 250, 42
SHOWN = 8
JUST_BOUGHT_DAYS = 30.0
TASTE = Blend({Member.IALS: 1.0}, half_life_days=240.0)


@dataclass(slots=True)
class ByModel:
    """What a blend of the shop's models shows; what sells to those of whom nothing is known.

    Left out, as in the shop: what was just bought, and what this visit looks at.
    """

    models: TrainedModels
    blend: Blend
    log: MarketLog
    users: Mapping[int, int]
    _scorer: Scorer = field(init=False)

    def __post_init__(self) -> None:
        blends = {**self.models.blends, ModelSurface.FOR_USER: self.blend}
        self._scorer = Scorer(replace(self.models, blends=blends, rankers={}))

    def __call__(self, context: ExposureContext) -> IntArray:
        table = RankedExposure(self.models.popularity.astype(float), SHOWN)(context)
        people = people_of(context).tolist()
        for row in np.flatnonzero(context.personalisation).tolist():
            visit = [int(item) for item in context.items[row] if item >= 0]
            found = self._found(context, people[row], visit)[:SHOWN]
            if found:
                table[row] = -1
                table[row, : len(found)] = [one.item for one in found]
        return table

    def _found(
        self, context: ExposureContext, person: int, visit: list[int]
    ) -> list[Recommendation]:
        if context.surface is Surface.CART:
            basket = np.array(visit, np.int32)
            return self._scorer.complete_basket(basket, n=SHOWN, filters=Filters(context.available))
        history = self.log.history(person, visit, day=context.day)
        if not len(history):
            return []
        fresh = history.items[(history.weights >= 1) & (history.ages < JUST_BOUGHT_DAYS)]
        hidden = np.union1d(fresh, np.array(visit, np.int32)).astype(np.int32)
        filters = Filters(context.available, hidden)
        return self._scorer.for_user(history, n=SHOWN, user=self.users.get(person), filters=filters)


@dataclass(frozen=True, slots=True)
class Outcome:
    """Orders of a twin, and clicks among what was shown."""

    orders: int
    clicks: int
    shown: int


def main() -> None:
    parser = command_line("Orders in twin markets that differ in what is recommended.")
    parser.add_argument("--customers", type=int, default=6_000)
    parser.add_argument("--seed", type=int, default=7)
    options = parser.parse_args()
    customers = 1_500 if options.quick else options.customers
    market, room, log = _past(customers, options.seed)
    interactions, users = log.interactions()
    config = PipelineConfig(two_tower=None, lightfm=None, ranker=None)
    models = fit(interactions, ItemFeatures(), config)
    print(f"{customers:,} customers, {len(interactions):,} events, {interactions.n_items} products")
    crowd = models.popularity.astype(float)
    truth = market.truth()
    liking = truth.utilities(np.arange(len(truth.customers)))
    policies: dict[str, ExposurePolicy] = {
        "popularity": RankedExposure(crowd, SHOWN),
        "blend": ByModel(models, models.blends[ModelSurface.FOR_USER], log, users),
        "taste": ByModel(models, TASTE, log, users),
        "ceiling": TasteExposure(liking, crowd, SHOWN),
    }
    outcomes = {name: _twin(market, room, log, policy) for name, policy in policies.items()}
    report(_rows(outcomes), json_path=options.json)


def _past(customers: int, seed: int) -> tuple[Market, Stockroom, MarketLog]:
    market = Market(synthetic_catalogue(seed=1), seed, MarketConfig(customers=customers))
    room = Stockroom(market.catalogue, market.suppliers, seed)
    log = MarketLog(market.catalogue)
    shown = RankedExposure(market.catalogue.product_popularity, SHOWN)
    for day in range(HISTORY_DAYS):
        log.write(_step(market, room, shown), day)
    return market, room, log


def _step(market: Market, room: Stockroom, policy: ExposurePolicy) -> StepResult:
    day = market.day
    room.receive(day)
    result = market.step(
        market.propose_price_moves(day).prices(market.catalogue),
        promotions=market.propose_promotions(day),
        stock=room.on_hand,
        exposures=policy,
        mailings=market.propose_mailings(day),
    )
    room.ship(result.sold)
    room.review(day)
    return result


def _twin(market: Market, room: Stockroom, log: MarketLog, policy: ExposurePolicy) -> Outcome:
    """Six weeks of a copy of the market. Models know what was done since, but learn nothing new."""
    twin, shelf = market.fork(), copy.deepcopy(room)
    own = MarketLog(log.catalogue, own=copy.deepcopy(log.own))
    if isinstance(policy, ByModel):
        policy = replace(policy, log=own)
    orders = clicks = shown = 0
    for _day in range(DAYS):
        day = twin.day
        result = _step(twin, shelf, policy)
        own.write(result, day)
        orders += len(result.orders)
        clicks += int(result.impressions.clicked.sum())
        shown += len(result.impressions)
    return Outcome(orders, clicks, shown)


def _rows(outcomes: Mapping[str, Outcome]) -> list[Row]:
    base = outcomes["popularity"]
    rows = []
    for name, found in outcomes.items():
        if name == "popularity":
            continue
        rows.append(Row(f"market/{name}/orders", found.orders, baseline=base.orders))
        share, plain = 100 * found.clicks / found.shown, 100 * base.clicks / base.shown
        rows.append(Row(f"market/{name}/click_share", share, "%", baseline=plain))
    return rows


if __name__ == "__main__":
    main()
