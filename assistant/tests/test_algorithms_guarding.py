"""What the guard reads in prose: amounts, addresses, sentences."""

import time
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.algorithms import amounts, contacts
from assistant.algorithms.amounts import Amount
from assistant.algorithms.sentences import sentences, whole_sentences
from foundation.money import Money

HOSTS = frozenset({"shop.example"})
MAILS = frozenset({"hello@shop.example"})


@pytest.mark.parametrize(
    ("text", "value", "currency"),
    [
        ("It costs €1,234.50 today.", "1234.50", "EUR"),
        ("Das kostet 1.234,50 € heute.", "1234.50", "EUR"),
        ("Cela coûte 1 234,50 € ici.", "1234.50", "EUR"),
        ("Cela coûte 1\u202f234,50\u00a0€.", "1234.50", "EUR"),
        ("only 12 EUR", "12", "EUR"),
        ("EUR 12.5", "12.5", "EUR"),
        ("for 5 euros", "5", "EUR"),
        ("für 49,- Euro", "49", "EUR"),
        ("CHF 1'200", "1200", "CHF"),
        ("$9.99", "9.99", "$"),
        ("9.99 USD", "9.99", "$"),
        ("twenty? no, 20 dollars", "20", "$"),
        ("£3", "3", "GBP"),
        ("1,000 ¥", "1000", "JPY"),
        ("1.000 Euro", "1000", "EUR"),
        ("99 Cent", "99", "cent"),
        ("250 SEK", "250", "KR"),
        ("in 2024 12 €", "12", "EUR"),
        ("12345678901234567890 €", "12345678901234567890", "EUR"),
    ],
)
def test_an_amount_is_read_however_it_is_written(text, value, currency):
    assert amounts.amounts_in(text) == [Amount(Decimal(value), currency)]


@given(
    st.integers(0, 10**8),
    st.sampled_from(["EUR", "GBP", "USD", "CHF", "JPY", "SEK", "PLN"]),
    st.sampled_from(["en", "de", "fr"]),
)
def test_what_money_writes_is_read_as_what_it_is(minor, currency, language):
    money = Money(minor, currency)
    found = amounts.amounts_in(f"Now {money.formatted(language)} only")
    assert [amount.value for amount in found] == [money.amount]
    assert found == amounts.amounts_in(f"{money.amount} {currency}")


@pytest.mark.parametrize(
    "text", ["in 12 colours", "size 42", "prices are in euros", "3 of 5 stars", "since 1998"]
)
def test_a_number_without_a_currency_is_no_amount(text):
    assert amounts.amounts_in(text) == []
    assert not amounts.has_spelt_amount(text)


@pytest.mark.parametrize("text", ["nine euros", "neun Euro", "fünfzig Euro", "deux euros"])
def test_an_amount_in_words_is_noticed(text):
    assert amounts.has_spelt_amount(f"It is {text}.")


def test_a_percentage_counts_where_a_price_is_reduced():
    assert amounts.reductions_in("You get 50 % off.") == [Decimal(50)]
    assert amounts.reductions_in("10% Rabatt für dich") == [Decimal(10)]
    assert amounts.reductions_in("une remise de 12,5 %") == [Decimal("12.5")]
    assert amounts.reductions_in("80 % cotton, 20 % wool") == []


@pytest.mark.parametrize(
    "text",
    [
        "The ember mug costs 0.01 today.",
        "Er kostet 0,01.",
        "Elle coûte désormais 0,01 !",
        "You have it for 0.01.",
        "price: 0.01",
        "The price is now only 5.",
        "Der Preis ist jetzt 5.",
        "Le prix est de 5.",
        "You pay 1.00 in total.",
    ],
)
def test_a_price_without_a_currency_is_noticed(text):
    assert amounts.bare_prices_in(text)


@pytest.mark.parametrize(
    "text",
    [
        "It costs little and holds 1.50 l.",
        "The price includes 2 cushions of 40.50 cm.",
        "Rated 4.50 of 5 by those who paid.",
        "Delivery costs nothing from 3 pieces.",
        "Pay within 14 days, at 10:30 or on 22.11.2026.",
        "Version 2.10 for 2 people",
    ],
)
def test_measures_days_and_counts_are_no_price(text):
    assert amounts.bare_prices_in(text) == []


LEADS_AWAY = [
    "see https://evil.example.com/x",
    "see HTTPS://EVIL.COM",
    "see http:\\\\evil.com",
    "see //evil.com/login",
    "see www.evil.com",
    "see evil.com.",
    "see evil.com/path?x=1",
    "see shop.example.evil.com",
    "see https://shop.example@evil.com/",
    "see https://shop.example.evil.com/",
    "see evil[.]com",
    "see evil [dot] com",
    "see evil (punkt) de",
    "see evil dot com now",
    "schau auf evil punkt de",
    "see hxxps://evil.com",
    "see javascript:alert(1)",
    "see data:text/html,x",
    "see 203.0.113.9/login",
    "see 203.0.113.9",
    "see ｅｖｉｌ．ｃｏｍ",
    "see ev\u200bil.c\u200bom",
    "see evil。com",
    "see xn--80ak6aa92e.com",
    "see bücher.de",
    "see [our shop](https://evil.com)",
    "see evil<b></b>.com",
]


@pytest.mark.parametrize("text", LEADS_AWAY[:-2])
def test_another_host_is_found_however_it_is_written(text):
    assert contacts.foreign_hosts(contacts.as_read(text), own_hosts=HOSTS)


def test_of_a_link_only_its_words_stay_and_markup_cannot_hide_a_host():
    assert contacts.as_read(LEADS_AWAY[-2]) == "see our shop"
    assert contacts.foreign_hosts(contacts.as_read(LEADS_AWAY[-1]), own_hosts=HOSTS)
    assert contacts.cleaned("<<b>script>x") == "x"


