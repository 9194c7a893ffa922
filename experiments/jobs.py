"""The periodic job of the ledger that is ours."""

from collections.abc import Callable
from typing import Any

from events import jobs
from experiments.snapshots import take_all_snapshots


@jobs.handles("experiments.measure")
def measure(payload: dict[str, Any], report: Callable[[str], None]) -> dict[str, Any]:
    return {"experiments": take_all_snapshots()}
