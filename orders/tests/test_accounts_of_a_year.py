"""A simulated year through the accounts and out again as CSV: it sums to the orders, to the cent.

Thousands of orders of the past in three currencies, written by the bulk writer of history, and
checkouts by the real services (several tax rates, reverse charge, exports, discounts); then
refunds, cancellations and disputes by the real services, each on its day. What the files say is
reckoned anew from the tables of the orders by other code than the journal's.
"""

import csv
import io
import random
from collections import Counter
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from decimal import ROUND_HALF_UP, Decimal

import pytest

from catalog.tests.factories import make_product
from foundation import clock
from foundation.ids import new_token
from foundation.money import Money
from orders.accounting.closing import close_period
from orders.accounting.files import FILES
from orders.accounting.periods import Period, month_of
from orders.accounting.posting import post_journal
from orders.building import CheckoutDetails, LineSnapshot
from orders.cancellation import cancel_order, cancel_units
from orders.carts import add_to_cart, open_cart
from orders.checkout.place import place_order
from orders.disputes import close_dispute, note_dispute
from orders.history import PastOrder, PastPayment, record_history
from orders.models import (
    DisputeReason,
    DisputeState,
    InvoiceKind,
    Order,
    OrderState,
    Payment,
    PaymentState,
    Refund,
    RefundState,
)
from orders.payments.base import DisputeNews
from orders.refunds import carry_out_refunds, refund_order
from orders.selectors import cart_quote
from orders.tests.books import books_balance
from orders.tests.factories import make_details, make_shipping_method
from pricing.models import Currency, Price, TaxClass
from pricing.selectors import Destination
from pricing.services import (
    load_tax_rates,
    put_in_class,
    save_currency,
    set_exchange_rate,
)
from pricing.tests.factories import make_promotion
from pricing.totals import TaxRule
from pricing.vat import check_vat_number

pytestmark = [pytest.mark.slow, pytest.mark.django_db]

YEAR = Period(date(2025, 1, 1), date(2025, 12, 31))
PAST_ORDERS = 3_000
CHECKOUTS = 60
RATES = {"EUR": Decimal(1), "CHF": Decimal("0.9412"), "JPY": Decimal("162.37")}
PLACES = (("DE", 1900, "EUR"), ("FR", 2000, "EUR"), ("HU", 2700, "EUR"), ("CH", 810, "CHF"),
          ("AT", 700, "CHF"), ("JP", 0, "JPY"), ("IE", 2300, "JPY"))  # fmt: skip
BUYERS = (
    {"country": "DE", "postcode": "10115"},
    {"country": "FR", "postcode": "75001"},
    {"country": "FR", "postcode": "75001", "company": "Beta SA", "vat_number": "FR40303265045"},
    {"country": "US", "postcode": "10001"},
    {"country": "ES", "postcode": "35001"},
    {"country": "AT", "postcode": "1010"},
)


@pytest.fixture
def dice() -> random.Random:
    return random.Random(20250101)


@pytest.fixture(autouse=True)
def german_shop(settings):
    settings.SHOP_COUNTRY = "DE"
    settings.SHOP_BASE_CURRENCY = "EUR"
    settings.SHOP_CURRENCIES = ["EUR", "CHF", "JPY"]
    settings.SHOP_PRICES_INCLUDE_TAX = True
    settings.TIME_ZONE = "Europe/Berlin"


def moment(day: int) -> datetime:
    return datetime.combine(YEAR.first + timedelta(days=day), time(12), clock.shop_zone())