@pytest.mark.parametrize(
    "text",
    [
        "see https://shop.example/help/returns/",
        "see shop.example",
        "write to hello@shop.example",
        "It is blue.It is warm.",
        "z.B. in Größe 42, d.h. groß, u.a. rot",
        "e.g. size 3.5 or 4.25",
        "Dr.Martens and No.5",
        "costs €1.50 at 10:30 on 22.11.2026",
        "Version 2.1 of Node.js",
        "Ring, 925 silver, EAN 4006381333931",
        "phone with 128 256 512 GB",
        "I can tell you: 100 200 300 pieces",
        "write to hello@shop.example. We answer soon.",
        "I like it <3, and 2 < 3",
    ],
)
def test_the_shop_itself_and_plain_prose_pass(text):
    assert contacts.foreign_hosts(contacts.as_read(text), own_hosts=HOSTS) == []
    assert contacts.foreign_mails(text, own_mails=MAILS) == []
    assert contacts.foreign_phones(text, own_numbers=()) == []
    assert contacts.account_numbers(text, own_numbers=()) == []
    assert contacts.cleaned(text) == text


@pytest.mark.parametrize(
    "text",
    [
        "a@evil.com",
        "a [at] evil.com",
        "a(at)evil(dot)com",
        "hello@shop.example.evil.com",
        "@evil_help",
    ],
)
def test_anothers_mail_is_found(text):
    assert contacts.foreign_mails(f"write to {text} now", own_mails=MAILS)


@pytest.mark.parametrize(
    "text",
    [
        "+49 30 1234567",
        "0049301234567",
        "030 / 123 45 67",
        "(030) 1234567",
        "+1 (555) 123-4567",
        "555-123-4567",
        "call us: 7700900123",
        "rufen Sie 7700 900 123 an",
        "appelez le 06 12 34 56 78",
    ],
)
def test_a_telephone_number_is_found(text):
    assert contacts.foreign_phones(text, own_numbers=())


@pytest.mark.parametrize(
    "text",
    [
        "between 2026-11-22 and 2026-11-27",
        "am 22.11.2026 um 14:30 Uhr",
        "vom 24.11. bis 27.11.2026",
        "order 100123 of 3 parts",
        "EAN 4006381333931",
        "1.234,50 € or 12 345 678",
        "0.5 l, 0,75 l and 1.5 l",
    ],
)
def test_dates_numbers_of_orders_and_measures_are_no_telephone(text):
    assert contacts.foreign_phones(text, own_numbers=()) == []


def test_a_tracking_number_that_was_told_is_no_telephone():
    text = "Your parcel: 0034 0434 1610 9404."
    assert contacts.foreign_phones(text, own_numbers=())
    assert contacts.foreign_phones(text, own_numbers={"0034043416109404"}) == []


def test_cards_accounts_and_tokens_are_found_by_their_check_digits():
    assert contacts.account_numbers("pay with 4242 4242 4242 4242", own_numbers=())
    assert contacts.account_numbers("IBAN DE89 3704 0044 0532 0130 00", own_numbers=())
    assert contacts.account_numbers("token aB3-xYz0987aB3-xYz0987Qqq", own_numbers=())
    assert not contacts.account_numbers("number 4242 4242 4242 4243", own_numbers=())
    assert not contacts.account_numbers("IBAN DE88 3704 0044 0532 0130 00", own_numbers=())


@given(st.text(max_size=300))
def test_sentences_joined_are_the_text(text):
    assert "".join(sentences(text)) == text
    ended, rest = whole_sentences(text)
    assert ended + rest == text


@given(st.text(max_size=300))
def test_any_text_can_be_judged_and_is_clean_after_cleaning(text):
    assert contacts.cleaned(contacts.cleaned(text)) == contacts.cleaned(text)
    read = contacts.as_read(text)
    contacts.foreign_hosts(read, own_hosts=HOSTS)
    contacts.foreign_mails(read, own_mails=MAILS)
    contacts.foreign_phones(read, own_numbers=())
    contacts.account_numbers(read, own_numbers=())
    amounts.amounts_in(read)


@pytest.mark.parametrize(
    "piece", ["a", "1", "1 ", "a.", "a-", "a@", "[", "<", "(", "zehn", "A1", ". ", "€", "//", "0 "]
)
def test_no_text_makes_judging_slow(piece):
    text = piece * 4_000
    begun = time.perf_counter()
    read = contacts.as_read(text)
    contacts.foreign_hosts(read, own_hosts=HOSTS)
    contacts.foreign_mails(read, own_mails=MAILS)
    contacts.foreign_phones(read, own_numbers=())
    contacts.account_numbers(read, own_numbers=())
    amounts.amounts_in(read)
    amounts.has_spelt_amount(read)
    amounts.bare_prices_in(read)
    list(sentences(read))
    assert (
        time.perf_counter() - begun < 1.5
    )  # thirty seconds where a pattern begins anew everywhere


def test_sentences_end_where_a_reader_thinks_so():
    text = "It costs 12.50 € today. See No. 5, z. B. the red one! Really?\n- one\n- two"
    assert [piece.strip() for piece in sentences(text)] == [
        "It costs 12.50 € today.",
        "See No. 5, z. B. the red one!",
        "Really?",
        "- one",
        "- two",
    ]


def test_of_a_text_that_is_being_written_only_ended_sentences_are_whole():
    assert whole_sentences("One. Two is not fin") == ("One. ", "Two is not fin")
    assert whole_sentences("One. Two. ") == ("One. ", "Two. ")
    assert whole_sentences("One! Two ") == ("One! ", "Two ")
    assert whole_sentences("costs 12.") == ("", "costs 12.")
