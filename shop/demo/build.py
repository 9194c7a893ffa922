"""Building the demo store: the range, thirteen months of history, and the logins."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from itertools import chain

import numpy as np
from django.conf import settings
from django.db import transaction

from accounts.history import record_history as record_customers
from accounts.models import User
from catalog.history import PastReview, record_reviews
from catalog.models import Product
from events.services import record_history as record_events
from foundation import clock
from foundation.progress import Advance, Steps
from inventory.history import PastMovement
from inventory.history import record_history as record_movements
from inventory.services import set_reorder_points
from orders.history import PastOrder, PastReturn, record_returns
from orders.history import record_history as record_orders
from orders.models import ShippingMethod
from pricing.history import record_history as record_prices
from shop.demo.accounts import (
    DEMO_SHOPPER,
    DEMO_STAFF,
    confirm_address,
    make_login,
    make_role_logins,
)
from shop.demo.beside import sell_beside
from shop.demo.brands import BRANDS
from shop.demo.campaign_history import write_campaigns
from shop.demo.campaigns import DemoCampaigns, begin_campaigns
from shop.demo.channels import offer_again, sell_elsewhere, subscribe_ada
from shop.demo.competitors import make_competitors
from shop.demo.counter import open_counter
from shop.demo.firm import make_firm
from shop.demo.mailings import mail_rows
from shop.demo.merchandise import Merchandise
from shop.demo.offers import make_offers
from shop.demo.past import OrderKey, Past
from shop.demo.past_promotions import make_past_promotions
from shop.demo.play import DAYS_A_MONTH, DemoMarket, PlayedDay
from shop.demo.price_book import PriceBook
from shop.demo.purchases import buy_beside
from shop.demo.range import RANGE
from shop.demo.rewards import open_programme
from shop.demo.risk_history import write_risk
from shop.demo.shelves import DEPARTMENTS, GERMAN_NAMES, SHELVES
from shop.demo.shelving import REFERENCE, Range, Shelved, shelve
from shop.demo.supply import make_warehouses, supply
from simulation import FraudKind, MarketConfig

DEMO_DAYS = 396
DEMO_CUSTOMERS = 3_000
REORDER_COVER_DAYS = 14
TRUTH_FOLDER = "demo-truth"
BESIDE_FOR = timedelta(days=3)
"""How long sets, downloads and gift cards have been on the shelves."""
LATELY = (FraudKind.STOLEN_CARD, FraudKind.STOLEN_CARD, FraudKind.ACCOUNT_TAKEOVER)
"""Attacks of yesterday and today, so that the review desk has something to look at."""


class NotEmpty(Exception):
    """The database holds another shop's goods."""


@dataclass(frozen=True, slots=True)
class DemoPlan:
    """How large the demo is. The same seed and last day give the same store."""

    seed: int = 7
    days: int = DEMO_DAYS
    customers: int = DEMO_CUSTOMERS
    last_day: date | None = None
    merchandise: tuple[Merchandise, ...] = RANGE

    @property
    def end(self) -> date:
        return self.last_day or clock.business_day()

    @property
    def start(self) -> date:
        return self.end - timedelta(days=self.days - 1)


def is_built() -> bool:
    return Product.objects.filter(external_ref__startswith=REFERENCE).exists()


@dataclass(frozen=True, slots=True)
class DemoStore:
    """A store with its history, as it stands at the end of the last day that was played."""

    past: Past
    plan: DemoPlan
    warehouse_id: int
    played: list[PlayedDay]
    campaigns: DemoCampaigns


def build_demo(*, plan: DemoPlan, steps: Steps) -> None:
    """Fill an empty database with the demo store, all or nothing but for its last order.

    Raises:
        NotEmpty: products of another origin are there.
    """
    with transaction.atomic():
        store = open_store(plan=plan, steps=steps)
        finish_store(store=store, steps=steps)
    subscribe_ada()  # a card is charged, which is done outside any transaction


