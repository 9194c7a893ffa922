"""How tests are put in order where several processes share them."""

from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.long_ones import LONG_FILES, long_ones_first

ROOT = Path(__file__).resolve().parent.parent


@dataclass(frozen=True)
class Item:
    nodeid: str

    @property
    def path(self) -> Path:
        return Path(self.nodeid.partition("::")[0])


def _items(file: str, count: int) -> list[Item]:
    return [Item(f"{file}::test_{number}") for number in range(count)]


SHORT = [*_items("accounts/test_a.py", 7), *_items("orders/test_b.py", 6)]
LONG = [*_items("tests/faults/test_jobs.py", 2), *_items("tests/faults/test_mail.py", 3)]


@pytest.mark.parametrize("processes", [1, 2, 3, 40])
def test_none_is_lost_and_none_comes_twice(processes):
    items = [*SHORT, *LONG]
    long_ones_first(items, processes=processes)
    assert sorted(items, key=str) == sorted([*SHORT, *LONG], key=str)


def test_each_of_two_processes_begins_with_long_files_and_keeps_them_whole():
    items = [*SHORT, *LONG]
    long_ones_first(items, processes=2)
    half = len(items) // 2
    assert items[:2] == LONG[:2]
    assert items[half : half + 3] == LONG[2:]


def test_more_long_ones_than_one_process_is_given_come_first_all_the_same():
    items = [*SHORT[:1], *_items("tests/faults/test_jobs.py", 6)]
    long_ones_first(items, processes=2)
    assert items[-1] == SHORT[0]


@pytest.mark.parametrize("long", LONG_FILES)
def test_what_is_called_long_is_there(long):
    assert (ROOT / long).exists()
