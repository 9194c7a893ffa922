"""Several workers at the same campaign at once: nobody enters twice, nobody is spoken to twice."""

from collections import Counter
from datetime import datetime, timedelta

import pytest
from django.db import IntegrityError

from foundation import clock
from marketing.campaigns.enrolling import Entry, enrol
from marketing.campaigns.steps import advance
from marketing.contact.policy import policy, save_policy
from marketing.models import Contact, Enrolment, Message
from marketing.tests.factories import (
    make_campaign,
    make_enrolment,
    make_flow,
    make_reader,
    make_step,
)
from marketing.tests.senders import NotingSender, speaking_by
from tests.racing import race, without_row_locks

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]
NOON = datetime(2026, 11, 18, 12, tzinfo=clock.shop_zone())
WORKERS, PEOPLE = 4, 250


@pytest.fixture(autouse=True)
def _nobody_is_held_out_of_everything():
    rules = policy()
    rules.holdout = 0
    save_policy(changed=rules)


def _due(campaign, number):
    for _turn in range(number):
        make_enrolment(campaign, entered_at=NOON, due_at=NOON)


def _advance_at_once():
    sender = NotingSender()
    with speaking_by(sender):
        results = race(lambda _index: advance(at=NOON), threads=WORKERS)
    return sender, results


def test_workers_share_the_turns_and_nobody_has_two():
    campaign = make_campaign()
    make_step(campaign)
    _due(campaign, PEOPLE)
    sender, results = _advance_at_once()
    assert not [one for one in results if isinstance(one, Exception)]
    assert sum(one.total() for one in results) == PEOPLE
    assert Counter(sender.spoken_to).most_common(1)[0][1] == 1
    assert Message.objects.count() == Contact.objects.count() == PEOPLE


def test_one_reader_in_many_flows_is_spoken_to_once_a_day():
    reader = make_reader()
    for _number in range(8):
        flow = make_flow()
        make_step(flow)
        make_enrolment(flow, reader, entered_at=NOON, due_at=NOON)
    sender, _results = _advance_at_once()
    assert sender.spoken_to == [reader.pk]
    assert Contact.objects.count() == 1


@pytest.mark.postgresql  # SQLite has one writer: it has no row locks to take away
def test_twin_without_row_locks_gives_turns_twice(monkeypatch):
    without_row_locks(monkeypatch)
    campaign = make_campaign()
    make_step(campaign)
    _due(campaign, PEOPLE)
    sender, results = _advance_at_once()
    clashes = [one for one in results if isinstance(one, IntegrityError)]
    assert clashes or len(sender.spoken_to) > PEOPLE


def _enter_at_once(campaign, readers):
    def enter(index):
        entries = [Entry(reader.pk, f"worker:{index}") for reader in readers]
        return enrol(campaign=campaign, entries=entries, at=NOON + timedelta(seconds=index))

    return race(enter, threads=WORKERS)


def test_nobody_enters_twice_by_two_triggers_at_once():
    campaign = make_flow()
    make_step(campaign)
    readers = [make_reader() for _number in range(20)]
    results = _enter_at_once(campaign, readers)
    assert sum(one.entered for one in results) == len(readers)
    assert Enrolment.objects.count() == len(readers)


@pytest.mark.postgresql
def test_twin_without_row_locks_lets_some_enter_twice(monkeypatch):
    without_row_locks(monkeypatch)
    campaign = make_flow()
    make_step(campaign)
    _enter_at_once(campaign, [make_reader() for _number in range(20)])
    assert Enrolment.objects.count() > 20
