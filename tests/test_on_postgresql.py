"""With nothing set, what only PostgreSQL can show is shown on a server started for it."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
SERVICES = str(ROOT / "scripts" / "services")


@pytest.mark.slow
@pytest.mark.skipif("DATABASE_URL" in os.environ, reason="the whole run has a server already")
def test_what_needs_postgresql_holds_on_it():
    installed = subprocess.run([SERVICES, "check"], capture_output=True, text=True, check=False)
    if installed.returncode:
        pytest.skip(f"make services installs what is missing: {installed.stdout}")
    # A run of its own: nothing of this one's surroundings but where Python is.
    own = {"SHELFWISE_DATA_DIR", "PYTEST_XDIST_WORKER", "PYTEST_CURRENT_TEST"}
    surroundings = {name: value for name, value in os.environ.items() if name not in own}

    run = subprocess.run(
        [SERVICES, "run", "--", sys.executable, "-m", "pytest", "-q", "-m",
         "postgresql and not slow", "-p", "no:cacheprovider"],
        cwd=ROOT, env=surroundings, capture_output=True, text=True, check=False,
    )  # fmt: skip

    assert run.returncode == 0, run.stdout[-6000:] + run.stderr[-2000:]
    assert " passed" in run.stdout
    assert " skipped" not in run.stdout.splitlines()[-1]
