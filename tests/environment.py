"""Loaded before Django (``-p tests.environment``): every test run has a data folder of its own."""

import atexit
import os
import shutil
import tempfile

if "PYTEST_XDIST_WORKER" not in os.environ and "SHELFWISE_DATA_DIR" not in os.environ:
    _folder = tempfile.mkdtemp(prefix="shelfwise-test-")
    os.environ["SHELFWISE_DATA_DIR"] = _folder
    atexit.register(shutil.rmtree, _folder, ignore_errors=True)

# Playwright's synchronous API runs an event loop in the test's thread.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
