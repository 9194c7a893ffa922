"""Which data sets may not be learned from."""

from dataclasses import replace

import numpy as np
import pytest

from mlops.algorithms.quality import Fault, Profile, faults, history_faults, profile

SOUND = Profile(
    rows=10_000, items=200, people=900, largest_item=0.04, largest_person=0.02, priced=1.0
)


def _found(now, before=SOUND):
    return [finding.fault for finding in faults(now, before)]


def test_the_profile_of_a_small_log():
    found = profile(
        users=np.array([0, 0, 1, -1], np.int32),
        items=np.array([2, 2, 0, 2], np.int32),
        weights=np.array([1, 1, 1, 1], np.float32),
        prices=np.array([1, np.nan, 3, 4], np.float32),
        n_items=4,
    )
    assert found == Profile(4, 4, 2, 0.75, pytest.approx(2 / 3), 0.75)
    assert Profile.from_json(found.to_json()) == found
    assert Profile.from_json({"rows": 4}) is None


def test_a_sound_set_that_grows_has_no_faults():
    assert _found(SOUND) == []
    assert _found(replace(SOUND, rows=11_000, items=230)) == []
    assert _found(SOUND, None) == []


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        ({"rows": 4_000}, Fault.ROWS_LOST),
        ({"items": 100}, Fault.ITEMS_LOST),
        ({"priced": 0.0}, Fault.PRICES_LOST),
        ({"largest_item": 0.6}, Fault.ONE_ITEM),
        ({"largest_person": 0.6}, Fault.ONE_PERSON),
    ],
)
def test_each_fault_is_found_alone(change, fault):
    assert _found(replace(SOUND, **change)) == [fault]


def test_a_shop_that_always_sold_one_thing_may_learn():
    before = replace(SOUND, largest_item=0.5)
    assert _found(replace(SOUND, largest_item=0.6), before) == []


def test_the_first_training_forbids_only_what_is_absurd_alone():
    assert _found(replace(SOUND, priced=0.0, largest_item=0.7), None) == [
        Fault.ONE_ITEM,
        Fault.PRICES_LOST,
    ]


def test_a_handful_of_events_proves_nothing():
    tiny = replace(SOUND, rows=40, largest_person=0.6)
    assert _found(tiny, None) == []


def test_a_past_that_was_rewritten_is_found():
    before = np.array([900, 80, 20], np.float32)
    assert [found.fault for found in history_faults(before[::-1], before)] == [
        Fault.HISTORY_CHANGED
    ]
    moved = next(history_faults(np.array([500, 480, 20], np.float32), before))
    assert moved.now == pytest.approx(0.4)


def test_a_past_that_lost_a_few_is_still_the_past():
    before = np.array([900, 80, 20], np.float32)
    assert list(history_faults(before * 0.9, before)) == []
    assert list(history_faults(np.array([9, 0, 0], np.float32), before)) == []
