"""Files of competitors' prices: read as they are meant, or refused with a reason."""

import json
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from foundation.money import Money
from pricing.competition.formats import FormatRefused
from pricing.competition.observations import RecordRefused, gtin, price_of
from pricing.competition.taking_in import read
from pricing.tests.competing import BARCODE

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "currency", "expected"),
    [
        ("19.99", "", "19.99 EUR"),
        ("19,99", "", "19.99 EUR"),
        ("19.9", "gbp", "19.90 GBP"),
        ("19.99 USD", "", "19.99 USD"),
        ("USD 1,299.00", "USD", "1299.00 USD"),
        ("€1.299,00", "", "1299.00 EUR"),
        ("1,299,000", "", "1299000.00 EUR"),
        ("1'299.50", "CHF", "1299.50 CHF"),
        ("1500", "JPY", "1500 JPY"),
        ("1.250", "KWD", "1.250 KWD"),
    ],
)
def test_prices_as_files_write_them(text, currency, expected):
    amount, code = expected.split()
    assert price_of(text, currency) == Money.of(amount, code)


@pytest.mark.parametrize(
    ("text", "currency"),
    [
        ("", ""), ("free", ""), ("-5", ""), ("0.00", ""), ("1.299", "EUR"), ("1,2999", ""),
        ("12.5", "JPY"), ("€5", "USD"), ("1.2.3", ""), ("9" * 30, ""), ("99999999999999", ""),
        ("$5", ""), ("5", "EURO"), ("1,29,00.5", "INRX"), ("٣", ""),
    ],
)  # fmt: skip
def test_what_is_no_price_or_may_be_two_is_refused(text, currency):
    with pytest.raises(RecordRefused):
        price_of(text, currency)


@given(
    st.integers(1, 10**9),
    st.sampled_from(["EUR", "JPY", "KWD"]),
    st.sampled_from([".", ","]),
)
def test_every_amount_is_read_as_it_was_written(minor, code, mark):
    money = Money(minor, code)
    assert price_of(str(money.amount).replace(".", mark), code) == money


@given(st.text(max_size=30), st.text(max_size=5))
def test_no_words_are_read_as_a_price_that_cannot_be(text, code):
    try:
        money = price_of(text, code)
    except RecordRefused:
        return
    assert money.minor > 0
    assert any(sign.isdigit() for sign in text)
    digits = [int(sign) for sign in text if sign.isdigit()]
    assert Decimal(sum(digits)) > 0


@pytest.mark.parametrize("written", [BARCODE, f"0{BARCODE}", "4006-3813 3393-1"])
def test_barcodes_are_one_numbering(written):
    assert gtin(written) == "04006381333931"
    assert gtin("96385074") == "00000096385074"


@pytest.mark.parametrize("written", ["", "4006381333930", "abc", "12345", "00000000"])
def test_a_wrong_check_digit_is_no_barcode(written):
    assert gtin(written) == ""


def test_a_csv_with_other_names_and_marks():
    data = (
        "\ufeffEAN;Name;Price;Currency;In stock;Link\r\n"
        f"{BARCODE};Mug, large;17,50;EUR;yes;https://rival.example/mug\r\n"
        "\r\n"
        ";Bowl;9,00;EUR;sold out;javascript:alert(1)\r\n"
        ";Broken;cheap;EUR;yes;\r\n"
    ).encode()
    reading = read(data, format="csv", at=NOW)
    mug, bowl = reading.observations
    assert (mug.key, mug.barcode, mug.title) == (f"0{BARCODE}", f"0{BARCODE}", "Mug, large")
    assert (mug.amount, mug.url) == (Money(1750, "EUR"), "https://rival.example/mug")
    assert (bowl.key, bowl.is_available, bowl.url) == ("bowl", False, "")
    assert reading.refused == 1
    assert reading.problems == ("3: “cheap” is not a price.",)


def test_json_as_a_list_or_under_a_name():
    one = {"id": 7, "price": 9.5, "in_stock": False, "seen_at": "2026-11-20T08:00:00Z"}
    for told in ([one], {"offers": [one, 3]}):
        reading = read(json.dumps(told).encode(), format="json", at=NOW)
        (look,) = reading.observations
        assert (look.key, look.amount, look.is_available) == ("7", Money(950, "EUR"), False)
        assert look.seen_at == datetime(2026, 11, 20, 8, tzinfo=UTC)


def test_nothing_is_seen_tomorrow_and_a_day_is_a_day():
    rows = b"id,price,date\n1,5.00,2026-12-24\n2,5.00,2026-11-20\n3,5.00,soon\n"
    reading = read(rows, format="csv", at=NOW)
    assert [look.seen_at for look in reading.observations] == [
        NOW, datetime(2026, 11, 20, tzinfo=UTC),
    ]  # fmt: skip
    assert reading.refused == 1


GOOGLE = """<?xml version="1.0"?>
<rss xmlns:g="http://base.google.com/ns/1.0" version="2.0"><channel><title>Rival</title>
<item><g:id>A-1</g:id><g:title>Mug &amp; saucer</g:title><link>https://rival.example/a</link>
<g:price>19.99 EUR</g:price><g:sale_price>15.00 EUR</g:sale_price>
<g:sale_price_effective_date>{begin}/{end}</g:sale_price_effective_date>
<g:availability>in_stock</g:availability><g:gtin>4006381333931</g:gtin>
<g:shipping><g:price>4.95 EUR</g:price></g:shipping></item>
<item><g:id>A-2</g:id><g:title>Old mug</g:title><g:price>5.00 EUR</g:price>
<g:condition>used</g:condition></item></channel></rss>"""


@pytest.mark.parametrize(("days", "minor"), [(-1, 1500), (1, 1999)])
def test_a_google_feed_with_a_sale_of_some_days(days, minor):
    begin = NOW + timedelta(days=days)
    text = GOOGLE.format(begin=begin.isoformat(), end=(begin + timedelta(days=3)).isoformat())
    (look,) = read(text.encode(), format="google", at=NOW).observations
    assert (look.key, look.title, look.amount.minor) == ("A-1", "Mug & saucer", minor)
    assert (look.url, look.barcode) == ("https://rival.example/a", f"0{BARCODE}")


@pytest.mark.parametrize(
    ("format", "data"),
    [
        ("csv", b"\xff\xfe"), ("csv", b"a,b\n1,2"), ("csv", b""), ("json", b"{"),
        ("json", b'{"x": 1}'), ("json", b"[" * 100_000), ("google", b"<rss>"),
        ("google", b"<rss/>"), ("xlsx", b"id,price\n1,5"),
        ("google", b'<!DOCTYPE r [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><rss>&b;</rss>'),
    ],
)  # fmt: skip
def test_what_is_not_written_so_is_refused_as_a_whole(format, data):
    with pytest.raises(FormatRefused):
        read(data, format=format)


@given(st.sampled_from(["csv", "json", "google"]), st.binary(max_size=200))
def test_any_bytes_are_read_or_refused(format, data):
    with suppress(FormatRefused):
        read(data, format=format)


def test_signs_that_no_column_keeps_are_left_out():
    told = [{"id": "a\x00b\ud800", "title": "\x07mug", "price": "5"}]
    (look,) = read(json.dumps(told).encode(), format="json").observations
    assert (look.key, look.title) == ("ab", "mug")
