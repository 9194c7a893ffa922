"""A shard of the nightly forecasts whose worker is killed in the middle of it."""

import os
import signal

from events.models import JobState
from tests.faults.store import eventually

VARIANTS = 250  # written a hundred at a time: two places to be killed between
ROWS = (
    "SELECT variant_id, as_of, made_at, version, method, demand_class, explanation, next_28,"
    " last_28, daily, daily_low, daily_high, weekly, weekly_quantiles, sum_mean, sum_sd, history"
    " FROM forecasting_demandforecast ORDER BY variant_id"
)


def _written(store) -> int:
    ((count,),) = store.rows("SELECT count(*) FROM forecasting_demandforecast")
    return count


def _open(store, key, *, seconds):
    done = store.manage("open_forecast_shop", str(VARIANTS), key, str(seconds))
    assert done.returncode == 0, done.stderr


def _is_done(store, key):
    return store.job(key)[0] == JobState.DONE


def test_a_shard_killed_in_the_middle_goes_on_after_its_lease_and_gives_the_same_rows(store):
    _open(store, "killed", seconds=3)
    store.start()
    eventually(lambda: _written(store), seconds=60, what="some are written", seen=store.state)
    (worker,) = store.programs()["worker"]

    os.kill(worker, signal.SIGKILL)

    assert 0 < _written(store) < VARIANTS, "it was killed in the middle"
    eventually(
        lambda: _is_done(store, "killed"), seconds=90, what="another went on", seen=store.state
    )
    assert store.job("killed") == (JobState.DONE, 2)
    assert len(store.begun()) == 2
    in_two_goes = store.rows(ROWS)
    assert len(in_two_goes) == VARIANTS

    _open(store, "undisturbed", seconds=0)
    eventually(
        lambda: _is_done(store, "undisturbed"), seconds=60, what="once more", seen=store.state
    )
    assert store.job("undisturbed") == (JobState.DONE, 1)
    assert store.rows(ROWS) == in_two_goes
