"""When a customer is written to: own hours with consent, else the shop's, never in quiet hours."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from accounts.models import Customer
from analytics.models import CustomerProfile, RfmSegment
from events.context import EventContext
from events.names import Consent, EventName
from events.services import Fact, record
from foundation import clock
from foundation.ids import uuid7
from marketing.contact.policy import policy
from marketing.tests.factories import make_reader
from marketing.timing.features import OWN
from marketing.timing.learning import learn_reading_hours
from marketing.timing.serving import best_time, best_times
from mlops.models import Feature

pytestmark = pytest.mark.django_db

NOON = datetime(2026, 6, 10, 12, 20, tzinfo=UTC)
DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def _in_london(settings):
    settings.TIME_ZONE = "Europe/London"


def local_hour(moment: datetime) -> int:
    return moment.astimezone(clock.shop_zone()).hour


def reads_at(customer: Customer, hour: int, *, days: int = 20) -> Customer:
    """Somebody who opened a mail at an hour of the shop's clock on so many days."""
    context = EventContext(
        customer=customer.pseudonym, visitor=uuid7(), consent=int(customer.consent)
    )
    for day in range(1, days + 1):
        local = (NOON - day * DAY).astimezone(clock.shop_zone()).replace(hour=hour, minute=10)
        record(Fact(name=EventName.MAIL_OPENED, at=local.astimezone(UTC)), context=context)
    return customer


def a_shop_of_readers() -> tuple[Customer, Customer]:
    """Ten who read at 10, ten at 18; one of each."""
    early = [reads_at(make_reader(), 10) for _number in range(10)]
    late = [reads_at(make_reader(), 18) for _number in range(10)]
    return early[0], late[0]


def test_each_is_written_to_at_their_own_hour_within_a_day():
    early, late = a_shop_of_readers()
    learn_reading_hours(at=NOON)
    for customer, hour in ((early, 10), (late, 18)):
        chosen = best_time(customer.pk, due_at=NOON)
        assert local_hour(chosen) == hour
        assert NOON <= chosen < NOON + DAY


def test_where_nothing_was_learned_it_is_when_it_is_due():
    customer = make_reader()
    assert best_time(customer.pk, due_at=NOON) == NOON


def test_who_did_not_agree_to_personalisation_has_the_shops_hours_even_if_theirs_were_known():
    early, _late = a_shop_of_readers()
    for _number in range(12):
        reads_at(make_reader(), 18)
    learn_reading_hours(at=NOON)
    assert local_hour(best_time(early.pk, due_at=NOON)) == 10
    Customer.objects.filter(pk=early.pk).update(consent=Consent.MARKETING)
    assert local_hour(best_time(early.pk, due_at=NOON)) == 18


def test_who_was_never_seen_has_their_segments_hours():
    early, late = a_shop_of_readers()
    unseen = make_reader()
    today = clock.business_day(NOON)
    for customer, segment in ((early, RfmSegment.LOYAL), (late, RfmSegment.NEW)):
        same = Customer.objects.filter(pk__gte=customer.pk, pk__lt=customer.pk + 10)
        CustomerProfile.objects.bulk_create(
            CustomerProfile(customer=one, as_of=today, written_at=NOON, segment=segment)
            for one in same
        )
    CustomerProfile.objects.create(
        customer=unseen, as_of=today, written_at=NOON, segment=RfmSegment.NEW
    )
    learn_reading_hours(at=NOON)
    assert local_hour(best_time(unseen.pk, due_at=NOON)) == 18


def test_nobody_is_written_to_in_quiet_hours_even_if_they_read_at_night():
    owl = reads_at(make_reader(), 23)
    learn_reading_hours(at=NOON)
    rules = policy()
    assert rules.quiet_from <= 23
    assert local_hour(best_time(owl.pk, due_at=NOON)) == rules.quiet_from - 1


def test_now_is_the_hour_where_it_is_the_best():
    reader = reads_at(make_reader(), local_hour(NOON))
    learn_reading_hours(at=NOON)
    assert best_time(reader.pk, due_at=NOON) == NOON


def test_a_day_on_which_the_clock_is_put_forward_has_the_same_hour():
    reader = reads_at(make_reader(), 18)
    learn_reading_hours(at=NOON)
    evening_before = datetime(2027, 3, 27, 20, 0, tzinfo=UTC)  # 28 March 2027: summer time
    chosen = best_time(reader.pk, due_at=evening_before)
    assert local_hour(chosen) == 18
    assert chosen.date() == datetime(2027, 3, 28, tzinfo=UTC).date()


def test_what_was_known_of_somebody_who_takes_consent_back_is_forgotten_the_next_night():
    early, _late = a_shop_of_readers()
    learn_reading_hours(at=NOON)
    subject = f"customer:{early.pseudonym}"
    assert Feature.objects.filter(name=OWN, subject=subject).exists()
    Customer.objects.filter(pk=early.pk).update(consent=Consent.MARKETING)
    learn_reading_hours(at=NOON + DAY)
    assert not Feature.objects.filter(name=OWN, subject=subject).exists()


def test_many_are_answered_in_a_few_statements(django_assert_max_num_queries):
    a_shop_of_readers()
    learn_reading_hours(at=NOON)
    policy()
    numbers = list(Customer.objects.values_list("pk", flat=True))
    with django_assert_max_num_queries(4):
        assert best_times(numbers, due_at=NOON).keys() == set(numbers)
