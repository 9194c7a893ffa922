"""History written in bulk says what the real checkout says, and adds up."""

from __future__ import annotations

import random
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.conf import settings
from django.db import IntegrityError, models, transaction

from accounts.history import PastConsent, PastCustomer, StoredCustomer
from accounts.history import record_history as record_customers
from accounts.models import Customer
from catalog.models import Variant
from catalog.selectors import variant_cards
from catalog.tests.factories import make_product
from events.context import EventContext
from events.models import Event
from events.names import Consent, Device, EventName
from foundation import clock
from foundation.ids import uuid7
from foundation.money import Money
from inventory.models import Reservation, StockLevel, StockMovement
from inventory.services import StockRuleBroken, default_warehouse
from orders.building import CheckoutDetails, LineSnapshot, line_name
from orders.carts import add_to_cart, open_cart
from orders.checkout.place import place_order
from orders.fulfilment import ship_order
from orders.history import PastOrder, PastPayment, PastReturn, record_history, record_returns
from orders.models import Order, OrderLine, Payment, Shipment, ShipmentLine, ShippingMethod
from orders.returns import return_line
from orders.selectors import cart_summary, shipping_price, shop_tax_rule
from orders.shipping import delivery_window
from pricing.models import ExchangeRate
from pricing.selectors import exchange_rate, prices_of
from pricing.totals import TaxRule

pytestmark = pytest.mark.django_db

DETAILS = CheckoutDetails(
    email="ada@example.com",
    name="Ada Reader",
    line1="1 Long Lane",
    postcode="N1 1AA",
    city="London",
    country="GB",
)
BASE = settings.SHOP_BASE_CURRENCY
OTHER = "JPY"


@dataclass(frozen=True)
class Purchase:
    """One order of the script that both paths play."""

    basket: dict[int, int]
    customer: StoredCustomer | None
    method: ShippingMethod
    currency: str
    context: EventContext
    at: datetime
    shipped_at: datetime | None
    returned: int
    """Units of the first line that come back."""


@pytest.fixture
def market() -> list[Purchase]:
    """Two hundred orders: guests and customers, two currencies, stock tracked and not."""
    dice = random.Random(20)
    start = clock.now() + timedelta(minutes=5)
    ExchangeRate.objects.create(
        currency=OTHER, rate=Decimal("161.35"), starts_at=start - timedelta(days=9)
    )
    variants = [
        make_product(price=f"{3 + 7 * number}.9{number}", stock=None if number == 4 else 2_000)
        .variants.get()
        .pk
        for number in range(9)
    ]
    customers = record_customers(customers=[_customer(number, start) for number in range(12)])
    methods = [
        ShippingMethod.objects.create(
            code="post", name="Post", price_minor=395, free_from_minor=9_000
        ),
        ShippingMethod.objects.create(code="express", name="Express", price_minor=995),
    ]
    return [_purchase(dice, n, start, variants, customers, methods) for n in range(200)]


def _customer(number: int, start: datetime) -> PastCustomer:
    level = [Consent.NECESSARY, Consent.PERSONALISATION, Consent.ALL][number % 3]
    return PastCustomer(
        created_at=start,
        country="GB",
        email=f"c{number}@example.com",
        consents=(PastConsent(level, "2026-01", start),),
    )


def _purchase(
    dice: random.Random,
    number: int,
    start: datetime,
    variants: list[int],
    customers: list[StoredCustomer],
    methods: list[ShippingMethod],
) -> Purchase:
    at = start + timedelta(minutes=number)
    chosen = dice.sample(variants, dice.randint(1, 5))
    customer = dice.choice([*customers, None, None, None])
    shipped = dice.random() < 0.7
    basket = {variant: dice.randint(1, 4) for variant in chosen}
    return Purchase(
        basket=basket,
        customer=customer,
        method=dice.choice(methods),
        currency=OTHER if number % 5 == 0 else BASE,
        context=EventContext(
            visitor=uuid7(at),
            customer=customer.pseudonym if customer else None,
            device=Device.PHONE,
            source="newsletter",
            country="GB",
            consent=customer.consent if customer else dice.choice([0, 1]),
        ),
        at=at,
        shipped_at=at + timedelta(days=1) if shipped else None,
        returned=dice.randint(1, basket[chosen[0]]) if shipped and number % 4 == 0 else 0,
    )


