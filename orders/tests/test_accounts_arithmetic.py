"""The journal's arithmetic: whatever happens to an order, both sides agree in both currencies."""

from datetime import date
from decimal import Decimal
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from foundation.money import Money, tax_in_gross
from orders.accounting import postings
from orders.accounting.places import tax_place
from orders.accounting.postings import Account, Posting, Side, Sold, TaxPart, TaxPlace, difference
from orders.accounting.roles import PostingKind, Role, Treatment

PLACE = TaxPlace(Treatment.OSS, "FR")
DAY = date(2026, 3, 1)
amounts = st.integers(1, 10_000_000)
rates = st.decimals(Decimal("0.01"), Decimal(200), places=4)


@st.composite
def solds(draw: st.DrawFn) -> Sold:
    chosen = draw(st.lists(st.sampled_from([0, 700, 1900, 2550]), unique=True, max_size=3))
    parts = []
    for rate in chosen:
        gross = draw(amounts)
        tax = tax_in_gross(gross, rate)
        parts.append(TaxPart(rate, gross - tax, tax))
    vouchers = draw(st.integers(0, 50_000)) if parts else draw(amounts)
    return Sold(tuple(parts), vouchers)


@st.composite
def stories(draw: st.DrawFn) -> tuple[Sold, list[Posting]]:
    """An order that is paid in parts and given back whole, in shares of any size."""
    sold = draw(solds())
    told = [("sale", PostingKind.SALE, postings.sale(sold, PLACE))]
    for index, share in enumerate(draw(_shares(sold.total))):
        provider = draw(st.sampled_from(["stripe", "gift_card", "points", "invoice"]))
        told.append((f"paid-{index}", PostingKind.PAYMENT, postings.payment(share, provider)))
        told.append((f"back-{index}", PostingKind.REFUND, postings.refund(share, provider)))
    taken: list[Sold] = []
    for index, share in enumerate(draw(_shares(sold.total))):
        taken.append(postings.rest_of(sold, taken, share))
        told.append((f"note-{index}", PostingKind.CREDIT_NOTE, postings.credit(taken[-1], PLACE)))
    head, *tail = told
    tail = draw(st.permutations(tail))
    return sold, [Posting(name, kind, DAY, sums) for name, kind, sums in [head, *tail]]


def _shares(total: int) -> st.SearchStrategy[list[int]]:
    cuts = st.lists(st.integers(0, total), max_size=4)
    return cuts.map(lambda places: _between(sorted({0, *places, total})))


def _between(places: list[int]) -> list[int]:
    return [after - before for before, after in pairwise(places)]


def _to_base(rate: Decimal, currency: str = "CHF"):
    return lambda minor: Money(minor, currency).converted("EUR", 1 / rate).minor


@given(stories(), rates)
def test_every_entry_balances_in_both_currencies(story, rate):
    _sold, told = story
    for entry in postings.in_base(told, _to_base(rate)):
        assert sum(side.amount for side in entry.sides) == 0
        assert sum(side.base for side in entry.sides) == 0


@given(stories(), rates)
def test_an_order_that_is_undone_leaves_no_account_open(story, rate):
    _sold, told = story
    left: dict[Account, list[int]] = {}
    for entry in postings.in_base(told, _to_base(rate)):
        for side in entry.sides:
            sums = left.setdefault(side.account, [0, 0])
            sums[0] += side.amount
            sums[1] += side.base
    assert set(map(tuple, left.values())) <= {(0, 0)}


@given(solds(), rates)
def test_a_sale_is_its_total_and_rounding_is_a_cent_a_side(sold, rate):
    told = [Posting("sale", PostingKind.SALE, DAY, postings.sale(sold, PLACE))]
    [entry] = postings.in_base(told, _to_base(rate))
    sides = {side.account: side for side in entry.sides}
    assert sides[postings.RECEIVABLES].amount == sold.total
    assert sides[postings.RECEIVABLES].base == _to_base(rate)(sold.total)
    rounding = sides.get(Account(Role.ROUNDING), Side(postings.RECEIVABLES, 0, 0))
    assert rounding.amount == 0
    assert abs(rounding.base) <= len(entry.sides)


