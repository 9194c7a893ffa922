"""What a dashboard is: a page of figures about a period, each with its table.

A module of ``shop.dashboards.pages`` says what its page shows by one function, ``read``, from
what was ``Asked`` to a ``Page``; ranges, comparison, filters, saved views, CSV, PNG, reports by
mail and permissions come with the frame. Texts of a page are made while it is read, in the
reader's language.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from django.utils.safestring import SafeString

from analytics.models import Dimension
from foundation import clock
from foundation.money import Money
from foundation.registries import Registry

SEES_NUMBERS = "analytics.view_dashboards"
"""What most pages ask for: those of the whole shop, told in aggregates."""
SEES_GOODS = "analytics.view_dailyproduct"
"""What pages about goods ask for, which merchandisers open, too."""
A_YEAR = timedelta(days=364)
"""Fifty-two weeks, so that Saturdays are compared with Saturdays."""


LONG_WORDS = 40
"""Letters from which on a cell of a table is set in several lines."""


@dataclass(frozen=True, slots=True)
class Period:
    """Business days from ``first`` to ``last``, both included."""

    first: date
    last: date

    @property
    def days(self) -> int:
        return (self.last - self.first).days + 1

    def before(self) -> Period:
        """As many days, right before."""
        return Period(self.first - timedelta(days=self.days), self.first - timedelta(days=1))

    def year_before(self) -> Period:
        """The same weekdays of the year before."""
        return Period(self.first - A_YEAR, self.last - A_YEAR)

    def each_day(self) -> list[date]:
        return [self.first + timedelta(days=offset) for offset in range(self.days)]


@dataclass(frozen=True, slots=True)
class Asked:
    """What a reader wants to see: a period, what it is held against, and one value at most."""

    period: Period
    compared: Period | None = None
    dimension: Dimension = Dimension.ALL
    value: str = ""
    at: datetime = field(default_factory=clock.now)

    @property
    def is_filtered(self) -> bool:
        return self.dimension != Dimension.ALL


@dataclass(frozen=True, slots=True)
class Tile:
    """One number with how it moved.

    ``good`` says whether the change is: None where it is neither. ``target`` tells how far the
    number is from where it should be, ``course`` draws a small line below it.
    """

    title: str
    value: str
    before: str = ""
    change: str = ""
    good: bool | None = None
    target: str = ""
    note: str = ""
    course: tuple[float, ...] = ()
    url: str = ""


Raw = str | int | float | date | Money | None


@dataclass(frozen=True, slots=True)
class Cell:
    """A value as programs read it and as people do; money in a file is in major units."""

    raw: Raw
    text: str = ""
    url: str = ""

    @property
    def shown(self) -> str:
        return self.text or ("–" if self.raw is None else str(self.raw))

    @property
    def style(self) -> str:
        """The class of its column's look: words stand left, and long ones in lines."""
        if not isinstance(self.raw, str):
            return ""
        return "staff-words" if len(self.shown) > LONG_WORDS else "staff-left"


@dataclass(frozen=True, slots=True)
class Table:
    """Rows under columns; the first cell of a row names it."""

    columns: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]


@dataclass(frozen=True, slots=True)
class Size:
    """Units of the drawing's view box, and how many marks its horizontal axis has room for."""

    width: int
    height: int
    marks: int


WIDE, NARROW = Size(880, 260, 9), Size(400, 240, 4)
Draw = Callable[[Size], SafeString]


@dataclass(frozen=True, slots=True)
class Figure:
    """A drawing with its table, or a table alone where there is no ``draw``.

    ``key`` names it in addresses: small letters, digits and hyphens. ``legend`` holds styles (the
    suffixes of ``staff-legend-``) with their names. Without rows the page shows ``missing``.
    """

    key: str
    title: str
    table: Table
    draw: Draw | None = None
    legend: tuple[tuple[str, str], ...] = ()
    note: str = ""
    missing: str = ""
    url: str = ""

    @property
    def is_empty(self) -> bool:
        return not self.table.rows

    @property
    def heads(self) -> list[tuple[str, str]]:
        """The columns' names, each with the class that its cells have."""

        def style(place: int) -> str:
            return next((row[place].style for row in self.table.rows if row[place].style), "")

        return [(name, style(place)) for place, name in enumerate(self.table.columns)]


@dataclass(frozen=True, slots=True)
class Page:
    """What a dashboard shows. ``notes`` say kindly what is missing and when it comes."""

    tiles: tuple[Tile, ...] = ()
    figures: tuple[Figure, ...] = ()
    lists: tuple[Figure, ...] = ()
    notes: tuple[str, ...] = ()

    def figure(self, key: str) -> Figure | None:
        """The figure or list of that key."""
        return next((each for each in (*self.figures, *self.lists) if each.key == key), None)


@dataclass(frozen=True, slots=True)
class Dashboard:
    """One page of the numbers.

    ``permission`` (such as ``analytics.view_dashboards``) opens it; ``dimensions`` are those that
    it can be filtered by. A page without a period tells of now, one with ``every`` seconds is
    drawn anew that often. ``title``, ``about`` and ``icon`` (of Material Symbols) name it.
    """

    slug: str
    title: Any
    icon: str
    read: Callable[[Asked], Page]
    permission: str = SEES_NUMBERS
    about: Any = ""
    dimensions: tuple[Dimension, ...] = ()
    has_period: bool = True
    every: int | None = None

    @property
    def url_name(self) -> str:
        return f"dashboard_{self.slug}"


dashboards: Registry[Dashboard] = Registry("dashboards")


def register(dashboard: Dashboard) -> None:
    """Put a page among the numbers, after those that are there."""
    dashboards.register(dashboard.slug, dashboard)


def may_see(user: Any, dashboard: Dashboard) -> bool:
    """Whether somebody is staff, at work, and may open the page."""
    return bool(user.is_active and user.is_staff and user.has_perm(dashboard.permission))
