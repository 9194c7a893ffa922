"""Stores to break: on SQLite and files, or on the servers that the environment names."""

import fcntl
import os
import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
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


@dataclass(frozen=True)
class Shared:
    """A folder that the processes of one run of pytest have in common."""

    folder: Path

    @contextmanager
    def alone(self) -> Iterator[None]:
        with open(self.folder / "lock", "w") as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            yield

    @property
    def database(self) -> Path:
        """The URL of the built database, while there is one."""
        return self.folder / "database"

    @property
    def users(self) -> Path:
        """A file for each process that needs the built database."""
        return self.folder / "users"


@pytest.fixture(scope="session")
def shared(tmp_path_factory):
    base = tmp_path_factory.getbasetemp()
    folder = (base.parent if "PYTEST_XDIST_WORKER" in os.environ else base) / "faults"
    (folder / "users").mkdir(parents=True, exist_ok=True)
    return Shared(folder)


@pytest.fixture(scope="session")
def built_store(shared):
    """A folder with static files and, where no server is named, tables; copied for each test."""
    folder = shared.folder / "built"
    with shared.alone():
        if not (folder / "whole").exists():
            shutil.rmtree(folder, ignore_errors=True)
            folder.mkdir()
            _build(folder)
            (folder / "whole").touch()
    return folder


def _build(folder: Path) -> None:
    environment = _environment(folder, None)
    has_server = environment.pop("DATABASE_URL", None)
    store = Store(folder, environment)
    commands = [["collectstatic", "--no-input", "-v0"]]
    if not has_server:
        commands.append(["migrate", "--run-syncdb", "-v0"])
    for arguments in commands:
        done = store.manage(*arguments)
        assert done.returncode == 0, done.stderr


@pytest.fixture(scope="session")
def built_database(shared):
    """The URL of a database with tables, to be copied for each test; None for SQLite."""
    server = os.environ.get("DATABASE_URL")
    if not server:
        yield None
        return
    mine = shared.users / str(os.getpid())
    with shared.alone():
        if not shared.database.exists():
            shared.database.write_text(_built_database(shared.folder))
        mine.touch()
        url = shared.database.read_text()
    yield url
    with shared.alone():
        mine.unlink()
        if not any(shared.users.iterdir()):
            shared.database.unlink()
            _drop_database(url)


def _built_database(folder: Path) -> str:
    url = _create_database("template1")
    store = Store(folder, _environment(folder, url))
    done = store.manage("migrate", "--run-syncdb", "-v0")
    if done.returncode:
        _drop_database(url)
    assert done.returncode == 0, done.stderr
    return url


def _create_database(template: str) -> str:
    server = os.environ["DATABASE_URL"]
    name = f"faults_{uuid4().hex[:10]}"
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name} TEMPLATE {template}")
    return f"{server.rpartition('/')[0]}/{name}"


def _drop_database(url: str) -> None:
    with psycopg.connect(os.environ["DATABASE_URL"], autocommit=True) as connection:
        connection.execute(f"DROP DATABASE {url.rpartition('/')[2]} WITH (FORCE)")


@pytest.fixture
def own_database(shared, built_database):
    if built_database is None:
        yield None
        return
    with shared.alone():  # nobody else may be at a database that is copied
        url = _create_database(built_database.rpartition("/")[2])
    yield url
    _drop_database(url)


@pytest.fixture
def store(built_store, own_database, tmp_path):
    folder = tmp_path / "store"
    folder.mkdir()
    (folder / "static").symlink_to(built_store / "static")
    store = Store(folder, _environment(folder, own_database))
    if redis := store.environment.get("REDIS_URL"):
        Redis.from_url(redis).flushdb()  # what an earlier store had not taken yet
    if own_database is None:
        shutil.copy(built_store / "shelfwise.sqlite3", folder)
    yield store
    store.end()
