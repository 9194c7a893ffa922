"""The journal follows the orders: sales, money, papers, disputes, corrections, closed days."""

import csv
import io
from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.core.management import call_command
from django.db import connection, transaction
from django.db.utils import DatabaseError
from django.urls import reverse
from django.utils.formats import date_format

from accounts.tests.factories import make_customer
from catalog.models import ProductKind
from foundation import clock
from foundation.money import Money
from loyalty.expired import expire_money
from loyalty.gift_cards import last_day
from loyalty.ledger import correct, open_account, spend
from loyalty.models import Account, AccountKind, GiftCard
from orders.accounting.chart import chart
from orders.accounting.closing import ClosingRefused, close_period, unbalanced
from orders.accounting.files import FILES
from orders.accounting.periods import Period, month_before, month_of, quarter_of
from orders.accounting.posting import policy, post_journal
from orders.accounting.postings import Account as Booked
from orders.accounting.reading import balances, in_base_only, taxed_sales
from orders.accounting.roles import PostingKind, Role, Treatment
from orders.cancellation import cancel_order, cancel_units
from orders.disputes import close_dispute
from orders.models import AccountNumber, JournalEntry, JournalLine, Order, PaymentState, Refund
from orders.refunds import carry_out_refunds, refund_order
from orders.refunds.carry_out import take_refund_back
from orders.refunds.dues import mark_paid
from orders.refunds.request import retry_refund
from orders.tests.factories import make_dispute
from orders.tests.placed import line_ids, make_order
from orders.tests.tendering import buy_cards
from pricing.services import set_exchange_rate

pytestmark = pytest.mark.django_db
EVER = Period(date(2000, 1, 1), date(2100, 1, 1))


def held(role: Role, **of_account: object) -> int:
    """The balance of a role in the order's currency."""
    lines = JournalLine.objects.filter(role=role, **of_account)
    return sum(lines.values_list("amount_minor", flat=True))


def kinds() -> list[str]:
    return list(JournalEntry.objects.order_by("number").values_list("kind", flat=True))


def test_a_paid_order_is_a_sale_and_a_payment():
    order = make_order("20.00")
    assert post_journal() == 2
    assert kinds() == [PostingKind.SALE, PostingKind.PAYMENT]
    assert held(Role.RECEIVABLES) == 0
    assert held(Role.MONEY, provider="test") == order.total_minor
    assert held(Role.REVENUE) == order.tax_minor - order.total_minor
    assert held(Role.VAT) == -order.tax_minor
    assert order.tax_minor > 0


def test_posted_again_nothing_is_written():
    make_order("20.00")
    post_journal()
    assert post_journal() == 0


def test_what_goes_back_is_a_credit_note_and_a_refund():
    order = make_order("20.00")
    refund_order(order=order, key="k1", amount=Money(700, "EUR"))
    carry_out_refunds()
    post_journal()
    assert set(kinds()[2:]) == {PostingKind.CREDIT_NOTE, PostingKind.REFUND}
    assert held(Role.MONEY) == order.total_minor - 700
    assert held(Role.REVENUE) + held(Role.VAT) == 700 - order.total_minor
    assert held(Role.RECEIVABLES) == 0


def test_a_cancelled_order_leaves_nothing_but_its_entries():
    order = make_order("20.00", "5.00")
    cancel_units(order=order, units={line_ids(order)[0]: 1})
    carry_out_refunds()
    cancel_order(order=order)
    carry_out_refunds()
    post_journal()
    assert {held(role) for role in Role} == {0}


def test_an_open_invoice_is_owed_until_its_money_arrives():
    order = make_order("20.00")
    order.payments.update(state=PaymentState.DUE, settled_at=None)
    post_journal()
    assert (held(Role.RECEIVABLES), held(Role.MONEY)) == (order.total_minor, 0)
    mark_paid(payment=order.payments.get())
    post_journal()
    assert (held(Role.RECEIVABLES), held(Role.MONEY)) == (0, order.total_minor)


def test_a_gift_card_that_ends_is_earned_and_owed_no_more():
    buy_cards()
    account = GiftCard.objects.get().account
    Account.objects.filter(pk=account.pk).update(expires_on=date(2026, 12, 31))
    post_journal()
    assert held(Role.GIFT_CARDS) == -5_000
    expire_money(at=clock.day_bounds(date(2026, 12, 31))[1])
    post_journal()
    assert (held(Role.GIFT_CARDS), held(Role.EXPIRED_VALUE)) == (0, -5_000)
    assert JournalEntry.objects.latest("number").booked_on == date(2027, 1, 1)


