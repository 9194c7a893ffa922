"""Profiles of customers: what the nightly job counts, groups, remembers and forgets."""

from datetime import timedelta
from uuid import uuid4

import numpy as np
import pytest

from accounts.models import Customer
from accounts.privacy import erase_customer, export_customer
from analytics.customers import profiles
from analytics.customers.groups import combine
from analytics.customers.jobs import ask_for_profiles, write_nightly
from analytics.customers.profiles import write_profiles
from analytics.models import CustomerProfile, Grouping, RfmSegment, SegmentDay, SegmentMove
from analytics.tests.buyers import bought, did, make_buyer
from catalog.models import OptionValue
from catalog.tests.factories import make_product
from events.names import Consent, EventName
from foundation import clock
from mlops.models import Feature
from orders.models import FulfilmentState, Order

pytestmark = pytest.mark.django_db


def profile_of(customer):
    return CustomerProfile.objects.get(pk=customer.pk)


def features_of(customer):
    rows = Feature.objects.filter(subject=f"customer:{customer.pseudonym}")
    return dict(rows.values_list("name", "value"))


def test_a_shop_without_customers_has_no_profiles_and_no_trouble():
    assert write_profiles().profiles == 0
    assert not SegmentDay.objects.exists()


def test_a_profile_counts_what_was_bought_and_kept():
    buyer = make_buyer()
    bought(buyer, days_ago=100, quantity=3, returned=1, paid_minor=3570, tax_minor=570)
    bought(buyer, days_ago=5)
    bought(buyer, days_ago=3, state="cancelled")

    write_profiles()

    found = profile_of(buyer)
    assert (found.orders, found.units, found.returned_units) == (2, 3, 1)
    assert found.revenue_minor == 2000 + 1000
    assert found.last_order_on == clock.business_day() - timedelta(days=5)
    assert found.segment == RfmSegment.POTENTIAL_LOYALISTS
    assert found.segment_since == clock.business_day()


def test_customers_without_orders_have_a_profile_without_a_segment():
    visitor = make_buyer()

    write_profiles()

    assert (profile_of(visitor).orders, profile_of(visitor).segment) == (0, "")
    assert profile_of(visitor).first_order_on is None


def test_features_are_written_only_of_who_agreed():
    agreed, silent = make_buyer(), make_buyer(consent=Consent.NECESSARY)
    for buyer in (agreed, silent):
        bought(buyer, days_ago=5)

    write_profiles()

    assert profile_of(silent).segment == profile_of(agreed).segment == RfmSegment.NEW
    assert features_of(agreed)["customer.segment"] == RfmSegment.NEW
    assert features_of(silent) == {}


def test_who_takes_consent_back_leaves_the_feature_store_with_the_next_run():
    buyer = make_buyer()
    bought(buyer, days_ago=5)
    write_profiles()
    assert features_of(buyer)

    Customer.objects.filter(pk=buyer.pk).update(consent=Consent.MARKETING)
    write_profiles()

    assert features_of(buyer) == {}
    assert profile_of(buyer).orders == 1


def test_behaviour_without_consent_says_nothing():
    product = make_product("Mug", category="Cups")
    agreed, silent = make_buyer(), make_buyer(consent=Consent.NECESSARY)
    for buyer in (agreed, silent):
        for days_ago in range(1, 15):
            did(buyer, EventName.PRODUCT_VIEWED, days_ago=days_ago, product_id=product.pk)

    write_profiles()

    assert profile_of(agreed).engagement > 0
    assert profile_of(agreed).preferences["category"][0][0] == product.category_id
    assert profile_of(silent).engagement == 0
    assert profile_of(silent).preferences == {}


def test_preferences_tell_category_brand_colour_and_hour_from_orders():
    cups = make_product("Mug", category="Cups", brand="Potter", colours=["forest"])
    rugs = make_product("Rug", category="Rugs", brand="Weaver", colours=["sand"])
    fan, other = make_buyer(consent=Consent.NECESSARY), make_buyer()
    evening = clock.day_bounds(clock.business_day())[0] + timedelta(hours=19, minutes=30)
    for days_ago in range(2, 9):
        bought(fan, at=evening - timedelta(days=days_ago), product_id=cups.pk,
               variant=cups.variants.first())  # fmt: skip
        bought(other, days_ago=days_ago, product_id=rugs.pk, variant=rugs.variants.first())

    write_profiles()

    liked = profile_of(fan).preferences
    assert [number for number, _share in liked["category"]] == [cups.category_id]
    assert [number for number, _share in liked["brand"]] == [cups.brand_id]
    green = OptionValue.objects.get(variants__product=cups, option__code="colour")
    assert [number for number, _share in liked["colour"]] == [green.pk]
    assert liked["hour"] == 19
    assert liked["known_from"] == "orders"
    assert liked["category"][0][1] > 0.8


def test_done_twice_on_a_day_changes_nothing():
    for _number in range(12):
        bought(make_buyer(), days_ago=5)
    write_profiles()
    before = _everything()

    write_profiles()

    assert _everything() == before


