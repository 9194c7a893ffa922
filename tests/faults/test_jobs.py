"""Jobs outlive the worker that holds them and the broker that announces them."""

import os
import signal

import pytest

from events.models import JobState
from tests.faults.store import eventually


@pytest.mark.parametrize("handler", ["slow.work_then_write", "slow.write_then_work"])
def test_a_job_whose_worker_is_killed_is_done_once(store, handler):
    store.start()
    store.enqueue(handler, "killed", seconds=4)
    eventually(store.begun, seconds=30, what="the job began")
    (worker,) = store.programs()["worker"]
    assert store.begun() == [worker]

    os.kill(worker, signal.SIGKILL)

    eventually(
        lambda: store.job("killed")[0] == JobState.DONE,
        seconds=60,
        what="the job was done by another",
        seen=store.state,
    )
    assert store.effects("killed") == 1
    assert store.job("killed")[1] == 2, "the ledger shows both attempts"
    assert len(store.begun()) == 2


def test_a_job_longer_than_its_lease_is_not_taken_from_a_living_worker(store):
    store.start()
    store.enqueue("slow.work_then_write", "long", seconds=20)  # the ledger is swept every 15 s

    eventually(lambda: store.effects("long"), seconds=60, what="the job was done")
    assert store.job("long") == (JobState.DONE, 1)
    assert len(store.begun()) == 1


def test_a_job_is_kept_when_the_broker_folder_cannot_be_written(store):
    if "REDIS_URL" in store.environment:
        pytest.skip("the broker is Redis here")
    (store.folder / "broker").write_text("no folder")

    store.enqueue("slow.work_then_write", "unannounced", seconds=0)

    assert store.job("unannounced") == (JobState.QUEUED, 0)
    (store.folder / "broker").unlink()
    store.start()
    eventually(
        lambda: store.job("unannounced") == (JobState.DONE, 1),
        seconds=45,
        what="the sweep found the job",
    )
    assert store.effects("unannounced") == 1
