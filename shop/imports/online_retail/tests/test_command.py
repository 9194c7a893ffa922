"""``manage.py import_online_retail``: files, addresses, refusals, and being killed."""

from __future__ import annotations

import os
import signal
import sqlite3
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from functools import partial
from http.server import BaseHTTPRequestHandler, SimpleHTTPRequestHandler, ThreadingHTTPServer
from io import StringIO
from pathlib import Path

import pytest
from django.conf import settings as django_settings
from django.core.management import CommandError, call_command

from foundation.progress import progress_steps
from orders.models import Order
from shop.imports.online_retail.downloading import fetched
from shop.imports.online_retail.table import NotOnlineRetail
from shop.imports.online_retail.tests.excerpts import SHOP, row, write_csv, write_parquet


@pytest.fixture(autouse=True)
def _a_shop_in_pounds(settings, tmp_path):
    settings.SHOP_BASE_CURRENCY = "GBP"
    settings.MEDIA_ROOT = tmp_path / "media"


def run(source: object, *options: str) -> str:
    errors = StringIO()
    call_command("import_online_retail", str(source), "--quiet", *options, stderr=errors)
    return errors.getvalue()


class _Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *_anything: object) -> None:
        pass


class _BreaksOff(BaseHTTPRequestHandler):
    """Promises more than it sends."""

    def do_GET(self) -> None:
        self.send_response(200)
        self.send_header("Content-Length", "1000")
        self.end_headers()
        self.wfile.write(b"InvoiceNo")

    def log_message(self, *_anything: object) -> None:
        pass


@pytest.fixture
def server(tmp_path) -> Iterator[str]:
    yield from _serve(partial(_Quiet, directory=tmp_path))


@pytest.fixture
def server_that_breaks_off() -> Iterator[str]:
    yield from _serve(_BreaksOff)


def _serve(handler: object) -> Iterator[str]:
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as running:
        threading.Thread(target=running.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{running.server_port}"
        running.shutdown()


@pytest.mark.django_db
def test_a_file_from_an_address(server, tmp_path):
    write_parquet(tmp_path / "retail.parquet")
    assert run(f"{server}/retail.parquet") == ""
    assert Order.objects.count() == 4


@pytest.mark.django_db
def test_an_address_without_a_file_is_refused(server):
    with pytest.raises(CommandError, match=r"cannot be downloaded.*404"):
        run(f"{server}/nothing.parquet")


@pytest.mark.django_db
def test_a_download_that_breaks_off_is_refused(server_that_breaks_off):
    with pytest.raises(CommandError, match="broke off after 9 of 1000 bytes"):
        run(f"{server_that_breaks_off}/retail.csv")


def test_a_download_too_large_is_refused_and_leaves_no_file(server, tmp_path, monkeypatch):
    (tmp_path / "large.csv").write_bytes(b"x" * 4096)
    folder = tmp_path / "temporary"
    folder.mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(folder))
    with (
        pytest.raises(NotOnlineRetail, match="larger"),
        progress_steps(quiet=True) as steps,
        fetched(f"{server}/large.csv", steps=steps, largest=1024),
    ):
        pytest.fail("too large a file was handed out")
    assert not list(folder.iterdir())


@pytest.mark.django_db
def test_broken_rows_are_said_even_when_quiet(tmp_path):
    bad = list(SHOP[0])
    bad[5] = "free"
    said = run(write_csv(tmp_path / "f", [*SHOP, bad]))
    assert said == "line 17: UnitPrice is no number: 'free'; skipped\n"


@pytest.mark.django_db
def test_very_many_broken_rows_are_summed_up(tmp_path):
    bad = list(SHOP[0])
    bad[5] = "free"
    said = run(write_csv(tmp_path / "f", [*SHOP, *[bad] * 150]))
    assert said.count("skipped\n") == 100
    assert "50 more rows" in said
    assert "150 × UnitPrice is no number" in said


@pytest.mark.django_db
def test_a_refusal_is_one_clear_sentence(tmp_path):
    with pytest.raises(CommandError, match="No such file"):
        run(tmp_path / "nowhere.csv")


@pytest.mark.slow
def test_killed_half_way_it_leaves_nothing_and_the_next_run_does_it_all(tmp_path):
    """A process of its own, killed (-9) while it writes orders, on an SQLite file of its own."""
    rows = [
        row(str(540_000 + n // 3), f"{20_000 + n % 400}", 1 + n % 5, 1.25, customer=12_000 + n % 90)
        for n in range(60_000)
    ]
    path = write_parquet(tmp_path / "f", rows)
    environment = {
        name: value
        for name, value in os.environ.items()
        if name not in {"DATABASE_URL", "REDIS_URL"}
    } | {"SHELFWISE_DATA_DIR": str(tmp_path / "var"), "SHOP_BASE_CURRENCY": "GBP"}
    manage = [sys.executable, str(Path(django_settings.BASE_DIR) / "manage.py")]
    subprocess.run([*manage, "migrate", "-v0"], env=environment, check=True)
    importing = [*manage, "import_online_retail", str(path)]

    first = subprocess.Popen(importing, env=environment, stderr=subprocess.PIPE, text=True)
    for line in first.stderr:
        if "Meeting the customers" in line:
            break
    time.sleep(1.0)
    assert first.poll() is None, "it was done before it could be killed"
    first.send_signal(signal.SIGKILL)
    first.wait()
    assert _orders(tmp_path) == 0

    subprocess.run([*importing, "--quiet"], env=environment, check=True)
    assert _orders(tmp_path) == 20_000


def _orders(tmp_path: Path) -> int:
    with sqlite3.connect(tmp_path / "var" / "shelfwise.sqlite3") as database:
        return int(database.execute("SELECT COUNT(*) FROM orders_order").fetchone()[0])
