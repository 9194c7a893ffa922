"""Two ways to ask the files: DuckDB in this process, or a Dask cluster that spreads the files.

On the cluster a task is one file, summed by DuckDB where it runs. A task whose worker dies runs
again elsewhere, and what only that worker held is made again: a sum is added once or not at all.
Workers run the same code and see the same folder.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa

from analytics.warehouse.questions import QUESTIONS, Question

TRIES = 10
"""How often a task may be begun again; each is lost at most once with each worker that dies."""
_OFFLINE = {"autoinstall_known_extensions": "false", "autoload_known_extensions": "false"}
_EVENTS = """
    CREATE VIEW events AS
    SELECT *, CAST(occurred_at AT TIME ZONE 'UTC' AS DATE) AS day FROM read_parquet({files})
"""


def ask_in_process(question: Question, files: Sequence[Path], *, fewest: int) -> pa.Table:
    """All files in one statement, on all cores."""
    with _database() as database:
        _see(database, files)
        parts = database.sql(question.of_events).to_arrow_table()
    return sum_up(question, [parts], fewest=fewest)


def ask_cluster(
    question: Question, files: Sequence[Path], *, fewest: int, address: str
) -> pa.Table:
    """A task a file on the Dask cluster at ``address``, summed up here.

    Raises:
        ImportError: Dask is not installed (``requirements-cluster.txt``).
        OSError: the scheduler does not answer.
    """
    from distributed import Client

    with Client(address, set_as_default=False) as client:
        tasks = client.map(
            sum_file, [question.name] * len(files), [str(path) for path in files],
            retries=TRIES, pure=False,
        )  # fmt: skip
        parts: list[pa.Table] = client.gather(tasks)
    return sum_up(question, parts, fewest=fewest)


def sum_file(name: str, path: str) -> pa.Table:
    """The sums of one file: what a worker does."""
    with _database(threads=1) as database:
        _see(database, [Path(path)])
        return database.sql(QUESTIONS[name].of_events).to_arrow_table()


def sum_up(question: Question, parts: Sequence[pa.Table], *, fewest: int) -> pa.Table:
    """The answer from the sums of its parts, without groups smaller than ``fewest``."""
    with _database() as database:
        database.register("parts", pa.concat_tables(parts))
        answer: pa.Table = database.sql(
            question.of_parts, params={"fewest": fewest}
        ).to_arrow_table()
        return answer


def _database(threads: int | None = None) -> duckdb.DuckDBPyConnection:
    """A database in memory that loads nothing from anywhere."""
    settings: dict[str, Any] = dict(_OFFLINE)
    if threads:
        settings["threads"] = threads
    return duckdb.connect(config=settings)


def _see(database: duckdb.DuckDBPyConnection, files: Sequence[Path]) -> None:
    quoted = ", ".join("'" + str(path).replace("'", "''") + "'" for path in files)
    database.execute(_EVENTS.format(files=f"[{quoted}]"))