@transaction.atomic
def open_store(*, plan: DemoPlan, steps: Steps) -> DemoStore:
    """The range, the customers and what they did; more days may be played before it is finished.

    Raises:
        NotEmpty: products of another origin are there.
    """
    if Product.objects.exists():
        raise NotEmpty(
            "This database holds other products. Point SHELFWISE_DATA_DIR or DATABASE_URL "
            "to an empty one."
        )
    _make_shipping_methods()
    past = _write_range(plan, steps)
    with steps.step("Customers", plan.customers) as advance:
        _write_customers(past, plan)
        advance(plan.customers)
    campaigns = begin_campaigns(past, first=plan.start, last=plan.end)
    return _play(past, plan, campaigns, steps)


@transaction.atomic
def finish_store(*, store: DemoStore, steps: Steps) -> None:
    """What staff did around the days that were played, and the truth beside the store."""
    with steps.step("Suppliers and stockrooms"):
        supply(store.past, store.played)
    make_offers(start=store.past.moment(store.plan.start, 0), now=store.past.now)
    past, plan = store.past, store.plan
    make_past_promotions(past.world, past.shelved, first=plan.start, last=plan.end)
    make_competitors(now=past.now, seed=plan.seed)
    open_programme(now=past.now)
    with steps.step("Sets, gift cards, a firm and other channels"):
        _deal(past, plan)
    if past.world.desk is not None:
        with steps.step("Campaigns"):
            write_campaigns(past, store.campaigns, past.world.desk)
    with steps.step("Who came to the doors"):
        write_risk(past, store.played)
    store.past.world.market.truth().save(settings.DATA_DIR / TRUTH_FOLDER)


def _deal(past: Past, plan: DemoPlan) -> None:
    """Ways to sell beside goods on a shelf, as the shop's own services write them."""
    sell_beside(at=past.now - BESIDE_FOR)
    make_firm(since=past.moment(plan.start, 0), now=past.now)
    buy_beside(now=past.now)
    staff = User.objects.get(email=DEMO_STAFF.email)
    open_counter(staff=staff, now=past.now)
    sell_elsewhere(staff=staff, now=past.now)
    offer_again()


def _make_shipping_methods() -> None:
    ShippingMethod.objects.bulk_create(
        [
            ShippingMethod(
                code="standard", name_en="Standard delivery", name_de="Standardversand",
                description_en="In two to four days", description_de="In zwei bis vier Tagen",
                price_minor=490, free_from_minor=6000, days_min=2, days_max=4, position=0,
            ),
            ShippingMethod(
                code="express", name_en="Express delivery", name_de="Expressversand",
                description_en="On the next working day",
                description_de="Am nächsten Werktag",
                price_minor=1290, days_min=1, days_max=1, position=1,
            ),
        ]
    )  # fmt: skip


def _write_range(plan: DemoPlan, steps: Steps) -> Past:
    stock = Range(
        departments=DEPARTMENTS,
        shelves=SHELVES,
        brands=[brand.name for brand in BRANDS],
        merchandise=plan.merchandise,
        german_names=GERMAN_NAMES,
    )
    midnight = datetime.combine(plan.start, datetime.min.time(), clock.shop_zone())

    def launched(item: Merchandise) -> datetime:
        return midnight + timedelta(days=item.launch_month * DAYS_A_MONTH - 1)

    with steps.step("Range and pictures", len(plan.merchandise)) as advance:
        shelved: list[Shelved] = shelve(stock, launched=launched, advance=advance)
    config = MarketConfig(
        start=plan.start,
        horizon_days=plan.days,
        customers=plan.customers,
        planted=tuple((plan.days - back, kind) for back in (2, 1) for kind in LATELY),
    )
    world = DemoMarket(shelved, SHELVES, seed=plan.seed, config=config)
    return Past(world, shelved, plan.seed, clock.now())


