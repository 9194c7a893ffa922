"""What a supervisor leaves that is killed: the warden stops it, and goes when it is not needed."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.faults.store import ROOT, Store, eventually
from tests.faults.two_programs import STOP_SECONDS

pytestmark = pytest.mark.any_database
SLACK = 8
"""Seconds that a busy machine may take beyond the time that a program has."""
MARKS = {"deaf": " deaf ", "parent": " parent ", "child": " child ", "warden": "/warden.py "}


@pytest.fixture
def pair(tmp_path):
    """A supervisor with two programs that do not hear TERM, one of them in a child of its own."""
    store = Store(tmp_path, {**os.environ, "SHELFWISE_DATA_DIR": str(tmp_path)})
    with open(tmp_path / "output", "ab") as output:
        store.supervisor = subprocess.Popen(
            [sys.executable, "-m", "tests.faults.two_programs"],
            cwd=ROOT, env=store.environment, stdin=subprocess.DEVNULL, stdout=output,
            stderr=output,
        )  # fmt: skip
    eventually(lambda: "store: up" in store.output(), seconds=30, what="both run", seen=store.state)
    yield store
    store.end()


def named(store: Store, name: str) -> list[int]:
    return [pid for pid, told in store.processes().items() if MARKS[name] in f"{told} "]


def process(store: Store, name: str) -> int:
    (pid,) = named(store, name)
    return pid


def test_what_does_not_hear_is_gone_after_its_time(pair):
    began = time.monotonic()
    os.kill(pair.supervisor.pid, signal.SIGKILL)
    pair.supervisor.wait()

    eventually(
        lambda: not named(pair, "child"), seconds=STOP_SECONDS - 1, what="the one to be killed went"
    )
    assert time.monotonic() - began < STOP_SECONDS
    assert process(pair, "deaf"), "it has its time, as when it is stopped"
    eventually(
        lambda: not pair.processes(),
        seconds=STOP_SECONDS + SLACK,
        what="all are gone",
        seen=pair.state,
    )
    assert time.monotonic() - began >= STOP_SECONDS


def test_stopped_in_good_order_none_is_left(pair):
    assert process(pair, "warden")
    os.kill(pair.supervisor.pid, signal.SIGTERM)

    assert pair.supervisor.wait(20) == 0
    assert pair.processes() == {}


def test_the_supervisor_alone_holds_the_pipe(pair):
    processes = pair.processes()
    pipe = os.readlink(f"/proc/{process(pair, 'warden')}/fd/0")
    assert pipe.startswith("pipe:")
    holders = {
        pid
        for pid in processes
        for opened in Path(f"/proc/{pid}/fd").iterdir()
        if os.readlink(opened) == pipe
    }
    assert set(processes) == {pair.supervisor.pid, *(process(pair, name) for name in MARKS)}
    assert holders == {pair.supervisor.pid, process(pair, "warden")}


def test_it_does_not_end_before_the_supervisor(pair):
    warden = process(pair, "warden")
    assert os.getsid(warden) != os.getsid(pair.supervisor.pid)
    for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        os.kill(warden, number)

    time.sleep(0.5)
    assert process(pair, "warden") == warden


def test_one_that_is_gone_is_replaced_and_told_of_all(pair):
    first, deaf, parent = (process(pair, name) for name in ("warden", "deaf", "parent"))
    os.kill(first, signal.SIGKILL)
    os.kill(parent, signal.SIGKILL)

    eventually(
        lambda: named(pair, "parent") not in ([], [parent]) and named(pair, "child"),
        seconds=10,
        what="it came back",
        seen=pair.state,
    )
    assert process(pair, "warden") != first
    assert "another is appointed" in pair.output()
    assert process(pair, "deaf") == deaf
    os.kill(pair.supervisor.pid, signal.SIGKILL)
    pair.supervisor.wait()
    eventually(
        lambda: not pair.processes(),
        seconds=STOP_SECONDS + SLACK,
        what="all are gone",
        seen=pair.state,
    )


def test_stopping_does_not_need_one(pair):
    os.kill(process(pair, "warden"), signal.SIGKILL)
    os.kill(pair.supervisor.pid, signal.SIGTERM)

    assert pair.supervisor.wait(20) == 0
    assert pair.processes() == {}