def test_the_page_of_the_accounts_tells_what_will_end(admin_client):
    buy_cards()
    month = date_format(last_day(), "F Y")
    page = admin_client.get(reverse("admin:orders_journalentry_accounts")).content.decode()
    assert f'<th scope="row">{month}</th><td>1</td><td>€50.00</td>' in page


def test_an_imported_order_that_is_cancelled_unpaid_is_taken_back_whole():
    order = make_order("20.00")
    order.payments.all().delete()
    post_journal()
    assert held(Role.RECEIVABLES) == order.total_minor
    cancel_order(order=order)
    post_journal()
    assert kinds() == [PostingKind.SALE, PostingKind.CANCELLATION]
    assert {held(role) for role in Role} == {0}


@pytest.mark.parametrize("won", [True, False])
def test_disputed_money_is_neither_here_nor_lost_until_the_bank_decides(won):
    order = make_order("20.00")
    dispute = make_dispute(order.payments.get())
    post_journal()
    assert (held(Role.DISPUTED), held(Role.MONEY)) == (order.total_minor, 0)
    close_dispute(dispute=dispute, won=won)
    post_journal()
    assert held(Role.DISPUTED) == 0
    assert held(Role.MONEY) == (order.total_minor if won else 0)
    assert held(Role.LOSSES) == (0 if won else order.total_minor)


def test_a_refund_that_came_back_is_posted_back_and_once_more():
    order = make_order("20.00")
    refund_order(order=order, key="k1", amount=Money(700, "EUR"))
    carry_out_refunds()
    post_journal()
    refund = Refund.objects.get()
    take_refund_back(refund_id=refund.pk, message="account closed")
    assert post_journal() == 1
    assert held(Role.MONEY) == order.total_minor
    assert held(Role.RECEIVABLES) == -700, "the shop owes it still"
    refund.refresh_from_db()
    retry_refund(refund=refund)
    carry_out_refunds()
    post_journal()
    turns = JournalEntry.objects.filter(source=f"refund-{refund.public_id}").order_by("turn")
    assert list(turns.values_list("turn", flat=True)) == [1, 2, 3]
    assert held(Role.RECEIVABLES) == 0


def test_gift_cards_that_are_sold_are_owed_and_earn_nothing_yet():
    order = make_order("50.00")
    line = order.lines.get()
    order.lines.update(kind=ProductKind.GIFT_CARD, tax_minor=0, tax_rate_basis_points=0)
    shipping_tax = order.tax_minor - line.tax_minor
    Order.objects.filter(pk=order.pk).update(tax_minor=shipping_tax)
    post_journal()
    assert held(Role.GIFT_CARDS) == -5000
    assert held(Role.REVENUE) + held(Role.VAT) == 5000 - order.total_minor


@pytest.mark.parametrize(
    ("provider", "role"),
    [("gift_card", Role.GIFT_CARDS), ("credit", Role.STORE_CREDIT), ("points", Role.POINTS)],
)
def test_what_pays_from_a_balance_makes_the_shops_debt_smaller(provider, role):
    order = make_order("20.00")
    payment = order.payments.get()
    order.payments.update(amount_minor=payment.amount_minor - 1500)
    order.payments.create(
        provider=provider, key="tender", state=payment.state, amount_minor=1500, currency="EUR",
        settled_at=payment.settled_at,
    )  # fmt: skip
    post_journal()
    assert held(role) == 1500
    assert held(Role.MONEY) == order.total_minor - 1500
    assert held(Role.RECEIVABLES) == 0


def test_credit_that_staff_give_and_take_is_posted_without_any_order():
    account = open_account(kind=AccountKind.STORE_CREDIT, customer=make_customer(), currency="EUR")
    correct(account=account, amount=900, reason="Sorry", by=None, key="c1")
    post_journal()
    assert (held(Role.STORE_CREDIT), held(Role.GIVEN_AWAY)) == (-900, 900)
    spend(account=account, amount=400, key="s1")
    assert post_journal() == 0, "its payment tells of that"


