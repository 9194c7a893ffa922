"""Models outlive the worker that trains them, and every process follows the register."""

import http.client
import json
import os
import signal
import subprocess
import sys
import threading
import time
from contextlib import contextmanager

import pytest

from events.models import JobState
from tests.faults.store import ROOT, eventually

WATCHED_SECONDS = 240
TRAINING = """
from events import jobs
from mlops.training import JOB
jobs.enqueue(JOB, key="real", payload={"name": "recommendations"})
"""


def _champions(store, name):
    rows = store.rows(
        "SELECT version FROM mlops_modelversion "
        f"WHERE state = 'champion' AND name = '{name}' ORDER BY version"
    )
    return [version for (version,) in rows]


def _artifacts(store, name):
    folder = store.folder / "artifacts" / name
    return sorted(path.name for path in folder.iterdir() if not path.name.startswith("."))


def _train(store, *options):
    done = store.manage("train_quickly", *options)
    assert done.returncode == 0, done.stderr
    return done.stdout.strip().splitlines()[-1]


@pytest.mark.any_database  # it writes files; what it notes is as with the one that learns
def test_a_worker_killed_while_it_writes_a_version_leaves_the_champion(store):
    store.start()
    store.enqueue("slow.train", "first", seconds=0)
    eventually(lambda: store.job("first")[0] == JobState.DONE, seconds=60, what="a first version")
    (champion,) = _champions(store, "slow")
    # Long enough that a busy machine kills it in the midst.
    store.enqueue("slow.train", "killed", seconds=15)
    eventually(lambda: len(store.begun()) == 2, seconds=60, what="the training began")
    (worker,) = store.programs()["worker"]
    assert store.begun()[-1] == worker

    os.kill(worker, signal.SIGKILL)

    assert _champions(store, "slow") == [champion]
    assert _artifacts(store, "slow") == [champion], "what is half written looks like no version"
    assert store.answers()
    eventually(
        lambda: store.job("killed")[0] == JobState.DONE,
        seconds=90,
        what="another worker trained it",
        seen=store.state,
    )
    (later,) = _champions(store, "slow")
    assert later > champion


def test_a_worker_killed_while_it_learns_leaves_the_champion_serving(store):
    champion = _train(store, "--open")
    store.start()
    eventually(lambda: _asked(store) == champion, seconds=60, what="it serves", seen=store.state)
    done = store.manage("shell", "--no-imports", "-c", TRAINING)
    assert done.returncode == 0, done.stderr
    eventually(
        lambda: _progress(store) not in ("", "reading the log"), seconds=90, what="it learns"
    )
    (worker,) = store.programs()["worker"]

    os.kill(worker, signal.SIGKILL)

    assert _champions(store, "recommendations") == [champion]
    assert _asked(store) == champion
    eventually(
        lambda: store.job("real")[0] == JobState.DONE,
        seconds=240,
        what="another worker trained it",
        seen=store.state,
    )
    assert store.job("real")[1] == 2, "the ledger shows both attempts"
    ((versions,),) = store.rows("SELECT count(*) FROM mlops_modelversion")
    assert versions == 2, "nothing of the killed training is registered"


def test_a_champion_and_a_rollback_reach_every_process_within_ten_seconds(store):
    first = _train(store, "--open")
    store.workers = 2
    store.start()
    with _watched(store) as watched:
        watched.wait_for(first)
        second = _train(store)
        watched.follows(second, since=time.time())
        done = store.manage("roll_back_champion")
        assert done.stdout.strip() == first, done.stderr
        watched.follows(first, since=time.time())
    assert watched.failures == []
    assert {version for _moment, _who, version in watched.seen} == {first, second}


def _progress(store):
    ((text,),) = store.rows("SELECT progress FROM events_job WHERE key = 'real'")
    return text


def _asked(store):
    """The version that a web process answers from; "" where none serves."""
    client = http.client.HTTPConnection("127.0.0.1", store.port, timeout=10)
    try:
        client.request("GET", "/api/v1/recommendations/trending/")
        answer = client.getresponse()
        assert answer.status == 200, answer.status
        return (json.loads(answer.read())["model"] or "").rpartition(":")[2]
    finally:
        client.close()


class _Watch:
    """What web processes answer, asked again and again, and what another process says."""

    def __init__(self, store):
        self.store = store
        self.failures = []
        self.seen = []
        self.ends = threading.Event()

    def ask(self):
        while not self.ends.wait(0.3):
            try:
                self.seen.append((time.time(), "web", _asked(self.store)))
            except (AssertionError, OSError, http.client.HTTPException) as error:
                self.failures.append(repr(error))

    def read(self, other):
        for line in other.stdout:
            moment, version = line.decode().split()
            self.seen.append((float(moment), "other", version))

    def wait_for(self, version):
        eventually(
            lambda: {who for _at, who, one in self.seen if one == version} == {"web", "other"},
            seconds=60,
            what="every process serves it",
            seen=lambda: self.seen[-5:],
        )

    def follows(self, version, *, since):
        """Whoever is asked ten seconds after the change, or later, tells of this version."""
        while time.time() < since + 14:
            time.sleep(0.1)
        later = [one for one in list(self.seen) if one[0] > since + 10]
        assert {who for _at, who, _version in later} == {"web", "other"}
        assert {one for _at, _who, one in later} == {version}


@contextmanager
def _watched(store):
    watch = _Watch(store)
    other = subprocess.Popen(
        [sys.executable, "manage.py", "watch_champion", str(WATCHED_SECONDS)],
        cwd=ROOT, env=store.environment, stdout=subprocess.PIPE,
    )  # fmt: skip
    threads = [
        threading.Thread(target=watch.ask),
        threading.Thread(target=watch.read, args=[other]),
    ]
    for thread in threads:
        thread.start()
    try:
        yield watch
    finally:
        watch.ends.set()
        other.kill()
        for thread in threads:
            thread.join(20)
        other.wait(10)
