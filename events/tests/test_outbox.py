"""The outbox: each consumer hears of everything at least once, whatever befalls the others."""

from datetime import timedelta

import pytest
from django.db import transaction

from events import outbox
from events.models import OutboxMessage
from foundation import clock
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