def test_what_no_rate_tells_the_worth_of_keeps_nothing_else_from_being_posted():
    for currency in ("XTS", "EUR"):
        account = open_account(
            kind=AccountKind.STORE_CREDIT, customer=make_customer(), currency=currency
        )
        correct(account=account, amount=900, reason="Sorry", by=None, key=f"c-{currency}")
    assert post_journal() == 1
    assert (held(Role.STORE_CREDIT), held(Role.GIVEN_AWAY)) == (-900, 900)
    set_exchange_rate(currency="XTS", rate=Decimal("2.0"), at=clock.now() - timedelta(days=1))
    assert post_journal() == 1
    assert held(Role.STORE_CREDIT) == -1_800


def test_a_rate_that_is_told_late_is_posted_on_sunday_and_stops_no_night_after():
    account = open_account(kind=AccountKind.STORE_CREDIT, customer=make_customer(), currency="XTS")
    correct(account=account, amount=800, reason="Sorry", by=None, key="c1")
    set_exchange_rate(currency="XTS", rate=Decimal("2.0"), at=clock.now() - timedelta(days=2))
    assert post_journal() == 1
    set_exchange_rate(currency="XTS", rate=Decimal("4.0"), at=clock.now() - timedelta(days=1))
    assert (post_journal(whole=True), post_journal()) == (1, 0)
    assert JournalEntry.objects.latest("number").turn == 2


def test_a_closed_day_takes_nothing_more():
    order = make_order("20.00")
    early = clock.now() - timedelta(days=40)
    Order.objects.filter(pk=order.pk).update(placed_at=early)
    order.payments.update(settled_at=early)
    until = clock.business_day(early)
    close_period(until=until, by=None)
    assert JournalEntry.objects.filter(booked_on=until).count() == 2
    late = make_order("5.00")
    Order.objects.filter(pk=late.pk).update(placed_at=early)
    post_journal()
    entry = JournalEntry.objects.get(order=late, kind=PostingKind.SALE)
    assert entry.document_on == until
    assert entry.booked_on == until + timedelta(days=1)


def test_a_period_is_closed_once_and_never_before_it_is_over():
    today = clock.business_day()
    with pytest.raises(ClosingRefused):
        close_period(until=today, by=None)
    close_period(until=today - timedelta(days=5), by=None)
    with pytest.raises(ClosingRefused):
        close_period(until=today - timedelta(days=9), by=None)
    assert policy().closed_until == today - timedelta(days=5)


def test_how_an_order_is_taxed_is_decided_when_its_sale_is_posted(settings):
    settings.SHOP_COUNTRY = "DE"
    order = make_order("20.00")
    Order.objects.filter(pk=order.pk).update(ship_country="FR", ship_postcode="75001")
    post_journal()
    row = policy()
    row.uses_oss = False
    row.save()
    assert post_journal() == 0
    refund_order(order=order, key="k1", amount=Money(700, "EUR"))
    carry_out_refunds()
    post_journal()
    assert {taxed.treatment for taxed in taxed_sales(EVER)} == {Treatment.OSS}


