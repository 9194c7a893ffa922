"""Money: exact in minor units, rounded half up at one place, parts that sum to the whole."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from foundation.money import (
    CurrencyMismatch,
    Money,
    allocate,
    round_half_up,
    tax_in_gross,
    tax_on_net,
    total,
)

minor_units = st.integers(-(10**12), 10**12)
currencies = st.sampled_from(["EUR", "JPY", "KWD", "CLF"])


@pytest.mark.parametrize(
    ("amount", "currency", "minor"),
    [
        ("19.99", "EUR", 1999),
        ("0.005", "EUR", 1),
        ("0.0049", "EUR", 0),
        ("-0.005", "EUR", -1),
        ("1050", "JPY", 1050),
        ("1050.5", "JPY", 1051),
        ("1.2345", "KWD", 1235),
        ("1.2344", "KWD", 1234),
        (7, "KWD", 7000),
    ],
)
def test_major_units_are_rounded_half_up_to_the_currency(amount, currency, minor):
    assert Money.of(amount, currency) == Money(minor, currency)


@given(minor=minor_units, currency=currencies)
def test_an_amount_survives_the_way_through_major_units(minor, currency):
    money = Money(minor, currency)

    assert Money.of(money.amount, currency) == money


# Five lines of one basket at 19 %: the tax in gross amounts and on net amounts, worked by hand.
@pytest.mark.parametrize(
    ("currency", "lines", "in_gross", "on_net"),
    [
        ("EUR", [999, 1999, 2549, 5, 12000], [160, 319, 407, 1, 1916], [190, 380, 484, 1, 2280]),
        ("JPY", [999, 1, 3, 250, 10000], [160, 0, 0, 40, 1597], [190, 0, 1, 48, 1900]),
        (
            "KWD",
            [1234, 12345, 50, 2, 999999],
            [197, 1971, 8, 0, 159664],
            [234, 2346, 10, 0, 190000],
        ),
    ],
)
def test_tax_of_each_line_is_rounded_half_up(currency, lines, in_gross, on_net):
    assert [tax_in_gross(line, 1900) for line in lines] == in_gross
    assert [tax_on_net(line, 1900) for line in lines] == on_net


@given(net=st.integers(0, 10**9), rate=st.integers(0, 5000))
def test_tax_of_the_gross_gives_the_net_back(net, rate):
    tax = tax_on_net(net, rate)

    assert tax_in_gross(net + tax, rate) == tax


@given(gross=st.integers(0, 10**9), rate=st.integers(0, 5000))
def test_tax_is_within_half_a_unit_of_the_exact(gross, rate):
    exact = Decimal(gross) * rate / (10_000 + rate)

    assert abs(tax_in_gross(gross, rate) - exact) <= Decimal("0.5")


@given(
    amount=minor_units,
    weights=st.lists(st.integers(0, 10**6), min_size=1, max_size=30),
)
def test_parts_sum_to_the_whole_and_are_fair_to_the_unit(amount, weights):
    parts = allocate(amount, weights)

    assert sum(parts) == amount
    shares = weights if sum(weights) else [1] * len(weights)
    for part, share in zip(parts, shares, strict=True):
        assert abs(part - Decimal(amount) * share / sum(shares)) < 1
        assert part * amount >= 0, "no part points the other way"


def test_units_left_go_to_the_largest_remainders_and_ties_to_the_earlier():
    assert allocate(100, [1, 1, 1]) == [34, 33, 33]
    assert allocate(5, [30, 70, 0]) == [2, 3, 0]
    assert allocate(-100, [1, 1, 1]) == [-34, -33, -33]


def test_weightless_parts_are_even():
    assert allocate(10, [0, 0, 0]) == [4, 3, 3]


@pytest.mark.parametrize("weights", [[], [1, -1]])
def test_impossible_weights_are_refused(weights):
    with pytest.raises(ValueError, match="weights"):
        allocate(10, weights)


def test_currencies_do_not_mix():
    with pytest.raises(CurrencyMismatch):
        Money(1, "EUR") + Money(1, "USD")
    with pytest.raises(CurrencyMismatch):
        _ = Money(1, "EUR") < Money(1, "USD")
    with pytest.raises(CurrencyMismatch):
        total([Money(1, "USD")], "EUR")


@given(amounts=st.lists(minor_units, max_size=20))
def test_sums_are_exact(amounts):
    assert total([Money(amount, "EUR") for amount in amounts], "EUR").minor == sum(amounts)


def test_conversion_rounds_once_in_the_target():
    assert Money(1000, "EUR").converted("JPY", Decimal("162.345")) == Money(1623, "JPY")
    assert Money(1000, "JPY").converted("KWD", Decimal("0.0020555")) == Money(2056, "KWD")


@given(value=st.decimals(-(10**9), 10**9, places=4))
def test_half_goes_away_from_zero(value):
    assert round_half_up(-value) == -round_half_up(value)


@pytest.mark.parametrize(
    ("money", "language", "written"),
    [
        (Money(123450, "EUR"), "en", "€1,234.50"),
        (Money(123450, "EUR"), "de", "1.234,50\xa0€"),
        (Money(1050, "JPY"), "en", "¥1,050"),
        (Money(1050, "KWD"), "de", "1,050\xa0KWD"),
    ],
)
def test_amounts_are_written_as_readers_write_them(money, language, written):
    assert money.formatted(language) == written
