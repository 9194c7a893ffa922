"""A mail outlives the worker that sends it; a repeat is known by its id."""

import os
import signal
import threading

import pytest

from notifications.kinds import MailState
from notifications.tests.smtp import mail_server
from tests.faults.store import eventually


def _queue(store, key):
    done = store.manage("queue_test_mail", key)
    assert done.returncode == 0, done.stderr


def _mail(store, key):
    ((state, attempts),) = store.rows(
        f"SELECT state, attempts FROM notifications_mail WHERE key = '{key}'"
    )
    return state, attempts


def test_a_worker_killed_while_the_server_has_the_mail_loses_nothing(store):
    """Killed after the server took the mail and before it was noted: the worst moment."""
    killed = threading.Event()

    def kill_the_worker_once():
        if not killed.is_set():
            killed.set()
            (worker,) = store.programs()["worker"]
            os.kill(worker, signal.SIGKILL)

    with mail_server(before_accepting=kill_the_worker_once) as server:
        store.environment["EMAIL_URL"] = f"smtp://127.0.0.1:{server.port}"
        store.environment["MAIL_LEASE_SECONDS"] = "2"
        store.start()
        _queue(store, "killed")
        eventually(killed.is_set, seconds=45, what="the worker was killed", seen=store.state)
        eventually(
            lambda: _mail(store, "killed")[0] == MailState.SENT,
            seconds=60,
            what="the mail was sent by another",
            seen=store.state,
        )
        assert _mail(store, "killed")[1] == 2
        assert len(server.taken) == 2, "at least once"
        assert len(set(server.ids())) == 1, "and known as the same"


@pytest.mark.any_database
def test_what_was_queued_while_the_server_was_away_arrives_when_it_is_back(store):
    with mail_server() as server:
        port = server.port
    store.environment["EMAIL_URL"] = f"smtp://127.0.0.1:{port}"
    store.environment["MAIL_FIRST_WAIT_SECONDS"] = "10"
    _queue(store, "early")
    store.start()
    eventually(
        lambda: _mail(store, "early") == (MailState.QUEUED, 1),
        seconds=45,
        what="the failure was noted",
        seen=store.state,
    )
    with mail_server(port=port) as server:
        eventually(
            lambda: _mail(store, "early")[0] == MailState.SENT,
            seconds=100,
            what="the mail was sent",
            seen=store.state,
        )
        assert len(server.taken) == 1