@given(solds())
def test_in_the_base_currency_nothing_is_rounded(sold):
    told = [Posting("sale", PostingKind.SALE, DAY, postings.sale(sold, PLACE))]
    [entry] = postings.in_base(told, lambda minor: minor)
    assert Role.ROUNDING not in {side.account.role for side in entry.sides}
    assert all(side.amount == side.base for side in entry.sides)


@given(solds(), st.data())
def test_shares_of_a_sale_sum_to_it_by_rate(sold, data):
    taken: list[Sold] = []
    for share in data.draw(_shares(sold.total)):
        taken.append(postings.rest_of(sold, taken, share))
        assert taken[-1].total == share
    for rate in {part.rate for part in sold.parts}:
        whole = [(part.net, part.tax) for part in sold.parts if part.rate == rate]
        parts = [(p.net, p.tax) for note in taken for p in note.parts if p.rate == rate]
        assert [sum(column) for column in zip(*parts, strict=True)] == list(whole[0])
    assert sum(note.vouchers for note in taken) == sold.vouchers


@given(solds(), solds(), rates)
def test_the_difference_brings_what_is_posted_to_what_is_wanted(wanted, posted, rate):
    sides = [
        postings.in_base(
            [Posting("sale", PostingKind.SALE, DAY, postings.sale(sold, PLACE))], _to_base(rate)
        )[0].sides
        for sold in (wanted, posted)
    ]
    missing = difference(*sides)
    assert difference(sides[0], [*sides[1], *missing]) == ()
    assert sum(side.base for side in missing) == 0


def test_what_does_not_balance_is_refused():
    with pytest.raises(ValueError, match="x does not balance"):
        postings.in_base([Posting("x", PostingKind.SALE, DAY, {postings.RECEIVABLES: 1})], int)


def test_tenders_are_debts_of_the_shop_and_cards_are_money():
    assert postings.paid_into("gift_card") == Account(Role.GIFT_CARDS)
    assert postings.paid_into("credit") == Account(Role.STORE_CREDIT)
    assert postings.paid_into("points") == Account(Role.POINTS)
    assert postings.paid_into("stripe") == Account(Role.MONEY, provider="stripe")


@pytest.mark.parametrize(
    ("country", "postcode", "changes", "expected"),
    [
        ("DE", "10115", {}, (Treatment.DOMESTIC, "DE")),
        ("", "", {}, (Treatment.DOMESTIC, "DE")),
        ("FR", "75001", {}, (Treatment.OSS, "FR")),
        ("MC", "98000", {}, (Treatment.OSS, "FR")),
        ("FR", "75001", {"uses_oss": False}, (Treatment.DOMESTIC, "FR")),
        ("FR", "75001", {"is_reverse_charge": True}, (Treatment.REVERSE_CHARGE, "FR")),
        ("DE", "10115", {"is_exempt": True, "is_taxed": False}, (Treatment.EXEMPT, "DE")),
        ("FR", "75001", {"is_exempt": True, "is_taxed": False}, (Treatment.EXEMPT, "FR")),
        ("US", "10001", {"is_taxed": False}, (Treatment.EXPORT, "US")),
        ("ES", "35001", {"is_taxed": False}, (Treatment.EXPORT, "ES")),
        ("DE", "27498", {"is_taxed": False}, (Treatment.EXPORT, "DE")),
        ("GB", "SW1Y 4JH", {}, (Treatment.ABROAD, "GB")),
        ("GB", "BT1 1AA", {}, (Treatment.OSS, "XI")),
        ("CH", "8001", {"is_taxed": False}, (Treatment.EXPORT, "CH")),
    ],
)
def test_how_a_sale_is_taxed_follows_from_where_it_goes(country, postcode, changes, expected):
    facts = {
        "home": "DE", "is_reverse_charge": False, "is_exempt": False, "is_taxed": True,
        "uses_oss": True,
    }  # fmt: skip
    found = tax_place(country=country, postcode=postcode, **{**facts, **changes})
    assert (found.treatment, found.country) == expected


def test_a_shop_outside_the_eu_exports_to_it():
    found = tax_place(
        country="FR", postcode="75001", home="GB", is_reverse_charge=False, is_exempt=False,
        is_taxed=False, uses_oss=True,
    )  # fmt: skip
    assert found == TaxPlace(Treatment.EXPORT, "FR")