def _through_checkout(purchases: list[Purchase]) -> None:
    for number, wish in enumerate(purchases):
        customer = Customer.objects.get(pk=wish.customer.id) if wish.customer else None
        cart = open_cart(customer=customer, currency=wish.currency, at=wish.at)
        for variant_id, quantity in wish.basket.items():
            add_to_cart(
                cart=cart,
                variant=Variant.objects.get(pk=variant_id),
                quantity=quantity,
                context=wish.context,
                at=wish.at,
            )
        order = place_order(
            cart=cart,
            details=DETAILS,
            shipping_method=wish.method,
            provider="test",
            payment_choice="success",
            idempotency_key=f"script-{number}",
            seen_total=cart_summary(cart, shipping_method=wish.method).total,
            customer=customer,
            context=wish.context,
            at=wish.at,
        )
        if wish.shipped_at:
            ship_order(order=order, at=wish.shipped_at)
        if wish.returned:
            return_line(
                line=order.lines.first(),
                quantity=wish.returned,
                at=wish.shipped_at + timedelta(days=8),
            )


def _in_bulk(purchases: list[Purchase]) -> None:
    warehouse = default_warehouse()
    stored = list(record_history(orders=map(_past_order, purchases), warehouse_id=warehouse.pk))
    returns = []
    for wish, kept in zip(purchases, stored, strict=True):
        if wish.returned:
            line = OrderLine.objects.select_related("order").get(pk=kept.line_ids[0])
            value = Money(line.unit_price_minor * wish.returned, wish.currency)
            is_base = wish.currency == BASE
            returns.append(
                PastReturn(
                    variant_id=line.variant_id,
                    product_id=line.product_id_then,
                    quantity=wish.returned,
                    value=value,
                    base_value=None if is_base else value.converted(BASE, 1 / line.order.rate),
                    returned_at=wish.shipped_at + timedelta(days=8),
                    line_id=line.pk,
                    order_ref=kept.public_id,
                )
            )
    record_returns(returns=returns, warehouse_id=warehouse.pk)


def _past_order(wish: Purchase) -> PastOrder:
    cards = variant_cards(wish.basket)
    quotes = prices_of(wish.basket, currency=wish.currency)
    lines = tuple(
        LineSnapshot(
            variant_id=variant_id,
            product_id=cards[variant_id].product_id,
            sku=cards[variant_id].sku,
            name=line_name(cards[variant_id].name, cards[variant_id].options),
            quantity=quantity,
            unit_price=quotes[variant_id].amount,
            unit_cost=quotes[variant_id].cost,
        )
        for variant_id, quantity in wish.basket.items()
    )
    goods = Money(sum(line.unit_price.minor * line.quantity for line in lines), wish.currency)
    window = delivery_window(wish.method, at=wish.at)
    return PastOrder(
        placed_at=wish.at,
        details=DETAILS,
        lines=lines,
        shipping=shipping_price(wish.method, goods),
        tax=shop_tax_rule(),
        base_currency=BASE,
        rate=exchange_rate(wish.currency),
        shipping_method=wish.method.name,
        shipping_code=wish.method.code,
        expected=(window.first, window.last),
        language="en",
        customer_id=wish.customer.id if wish.customer else None,
        context=wish.context,
        payment=PastPayment(provider="test", settled_at=wish.at),
        started_at=wish.at,
        shipped_at=wish.shipped_at,
    )


Comparable = tuple[list[int | None], list[tuple[str, Any]]]

# What may differ. Keys, public ids and tokens are drawn anew for every row. The key of the
# checkout form and the fingerprint of what it sent belong to a form that history never showed,
# and so does the cart; a provider's reference is the provider's to give.
RANDOM = {
    "id", "public_id", "token", "number", "order_id", "order_ref", "reference", "key",
    "shipment_id", "line_id",
}  # fmt: skip
OF_THE_FORM = {"idempotency_key", "fingerprint", "cart_id", "provider_ref"}


