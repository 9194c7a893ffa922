"""Competitors' prices: taken in once, kept as history, matched, and read as a band."""

from datetime import timedelta

import pytest
from django.utils import timezone

from foundation.money import Money
from pricing.competition.matching import (
    confirm_match,
    ignore_offers,
    propose_matches,
    refuse_match,
)
from pricing.competition.observations import Observation
from pricing.competition.selectors import competitor_band
from pricing.models import CompetitorPrice, MatchedBy, MatchState
from pricing.services import set_exchange_rate
from pricing.tests.competing import BARCODE, enter, make_competitor, see_price
from pricing.tests.factories import make_variant

pytestmark = pytest.mark.django_db
NOW = timezone.now()


def ago(days: float):
    return NOW - timedelta(days=days)


def band(variant, at=None):
    return competitor_band([variant.pk], at=at).get(variant.pk)


def test_the_band_is_of_what_is_asked_now():
    mug = make_variant("20.00")
    for code, amount in (("a", "18.00"), ("b", "19.00"), ("c", "25.00")):
        see_price(make_competitor(code), mug, amount, at=ago(1))
    found = band(mug)
    assert (found.lowest, found.median, found.highest) == (1800, 1900, 2500)
    assert (found.offers, found.stale, found.newest) == (3, False, ago(1))
    assert band(make_variant()) is None


def test_a_stale_price_is_shown_only_where_there_is_no_fresh_one():
    mug, rival = make_variant(), make_competitor(stale_days=7)
    see_price(rival, mug, "10.00", at=ago(8))
    assert (band(mug).lowest, band(mug).stale) == (1000, True)
    see_price(make_competitor("other"), mug, "15.00", at=ago(2))
    assert (band(mug).lowest, band(mug).offers, band(mug).stale) == (1500, 1, False)


def test_what_is_sold_out_or_of_an_idle_competitor_counts_for_nothing():
    mug = make_variant()
    see_price(make_competitor("out"), mug, "5.00", at=ago(1), is_available=False)
    see_price(make_competitor("idle", is_active=False), mug, "6.00", at=ago(1))
    assert band(mug) is None


def test_other_currencies_are_converted_and_left_out_without_a_rate():
    mug = make_variant()
    see_price(make_competitor("us"), mug, "20.00", currency="USD", at=ago(1))
    assert band(mug) is None
    set_exchange_rate(currency="USD", rate="1.25", at=ago(3))
    assert band(mug).lowest == 1600


def test_history_is_kept_and_the_past_is_as_it_was():
    mug, rival = make_variant(), make_competitor()
    for days, amount in ((9, "10.00"), (6, "10.00"), (3, "12.00"), (1, "9.00")):
        see_price(rival, mug, amount, at=ago(days))
    rows = CompetitorPrice.objects.order_by("first_seen_at")
    assert [(row.amount_minor, row.first_seen_at, row.last_seen_at) for row in rows] == [
        (1000, ago(9), ago(6)), (1200, ago(3), ago(3)), (900, ago(1), ago(1)),
    ]  # fmt: skip
    assert [band(mug, at=ago(days)).lowest for days in (8, 5, 2, 0)] == [1000, 1000, 1200, 900]
    assert band(mug, at=ago(10)) is None


def test_nobody_knows_what_was_asked_while_nobody_looked():
    mug, rival = make_variant(), make_competitor(stale_days=7)
    see_price(rival, mug, "10.00", at=ago(30))
    see_price(rival, mug, "10.00", at=ago(1))
    assert CompetitorPrice.objects.count() == 2
    assert band(mug, at=ago(10)).stale


def test_the_same_file_twice_changes_nothing_and_an_older_one_is_passed_over():
    mug, rival = make_variant(), make_competitor()
    look = Observation(key="K", amount=Money(900, "EUR"), our_sku=mug.sku, seen_at=ago(1))
    first, again = enter(rival, look), enter(rival, look)
    assert (first.offers, first.prices, first.matched) == (1, 1, 1)
    assert (again.offers, again.prices, again.matched) == (0, 0, 0)
    late = enter(rival, Observation(key="K", amount=Money(100, "EUR"), seen_at=ago(2)))
    assert (late.older, band(mug).lowest) == (1, 900)


def test_two_looks_of_one_file_are_two_steps_of_history():
    rival = make_competitor()
    looks = [Observation(key="K", amount=Money(n, "EUR"), seen_at=ago(n)) for n in (1, 2, 3)]
    told = enter(rival, *looks)
    assert (told.offers, told.prices, rival.offers.get().amount_minor) == (1, 3, 1)


def test_a_barcode_is_proof_unless_two_variants_carry_it():
    mug, rival = make_variant(), make_competitor()
    mug.barcode = BARCODE
    mug.save()
    code = BARCODE.zfill(14)
    enter(rival, Observation(key="A", amount=Money(900, "EUR"), barcode=code))
    offer = rival.offers.get(key="A")
    assert (offer.variant, offer.matched_by) == (mug, MatchedBy.BARCODE)
    twin = make_variant()
    twin.barcode = code
    twin.save()
    enter(rival, Observation(key="B", amount=Money(800, "EUR"), barcode=code))
    assert rival.offers.get(key="B").state == MatchState.UNMATCHED


def test_likeness_is_proposed_and_counts_only_when_staff_confirm(django_user_model):
    mug = make_variant(name="Forest enamel mug 300 ml", brand="Nordlicht")
    make_variant(name="Linen table cloth")
    rival = make_competitor()
    offer = see_price(rival, None, "17.00", title="Nordlicht Enamel Mug Forest, 300 ml", at=ago(1))
    assert propose_matches() == 1
    offer.refresh_from_db()
    assert (offer.state, offer.candidate, band(mug)) == (MatchState.PROPOSED, mug, None)
    buyer = django_user_model.objects.create_user("buyer@example.com")
    confirm_match(offers=[offer], by=buyer)
    assert band(mug).lowest == 1700
    offer.refresh_from_db()
    assert (offer.decided_by, offer.matched_by) == (buyer, MatchedBy.STAFF)


def test_what_staff_refused_is_not_proposed_again():
    mug = make_variant(name="Forest enamel mug 300 ml")
    offer = see_price(make_competitor(), None, "17.00", title="Enamel mug forest 300 ml")
    propose_matches()
    offer.refresh_from_db()
    refuse_match(offers=[offer], by=None)
    assert propose_matches() == 0
    offer.refresh_from_db()
    assert (offer.state, offer.refused) == (MatchState.UNMATCHED, [mug.pk])


def test_what_staff_decided_stays_whatever_a_file_tells():
    mug, rival = make_variant(name="Enamel mug"), make_competitor()
    other = make_variant(name="Enamel mug, large")
    offer = see_price(rival, mug, "9.00", key="K")
    refuse_match(offers=[offer], by=None)
    see_price(rival, mug, "8.00", key="K")
    offer.refresh_from_db()
    assert (offer.variant, offer.amount_minor) == (None, 800)
    confirm_match(offers=[offer], variant=other, by=None)
    see_price(rival, mug, "7.00", key="K")
    assert (band(mug), band(other).lowest) == (None, 700)
    ignore_offers(offers=[offer], by=None)
    see_price(rival, mug, "6.00", key="K")
    offer.refresh_from_db()
    assert (offer.state, offer.variant) == (MatchState.IGNORED, None)
