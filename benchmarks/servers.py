"""Servers and databases that a benchmark has to itself."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import NoReturn
from urllib.parse import urlsplit

import psycopg
from psycopg import sql

SERVICES = Path(__file__).resolve().parent.parent / "scripts" / "services"


def start_again_with_servers(script: str, arguments: Sequence[str] | None = None) -> NoReturn:
    """Run the benchmark anew beside a PostgreSQL and a Redis of its own, and end as it ends."""
    command = [sys.executable, str(SERVICES), "run", "--", sys.executable, script]
    raise SystemExit(subprocess.call([*command, *(arguments or sys.argv[1:])]))


@contextmanager
def own_database(server: str, name: str, *, in_one_process: bool = False) -> Iterator[str]:
    """An empty database on the given server; yields its address and drops it at the end.

    ``in_one_process`` keeps a query's work in its own backend, whose CPU time is measured.
    """
    called = sql.Identifier(name)
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(sql.SQL("CREATE DATABASE {}").format(called))
        if in_one_process:
            alone = "ALTER DATABASE {} SET max_parallel_workers_per_gather = 0"
            connection.execute(sql.SQL(alone).format(called))
    try:
        yield urlsplit(server)._replace(path=f"/{name}", query="").geturl()
    finally:
        with psycopg.connect(server, autocommit=True) as connection:
            connection.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(called))
