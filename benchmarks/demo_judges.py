"""Judges of demo stores: each store is built and judged in a process and a folder of its own."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent


def judged_by(judge: str, *, seed: int, days: int) -> dict[str, Any]:
    """The JSON that ``python -m judge seed days`` prints as its last line."""
    with tempfile.TemporaryDirectory(prefix="shelfwise-judge-") as folder:
        done = subprocess.run(
            [sys.executable, "-m", judge, str(seed), str(days)],
            cwd=ROOT,
            env={**os.environ, "SHELFWISE_DATA_DIR": folder},
            stdout=subprocess.PIPE,
            check=True,
            text=True,
        )
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return found
