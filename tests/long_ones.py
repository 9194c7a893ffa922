"""The longest tests begin first: what is long and begins last keeps one process busy alone.

``--dist worksteal`` gives each process of pytest a run of the list, in its order, and one that has
done its own takes from the end of another's. So each begins with its share of the files that take
a minute and more, and the ends are short.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby

import pytest

LONG_FILES = (
    "tests/permissions/test_matrix.py",
    "tests/faults/",
    "tests/budgets/",
    "tests/browser/test_dashboards.py",
    "tests/browser/test_members.py",
    "tests/test_on_postgresql.py",
    "shop/api/tests/test_conformance.py",
    "shop/demo/tests/test_build.py",
    "shop/imports/online_retail/tests/",
    "shop/tests/test_admin_pages.py",
    "pricing/tests/test_algorithms_guard_rails.py",
)
"""Measured on 2026-11-22: the files that take more than half a minute on one core."""


def long_ones_first(items: list[pytest.Item], *, processes: int) -> None:
    """Deal the long files, whole, to the beginnings of what each process is given."""
    files = [list(group) for _file, group in groupby(items, key=lambda item: item.path)]
    shares: list[list[pytest.Item]] = [[] for _ in range(processes)]
    rest: list[pytest.Item] = []
    for file in files:
        is_long = file[0].nodeid.startswith(LONG_FILES)
        (min(shares, key=len) if is_long else rest).extend(file)
    items[:] = _filled_up(shares, rest)


def _filled_up(shares: Sequence[list[pytest.Item]], rest: list[pytest.Item]) -> list[pytest.Item]:
    """The shares one behind the other, each as long as worksteal cuts them."""
    left = len(rest) + sum(map(len, shares))
    filled: list[pytest.Item] = []
    for number, share in enumerate(shares):
        size = left // (len(shares) - number)
        taken = max(0, size - len(share))
        filled += [*share, *rest[:taken]]
        rest = rest[taken:]
        left -= size
    return [*filled, *rest]
