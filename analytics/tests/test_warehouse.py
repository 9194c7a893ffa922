"""Questions to the archived log: right in process, and alike on a cluster that loses a worker."""

import os
import signal
import socket
import subprocess
import sys
import time
from datetime import date, timedelta
from io import StringIO
from pathlib import Path
from threading import Thread

import pytest
from django.core.management import CommandError, call_command
from django.utils.translation import override

from analytics.small_groups import FEWEST
from analytics.tests import slow_sums
from analytics.tests.archived_shop import FIRST, counted, fill_archive
from analytics.warehouse import engines
from analytics.warehouse.asking import ask
from analytics.warehouse.questions import QUESTIONS
from events import archive
from events.models import ArchivedDay, Event
from foundation.refusals import Refusal

pytestmark = pytest.mark.django_db
ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def last() -> date:
    return fill_archive(4, visits=60)


def test_sessions_and_their_steps_by_day_and_source(last):
    answer = ask("funnel", FIRST, last)
    expected = counted(Event.objects.all())["funnel"]
    told = {(row[0], row[1]): row[2] for row in answer.rows}
    assert told == {key: n for key, n in expected.items() if n >= FEWEST}
    assert answer.days == 4
    for row in answer.rows:
        sessions, viewed, carted, started, ordered = row[2:]
        assert sessions >= viewed >= carted >= started >= ordered


def test_products_that_were_seen_together(last):
    answer = ask("seen-together", FIRST, last)
    expected = counted(Event.objects.all())["together"]
    assert {row[:2]: row[2] for row in answer.rows} == {
        pair: n for pair, n in expected.items() if n >= FEWEST
    }


def test_searches_count_however_they_were_typed_and_small_groups_are_hidden(last):
    for event in Event.objects.filter(name="search.performed")[:3]:
        Event.objects.filter(pk=event.pk).update(payload={"words": "rare thing", "found": 1})
    for day in range(4):
        archive.export_day(FIRST + timedelta(days=day))
    answer = ask("searches", FIRST, last)
    expected = counted(Event.objects.all())["searches"]
    assert {row[0]: row[1] for row in answer.rows} == {
        words: n for words, n in expected.items() if n >= FEWEST
    }
    assert "rare thing" not in {row[0] for row in answer.rows}
    assert {row[0]: row[2] for row in answer.rows}["nothing like it"] > 0


def test_what_cohorts_paid_by_week(last):
    answer = ask("cohorts", FIRST, last)
    orders = Event.objects.filter(name="order.placed").count()
    assert answer.rows == [(FIRST, FIRST, orders, orders * 1_000)]


def test_a_question_that_cannot_be_answered_is_refused_in_words(last):
    for name, first in (("nonsense", FIRST), ("funnel", FIRST + timedelta(days=30))):
        with pytest.raises(Refusal):
            ask(name, first, first + timedelta(days=3))
    archive.file_of(FIRST).unlink()
    with pytest.raises(Refusal, match=r"events-2026-03-02\.parquet"):
        ask("funnel", FIRST, last)


def test_the_command_prints_a_table(last):
    out = StringIO()
    call_command("warehouse", "funnel", first=FIRST, last=last, stdout=out)
    lines = out.getvalue().splitlines()
    assert lines[0].split("\t")[:3] == ["day", "source", "sessions"]
    assert len(lines) == 1 + len(ask("funnel", FIRST, last).rows)
    with pytest.raises(CommandError), override("en"):
        call_command("warehouse", "funnel", first=date(2020, 1, 1), last=date(2020, 1, 2))


def test_a_cluster_that_does_not_answer_is_a_refusal(last, settings, monkeypatch):
    settings.DASK_SCHEDULER_ADDRESS = "tcp://127.0.0.1:9"

    def away(*_args, **_named):
        raise OSError("nobody there")

    monkeypatch.setattr(engines, "ask_cluster", away)
    with pytest.raises(Refusal, match="nobody there"):
        ask("funnel", FIRST, last)