def _tables() -> dict[str, list[Comparable]]:
    """Every row that an order leaves, with its order's place in the script instead of its key.

    Left out by design: carts and their lines, the "put in the cart" events (whoever knows the
    clicks writes them to the log), and outbox and jobs, which only tell others of news: history
    is none, its listings and roll-ups are rebuilt at once afterwards.
    """
    orders = list(Order.objects.order_by("pk"))
    place: dict[Any, int] = {}
    for number, order in enumerate(orders):
        place |= {order.pk: number, order.public_id: number, f"order-{order.public_id}": number}
    events = Event.objects.exclude(name=EventName.CART_ITEM_ADDED)
    querysets: list[models.QuerySet[Any]] = [
        Order.objects.all(), OrderLine.objects.all(), Payment.objects.all(),
        Shipment.objects.all(), ShipmentLine.objects.all(),
        StockMovement.objects.all(), StockLevel.objects.all(),
        Reservation.objects.all(), events,
    ]  # fmt: skip
    return {
        rows.model.__name__: sorted((_comparable(row, place) for row in rows), key=repr)
        for rows in querysets
    }


def _comparable(row: models.Model, place: dict[Any, int]) -> Comparable:
    values = {f.attname: getattr(row, f.attname) for f in row._meta.concrete_fields}
    names = [values.get(name) for name in ("order_id", "order_ref", "reference", "key")]
    whose = [place[row.pk]] if isinstance(row, Order) else [place.get(name) for name in names]
    kept = {name: values[name] for name in values.keys() - RANDOM - OF_THE_FORM}
    return whose, sorted(kept.items())


def _undone(play: Any, purchases: list[Purchase]) -> dict[str, list[Comparable]]:
    all_of_it = transaction.atomic()
    all_of_it._from_testcase = True  # type: ignore[attr-defined]  # providers refuse any other
    with all_of_it:
        play(purchases)
        tables = _tables()
        transaction.set_rollback(True)
    return tables


def test_history_and_checkout_write_the_same_tables(market):
    live = _undone(_through_checkout, market)
    bulk = _undone(_in_bulk, market)
    assert len(live["Order"]) == 200
    assert live["Shipment"]
    for table, rows in live.items():
        assert bulk[table] == rows, table


def test_selling_more_than_came_in_is_refused_and_leaves_nothing():
    variant = make_product(stock=2).variants.get()
    with pytest.raises(StockRuleBroken), transaction.atomic():
        list(record_history(orders=[_sale(variant, 3)], warehouse_id=default_warehouse().pk))
    assert not Order.objects.exists()
    assert StockLevel.objects.get(variant=variant).on_hand == 2


def test_the_same_past_order_cannot_come_twice():
    variant = make_product(stock=None).variants.get()
    list(record_history(orders=[_sale(variant, 1, reference="old:1")]))
    with pytest.raises(IntegrityError), transaction.atomic():
        list(record_history(orders=[_sale(variant, 1, reference="old:1")]))
    assert Order.objects.count() == 1


def test_more_cannot_come_back_than_was_bought():
    variant = make_product(stock=None).variants.get()
    [kept] = record_history(orders=[_sale(variant, 2)])
    late = PastReturn(
        variant_id=variant.pk,
        product_id=variant.product_id,
        quantity=3,
        value=Money(300, BASE),
        returned_at=datetime(2026, 2, 1, tzinfo=UTC),
        line_id=kept.line_ids[0],
    )
    with pytest.raises(IntegrityError), transaction.atomic():
        record_returns(returns=[late])


def test_a_charge_is_a_line_but_no_purchase():
    charge = LineSnapshot(None, None, "FEE", "Handling", 1, Money(250, BASE), None)
    list(record_history(orders=[_sale_of((charge,))]))
    assert Order.objects.get().total_minor == 250
    assert list(Event.objects.values_list("name", flat=True)) == [EventName.ORDER_PLACED]


def _sale(variant: Variant, quantity: int, *, reference: str = "") -> PastOrder:
    line = LineSnapshot(
        variant.pk, variant.product_id, variant.sku, "A thing", quantity, Money(100, BASE), None
    )
    return _sale_of((line,), reference=reference)


def _sale_of(lines: tuple[LineSnapshot, ...], *, reference: str = "") -> PastOrder:
    return PastOrder(
        placed_at=datetime(2026, 1, 5, 12, tzinfo=UTC),
        details=DETAILS,
        lines=lines,
        shipping=Money.zero(BASE),
        tax=TaxRule(0, included=True),
        base_currency=BASE,
        external_ref=reference,
    )
