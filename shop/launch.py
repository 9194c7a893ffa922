"""Serving the shop: which programs it consists of, and what must hold before they start."""

from __future__ import annotations

import fcntl
import http.client
import os
import signal
import socket
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles.storage import ManifestFilesMixin, staticfiles_storage
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from rich.console import Console
from rich.text import Text

from shop.supervisor import Program, Supervisor

BLOCKING_THREADS = 4
WORKER_THREADS = 4
COLOURS = {
    "web": "green", "worker": "magenta", "beat": "blue", "ingest": "cyan", "store": "bold",
}  # fmt: skip

console = Console(highlight=False, soft_wrap=True)


class CannotServe(Exception):
    """Something stands in the way of serving; the message says what and what to do."""


@dataclass(frozen=True, slots=True)
class Address:
    host: str
    port: int

    @property
    def url(self) -> str:
        host = self.reachable_host
        return f"http://[{host}]:{self.port}" if ":" in host else f"http://{host}:{self.port}"

    @property
    def reachable_host(self) -> str:
        """Where this machine finds a server that listens on every address."""
        return {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(self.host, self.host)  # noqa: S104


def store_programs(address: Address, *, workers: int) -> list[Program]:
    """Web server, ingest, scheduler and worker, in the order in which they are stopped.

    The scheduler is a program of its own: ``worker --beat`` leaves it behind when the worker is
    killed, and two then fire every schedule. The worker may be killed with the supervisor: the
    job ledger gives its work to the next. What ingest has not written waits in its queue.
    """
    # Celery warns root of pickled messages; ours are JSON.
    quietly = ["-W", "ignore:You're running the worker with superuser privileges"]
    celery = [sys.executable, *quietly, "-m", "celery", "--quiet", "-A", "shop.celery"]
    web = [
        sys.executable, "-m", "granian", "--interface", "wsgi", "--no-ws",
        "--host", address.host, "--port", str(address.port),
        "--workers", str(workers), "--blocking-threads", str(BLOCKING_THREADS),
        "--respawn-failed-workers", "--respawn-interval", "1", "--workers-kill-timeout", "5",
        "--log-level", "warning", "shop.wsgi:application",
    ]  # fmt: skip
    ingest = [sys.executable, "-m", "django", "ingest"]
    beat = [*celery, "beat", "-l", "WARNING", "--pidfile="]
    # Niced: pages come before training.
    worker = [
        "nice", "-n", "5", *celery, "worker", "-l", "WARNING", "-P", "threads",
        "-c", str(WORKER_THREADS), "-n", "store@%h", "--without-gossip", "--without-mingle",
    ]  # fmt: skip
    return [
        Program("web", web, stop_seconds=8),
        Program("ingest", ingest, stop_seconds=8, waits=True),
        Program("beat", beat, stop_seconds=3, waits=True),
        Program("worker", worker, stop_seconds=8, when_orphaned=signal.SIGKILL, waits=True),
    ]


@contextmanager
def only_store_of_this_folder() -> Iterator[None]:
    """Hold the data folder: two schedulers over one database would fire everything twice.

    Raises:
        CannotServe: another process holds it.
    """
    path = Path(settings.DATA_DIR) / "runstore.lock"
    with open(path, "a+") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            file.seek(0)
            holder = file.read().strip() or "another process"
            raise CannotServe(
                f"The store in {settings.DATA_DIR} is running already (process {holder})."
            ) from None
        file.truncate(0)
        file.write(str(os.getpid()))
        file.flush()
        yield


def check_port(address: Address) -> None:
    """Raises:
    CannotServe: somebody listens there, or it may not be used.
    """
    family = socket.AF_INET6 if ":" in address.host else socket.AF_INET
    with socket.socket(family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((address.host, address.port))
            probe.listen(1)
        except OSError as error:
            raise CannotServe(
                f"Port {address.port} of {address.host} cannot be used: {error.strerror}. "
                "Choose another: make demo PORT=8001, or manage.py runstore --port 8001."
            ) from None


def check_built() -> None:
    """Raises:
    CannotServe: tables or static files are not there yet.
    """
    executor = MigrationExecutor(connection)
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        raise CannotServe("Tables are missing or old. Run: manage.py migrate (make demo does).")
    connection.close()
    if isinstance(staticfiles_storage, ManifestFilesMixin) and not staticfiles_storage.hashed_files:
        raise CannotServe("Run: manage.py collectstatic --no-input (make demo does).")


def serve(address: Address, *, workers: int, farewell: Sequence[str] = ()) -> int:
    """Run the store in the foreground until it is told to stop; returns the exit status.

    ``farewell`` are lines to print under the addresses, such as the demo's logins. The caller
    holds the folder and has checked the port.
    """

    def announce() -> None:
        console.print()
        console.print(Text(f"  The shop     {address.url}/", style="bold"))
        console.print(f"  Staff        {address.url}/admin/")
        console.print(f"  API          {address.url}/api/v1/")
        for line in farewell:
            console.print(f"  {line}")
        console.print("  Ctrl-C stops it.\n")

    supervisor = Supervisor(store_programs(address, workers=workers), say=_say)
    return supervisor.run(is_ready=lambda: _answers(address), on_ready=announce)


def _say(name: str, line: str) -> None:
    console.print(Text(f"{name:<7}", style=COLOURS.get(name, "")) + Text("| ") + Text(line))


def _answers(address: Address) -> bool:
    """Whether the home page comes; any answer below 500 counts (a redirect to https, say)."""
    client = http.client.HTTPConnection(address.reachable_host, address.port, timeout=10)
    try:
        client.request("GET", "/")
        return client.getresponse().status < 500
    except (OSError, http.client.HTTPException):
        return False
    finally:
        client.close()
