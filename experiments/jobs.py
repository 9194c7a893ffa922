"""The periodic jobs of the ledger that are ours."""

from collections.abc import Callable
from typing import Any

from events import jobs
from experiments.bandits import learn_all
from experiments.snapshots import take_all_snapshots


@jobs.handles("experiments.measure")
def measure(payload: dict[str, Any], report: Callable[[str], None]) -> dict[str, Any]:
    return {"experiments": take_all_snapshots()}


@jobs.handles("experiments.bandits")
def learn(payload: dict[str, Any], report: Callable[[str], None]) -> dict[str, Any]:
    return {"bandits": learn_all()}
