"""Sources of data and what is expected of each: declared by the app that keeps the table."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.functional import Promise

from foundation.registries import Registry
from mlops.models import CheckKind

COMPLETE = 0.995
"""The least share of rows in which a value must be there."""

Rows = Callable[[datetime], QuerySet[Any, Any]]
Moment = Callable[[datetime], datetime | None]


@dataclass(frozen=True)
class ShareCheck:
    """Of the rows for which ``among`` holds, the share for which ``fits`` holds."""

    name: str
    label: str | Promise
    fits: Q
    among: Q | None = None
    target: float = COMPLETE
    kind: CheckKind = CheckKind.COMPLETENESS


@dataclass(frozen=True)
class FreshCheck:
    """How many hours lie between the newest row and what it should have caught up with.

    ``newest`` and ``behind`` get the moment of the check; ``behind`` is the newest of what it is
    made from, None the moment itself. Nothing is judged where either has nothing.
    """

    label: str | Promise
    newest: Moment
    within: timedelta
    behind: Moment | None = None
    name: str = "age"


Check = ShareCheck | FreshCheck


@dataclass(frozen=True)
class DataSource:
    """A table, or the part of it that is looked at: ``rows`` gets the moment of the check."""

    label: str | Promise
    owner: str
    rows: Rows
    checks: tuple[Check, ...]
    reads: tuple[str, ...] = ()


def in_range(name: str, label: str | Promise, fits: Q, *, among: Q | None = None) -> ShareCheck:
    """A range that every row must lie in."""
    return ShareCheck(name, label, fits, among, target=1.0, kind=CheckKind.RANGE)


data_sources: Registry[DataSource] = Registry("sources of data")
