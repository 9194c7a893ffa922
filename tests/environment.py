"""Loaded before Django (``-p tests.environment``): every test run has surroundings of its own.

A data folder for each run, and where pytest-xdist shares the work, for each of its processes; the
same for the databases of Redis, which tests empty.
"""

import atexit
import os
import re
import shutil
import tempfile

from shop.texts import compile_texts


def _own_data_folder() -> None:
    folder = tempfile.mkdtemp(prefix="shelfwise-test-")
    os.environ["SHELFWISE_DATA_DIR"] = folder
    atexit.register(shutil.rmtree, folder, ignore_errors=True)


def _own_redis_database(worker: str) -> None:
    number = int(worker.removeprefix("gw")) + 1
    os.environ["REDIS_URL"] = re.sub(r"/\d*$", f"/{number}", os.environ["REDIS_URL"])


def _keep_elasticsearch_for_its_tests() -> None:
    """Its own tests ask for it; all others, and the shops that they start, search on disk."""
    if url := os.environ.pop("ELASTICSEARCH_URL", ""):
        os.environ["TEST_ELASTICSEARCH_URL"] = url


_worker = os.environ.get("PYTEST_XDIST_WORKER")
if _worker or "SHELFWISE_DATA_DIR" not in os.environ:
    _own_data_folder()
if not _worker:
    compile_texts()
if _worker and os.environ.get("REDIS_URL"):
    _own_redis_database(_worker)

_keep_elasticsearch_for_its_tests()

# Playwright's synchronous API runs an event loop in the test's thread.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")

# A cold process on a busy machine is slow; tests of the deadline set their own.
os.environ.setdefault("RISK_DEADLINE_MS", "5000")
