"""Stores to break: on SQLite and files, or on the servers that the environment names."""

import os
import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from uuid import uuid4

import psycopg
import pytest
from redis import Redis

from tests.faults.store import LEASE_SECONDS, Store

LAST_REDIS_DATABASE = 15


def pytest_collection_modifyitems(items):
    here = Path(__file__).parent
    for item in items:
        if here in item.path.parents:
            item.add_marker(pytest.mark.slow)
            if sys.platform != "linux":
                item.add_marker(pytest.mark.skip(reason="looks for orphans in /proc"))


def _environment(folder: Path, database_url: str | None) -> dict[str, str]:
    environment = {
        **os.environ,
        "SHELFWISE_DATA_DIR": str(folder),
        "DJANGO_SETTINGS_MODULE": "tests.faults.settings",
        "JOB_LEASE_SECONDS": str(LEASE_SECONDS),
        "OMP_NUM_THREADS": "1",
    }
    if database_url:
        environment["DATABASE_URL"] = database_url
    if redis := os.environ.get("REDIS_URL"):
        environment["REDIS_URL"] = f"{redis.rpartition('/')[0]}/{_own_redis_database()}"
    return environment


def _own_redis_database() -> int:
    """One of each process of pytest, from the top; the other tests count from the bottom."""
    worker = os.environ.get("PYTEST_XDIST_WORKER", "gw0")
    return LAST_REDIS_DATABASE - int(worker.removeprefix("gw"))


@pytest.fixture(scope="session")
def built_store(tmp_path_factory):
    """A folder with tables (SQLite) and static files, to be copied for each test."""
    folder = tmp_path_factory.mktemp("built")
    environment = _environment(folder, None)
    environment.pop("DATABASE_URL", None)
    store = Store(folder, environment)
    for arguments in (["migrate", "--run-syncdb", "-v0"], ["collectstatic", "--no-input", "-v0"]):
        done = store.manage(*arguments)
        assert done.returncode == 0, done.stderr
    return folder


@pytest.fixture(scope="session")
def built_database(tmp_path_factory):
    """The URL of a database with tables, to be copied for each test; None for SQLite."""
    with _own_database() as url:
        if url:
            store = Store(tmp_path_factory.mktemp("tables"), {})
            store.environment = _environment(store.folder, url)
            done = store.manage("migrate", "--run-syncdb", "-v0")
            assert done.returncode == 0, done.stderr
        yield url


@contextmanager
def _own_database(template: str = "template1") -> Iterator[str | None]:
    server = os.environ.get("DATABASE_URL")
    if not server:
        yield None
        return
    name = f"faults_{uuid4().hex[:10]}"
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name} TEMPLATE {template}")
    yield f"{server.rpartition('/')[0]}/{name}"
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture
def store(built_store, built_database, tmp_path):
    folder = tmp_path / "store"
    folder.mkdir()
    (folder / "static").symlink_to(built_store / "static")
    template = (built_database or "").rpartition("/")[2] or "template1"
    with _own_database(template) as url:
        store = Store(folder, _environment(folder, url))
        if redis := store.environment.get("REDIS_URL"):
            Redis.from_url(redis).flushdb()  # what an earlier store had not taken yet
        if url is None:
            shutil.copy(built_store / "shelfwise.sqlite3", folder)
        yield store
        store.end()
