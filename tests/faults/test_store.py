"""``runstore``: whatever is killed comes back once, and stopping leaves nothing behind."""

import os
import signal
import socket
import time

import pytest

from events.models import JobState
from tests.faults.store import eventually

alike = pytest.mark.any_database
"""Signals and processes alone; the other tests show that programs let go of servers, too."""


@pytest.mark.parametrize("stop", [signal.SIGTERM, signal.SIGINT])
def test_told_to_stop_it_ends_all_it_started(store, stop):
    os.kill(store.start(), stop)

    assert store.supervisor.wait(20) == 0
    assert store.processes() == {}


@alike
def test_the_same_signal_from_two_sides_is_one_wish(store):
    pid = store.start()
    os.kill(pid, signal.SIGTERM)
    os.kill(pid, signal.SIGTERM)

    assert store.supervisor.wait(20) == 0
    assert "killed" not in store.output()


@alike
def test_a_second_ctrl_c_kills_what_takes_its_time(store):
    pid = store.start()
    store.enqueue("slow.work_then_write", "endless", seconds=600)
    eventually(store.begun, seconds=30, what="the job began")

    os.kill(pid, signal.SIGINT)
    time.sleep(2)
    os.kill(pid, signal.SIGINT)

    assert store.supervisor.wait(5) == 0
    assert store.processes() == {}
    assert store.job("endless")[0] == JobState.RUNNING, "its lease runs out: another does it"


@alike
def test_killed_it_leaves_no_orphan(store):
    os.kill(store.start(), signal.SIGKILL)
    store.supervisor.wait()

    eventually(lambda: not store.processes(), seconds=15, what="all are gone", seen=store.state)


@pytest.mark.parametrize(
    "program",
    [
        pytest.param("web", marks=alike),
        pytest.param("web's worker", marks=alike),
        "worker",
        pytest.param("beat", marks=alike),
        "ingest",
    ],
)
def test_what_is_killed_comes_back_once(store, program):
    store.start()
    name = program.partition("'")[0]
    victim = store.programs()[name][1 if program == "web's worker" else 0]

    os.kill(victim, signal.SIGKILL)

    eventually(
        lambda: victim not in store.processes() and store.is_whole(),
        seconds=30,
        what=f"{program} came back, once",
        seen=store.state,
    )


@alike
def test_a_second_store_of_the_folder_is_refused_and_the_first_goes_on(store):
    store.start()
    before = set(store.processes())

    second = store.manage("runstore", "--port", "0")

    assert second.returncode == 1
    assert "is running already" in second.stderr
    assert str(store.supervisor.pid) in second.stderr
    assert set(store.processes()) == before


@alike
def test_a_taken_port_is_refused_before_anything_starts(store):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", store.port))
        taken.listen()

        refused = store.manage("runstore", "--port", str(store.port))

    assert refused.returncode == 1
    assert f"Port {store.port}" in refused.stderr
    assert "Traceback" not in refused.stderr
    assert not (store.folder / "beat-schedule").exists()
