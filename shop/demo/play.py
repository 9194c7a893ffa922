"""Playing the demo's thirteen months: the market steps, a plain stockroom keeps it supplied."""

from __future__ import annotations

import copy
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

import numpy as np

from shop.demo.merchandise import Shelf
from shop.demo.shelving import Shelved
from simulation import (
    Catalogue,
    CategoryTraits,
    EventKind,
    ExposurePolicy,
    FlowDesk,
    Market,
    MarketConfig,
    ProductSpec,
    StepResult,
    Stockroom,
    VariantSpec,
    build_catalogue,
)
from simulation.channels import CAMPAIGNS, FIRST_MAIL_CAMPAIGN
from simulation.columns import NONE, IntArray
from simulation.supply import PurchaseLines

DAYS_A_MONTH = 30


@dataclass(frozen=True, slots=True)
class PlayedDay:
    """One day: what came in before it opened, what it cost, what happened."""

    date: date
    received: Sequence[tuple[int, int, str]]
    """(variant index, units, purchase order) of each receipt."""
    ordered: PurchaseLines
    """What was ordered from suppliers that evening."""
    prices: IntArray
    """(V,) list prices in minor units."""
    result: StepResult
    told: Mapping[tuple[int, int], tuple[str, int]] = field(default_factory=dict)
    """Whose campaign each mail was of, by (kind, customer), and which of its messages, from 0."""
    names: Mapping[int, str] = field(default_factory=dict)
    """By kind, the campaign whose mail went out."""

    def campaign_name(self, campaign: int) -> str:
        """What a link said that led here; mail is told by the name of the shop's own campaign."""
        if campaign == NONE:
            return ""
        return self.names.get(campaign - FIRST_MAIL_CAMPAIGN, CAMPAIGNS[campaign].name)

    def checkouts(self) -> dict[int, int]:
        """The second in which each session that got so far began its checkout."""
        events = self.result.events
        begun = events.kind == EventKind.CHECKOUT
        return dict(zip(events.session[begun].tolist(), events.second[begun].tolist(), strict=True))


class DemoMarket:
    """The market of the demo store; variant and product indices follow ``shelved``."""

    def __init__(
        self,
        shelved: Sequence[Shelved],
        shelves: Sequence[Shelf],
        *,
        seed: int,
        config: MarketConfig,
    ) -> None:
        self.catalogue = _catalogue(shelved, shelves)
        self.market = Market(self.catalogue, seed, config)
        self.stockroom = Stockroom(self.catalogue, self.market.suppliers, seed)
        self.opening = self.stockroom.on_hand.copy()
        self.desk: FlowDesk | None = None

    def days(self, count: int) -> Iterator[PlayedDay]:
        """Play so many days, one after the other."""
        for _day in range(count):
            yield self.next_day()

    @property
    def today(self) -> date:
        """The day that is played next."""
        return self.market.config.start + timedelta(days=self.market.day)

    def fork(self) -> DemoMarket:
        """A twin that goes on by itself."""
        return copy.deepcopy(self)

    def next_day(self, exposures: ExposurePolicy | None = None) -> PlayedDay:
        """Play one more day, with what ``exposures`` recommends; None recommends nothing."""
        day, when = self.market.day, self.today
        market, stockroom = self.market, self.stockroom
        arrived = stockroom.receive(day)
        prices = self._prices(day)
        mailings = self.desk.mailings(day) if self.desk else market.propose_mailings(day)
        told = self._told()
        result = market.step(
            prices, market.propose_promotions(day), stockroom.on_hand, exposures, mailings
        )
        if self.desk:
            self.desk.watch(result)
        # What comes back is sold again only once it was looked at: the plan does not count on it.
        stockroom.ship(result.sold)
        ordered = stockroom.review(day)
        received = [
            (int(variant), int(units), purchase_number(int(number)))
            for variant, units, number in zip(
                arrived.variant, arrived.received, arrived.number, strict=True
            )
            if units
        ]
        names = {kind: name for (kind, _customer), (name, _position) in told.items()}
        return PlayedDay(when, received, ordered, prices, result, told, names)

    def _told(self) -> dict[tuple[int, int], tuple[str, int]]:
        """What is said today; the desk counts on as soon as it has seen the day."""
        if self.desk is None:
            return {}
        plans = self.desk.plans
        return {
            key: (plans[entry.flow].name, entry.position) for key, entry in self.desk.today.items()
        }

    def _prices(self, day: int) -> IntArray:
        """The price test of a day, with moved prices ending in .40 or .90 as a shop's would."""
        moves = self.market.propose_price_moves(day)
        moved = moves.prices(self.catalogue)
        tidy = np.maximum((moved + 35) // 50 * 50 - 10, 40)
        steady = moves.multiplier[self.catalogue.variant_product] == 1
        return np.where(steady, moved, tidy).astype(np.int64)


def _catalogue(shelved: Sequence[Shelved], shelves: Sequence[Shelf]) -> Catalogue:
    used = {one.merchandise.shelf for one in shelved}
    department = {shelf.slug: shelf.department for shelf in shelves}
    traits = CategoryTraits(
        complements=tuple(
            (words(shelf.slug), words(other))
            for shelf in shelves
            for other in shelf.complements
            if shelf.slug in used and other in used
        ),
        cycle_days=tuple(
            (words(shelf.slug), shelf.cycle_days)
            for shelf in shelves
            if shelf.cycle_days and shelf.slug in used
        ),
        gifts=tuple(words(shelf.slug) for shelf in shelves if shelf.gift and shelf.slug in used),
    )
    return build_catalogue([_spec(one, department) for one in shelved], traits)


def purchase_number(number: int) -> str:
    """What a purchase order of the stockroom is called."""
    return f"PO-{number + 1:05d}"


def words(slug: str) -> str:
    """A shelf as shoppers type it: the market makes its searches of these."""
    return slug.replace("-", " ")


def _spec(one: Shelved, department: dict[str, str]) -> ProductSpec:
    item = one.merchandise
    return ProductSpec(
        id=str(one.id),
        category=words(item.shelf),
        department=department[item.shelf],
        variants=tuple(
            VariantSpec(
                id=variant.sku,
                price=item.price,
                cost=round(item.price * item.cost_share),
                colour=variant.colour,
                size=variant.size,
                size_rank=variant.size_rank,
            )
            for variant in one.variants
        ),
        style=item.style,
        brand=item.brand,
        supplier=item.brand,
        quality=item.quality,
        popularity=item.popularity,
        launch_day=item.launch_month * DAYS_A_MONTH,
    )
