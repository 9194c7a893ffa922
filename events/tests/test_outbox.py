"""The outbox: each consumer hears of everything at least once, whatever befalls the others."""

from datetime import timedelta

import pytest
from django.db import transaction

from events import outbox
from events.models import OutboxMessage
from foundation import clock
from foundation.registries import Registry
from tests.racing import race

pytestmark = pytest.mark.django_db(transaction=True)


class Consumer:
    """Keeps what it hears; fails when told to."""

    def __init__(self):
        self.heard = []
        self.fault = None

    def __call__(self, payloads):
        if self.fault:
            raise self.fault
        self.heard.extend(payload["n"] for payload in payloads)


@pytest.fixture(autouse=True)
def _own_consumers(monkeypatch):
    monkeypatch.setattr(outbox, "consumers", {})
    monkeypatch.setattr(outbox, "in_order", Registry("in order"))


@pytest.fixture
def index():
    consumer = Consumer()
    outbox.subscribe("product.changed", "index", consumer)
    return consumer


@pytest.fixture
def mail():
    consumer = Consumer()
    outbox.subscribe("product.changed", "mail", consumer)
    return consumer


class InOrder:
    """Hears of everything in order; cannot read ``unreadable``, and fails when told to."""

    def __init__(self):
        self.heard = []
        self.fault = None
        self.unreadable = set()

    def __call__(self, messages):
        if self.fault:
            raise self.fault
        numbers = {message.pk: message.payload["n"] for message in messages}
        self.heard += [number for number in numbers.values() if number not in self.unreadable]
        return {pk: "what is that?" for pk, number in numbers.items() if number in self.unreadable}


@pytest.fixture
def journal(monkeypatch):
    monkeypatch.setattr(outbox, "BATCH", 2)
    consumer = InOrder()
    listener = outbox.InOrder(wants=lambda _topic: True, take=consumer)
    outbox.in_order.register("journal", listener)
    return consumer


def publish(*numbers):
    outbox.publish_many("product.changed", [{"n": number} for number in numbers])


def all_due():
    OutboxMessage.objects.filter(delivered_at=None).update(due_at=clock.now())


def test_every_consumer_of_a_topic_hears_every_message_once(index, mail):
    publish(1, 2)

    assert outbox.drain() == 4
    assert (index.heard, mail.heard) == ([1, 2], [1, 2])
    assert outbox.drain() == 0


def test_a_topic_without_consumers_costs_nothing():
    outbox.publish("nobody.listens", {"n": 1})

    assert not OutboxMessage.objects.exists()


def test_a_message_lives_and_dies_with_the_fact(index):
    with transaction.atomic():
        publish(1)
        transaction.set_rollback(True)

    assert outbox.drain() == 0
    assert index.heard == []


def test_one_consumers_failure_holds_nobody_else_up(index, mail):
    index.fault = ValueError("index is broken")
    publish(1, 2)

    assert outbox.drain() == 2

    assert mail.heard == [1, 2]
    waiting = OutboxMessage.objects.filter(delivered_at=None)
    assert {message.consumer for message in waiting} == {"index"}
    assert all("index is broken" in message.error for message in waiting)


def test_what_failed_is_delivered_later(index):
    index.fault = ValueError("broken")
    publish(1)
    outbox.drain()
    index.fault = None

    assert outbox.drain() == 0, "not before its wait is over"
    all_due()
    assert outbox.drain() == 1

    assert index.heard == [1]
    assert OutboxMessage.objects.get().error == ""


def test_each_wait_is_twice_the_last_and_at_most_an_hour(index):
    index.fault = ValueError("broken")
    publish(1)
    waits = []
    for _ in range(14):
        all_due()
        before = clock.now()
        outbox.drain()
        waits.append((OutboxMessage.objects.get().due_at - before).total_seconds())

    assert [round(wait) for wait in waits[:4]] == [2, 4, 8, 16]
    assert max(waits) <= outbox.LONGEST_WAIT.total_seconds() + 1
    assert waits[-1] > 3500


def test_one_poisoned_message_holds_its_neighbours_up_once():
    heard = []

    def picky(payloads):
        if any(payload["n"] == 2 for payload in payloads):
            raise ValueError("I cannot read 2")
        heard.extend(payload["n"] for payload in payloads)

    outbox.subscribe("product.changed", "picky", picky)
    publish(1, 2, 3)
    outbox.drain()
    assert heard == []
    all_due()

    outbox.drain()

    assert sorted(heard) == [1, 3]
    poisoned = OutboxMessage.objects.get(delivered_at=None)
    assert poisoned.payload == {"n": 2}


def test_what_a_failing_consumer_wrote_is_taken_back(index):
    def writes_then_fails(payloads):
        OutboxMessage.objects.create(topic="left behind", consumer="x")
        raise ValueError("after the write")

    outbox.subscribe("product.changed", "writer", writes_then_fails)
    publish(1)
    outbox.drain()

    assert not OutboxMessage.objects.filter(topic="left behind").exists()