def past_orders(dice: random.Random) -> Iterator[PastOrder]:
    for number in range(PAST_ORDERS):
        country, rate, currency = dice.choice(PLACES)
        at = moment(number * 300 // PAST_ORDERS)
        month = Decimal(1) + Decimal(at.month) / 1000
        yield PastOrder(
            placed_at=at,
            details=CheckoutDetails(f"b{number}@example.com", "B", "Way 1", "1000", "X", country),
            lines=tuple(
                LineSnapshot(
                    None, None, f"S{line}", "Thing", dice.randint(1, 4),
                    Money(dice.randint(1, 9999), currency), None,
                )
                for line in range(dice.randint(1, 4))
            ),
            shipping=Money(dice.choice([0, 490, 333]), currency),
            tax=TaxRule(rate, included=dice.random() < 0.7),
            base_currency="EUR",
            rate=RATES[currency] * month if currency != "EUR" else Decimal(1),
            shipping_method="Post",
            payment=PastPayment("elsewhere", at + timedelta(hours=1)),
            is_sent=dice.random() < 0.8,
        )  # fmt: skip


def check_outs(dice: random.Random) -> list[int]:
    """Orders of the checkout itself, with goods at two rates and a discount."""
    load_tax_rates()
    for currency in ("CHF", "JPY"):
        save_currency(currency=Currency(code=currency))
        set_exchange_rate(currency=currency, rate=RATES[currency], at=moment(-5))
    make_promotion(percent_basis_points=1337, starts_at=moment(-5))
    goods, reduced = (make_product(price=price, stock=500) for price in ("19.99", "7.77"))
    put_in_class(product=reduced, tax_class=TaxClass.objects.get(code="reduced"))
    Price.objects.update(starts_at=moment(-5))
    method = make_shipping_method()
    placed = []
    for number in range(CHECKOUTS):
        with clock.standing_at(moment(300 + number // 4)):
            cart = open_cart(customer=None, currency=dice.choice(list(RATES)))
            for product in (goods, reduced):
                variant = product.variants.select_related("product").get()
                add_to_cart(cart=cart, variant=variant, quantity=dice.randint(1, 3))
            wanted = BUYERS[number % len(BUYERS)]
            number_of = wanted.get("vat_number")
            vat = check_vat_number("FR", number_of) if number_of else None
            place = Destination(wanted["country"], postcode=wanted["postcode"], vat=vat)
            offer = cart_quote(cart, destination=place).offer(method)
            order = place_order(
                cart=cart, details=make_details(**wanted), shipping_method=method,
                provider="test", payment_choice="success", idempotency_key=new_token(),
                seen_total=offer.summary.total,
            )  # fmt: skip
            placed.append(order.pk)
    return placed


def undo_some(keys: list[int], dice: random.Random) -> None:
    """Refunds in part and whole, units and orders cancelled, payments disputed, on later days."""
    chosen = dice.sample(keys, len(keys) // 6)
    for turn, key in enumerate(chosen):
        order = Order.objects.get(pk=key)
        with clock.standing_at(order.placed_at + timedelta(days=dice.randint(1, 40))):
            undo(order, turn, dice)
    carry_out_refunds(limit=10_000)


def undo(order: Order, turn: int, dice: random.Random) -> None:
    total, sent = order.total_minor, order.lines.filter(shipped__gt=0).exists()
    match turn % 5:
        case 0 if total > 2:
            share = Money(dice.randint(1, total - 1), order.currency)
            refund_order(order=order, key=f"part-{order.pk}", amount=share)
        case 1:
            refund_order(order=order, key=f"all-{order.pk}")
        case 2 if not sent:
            line = order.lines.order_by("pk").first()
            cancel_units(order=order, units={line.pk: 1})
        case 3 if not sent:
            cancel_order(order=order)
        case 4:
            dispute(order, won=dice.random() < 0.5)
    carry_out_refunds(order_id=order.pk)


def dispute(order: Order, *, won: bool) -> None:
    payment = order.payments.get()
    amount = Money(payment.amount_minor, payment.currency)
    news = DisputeNews(
        reference=f"d{order.pk}", key=payment.key, state=DisputeState.OPEN,
        reason=DisputeReason.OTHER, amount=amount,
    )  # fmt: skip
    close_dispute(dispute=note_dispute(payment=payment, news=news), won=won)


@pytest.fixture
def _year(dice):
    """The year, posted; three quarters of it are closed as they end."""
    stored = list(record_history(orders=past_orders(dice)))
    placed = check_outs(dice)
    undo_some([*(one.id for one in stored), *placed], dice)
    for last in (date(2025, 3, 31), date(2025, 6, 30), date(2025, 9, 30)):
        close_period(until=last, by=None)
    post_journal()
    assert post_journal() == post_journal(whole=True) == 0


def rows_of(code: str, period: Period) -> list[dict[str, str]]:
    content = b"".join(FILES[code].pieces(period)).decode()
    return list(csv.DictReader(io.StringIO(content)))


def cents(text: str, currency: str) -> int:
    digits = 0 if currency == "JPY" else 2
    minor = Decimal(text or 0).scaleb(digits)
    assert minor == minor.to_integral_value()
    return int(minor)


def amount(row: dict[str, str]) -> int:
    return cents(row["debit"], row["currency"]) - cents(row["credit"], row["currency"])


def base(row: dict[str, str]) -> int:
    own = row["base_currency"]
    return cents(row["base_debit"], own) - cents(row["base_credit"], own)


def euro_cents(minor: int, order: Order) -> int:
    """The order's currency at the order's rate, by plain decimals."""
    if order.currency == "EUR":
        return minor
    major = Decimal(minor) / (1 if order.currency == "JPY" else 100)
    return int((major / order.rate * 100).quantize(Decimal(1), rounding=ROUND_HALF_UP))


@pytest.mark.usefixtures("_year")
def test_the_files_of_a_year_sum_to_its_orders_to_the_cent():
    journal = rows_of("journal", Period(YEAR.first, date(2030, 1, 1)))
    orders = {order.number: order for order in Order.objects.prefetch_related("lines", "invoices")}
    assert len(orders) == PAST_ORDERS + CHECKOUTS
    check_that_it_is_a_year_worth_the_name(orders)
    check_debit_and_credit(journal)
    check_each_order(journal, orders)
    check_each_rate_and_country(journal, orders)
    check_money(journal)
    check_months(journal)
    check_that_it_could_fail(journal, orders)
    assert books_balance()


def check_that_it_is_a_year_worth_the_name(orders: dict[str, Order]) -> None:
    assert {order.currency for order in orders.values()} == {"EUR", "CHF", "JPY"}
    assert sum(order.reverse_charge for order in orders.values()) == CHECKOUTS // len(BUYERS)
    assert Refund.objects.filter(state=RefundState.DONE).count() > 200
    assert sum(order.state == OrderState.CANCELLED for order in orders.values()) > 5
    assert {order.prices_include_tax for order in orders.values()} == {True, False}


def check_debit_and_credit(journal: list[dict[str, str]]) -> None:
    own, in_base = Counter(), Counter()
    for row in journal:
        own[row["entry"], row["currency"]] += amount(row)
        in_base[row["entry"]] += base(row)
    assert set(own.values()) == set(in_base.values()) == {0}
    numbers = sorted({int(row["entry"]) for row in journal})
    assert numbers == list(range(1, len(numbers) + 1))


def check_each_order(journal: list[dict[str, str]], orders: dict[str, Order]) -> None:
    """What each buyer owed, paid and got back; and that its euros are its total's euros."""
    owed, in_base = Counter(), Counter()
    for row in journal:
        if row["role"] == "receivables":
            owed[row["order"], row["kind"]] += amount(row)
            in_base[row["order"], row["kind"]] += base(row)
    for number, order in orders.items():
        assert owed[number, "sale"] == order.total_minor
        assert in_base[number, "sale"] == euro_cents(order.total_minor, order)
        notes = [n.total_minor for n in order.invoices.all() if n.kind == InvoiceKind.CREDIT_NOTE]
        assert owed[number, "credit_note"] == -sum(notes)
    paid, back = Counter(), Counter()
    for number, minor in Payment.objects.filter(state=PaymentState.PAID).values_list(
        "order__number", "amount_minor"
    ):
        paid[number] += minor
    for number, minor in Refund.objects.filter(state=RefundState.DONE).values_list(
        "payment__order__number", "amount_minor"
    ):
        back[number] += minor
    for number in orders:
        assert owed[number, "payment"] == -paid[number]
        assert owed[number, "refund"] == back[number]
    settled = [n for n in orders if sum(owed[n, kind] for kind in KINDS) == 0]
    assert len(settled) == len(orders)
    assert all(sum(in_base[n, kind] for kind in KINDS) == 0 for n in settled)


KINDS = ("sale", "credit_note", "cancellation", "payment", "refund")


def check_each_rate_and_country(journal: list[dict[str, str]], orders: dict[str, Order]) -> None:
    """Net and tax by country, rate and currency, from lines and papers; in euros by order."""
    said, said_base = Counter(), Counter()
    for row in journal:
        if row["role"] in ("revenue", "vat"):
            key = (row["country"], row["tax_rate"], row["currency"], row["role"])
            said[key] -= amount(row)
            said_base[row["order"], *key] -= base(row)
    wanted, by_order = Counter(), Counter()
    for order in orders.values():
        for rate, net, tax in parts_left(order):
            for role, minor in (("revenue", net), ("vat", tax)):
                key = (order.ship_country, f"{rate / 100:.2f}", order.currency, role)
                wanted[key] += minor
                by_order[order.number, *key] += minor
    assert +said == +wanted
    assert -said == -wanted
    for (number, *key), minor in by_order.items():
        assert said_base[number, *key] == euro_cents(minor, orders[number])


def parts_left(order: Order) -> Iterator[tuple[int, int, int]]:
    """What was sold by rate, less what the credit notes on paper take back."""
    for line in order.lines.all():
        yield line.tax_rate_basis_points, line.total_minor - line.tax_minor, line.tax_minor
    tax = order.tax_minor - sum(line.tax_minor for line in order.lines.all())
    gross = order.shipping_minor + (0 if order.prices_include_tax else tax)
    yield (order.shipping_tax_rate_basis_points if tax else 0), gross - tax, tax
    for note in order.invoices.all():
        if note.kind == InvoiceKind.CREDIT_NOTE:
            for share in note.content["taxes"]:
                yield share["rate"], -share["net"], -share["tax"]


def check_money(journal: list[dict[str, str]]) -> None:
    """What is left at each way of paying, by provider and currency."""
    said = Counter()
    for row in journal:
        if row["role"] in ("money", "disputed", "losses"):
            said[row["currency"]] += amount(row)
    left = Counter()
    for currency, minor in Payment.objects.filter(state=PaymentState.PAID).values_list(
        "currency", "amount_minor"
    ):
        left[currency] += minor
    for currency, minor in Refund.objects.filter(state=RefundState.DONE).values_list(
        "currency", "amount_minor"
    ):
        left[currency] -= minor
    assert said == left


def check_months(journal: list[dict[str, str]]) -> None:
    """The VAT returns of all months are the journal's revenue and tax; so are the sales."""
    vat, sales = Counter(), Counter()
    day, last = YEAR.first, max(date.fromisoformat(row["booked_on"]) for row in journal)
    while day <= last:
        period = month_of(day)
        for row in rows_of("vat", period):
            vat["net"] += cents(row["base_net"], "EUR")
            vat["tax"] += cents(row["base_tax"], "EUR")
        for row in rows_of("sales", period):
            sold, back = row["base_sold_net"], row["base_taken_back_net"]
            sales["net"] += cents(sold, "EUR") - cents(back, "EUR")
            sold, back = row["base_sold_tax"], row["base_taken_back_tax"]
            sales["tax"] += cents(sold, "EUR") - cents(back, "EUR")
        day = period.last + timedelta(days=1)
    said = {
        "net": -sum(base(row) for row in journal if row["role"] == "revenue"),
        "tax": -sum(base(row) for row in journal if row["role"] == "vat"),
    }
    assert vat == sales == Counter(said)


def check_that_it_could_fail(journal: list[dict[str, str]], orders: dict[str, Order]) -> None:
    """The comparison is one: without one row or one entry the journal sums to something else."""
    with pytest.raises(AssertionError):
        check_debit_and_credit(journal[1:])
    sale = next(row["entry"] for row in journal if row["kind"] == "sale")
    short = [row for row in journal if row["entry"] != sale]
    with pytest.raises(AssertionError):
        check_each_order(short, orders)
    with pytest.raises(AssertionError):
        check_each_rate_and_country(short, orders)
    with pytest.raises(AssertionError):
        check_months(short)