def test_ranges_of_customers_tell_the_same_as_all_at_once(monkeypatch):
    product = make_product("Mug", category="Cups")
    for number in range(7):
        buyer = make_buyer()
        did(buyer, EventName.PRODUCT_VIEWED, days_ago=number + 1, product_id=product.pk)
        for days_ago in range(number):
            bought(buyer, days_ago=9 * days_ago + 1, product_id=product.pk)
    write_profiles()
    at_once = _everything()
    CustomerProfile.objects.all().delete()

    monkeypatch.setattr(profiles, "AT_ONCE", 2)
    monkeypatch.setattr(profiles, "WRITTEN_AT_ONCE", 1)
    write_profiles()

    assert len(at_once[0]) == 7
    assert _everything() == at_once


def _everything():
    """All that a run writes but for the moment."""
    rows = [
        {name: value for name, value in row.items() if name != "written_at"}
        for row in CustomerProfile.objects.order_by("pk").values()
    ]
    days = SegmentDay.objects.order_by("day", "grouping", "value")
    moves = SegmentMove.objects.order_by("before", "after")
    return rows, list(days.values_list("day", "value", "customers")), [str(m) for m in moves]


def test_moves_between_segments_are_counted_once():
    buyer = make_buyer()
    bought(buyer, days_ago=5)
    today = clock.now()
    write_profiles(at=today)
    later = today + timedelta(days=200)
    bought(make_buyer(), at=later - timedelta(days=1))

    write_profiles(at=later)
    write_profiles(at=later + timedelta(hours=1))

    found = profile_of(buyer)
    assert (found.segment_before, found.segment) == (RfmSegment.NEW, RfmSegment.HIBERNATING)
    assert found.segment_since == clock.business_day(later)
    moves = SegmentMove.objects.filter(day=clock.business_day(later)).exclude(before="")
    assert list(moves.values_list("before", "after", "customers")) == [
        (RfmSegment.NEW, RfmSegment.HIBERNATING, 1)
    ]


def test_the_first_night_of_an_old_shop_calls_nobody_new_but_who_is():
    bought(make_buyer(), days_ago=300)
    bought(make_buyer(), days_ago=2)

    write_profiles()

    assert [move.after for move in SegmentMove.objects.all()] == [RfmSegment.NEW]


def test_a_shop_that_moved_in_has_the_course_of_its_segments():
    bought(make_buyer(), days_ago=100)
    bought(make_buyer(), days_ago=1)

    write_profiles()

    past = SegmentDay.objects.filter(grouping=Grouping.RFM, day__lt=clock.business_day())
    assert 3 <= past.count() <= 5
    assert {(row.churn_risk, row.customers) for row in past} == {(None, 1)}


def test_erased_customers_have_no_profile_and_do_not_come_back():
    buyer = make_buyer()
    bought(buyer, days_ago=5)
    write_profiles()
    Order.objects.update(fulfilment_state=FulfilmentState.FULFILLED)

    erase_customer(customer=buyer)
    write_profiles()

    assert not CustomerProfile.objects.exists()
    assert features_of(buyer) == {}


def test_the_export_of_a_customer_holds_their_profile():
    buyer = make_buyer()
    bought(buyer, days_ago=5)
    write_profiles()

    rows = export_customer(buyer)["data"]["profile"]

    assert [row["segment"] for row in rows] == [RfmSegment.NEW]


def test_clusters_part_customers_by_how_they_buy_and_are_remembered():
    rng = np.random.default_rng(4)
    customers = Customer.objects.bulk_create(
        [Customer(email=f"{number}@example.com", pseudonym=uuid4()) for number in range(240)]
    )
    for number, customer in enumerate(customers):
        large = number % 3 == 0
        paid = int(rng.normal(90_000 if large else 1_500, 50))
        bought(customer, days_ago=5 + number, paid_minor=paid, tax_minor=0,
               quantity=12 if large else 1)  # fmt: skip

    written = write_profiles()

    assert written.cluster_version
    clusters = [
        set(
            CustomerProfile.objects.filter(pk__in=[each.pk for each in part]).values_list("cluster")
        )
        for part in (customers[::3], customers[1::3])
    ]
    assert clusters[0]
    assert not clusters[0] & clusters[1]
    assert SegmentDay.objects.filter(grouping=Grouping.BEHAVIOUR).exists()


def test_the_combined_segment_is_the_finest_of_ten():
    segment = np.array(["new"] * 25)
    cluster = np.array(["bulk"] * 22 + [""] * 3)
    age = np.array(["25-34.DE"] * 10 + ["35-44.DE"] * 3 + [""] * 12)

    found = combine(segment, cluster, age)

    assert found[0] == "new/bulk/25-34.DE"
    assert found[10] == "new/bulk"
    assert found[24] == "new"


def test_asking_twice_makes_one_job():
    assert ask_for_profiles() is not None
    assert ask_for_profiles() is None


def test_the_job_tells_what_it_wrote():
    bought(make_buyer(), days_ago=5)

    told = write_nightly({}, lambda text: None)

    assert told is not None
    assert told["profiles"] == 1