def test_a_worker_killed_after_the_delivery_delivers_again(index, monkeypatch):
    class Killed(BaseException):
        """Like a kill: nothing catches it."""

    def heard_but_killed(payloads):
        index(payloads)
        raise Killed

    outbox.consumers["product.changed"]._entries["index"] = heard_but_killed
    publish(1)
    with pytest.raises(Killed):
        outbox.drain()
    outbox.consumers["product.changed"]._entries["index"] = index

    assert outbox.drain() == 1
    assert index.heard == [1, 1], "at least once"


def test_a_consumer_that_is_gone_keeps_its_messages(index):
    publish(1)
    outbox.consumers.clear()

    outbox.drain()

    message = OutboxMessage.objects.get()
    assert message.delivered_at is None
    assert "no consumer" in message.error


def test_large_amounts_come_in_batches(index, monkeypatch):
    monkeypatch.setattr(outbox, "BATCH", 10)
    sizes = []
    outbox.subscribe("product.changed", "counter", lambda payloads: sizes.append(len(payloads)))
    publish(*range(25))

    assert outbox.drain() == 50
    assert sizes == [10, 10, 5]
    assert index.heard == list(range(25)), "in the order of publishing"


def test_two_workers_share_the_work_and_deliver_nothing_twice(index, monkeypatch):
    monkeypatch.setattr(outbox, "BATCH", 5)
    publish(*range(100))

    counts = race(lambda _: outbox.drain(), threads=3)

    assert sum(counts) == 100
    assert sorted(index.heard) == list(range(100))


@pytest.mark.postgresql
def test_a_slow_worker_does_not_hold_the_others_up(index, monkeypatch):
    monkeypatch.setattr(outbox, "BATCH", 5)
    publish(*range(10))
    with transaction.atomic():
        held = outbox._claim()

        counts = race(lambda _: outbox.drain(), threads=1)

    assert len(held) == 5
    assert counts == [5]
    assert sorted(index.heard) == [5, 6, 7, 8, 9]


def test_a_batch_that_fails_whole_is_not_overtaken_by_later_ones(journal):
    publish(1, 2)
    journal.fault = ValueError("the disk is full")
    assert outbox.drain() == 0
    journal.fault = None
    publish(3, 4, 5)

    assert outbox.drain() == 0, "what is later waits for the wait of the batch"
    assert journal.heard == []
    all_due()
    assert outbox.drain() == 5

    assert journal.heard == [1, 2, 3, 4, 5]


def test_it_is_tried_again_whole_when_its_oldest_is_due(journal):
    journal.fault = ValueError("the disk is full")
    publish(1)
    outbox.drain()
    publish(2)
    all_due()
    outbox.drain()
    journal.fault = None
    oldest = OutboxMessage.objects.order_by("created_at").first()
    assert oldest.attempts == 2
    OutboxMessage.objects.filter(pk=oldest.pk).update(due_at=clock.now())

    assert outbox.drain() == 2, "one wait for all of a batch: that of its oldest"
    assert journal.heard == [1, 2]


def test_a_batch_that_fails_whole_holds_later_ones_up_for_a_minute_at_most(journal):
    journal.fault = ValueError("broken")
    publish(1)
    for _turn in range(12):
        all_due()
        before = clock.now()
        outbox.drain()

    wait = OutboxMessage.objects.get().due_at - before
    assert outbox.LONGEST_HOLD <= wait < outbox.LONGEST_HOLD + timedelta(seconds=1)


def test_one_that_cannot_be_read_still_holds_nobody_up_after_its_batch_failed_whole(journal):
    journal.fault = ValueError("broken")
    publish(1, 2)
    outbox.drain()
    journal.fault, journal.unreadable = None, {1}
    all_due()
    publish(3)

    assert outbox.drain() == 2
    assert journal.heard == [2, 3]
    assert OutboxMessage.objects.get(delivered_at=None).payload == {"n": 1}


def test_one_consumer_in_order_that_fails_holds_no_other_up(journal, index):
    journal.fault = ValueError("broken")
    publish(1, 2)

    assert outbox.drain() == 2
    assert index.heard == [1, 2]


def test_only_old_delivered_messages_are_forgotten(index):
    publish(1, 2)
    outbox.drain()
    publish(3)
    first = OutboxMessage.objects.get(payload={"n": 1})
    first.delivered_at = clock.now() - outbox.KEEP_DELIVERED - timedelta(hours=1)
    first.save()

    assert outbox.sweep() == 1
    left = OutboxMessage.objects.order_by("id").values_list("payload", flat=True)
    assert [payload["n"] for payload in left] == [2, 3]