def _write_customers(past: Past, plan: DemoPlan) -> None:
    staff = User.objects.create_superuser(DEMO_STAFF.email, DEMO_STAFF.password, name="Sam Staff")
    confirm_address(staff)
    make_role_logins()
    shopper = make_login(DEMO_SHOPPER, name="Ada Shelf")
    pairs = past.past_customers(plan.days)
    chosen = _loyal_customer(past)
    past.emails[chosen] = shopper.email
    past.people[chosen] = replace(past.people[chosen], name=shopper.name)
    customers = [
        replace(customer, user_id=shopper.pk, email=shopper.email, name=shopper.name)
        if index == chosen
        else customer
        for index, customer in pairs
    ]
    stored = record_customers(customers=customers)
    past.customers = dict(zip((index for index, _ in pairs), stored, strict=True))


def _loyal_customer(past: Past) -> int:
    """Somebody who buys often, agreed to everything and was there from the start."""
    people = past.world.market.customers
    told = people.consent_personalisation & people.consent_marketing & (people.birth_day < 0)
    honest = people.abuse == 0
    rate = people.purchase_rate * (1 - people.dropout) * told * honest
    return int(rate.argmax())


def _play(past: Past, plan: DemoPlan, campaigns: DemoCampaigns, steps: Steps) -> DemoStore:
    """Play day by day; events are written as they come, the rest by one call an app at the end."""
    warehouse = make_warehouses()
    prices = PriceBook(past)
    movements: list[PastMovement] = list(past.opening_stock(warehouse.pk))
    orders: list[tuple[int, PastOrder]] = []
    played = []
    with steps.step(f"Playing {plan.days} days", plan.days) as advance:
        for day in past.world.days(plan.days):
            contexts = past.contexts(day)
            prices.add(day)
            movements.extend(past.receipts(day, warehouse.pk))
            orders.extend(past.past_orders(day, contexts))
            played.append(day)
            midnight = past.moment(day.date, 0)
            record_events(
                chain(past.event_rows(day, contexts), mail_rows(past, day, campaigns)),
                first=midnight,
                last=midnight + timedelta(days=1),
            )
            advance(1)
    with steps.step("Stock and prices") as advance:
        advance(record_movements(movements=movements))
        advance(record_prices(prices=prices.rows))
    with steps.step("Orders", len(orders)) as advance:
        write_orders(past, orders, warehouse.pk, advance)
    with steps.step("Returns and reviews") as advance:
        returns: list[PastReturn] = [back for day in played for back in past.past_returns(day)]
        advance(record_returns(returns=returns, warehouse_id=warehouse.pk))
        advance(record_reviews(reviews=_once_each(past, played)))
    set_reorder_points(points=_reorder_points(past, played))
    return DemoStore(past, plan, warehouse.pk, played, campaigns)


def write_orders(
    past: Past, orders: Sequence[tuple[int, PastOrder]], warehouse_id: int, advance: Advance
) -> None:
    """Write orders of the market, and remember where each went for what comes back of it."""
    stored = record_orders(
        orders=[order for _number, order in orders], warehouse_id=warehouse_id, advance=advance
    )
    place = {variant.id: index for index, variant in enumerate(past.variants)}
    for (number, order), kept in zip(orders, stored, strict=True):
        lines = order.totals.lines if order.totals else ()
        past.orders[number] = OrderKey(
            stored=kept,
            context=order.context,
            variants=[place[line.variant_id or 0] for line in order.lines],
            unit_paid=[line.total // line.quantity for line in lines],
        )


def _once_each(past: Past, played: Sequence[PlayedDay]) -> list[PastReview]:
    """Reviews, the first of each customer on a product: nobody may write two."""
    seen: set[tuple[int, int]] = set()
    reviews = []
    for day in played:
        for review in past.past_reviews(day):
            if review.customer_id is not None:
                if (key := (review.product_id, review.customer_id)) in seen:
                    continue
                seen.add(key)
            reviews.append(review)
    return reviews


def _reorder_points(past: Past, played: Sequence[PlayedDay]) -> dict[int, int]:
    """Two weeks of each variant's sales of the last eight: where staff would begin."""
    recent = [day.result.sold for day in played[-56:]]
    daily = np.mean(recent, axis=0)
    return {
        variant.id: round(float(rate) * REORDER_COVER_DAYS)
        for variant, rate in zip(past.variants, daily, strict=True)
    }
