"""Jobs that leave a row each time their work is done; nothing in the table forbids a second one."""

import os
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
from django.apps import AppConfig
from django.conf import settings

BEGUN = "jobs-begun"


def _note_begin() -> None:
    """Tell the test, past the database, that the work has begun and in which process."""
    with open(Path(settings.DATA_DIR) / BEGUN, "a") as file:
        file.write(f"{os.getpid()}\n")


def work_then_write(payload: dict[str, Any], report: Callable[[str], None]) -> None:
    from tests.faults.slow_jobs.models import Effect

    report("working")
    _note_begin()
    time.sleep(payload["seconds"])
    Effect.objects.create(text=payload["text"])


def write_then_work(payload: dict[str, Any], report: Callable[[str], None]) -> None:
    """Writes at once: only the transaction around it keeps a second run from writing again."""
    from tests.faults.slow_jobs.models import Effect

    Effect.objects.create(text=payload["text"])
    _note_begin()
    time.sleep(payload["seconds"])


def train(payload: dict[str, Any], report: Callable[[str], None]) -> None:
    """Dies, where it is killed, with some of its arrays on the disk already."""
    from mlops.services import Candidate, Judgement, register_version

    _note_begin()
    arrays = _SlowArrays(payload["seconds"])
    register_version(candidate=Candidate("slow", arrays, Judgement({}, {}, accepted=True)))


def forecast_shard(payload: dict[str, Any], report: Callable[[str], None]) -> dict[str, Any]:
    """The shop's own shard, which waits whenever it says how far it is."""
    from forecasting import jobs

    _note_begin()

    def slowly(text: str) -> None:
        report(text)
        time.sleep(payload["seconds"])

    run = jobs.Run.from_json(payload)
    return {"written": jobs.forecast_shard(run, payload["from"], payload["until"], report=slowly)}


class _SlowArrays(dict[str, Any]):
    """Two small arrays; the second takes its time to come."""

    def __init__(self, seconds: float) -> None:
        super().__init__(first=np.arange(3), second=np.arange(3))
        self._seconds = seconds

    def items(self) -> Any:
        yield "first", self["first"]
        time.sleep(self._seconds)
        yield "second", self["second"]


class SlowJobsConfig(AppConfig):
    name = "tests.faults.slow_jobs"
    label = "slow_jobs"

    def ready(self) -> None:
        from events import jobs

        jobs.handles("slow.work_then_write")(work_then_write)
        jobs.handles("slow.train")(train)
        jobs.handles("slow.forecast_shard")(forecast_shard)
        jobs.handles("slow.write_then_work", atomic=True)(write_then_work)
