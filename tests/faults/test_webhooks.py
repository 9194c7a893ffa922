"""A webhook outlives the worker that sends it, and the order of its subject is kept."""

import os
import signal
import threading

from events.webhooks.models import DeliveryState
from events.webhooks.tests.receiver import Receiver
from tests.faults.store import eventually

PRICES = 5


def _states(store):
    return [
        state for (state,) in store.rows("SELECT state FROM events_webhookdelivery ORDER BY id")
    ]


def _amounts(messages):
    return [message.content["data"]["amount"]["minor"] for message in messages]


def test_a_worker_killed_while_the_receiver_has_the_message_loses_nothing(store):
    """Killed after the receiver took the third message and before that was noted."""
    receiver, killed = Receiver(), threading.Event()

    def kill_the_worker_once(_message):
        if len(receiver.received) == 3 and not killed.is_set():
            killed.set()
            (worker,) = store.programs()["worker"]
            os.kill(worker, signal.SIGKILL)
        return 200

    receiver.reply = kill_the_worker_once
    receiver.go_up()
    try:
        store.environment["WEBHOOK_PRIVATE_HOSTS"] = "127.0.0.1"
        store.environment["WEBHOOK_LEASE_SECONDS"] = "2"
        done = store.manage("queue_test_webhooks", receiver.url, str(PRICES))
        assert done.returncode == 0, done.stderr
        store.start()
        eventually(killed.is_set, seconds=60, what="the worker was killed", seen=store.state)
        eventually(
            lambda: _states(store) == [DeliveryState.DELIVERED] * PRICES,
            seconds=90,
            what="all was delivered by another",
            seen=store.state,
        )
    finally:
        receiver.go_down()
    assert _amounts(receiver.received) == [1, 2, 3, 3, 4, 5], "in order, and at least once"
    first, again = receiver.received[2:4]
    assert first.headers["webhook-id"] == again.headers["webhook-id"], "known as the same"
    assert first.body == again.body
