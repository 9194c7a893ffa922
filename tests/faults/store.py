"""A whole store of its own in child processes, to be killed in every way."""

from __future__ import annotations

import http.client
import os
import shutil
import signal
import socket
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import psycopg

ROOT = Path(__file__).resolve().parents[2]
LEASE_SECONDS = 2


def eventually(
    holds: Callable[[], Any], *, seconds: float, what: str, seen: Callable[[], Any] = str
) -> None:
    """Wait until something holds; else fail, telling what was ``seen`` last."""
    deadline = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < deadline, f"not within {seconds} s: {what}. {seen()}"
        time.sleep(0.1)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@dataclass
class Store:
    """A data folder, a database and the environment that names them."""

    folder: Path
    environment: dict[str, str]
    port: int = field(default_factory=free_port)
    workers: int = 1
    supervisor: subprocess.Popen[bytes] | None = None

    def manage(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "manage.py", *arguments],
            cwd=ROOT, env=self.environment, capture_output=True, text=True, timeout=300,
            check=False,
        )  # fmt: skip

    def enqueue(self, handler: str, text: str, *, seconds: float) -> None:
        done = self.manage("enqueue_slow_job", handler, text, str(seconds))
        assert done.returncode == 0, done.stderr

    def start(self) -> int:
        """Run ``runstore`` until the shop and its worker are there; returns its process id."""
        with open(self.folder / "output", "ab") as output:
            self.supervisor = subprocess.Popen(
                [sys.executable, "manage.py", "runstore", f"--port={self.port}",
                 f"--workers={self.workers}"],
                cwd=ROOT, env=self.environment, stdin=subprocess.DEVNULL, stdout=output,
                stderr=output,
            )  # fmt: skip
        eventually(self.is_whole, seconds=60, what="the store is up", seen=self.state)
        return self.supervisor.pid

    def serve_alone(self) -> subprocess.Popen[bytes]:
        """Run the web server without the other programs; who calls it ends it."""
        with open(self.folder / "output", "ab") as output:
            return subprocess.Popen(
                [sys.executable, "-m", "granian", "--interface", "wsgi", "--no-ws",
                 "--host", "127.0.0.1", "--port", str(self.port), "--log-level", "warning",
                 "shop.wsgi:application"],
                cwd=ROOT, env=self.environment, stdin=subprocess.DEVNULL, stdout=output,
                stderr=output,
            )  # fmt: skip

    def is_whole(self) -> bool:
        counts = {name: len(pids) for name, pids in self.programs().items()}
        whole = {"web": 1 + self.workers, "worker": 1, "beat": 1, "ingest": 1}
        return counts == whole and self.answers()

    def answers(self) -> bool:
        client = http.client.HTTPConnection("127.0.0.1", self.port, timeout=5)
        try:
            client.request("GET", "/robots.txt")
            return client.getresponse().status < 500
        except (OSError, http.client.HTTPException):
            return False
        finally:
            client.close()

    def state(self) -> str:
        return f"{self.processes()}\n{self.output()[-4000:]}"

    def output(self) -> str:
        path = self.folder / "output"
        return path.read_text(errors="replace") if path.exists() else ""

    def processes(self) -> dict[int, str]:
        """Every living process that belongs to this store, orphans too: by its environment."""
        mark = f"SHELFWISE_DATA_DIR={self.folder}".encode()
        found = {}
        for entry in Path("/proc").iterdir():
            if not entry.name.isdigit():
                continue
            try:
                environment = (entry / "environ").read_bytes().split(b"\0")
                command = (entry / "cmdline").read_bytes().replace(b"\0", b" ").decode()
            except OSError:
                continue
            if mark in environment and command:
                found[int(entry.name)] = command
        return found

    def programs(self) -> dict[str, list[int]]:
        """Process ids by program, the oldest first: of the web server that is its main one."""
        marks = {
            "web": " granian ", "worker": " worker -l ", "beat": " beat -l ", "ingest": " ingest",
        }  # fmt: skip
        processes = sorted(self.processes().items())
        return {
            name: [pid for pid, command in processes if mark in command]
            for name, mark in marks.items()
        }

    def rows(self, sql: str) -> list[tuple[Any, ...]]:
        if url := self.environment.get("DATABASE_URL"):
            with psycopg.connect(url) as connection:
                return connection.execute(sql).fetchall()  # type: ignore[call-overload]
        connection = sqlite3.connect(self.folder / "shelfwise.sqlite3", timeout=15)
        try:
            return connection.execute(sql).fetchall()
        finally:
            connection.close()

    def job(self, key: str) -> tuple[Any, ...]:
        (row,) = self.rows(f"SELECT state, attempts FROM events_job WHERE key = '{key}'")
        return row

    def effects(self, text: str) -> int:
        ((count,),) = self.rows(f"SELECT count(*) FROM slow_jobs_effect WHERE text = '{text}'")
        return count

    def begun(self) -> list[int]:
        """The processes in which slow jobs began, one entry a begin."""
        path = self.folder / "jobs-begun"
        return [int(line) for line in path.read_text().split()] if path.exists() else []

    def kill(self) -> None:
        for pid in self.processes():
            with suppress(ProcessLookupError):  # it ended between the look and the blow
                os.kill(pid, signal.SIGKILL)

    def end(self) -> None:
        self.kill()
        if self.supervisor:
            self.supervisor.wait(10)
        shutil.rmtree(self.folder, ignore_errors=True)
