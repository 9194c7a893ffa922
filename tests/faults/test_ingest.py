"""Events that browsers told are in the log once, whoever is killed on the way."""

import json
import os
import shutil
import signal
import subprocess
import time
from http.client import HTTPConnection
from threading import Thread

import pytest
import yaml
from redis import Redis

from events.tests.factories import make_entry
from tests.faults.store import eventually, free_port
from tests.settings_names import ROOT

BROWSER = {
    "Sec-Fetch-Site": "same-origin",
    "Content-Type": "application/json",
    "User-Agent": "Mozilla/5.0 (X11; Linux x86_64; rv:133.0) Gecko/20100101 Firefox/133.0",
}


def tell(store, *entries):
    """What a page sends; the answer's status."""
    client = HTTPConnection("127.0.0.1", store.port, timeout=10)
    try:
        client.request("POST", "/e", json.dumps({"events": list(entries)}), BROWSER)
        return client.getresponse().status
    finally:
        client.close()


def stored(store, name="list.viewed"):
    """How many events of a name are in the log, and how many different ones."""
    (row,) = store.rows(
        f"SELECT count(*), count(DISTINCT id) FROM events_event WHERE name='{name}'"
    )
    return row


def ingest_once(store, *, dies_at=""):
    environment = dict(store.environment)
    if dies_at:
        environment["SHELFWISE_FAILPOINT"] = dies_at
    store.environment, before = environment, store.environment
    try:
        return store.manage("ingest", "--once")
    finally:
        store.environment = before


@pytest.fixture
def serving(store):
    """A web server and nothing else, so that the test decides when somebody ingests."""
    process = store.serve_alone()
    eventually(store.answers, seconds=60, what="the server answers", seen=store.state)
    yield store
    process.kill()
    process.wait(10)


@pytest.mark.parametrize("point", ["ingest.inserted", "ingest.written"])
def test_killed_in_a_batch_everything_is_there_once(serving, point):
    """Before the commit nothing is in the log, after it everything; the queue knows neither."""
    for _ in range(10):
        assert tell(serving, *[make_entry() for _ in range(5)]) == 204

    died = ingest_once(serving, dies_at=point)
    assert died.returncode == -signal.SIGKILL
    assert stored(serving) == ((0, 0) if point == "ingest.inserted" else (50, 50))

    time.sleep(2.5)  # the lease of what the dead one held
    done = ingest_once(serving)
    assert done.returncode == 0, done.stderr
    assert stored(serving) == (50, 50)
    assert ingest_once(serving).stdout.startswith("0 events written, 0 were there"), "settled"


def test_what_is_told_twice_is_there_once_and_the_poisoned_stands_aside(serving):
    entries = [make_entry() for _ in range(5)]
    unknown = make_entry(name="product.viewed", product="0123456789abcdef", list="")
    for _ in range(3):
        assert tell(serving, *entries, unknown) == 204
    assert tell(serving, make_entry()) == 204, "what comes behind it goes on"

    assert ingest_once(serving).returncode == 0

    assert stored(serving) == (6, 6)
    assert serving.rows("SELECT reason FROM events_deadletter") == [("product",)] * 3


def test_the_program_is_killed_again_and_again_under_load(store):
    store.start()
    sent = [0]
    stop_at = time.monotonic() + 8

    def browse():
        while time.monotonic() < stop_at:
            if tell(store, *[make_entry() for _ in range(4)]) == 204:
                sent[0] += 4
            time.sleep(0.02)

    visitor = Thread(target=browse)
    visitor.start()
    while visitor.is_alive():
        time.sleep(1.5)
        for pid in store.programs()["ingest"]:
            os.kill(pid, signal.SIGKILL)
    visitor.join()

    eventually(
        lambda: stored(store)[0] >= sent[0],
        seconds=60,
        what=f"all {sent[0]} events are in the log",
        seen=lambda: f"{stored(store)} {store.state()}",
    )
    assert stored(store) == (sent[0], sent[0])
    assert sent[0] > 100


@pytest.mark.any_database  # a Redis of its own, wherever it runs
@pytest.mark.skipif(not shutil.which("redis-server"), reason="needs redis-server (make services)")
def test_redis_is_killed_and_nothing_that_was_answered_is_lost(store, tmp_path):
    """It writes down what it is told before it answers, as in docker-compose.yml."""
    port = free_port()
    store.environment["REDIS_URL"] = f"redis://127.0.0.1:{port}/0"
    store.environment["CELERY_BROKER_URL"] = ""
    redis = _start_redis(port, tmp_path)
    process = store.serve_alone()
    sent = 0
    try:
        eventually(store.answers, seconds=60, what="the server answers", seen=store.state)
        for turn in range(3):
            for _ in range(10):
                assert tell(store, *[make_entry() for _ in range(3)]) == 204
                sent += 3
            redis.kill()
            redis.wait()
            for _ in range(5):
                assert tell(store, make_entry()) == 204, f"without Redis, turn {turn}"
                sent += 1
            redis = _start_redis(port, tmp_path)
            time.sleep(1.2)  # senders try Redis again after a second
        assert ingest_once(store).returncode == 0
        assert stored(store) == (sent, sent)
        assert list((store.folder / "spool").glob("*.*")) == [], "the disk is empty again"
    finally:
        process.kill()
        process.wait(10)
        redis.kill()
        redis.wait()


# Each sync takes two seconds, as on a disk that others keep busy.
SLOW_DISK = ["strace", "-D", "-f", "-qq", "-o", os.devnull,
             "-e", "trace=fdatasync", "-e", "inject=fdatasync:delay_enter=2000000"]  # fmt: skip


@pytest.mark.any_database
@pytest.mark.skipif(
    not shutil.which("redis-server") or not shutil.which("strace"),
    reason="needs redis-server (make services) and strace",
)
@pytest.mark.parametrize(("syncs", "kept"), [((), True), (("--appendfsync", "everysec"), False)])
def test_on_a_slow_disk_a_killed_redis_has_kept_what_it_answered_for(syncs, kept, tmp_path):
    """The second is the twin: with the default of Redis answers come before the writing."""
    port = free_port()
    slow = _start_redis(port, tmp_path, before=SLOW_DISK, options=syncs)
    told = Redis(port=port, socket_timeout=30)
    for _ in range(3):
        told.xadd("parcels", {"parcel": "something"})
    slow.kill()
    slow.wait()

    again = _start_redis(port, tmp_path)
    try:
        assert (told.xlen("parcels") == 3) is kept
    finally:
        again.kill()
        again.wait()


def _start_redis(port, folder, *, before=(), options=()):
    compose = yaml.safe_load((ROOT / "docker-compose.yml").read_text())
    here = ["--port", str(port), "--bind", "127.0.0.1", "--save", "", "--dir", str(folder)]
    process = subprocess.Popen(
        [*before, *compose["services"]["redis"]["command"], *here, *options],
        stdout=subprocess.DEVNULL,
    )
    eventually(lambda: _answers(port), seconds=15, what="Redis answers")
    return process


def _answers(port):
    return subprocess.run(
        ["redis-cli", "-p", str(port), "ping"], capture_output=True, check=False
    ).stdout.startswith(b"PONG")
