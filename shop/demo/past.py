"""From the played market to rows of history: people, visits, orders, returns, reviews, prices."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID

import numpy as np
from django.conf import settings

from accounts.history import PastAddress, PastConsent, PastCustomer, StoredCustomer
from catalog.history import PastReview
from events.context import EventContext
from events.names import Channel, Consent, Device, EventName
from events.services import Fact, event_row
from foundation import clock
from foundation.money import Money
from inventory.history import PastMovement
from inventory.models import MovementType
from orders.building import CheckoutDetails, LineSnapshot, line_name
from orders.history import PastOrder, PastPayment, PastReturn, StoredOrder
from orders.models import ShippingMethod
from orders.payments.by_hand import PaidElsewhere
from orders.selectors import shipping_price, shop_tax_rule
from orders.shipping import delivery_window, name_for
from pricing.totals import BasketTotals, LineAmounts
from shop.demo.people import Person, email_of, person
from shop.demo.play import DemoMarket, PlayedDay
from shop.demo.reviews import author_name, write_review
from shop.demo.shelving import Shelved, ShelvedVariant
from simulation import Aspect, EventKind, MarketConfig, Source
from simulation import Device as MarketDevice

WORDING = "2026-01"
PACKING_TAKES = timedelta(hours=22)
DELIVERY_TAKES = timedelta(hours=53)

_DEVICES = {
    MarketDevice.PHONE: Device.PHONE,
    MarketDevice.DESKTOP: Device.DESKTOP,
    MarketDevice.TABLET: Device.TABLET,
}
_SOURCES = {
    Source.DIRECT: ("", ""),
    Source.ORGANIC_SEARCH: ("search", "organic"),
    Source.PAID_SEARCH: ("search", "cpc"),
    Source.SOCIAL: ("social", "social"),
    Source.EMAIL: ("newsletter", "email"),
    Source.AFFILIATE: ("partner", "affiliate"),
    Source.REFERRAL: ("referral", "referral"),
}
_NAMES = {
    EventKind.LIST_VIEW: EventName.LIST_VIEWED,
    EventKind.SEARCH: EventName.SEARCH_PERFORMED,
    EventKind.VIEW: EventName.PRODUCT_VIEWED,
    EventKind.ADD_TO_CART: EventName.CART_ITEM_ADDED,
    EventKind.REMOVE: EventName.CART_ITEM_REMOVED,
    EventKind.CHECKOUT: EventName.CHECKOUT_STARTED,
}


@dataclass(slots=True)
class OrderKey:
    """Where an order of the market went, for what comes back of it later."""

    stored: StoredOrder
    context: EventContext
    variants: Sequence[int]
    unit_paid: Sequence[int]


@dataclass(slots=True)
class Past:
    """Everything that the days need to know of each other."""

    world: DemoMarket
    shelved: Sequence[Shelved]
    seed: int
    now: datetime
    variants: list[ShelvedVariant] = field(init=False)
    product_of: list[Shelved] = field(init=False)
    customers: dict[int, StoredCustomer] = field(default_factory=dict)
    people: dict[int, Person] = field(default_factory=dict)
    emails: dict[int, str] = field(default_factory=dict)
    orders: dict[int, OrderKey] = field(default_factory=dict)
    method: ShippingMethod = field(default_factory=lambda: ShippingMethod.objects.all()[0])
    _ids: np.random.Generator = field(init=False)
    _visitors: dict[int, UUID] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.variants = [variant for one in self.shelved for variant in one.variants]
        self.product_of = [one for one in self.shelved for _ in one.variants]
        self._ids = np.random.default_rng([self.seed, 7])

    # --- people ---------------------------------------------------------------------------

    def past_customers(self, days: int) -> list[tuple[int, PastCustomer]]:
        """Everybody who had joined by the last day, by their index in the market."""
        market = self.world.market
        joined = np.flatnonzero(market.customers.birth_day < days)
        return [(int(index), self._customer(int(index))) for index in joined]

    def _customer(self, index: int) -> PastCustomer:
        table = self.world.market.customers
        country = self.world.market.countries[int(table.country[index])]
        someone = person(np.random.default_rng([self.seed, 11, index]), country)
        self.people[index] = someone
        self.emails[index] = email_of(someone.name, index)
        born = self.moment(self._date(int(table.birth_day[index])), 9 * 3600)
        level = Consent(
            int(table.consent_personalisation[index]) * Consent.PERSONALISATION
            + int(table.consent_marketing[index]) * Consent.MARKETING
        )
        return PastCustomer(
            created_at=born,
            country=country,
            email=self.emails[index],
            name=someone.name,
            language=_language(country),
            visitor=self.visitor(int(table.visitor[index])) if self._owns(index) else None,
            address=PastAddress(someone.line1, someone.postcode, someone.city),
            consents=(PastConsent(level, WORDING, born),),
            birth_year=max(int(table.birth_year[index]), 0) or None,
        )

    def _owns(self, index: int) -> bool:
        """Whether a browser is this customer's: rings of fraud share one that is its head's."""
        visitors = self.world.market.customers.visitor
        return bool(visitors[index] == 2 * index)

    def visitor(self, number: int) -> UUID:
        if number not in self._visitors:
            self._visitors[number] = self._uuid()
        return self._visitors[number]

    def _uuid(self) -> UUID:
        return UUID(bytes=self._ids.bytes(16), version=4)

    # --- time -----------------------------------------------------------------------------

    def _date(self, day: int) -> date:
        config: MarketConfig = self.world.market.config
        return config.start + timedelta(days=day)

    def moment(self, day: date, second: int) -> datetime:
        """A second of a business day; times are those of the shop's clock on the wall."""
        midnight = datetime.combine(day, time.min, clock.shop_zone())
        return midnight + timedelta(seconds=second)

    # --- days -----------------------------------------------------------------------------

    def contexts(self, day: PlayedDay) -> list[EventContext]:
        """Who stands behind each session of a day, and how they came."""
        sessions, market = day.result.sessions, self.world.market
        columns = (
            sessions.visitor, sessions.customer, sessions.device, sessions.source,
            sessions.campaign, sessions.country, sessions.personalisation,
        )  # fmt: skip
        rows = zip(*(column.tolist() for column in columns), strict=True)
        return [self._context(market, day, *row) for row in rows]

    def _context(
        self, market: Any, day: PlayedDay, visitor: int, customer: int, device: int,
        source: int, campaign: int, country: int, personalisation: bool,
    ) -> EventContext:  # fmt: skip
        name, medium = _SOURCES[Source(source)]
        known = self.customers.get(customer)
        marketing = known is not None and bool(known.consent & Consent.MARKETING)
        return EventContext(
            visitor=self.visitor(visitor),
            session=self._uuid(),
            customer=known.pseudonym if known else None,
            channel=Channel.WEB,
            source=name,
            medium=market.campaigns[campaign].medium if campaign >= 0 else medium,
            campaign=day.campaign_name(campaign),
            device=_DEVICES[MarketDevice(device)],
            country=market.countries[country],
            consent=Consent.PERSONALISATION * personalisation + Consent.MARKETING * marketing,
        ).minimised()

    def event_rows(self, day: PlayedDay, contexts: Sequence[EventContext]) -> Iterator[Any]:
        """What shoppers did, without what the order history writes itself; robots are left out."""
        events, sessions = day.result.events, day.result.sessions
        midnight = self.moment(day.date, 0)
        ordered = set(day.result.orders.session.tolist())
        robots = set(np.flatnonzero(sessions.declared_bot).tolist())
        columns = (
            events.session, events.kind, events.second, events.category, events.product,
            events.variant, events.quantity, events.query,
        )  # fmt: skip
        for row in zip(*(column.tolist() for column in columns), strict=True):
            session, kind, second, category, product, variant, quantity, query = row
            name = _NAMES.get(EventKind(kind))
            if name is None or session in robots:
                continue
            if kind == EventKind.CHECKOUT and session in ordered:
                continue
            if (at := midnight + timedelta(seconds=second)) > self.now:
                continue
            yield event_row(
                Fact(
                    name=name,
                    product_id=self.shelved[product].id if product >= 0 else None,
                    variant_id=self.variants[variant].id if variant >= 0 else None,
                    quantity=quantity if quantity > 0 else None,
                    payload=self._payload(name, category, query),
                    at=at,
                ),
                context=contexts[session],
            )

    def _payload(self, name: EventName, category: int, query: int) -> dict[str, Any]:
        if name == EventName.SEARCH_PERFORMED:
            words = self.world.market.queries[query]
            unmet = words in self.world.market.config.unmet_queries
            # How much a search found is not of the market; that nobody sells it is.
            return {"words": words} | ({"found": 0} if unmet else {})
        if name == EventName.LIST_VIEWED and category >= 0:
            return {"category": self.world.catalogue.categories[category].replace(" ", "-")}
        return {}

    def past_orders(
        self, day: PlayedDay, contexts: Sequence[EventContext]
    ) -> Iterator[tuple[int, PastOrder]]:
        """The day's orders with their market numbers; of today only what has happened yet."""
        orders, lines = day.result.orders, day.result.lines
        starts = np.searchsorted(lines.order, np.arange(len(orders) + 1))
        checkouts = day.checkouts()
        for row in range(len(orders)):
            if self.moment(day.date, int(orders.second[row])) > self.now:
                continue
            chosen = slice(int(starts[row]), int(starts[row + 1]))
            begun = checkouts.get(int(orders.session[row]), int(orders.second[row]))
            yield int(orders.number[row]), self._order(day, row, chosen, contexts, begun)

    def _order(
        self, day: PlayedDay, row: int, chosen: slice, contexts: Sequence[EventContext], begun: int
    ) -> PastOrder:
        orders, lines = day.result.orders, day.result.lines
        placed = self.moment(day.date, int(orders.second[row]))
        customer = int(orders.customer[row])
        snapshots = tuple(
            self._snapshot(int(variant), int(quantity), int(price))
            for variant, quantity, price in zip(
                lines.variant[chosen], lines.quantity[chosen], lines.unit_price[chosen], strict=True
            )
        )
        totals = self._totals(snapshots, lines.discount[chosen].tolist())
        shipped = placed + PACKING_TAKES
        arrived = shipped + DELIVERY_TAKES
        window = delivery_window(self.method, at=placed)
        language = _language(self.world.market.countries[int(orders.country[row])])
        return PastOrder(
            placed_at=placed,
            details=self._details(customer, int(orders.country[row]), int(orders.number[row])),
            lines=snapshots,
            shipping=totals.shipping,
            tax=shop_tax_rule(),
            base_currency=settings.SHOP_BASE_CURRENCY,
            totals=totals,
            shipping_method=name_for(self.method, language),
            shipping_code=self.method.code,
            expected=(window.first, window.last),
            language=language,
            customer_id=self.customers[customer].id if customer in self.customers else None,
            context=contexts[int(orders.session[row])],
            payment=PastPayment(PaidElsewhere.name, placed, f"demo_{int(orders.number[row])}"),
            started_at=self.moment(day.date, begun),
            shipped_at=shipped if shipped < self.now else None,
            delivered_at=arrived if arrived < self.now else None,
        )

    def _snapshot(self, index: int, quantity: int, price: int) -> LineSnapshot:
        variant, one = self.variants[index], self.product_of[index]
        currency = settings.SHOP_BASE_CURRENCY
        return LineSnapshot(
            variant_id=variant.id,
            product_id=one.id,
            sku=variant.sku,
            name=line_name(one.merchandise.name, variant.options),
            quantity=quantity,
            unit_price=Money(price, currency),
            unit_cost=Money(cost_of(one), currency),
        )

    def _totals(self, snapshots: Sequence[LineSnapshot], discounts: Sequence[int]) -> BasketTotals:
        """As ``basket_totals``, with the promotions that the market gave on each line."""
        rule, currency = shop_tax_rule(), settings.SHOP_BASE_CURRENCY
        amounts = []
        for snapshot, discount in zip(snapshots, discounts, strict=True):
            paid = snapshot.unit_price.minor * snapshot.quantity - discount
            tax = rule.tax(paid)
            total = paid if rule.included else paid + tax
            amounts.append(
                LineAmounts(snapshot.unit_price.minor, snapshot.quantity, discount, tax, total)
            )
        subtotal = sum(line.unit_price * line.quantity for line in amounts)
        goods = Money(subtotal - sum(discounts), currency)
        shipping = shipping_price(self.method, goods)
        shipping_tax = rule.tax(shipping.minor)
        total = sum(line.total for line in amounts) + shipping.minor
        return BasketTotals(
            lines=tuple(amounts),
            subtotal=Money(subtotal, currency),
            discount=Money(sum(discounts), currency),
            shipping=shipping,
            tax=Money(sum(line.tax for line in amounts) + shipping_tax, currency),
            total=Money(total if rule.included else total + shipping_tax, currency),
        )

    def _details(self, customer: int, country: int, number: int) -> CheckoutDetails:
        code = self.world.market.countries[country]
        if customer in self.people:
            someone, email = self.people[customer], self.emails[customer]
        else:
            someone = person(np.random.default_rng([self.seed, 13, number]), code)
            email = email_of(someone.name, 1_000_000 + number)
        return CheckoutDetails(
            email, someone.name, someone.line1, someone.postcode, someone.city, code
        )

    def past_returns(self, day: PlayedDay) -> Iterator[PastReturn]:
        """What came back that day, of orders that were sent."""
        returns = day.result.returns
        at = min(self.moment(day.date, 14 * 3600), self.now)
        columns = (returns.order_number, returns.line, returns.quantity)
        for number, line, quantity in zip(*(c.tolist() for c in columns), strict=True):
            key = self.orders[number]
            index = key.variants[line]
            yield PastReturn(
                variant_id=self.variants[index].id,
                product_id=self.product_of[index].id,
                quantity=quantity,
                value=Money(key.unit_paid[line] * quantity, settings.SHOP_BASE_CURRENCY),
                returned_at=at,
                line_id=key.stored.line_ids[line],
                order_ref=key.stored.public_id,
                context=key.context,
            )

    def past_reviews(self, day: PlayedDay) -> Iterator[PastReview]:
        """What was written that day, in words that fit the rating."""
        reviews = day.result.reviews
        columns = (
            reviews.order_number, reviews.customer, reviews.product, reviews.rating,
            reviews.aspect, reviews.second,
        )  # fmt: skip
        for row in zip(*(column.tolist() for column in columns), strict=True):
            number, customer, product, rating, aspect, second = row
            one = self.shelved[product]
            rng = np.random.default_rng([self.seed, 17, product, customer + 1, second])
            title, text = write_review(
                kind=one.merchandise.kind,
                shelf=one.merchandise.shelf,
                rating=rating,
                aspect=Aspect(aspect).name.lower(),
                rng=rng,
            )
            known = self.customers.get(customer)
            yield PastReview(
                product_id=one.id,
                customer_id=known.id if known else None,
                author=author_name(rng),
                rating=rating,
                written_at=min(self.moment(day.date, second), self.now),
                title=title,
                text=text,
                is_verified=number >= 0,
            )

    # --- stock and prices -----------------------------------------------------------------

    def opening_stock(self, warehouse_id: int) -> Iterator[PastMovement]:
        at = self.moment(self._date(0), 0) - timedelta(hours=12)
        for variant, units in zip(self.variants, self.world.opening.tolist(), strict=True):
            yield PastMovement(
                variant.id, warehouse_id, MovementType.RECEIPT, at,
                on_hand_change=units, reference="OPENING",
            )  # fmt: skip

    def receipts(self, day: PlayedDay, warehouse_id: int) -> Iterator[PastMovement]:
        at = min(self.moment(day.date, 6 * 3600), self.now)
        for index, units, reference in day.received:
            yield PastMovement(
                self.variants[index].id, warehouse_id, MovementType.RECEIPT, at,
                on_hand_change=units, reference=reference,
            )  # fmt: skip


def cost_of(one: Shelved) -> int:
    return round(one.merchandise.price * one.merchandise.cost_share)


def _language(country: str) -> str:
    return "de" if country == "DE" else "en"