def test_older_books_are_left_alone():
    order = make_order("20.00")
    early = clock.now() - timedelta(days=40)
    Order.objects.filter(pk=order.pk).update(placed_at=early)
    row = policy()
    row.begins_on = clock.business_day()
    row.save()
    assert post_journal() == 0


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE orders_journalentry SET number = 9",
        "UPDATE orders_journalline SET amount_minor = 9",
        "DELETE FROM orders_journalentry",
        "DELETE FROM orders_journalline",
    ],
)
def test_the_database_refuses_to_change_the_journal(statement):
    make_order("20.00")
    post_journal()
    with (
        pytest.raises(DatabaseError, match="append-only"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement)


def test_numbers_have_no_gaps_and_entries_balance():
    for price in ("20.00", "7.77"):
        make_order(price)
        post_journal()
    numbers = list(JournalEntry.objects.order_by("number").values_list("number", flat=True))
    assert numbers == [1, 2, 3, 4]
    assert not unbalanced().exists()


def test_the_number_that_says_most_is_taken():
    AccountNumber.objects.create(role=Role.REVENUE, number="8000")
    AccountNumber.objects.create(role=Role.REVENUE, number="8400", rate_basis_points=1900)
    AccountNumber.objects.create(role=Role.REVENUE, number="8320", country="FR")
    numbers = chart()
    taxed = {"treatment": Treatment.OSS.value, "rate": 1900}
    assert numbers.of(Booked(Role.REVENUE, country="FR", **taxed)).number == "8320"
    assert numbers.of(Booked(Role.REVENUE, country="DE", **taxed)).number == "8400"
    assert numbers.of(Booked(Role.REVENUE, country="DE", rate=0)).number == "8000"
    assert numbers.of(Booked(Role.MONEY, provider="invoice")).number == "1110"


def test_balances_tell_what_was_there_before():
    order = make_order("20.00")
    early = clock.now() - timedelta(days=40)
    Order.objects.filter(pk=order.pk).update(placed_at=early)
    post_journal()
    today = clock.business_day()
    found = {row.account.number: row for row in balances(Period(today, today))}
    owed = found["1200"]
    assert (owed.opening, owed.debit, owed.credit, owed.closing) == (
        order.total_minor, 0, order.total_minor, 0,
    )  # fmt: skip


def test_currencies_are_put_together_in_the_base_currency():
    first, second = make_order("20.00"), make_order("20.00")
    Order.objects.filter(pk=second.pk).update(currency="CHF", rate=Decimal("0.5"))
    post_journal()
    rows = taxed_sales(EVER)
    assert {row.currency for row in rows} == {"EUR", "CHF"}
    [one] = [row for row in in_base_only(rows) if row.rate == rows[0].rate]
    net = first.total_minor - first.tax_minor
    assert one.base_net == one.net == net + 2 * net


def rows_of(code: str, period: Period = EVER) -> list[dict[str, str]]:
    content = b"".join(FILES[code].pieces(period)).decode()
    return list(csv.DictReader(io.StringIO(content)))


def test_the_files_hold_what_the_journal_holds():
    order = make_order("20.00")
    post_journal()
    journal = rows_of("journal")
    assert {row["order"] for row in journal} == {order.number}
    assert (
        sum(Decimal(row["debit"] or 0) for row in journal) == Decimal(2 * order.total_minor) / 100
    )
    [vat] = rows_of("vat")
    assert Decimal(vat["tax"]) == Decimal(order.tax_minor) / 100
    [sales] = rows_of("sales")
    assert sales["taken_back_net"] == "0.00"
    assert {row["account"] for row in rows_of("balances")} >= {"1200", "2200", "4000"}


def test_a_name_that_looks_like_a_formula_is_text():
    AccountNumber.objects.create(role=Role.RECEIVABLES, number="1", name="=1+1")
    make_order("20.00")
    post_journal()
    assert "'=1+1" in {row["account_name"] for row in rows_of("journal")}


def test_the_batch_for_datev_has_a_row_against_what_the_buyer_owes():
    order = make_order("20.00")
    post_journal()
    today = clock.business_day()
    content = b"".join(FILES["EXTF_Buchungsstapel"].pieces(month_of(today))).decode("cp1252")
    head, columns, *rows = content.splitlines()
    assert head.startswith('"EXTF";700;21;"Buchungsstapel";13;')
    assert len(head.split(";")) == 31
    cells = [row.split(";") for row in rows]
    assert {len(row) for row in cells} == {len(columns.split(";"))}
    sums = {(row[6], row[1]): row[0] for row in cells}
    assert sums["1100", '"S"'] == f"{order.total_minor / 100:.2f}".replace(".", ",")
    assert {row[7] for row in cells} == {"1200"}


def test_the_command_posts_and_writes_every_file(tmp_path, capsys):
    make_order("20.00")
    day = clock.business_day().isoformat()
    call_command("export_accounts", first=date.fromisoformat(day), last=date.fromisoformat(day),
                 folder=tmp_path)  # fmt: skip
    assert {path.name for path in tmp_path.iterdir()} == {
        f"{code}_{day}_{day}.csv" for code in FILES
    }
    assert "2 entries of 1 orders" in capsys.readouterr().out


def test_months_and_quarters():
    assert month_of(date(2024, 2, 9)) == Period(date(2024, 2, 1), date(2024, 2, 29))
    assert quarter_of(date(2026, 11, 23)) == Period(date(2026, 10, 1), date(2026, 12, 31))
    assert month_before(date(2026, 1, 31)) == Period(date(2025, 12, 1), date(2025, 12, 31))
