"""Price lists by file: known by name, SKU and quantity, under the rules of the staff page."""

from __future__ import annotations

from datetime import timedelta

import pytest

from accounts.models import CustomerGroup
from catalog.tests.factories import make_product
from foundation import clock
from foundation.money import Money
from pricing.models import PriceList, PriceListEntry
from pricing.services import ListRefused, save_price_list, set_list_price
from pricing.services.lists import ListPrice, set_list_prices
from shop.exchange.models import RunState
from shop.exchange.tests.files import applied, checked, csv_file, problems_of

pytestmark = pytest.mark.django_db
HEAD = ("list", "group", "currency", "sku", "quantity", "price", "starts_at", "ends_at")


@pytest.fixture
def trade() -> CustomerGroup:
    return CustomerGroup.objects.create(code="trade", name="Trade")


@pytest.fixture
def sku() -> str:
    return make_product("Lamp", price="20.00").variants.get().sku


def bring(*rows):
    return applied(csv_file(HEAD, *rows), table="lists")


def entries() -> list[tuple[str, int, int]]:
    rows = PriceListEntry.objects.order_by("price_list__name", "minimum_quantity")
    return list(rows.values_list("price_list__name", "minimum_quantity", "amount_minor"))


def test_a_list_is_made_with_its_prices_and_a_second_time_nothing_changes(trade, sku):
    rows = (
        ("Trade", "trade", "USD", sku, "1", "18.00", "2026-01-01", "2027-01-01"),
        ("Trade", "", "", sku, "10", "15.50", "", ""),
        ("Everybody", "", "", sku, "50", "12.00", "", ""),
    )
    run = bring(*rows)
    assert (run.state, run.new) == (RunState.DONE, 3)
    assert any("Everybody, Trade" in note for note in run.notes)
    assert entries() == [("Everybody", 50, 1_200), ("Trade", 1, 1_800), ("Trade", 10, 1_550)]
    made = PriceList.objects.get(name="Trade")
    assert (made.group, made.currency) == (trade, "USD")
    assert clock.business_day(made.starts_at).isoformat() == "2026-01-01"
    assert PriceList.objects.get(name="Everybody").group is None
    again = bring(*rows)
    assert (again.new, again.changed, again.same) == (0, 0, 3)
    assert again.preview["needs"] == []


def test_prices_change_and_go(trade, sku):
    bring(
        ("Trade", "trade", "", sku, "1", "18.00", "", ""), ("Trade", "", "", sku, "5", "9", "", "")
    )
    run = bring(
        ("Trade", "", "", sku, "1", "17.00", "", ""), ("Trade", "", "", sku, "5", "[clear]", "", "")
    )
    assert (run.state, run.changed) == (RunState.DONE, 2)
    assert entries() == [("Trade", 1, 1_700)]


def test_a_list_may_begin_later_and_keeps_whom_it_is_for(trade, sku):
    later = clock.now() + timedelta(days=30)
    bring(("Trade", "trade", "", sku, "1", "18.00", later.isoformat(), ""))
    assert PriceList.objects.get().starts_at == later
    CustomerGroup.objects.create(code="other", name="Other")
    run = checked(csv_file(HEAD, ("Trade", "other", "", sku, "1", "9", "", "")), table="lists")
    assert problems_of(run) == [(2, "group")]


@pytest.mark.parametrize(
    ("row", "column"),
    [
        (("Everybody", "", "", "SKU", "1", "9", "", ""), "quantity"),
        (("Trade", "trade", "", "SKU", "0", "9", "", ""), "quantity"),
        (("Trade", "trade", "", "SKU", "1", "-9", "", ""), "price"),
        (("Trade", "trade", "", "SKU", "1", "9.001", "", ""), "price"),
        (("Trade", "trade", "JPY", "SKU", "1", "9.50", "", ""), "price"),
        (("Trade", "nobody", "", "SKU", "1", "9", "", ""), "group"),
        (("Trade", "trade", "XXY", "SKU", "1", "9", "", ""), "currency"),
        (("Trade", "trade", "", "NO", "1", "9", "", ""), "sku"),
        (("Trade", "trade", "", "", "1", "9", "", ""), "sku"),
        (("Trade", "trade", "", "SKU", "1", "9", "soon", ""), "starts_at"),
        (("Trade", "trade", "", "SKU", "1", "9", "2026-02-01", "2026-01-01"), "ends_at"),
    ],
)
def test_what_cannot_be_is_told(trade, sku, row, column):
    run = checked(csv_file(HEAD, [sku if cell == "SKU" else cell for cell in row]), table="lists")
    assert run.state == RunState.BROKEN
    assert (2, column) in problems_of(run)


def test_many_prices_are_written_as_one_by_one(trade, sku):
    variant = make_product("Rug", price="9.00").variants.get()
    one, many = (
        save_price_list(price_list=PriceList(name=name, group=trade, currency="EUR"))
        for name in ("one", "many")
    )
    for quantity, minor in ((1, 800), (5, 700), (5, 650)):
        amount = Money(minor, "EUR")
        set_list_price(price_list=one, variant=variant, amount=amount, minimum_quantity=quantity)
        set_list_prices(prices=[ListPrice(many.pk, variant.pk, quantity, minor)])
    told = [(quantity, minor) for _name, quantity, minor in entries()]
    assert told[:2] == told[2:] == [(1, 800), (5, 650)]


def test_one_that_may_not_be_stops_all_of_them(trade, sku):
    variant = make_product("Rug", price="9.00").variants.get()
    everybody = save_price_list(price_list=PriceList(name="all", currency="EUR"))
    good = ListPrice(everybody.pk, variant.pk, 2, 100)
    with pytest.raises(ListRefused):
        set_list_prices(prices=[good, ListPrice(everybody.pk, variant.pk, 1, 100)])
    assert not PriceListEntry.objects.exists()