def test_nothing_is_fetched_from_anywhere():
    """DuckDB would load extensions from its makers' servers when a statement seems to want one."""
    with engines._database() as database:
        rows = database.execute(
            "SELECT name, value FROM duckdb_settings() WHERE name LIKE 'auto%known_extensions'"
        ).fetchall()
    assert rows
    assert {value for _, value in rows} == {"false"}


# --- the cluster ------------------------------------------------------------------------------


def _free_port() -> int:
    with socket.socket() as sock:
        sock.bind(("127.0.0.1", 0))
        return sock.getsockname()[1]


class Cluster:
    """A scheduler and workers in processes of their own."""

    def __init__(self, folder: Path) -> None:
        self.address = f"tcp://127.0.0.1:{_free_port()}"
        self._folder = folder
        self._env = {**os.environ, "PYTHONPATH": str(ROOT), "OMP_NUM_THREADS": "1"}
        port = self.address.rpartition(":")[2]
        self.scheduler = self._start(
            "dask_scheduler", "--host", "127.0.0.1", "--port", port, "--no-dashboard"
        )
        self.workers = {name: self._worker(name) for name in ("one", "two")}

    def _worker(self, name: str) -> subprocess.Popen:
        return self._start(
            "dask_worker", self.address, "--name", name, "--no-nanny", "--nthreads", "1",
            "--no-dashboard", "--local-directory", str(self._folder),
        )  # fmt: skip

    def _start(self, program: str, *arguments: str) -> subprocess.Popen:
        return subprocess.Popen(
            [sys.executable, "-m", f"distributed.cli.{program}", *arguments],
            env=self._env, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )  # fmt: skip

    def stop(self) -> None:
        for process in (*self.workers.values(), self.scheduler):
            process.kill()
            process.wait(30)


@pytest.fixture
def cluster(tmp_path):
    pytest.importorskip("distributed", reason="the cluster is an extra: requirements-cluster.txt")
    from distributed import Client

    running = Cluster(tmp_path)
    try:
        with Client(running.address, timeout="60s", set_as_default=False) as client:
            client.wait_for_workers(2, timeout=60)
        yield running
    finally:
        running.stop()


@pytest.mark.slow
@pytest.mark.any_database
def test_a_cluster_answers_every_question_to_the_row(cluster, settings):
    last = fill_archive(6, visits=60)
    here = {name: ask(name, FIRST, last) for name in QUESTIONS}
    settings.DASK_SCHEDULER_ADDRESS = cluster.address
    for name in QUESTIONS:
        assert ask(name, FIRST, last) == here[name]
        assert here[name].rows


@pytest.mark.slow
@pytest.mark.any_database
@pytest.mark.parametrize("name", sorted(QUESTIONS))
def test_a_worker_killed_half_way_changes_nothing(cluster, name, monkeypatch):
    """It dies while it holds sums that nobody fetched yet: they are made again, and count once."""
    last = fill_archive(30, visits=40)
    question = QUESTIONS[name]
    days = ArchivedDay.objects.filter(day__lte=last).order_by("day")
    files = [archive.file_of(one.day) for one in days]
    here = engines.ask_in_process(question, files, fewest=1)
    monkeypatch.setattr(engines, "sum_file", slow_sums.sum_slowly)
    killer = Thread(target=_kill_half_way, args=(cluster.workers["one"], len(files)))
    killer.start()
    there = engines.ask_cluster(question, files, fewest=1, address=cluster.address)
    killer.join()
    runs = slow_sums.summed_by(archive.folder())
    assert cluster.workers["one"].poll() == -signal.SIGKILL
    assert len(runs) > len(files), "the killed worker held nothing that was made again"
    assert there.equals(here)
    assert here.num_rows > 0


def _kill_half_way(worker: subprocess.Popen, files: int) -> None:
    """Once half of the files are summed, some of them by this worker."""
    end = time.monotonic() + 60
    while time.monotonic() < end:
        runs = slow_sums.summed_by(archive.folder())
        if len(runs) >= files // 2 and worker.pid in runs:
            break
        time.sleep(0.02)
    worker.send_signal(signal.SIGKILL)
    worker.wait(30)
