"""Nobody is spoken to more often than the policy allows, however many flows want to."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from accounts.tests.factories import make_customer
from foundation import clock
from foundation.refusals import Refusal
from marketing.contact.caps import free_from, give_back, take_contact, take_contacts
from marketing.contact.policy import is_quiet, next_allowed, policy, save_policy
from marketing.kinds import Medium
from marketing.models import Contact, ContactPolicy
from tests.racing import race, without_row_locks

NOON = datetime(2026, 11, 10, 12, tzinfo=UTC)
DAY = timedelta(days=1)


def take(customer, at=NOON, medium=Medium.EMAIL):
    return take_contact(customer_id=customer.pk, medium=medium, at=at)


def allow(**changes):
    rules = policy()
    for name, value in changes.items():
        setattr(rules, name, value)
    return save_policy(changed=rules)


@pytest.mark.django_db
def test_a_second_contact_of_a_day_is_refused_whatever_its_medium():
    customer = make_customer()

    assert take(customer)
    assert take(customer, NOON + timedelta(hours=3), Medium.PUSH) is None
    assert take(customer, NOON + DAY)


@pytest.mark.django_db
def test_a_day_is_the_shops_and_not_of_utc(settings):
    settings.TIME_ZONE = "Europe/Berlin"
    customer = make_customer()
    before_midnight = datetime(2026, 7, 10, 21, 59, tzinfo=UTC)  # 23:59 in Berlin

    assert take(customer, before_midnight)
    assert take(customer, before_midnight - timedelta(hours=20)) is None
    assert take(customer, before_midnight + timedelta(minutes=2))


@pytest.mark.django_db
def test_the_caps_of_a_week_and_of_thirty_days():
    allow(most_a_day=2, most_a_week=3, most_a_month=4)
    customer = make_customer()

    taken = [day for day in range(40) if take(customer, NOON + day * DAY)]

    assert taken == [0, 1, 2, 7, 30, 31, 32, 37]


@pytest.mark.django_db
def test_what_is_given_back_counts_no_more_and_may_be_given_twice():
    customer = make_customer()
    contact = take(customer)

    give_back(contact=contact)
    give_back(contact=contact)

    assert take(customer)
    assert Contact.objects.count() == 1


@pytest.mark.django_db
def test_many_are_taken_at_once_and_each_by_their_own_caps():
    free, full, erased = make_customer(), make_customer(), make_customer(erased_at=NOON)
    take(full)

    taken = take_contacts(
        customer_ids=[erased.pk, full.pk, free.pk, 10**9], medium=Medium.EMAIL, at=NOON
    )

    assert set(taken) == {free.pk}
    assert taken[free.pk].pk


@pytest.mark.django_db
def test_many_cost_no_more_questions_than_one(django_assert_num_queries):
    customers = [make_customer().pk for _ in range(20)]
    policy()

    with django_assert_num_queries(6):  # savepoint and release among them
        assert len(take_contacts(customer_ids=customers, medium=Medium.EMAIL, at=NOON)) == 20


@pytest.mark.django_db
def test_when_a_capped_customer_is_free_again():
    customer = make_customer()
    assert free_from(customer_id=customer.pk, at=NOON) == NOON

    take(customer)

    free = free_from(customer_id=customer.pk, at=NOON)
    assert clock.business_day(free) == clock.business_day(NOON + DAY)
    assert take(customer, free - timedelta(seconds=1)) is None
    assert take(customer, free)


@pytest.mark.django_db
@settings(max_examples=40, suppress_health_check=list(HealthCheck))
@given(
    hours=st.lists(st.integers(0, 24 * 45), min_size=1, max_size=25),
    caps=st.lists(st.integers(1, 6), min_size=3, max_size=3).map(sorted),
)
def test_no_window_of_days_ever_holds_more_than_its_cap(hours, caps):
    Contact.objects.all().delete()
    allow(most_a_day=caps[0], most_a_week=caps[1], most_a_month=caps[2])
    customer = make_customer()

    for hour in hours:  # in any order: history is played so too
        take(customer, NOON + timedelta(hours=hour))

    days = [clock.business_day(at) for at in Contact.objects.values_list("at", flat=True)]
    for first in days:
        for span, most in zip((1, 7, 30), caps, strict=True):
            assert sum(0 <= (day - first).days < span for day in days) <= most


@pytest.mark.django_db
def test_quiet_hours_over_midnight(settings):
    settings.TIME_ZONE = "Europe/Berlin"
    rules = ContactPolicy(quiet_from=21, quiet_until=8)
    late = datetime(2026, 7, 10, 20, 30, tzinfo=UTC)  # 22:30 in Berlin
    early = datetime(2026, 7, 11, 5, 59, tzinfo=UTC)
    morning = datetime(2026, 7, 11, 6, tzinfo=UTC)

    assert next_allowed(late, rules=rules) == morning
    assert next_allowed(early, rules=rules) == morning
    assert next_allowed(morning, rules=rules) == morning
    assert not is_quiet(late - timedelta(hours=2), rules=rules)


@pytest.mark.django_db
def test_the_same_hour_twice_means_no_quiet_hours():
    rules = ContactPolicy(quiet_from=8, quiet_until=8)

    assert not any(is_quiet(NOON + timedelta(hours=hour), rules=rules) for hour in range(24))


@settings(max_examples=200)
@given(
    start=st.integers(0, 23),
    end=st.integers(0, 23),
    at=st.datetimes(datetime(2026, 1, 1), datetime(2027, 1, 1), timezones=st.just(UTC)),
)
def test_the_next_allowed_moment_is_soon_and_never_quiet(start, end, at):
    rules = ContactPolicy(quiet_from=start, quiet_until=end)

    allowed = next_allowed(at, rules=rules)

    assert at <= allowed <= at + timedelta(hours=25)
    assert not is_quiet(allowed, rules=rules)


@pytest.mark.django_db
def test_the_policy_is_one_row_and_keeps_its_salt():
    salt = policy().salt

    changed = save_policy(changed=ContactPolicy(most_a_day=2, holdout=500, salt="new"), at=NOON)

    assert (policy().salt, policy().holdout, policy().changed_at) == (salt, 500, NOON)
    assert changed.pk == ContactPolicy.ONLY
    assert ContactPolicy.objects.count() == 1


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("changes", "field"),
    [({"most_a_day": 9}, ""), ({"quiet_from": 24}, "quiet_from"), ({"holdout": 6_000}, "holdout")],
)
def test_a_policy_that_contradicts_itself_is_refused_by_its_field(changes, field):
    with pytest.raises(Refusal) as refused:
        allow(**changes)

    assert refused.value.field == field


@pytest.mark.django_db(transaction=True)
@pytest.mark.slow
def test_the_caps_hold_when_flows_reach_for_a_customer_at_once():
    allow(most_a_day=2)
    customers = [make_customer().pk for _ in range(3)]

    results = race(lambda index: _reach(customers, index), threads=16)

    assert not [result for result in results if isinstance(result, Exception)]
    assert Contact.objects.count() == 2 * len(customers)


@pytest.mark.django_db(transaction=True)
@pytest.mark.slow
@pytest.mark.postgresql  # SQLite has one writer: it has no row locks to take away
def test_twin_without_row_locks_speaks_too_often(monkeypatch):
    allow(most_a_day=2)
    customers = [make_customer().pk for _ in range(3)]
    without_row_locks(monkeypatch)
    _slow_down(monkeypatch)

    race(lambda index: _reach(customers, index), threads=16)

    assert Contact.objects.count() > 2 * len(customers)


def _reach(customers, index):
    order = customers if index % 2 else list(reversed(customers))
    return len(take_contacts(customer_ids=order, medium=Medium.EMAIL, at=NOON))


def _slow_down(monkeypatch):
    """Time between counting and writing, as a busy server has it."""
    import time

    from marketing.contact import caps

    counted = caps._at_their_cap

    def _slowly(*asked):
        full = counted(*asked)
        time.sleep(0.05)
        return full

    monkeypatch.setattr(caps, "_at_their_cap", _slowly)
