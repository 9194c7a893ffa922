"""Numbers of dashboards in words: units, cells of tables, tiles with their change."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from babel import Locale
from babel.numbers import format_decimal, format_percent
from django.conf import settings
from django.utils.formats import date_format
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from foundation.admin import compact_money, money_text
from foundation.money import Money
from shop.dashboards.frame import Cell, Period, Raw, Tile

FEW = 10
"""Below this many a tenth is told, too, where there is one."""
WHOLE = 0.9995
"""From this share on no tenth of a per cent is told."""


def _locale() -> str:
    return (get_language() or "en").replace("-", "_")


def money_told(minor: float) -> str:
    """Minor units of the base currency as the reader writes them."""
    return money_text(round(minor), settings.SHOP_BASE_CURRENCY) or ""


def short_money(minor: float) -> str:
    """``€2.5K``, for an axis."""
    return compact_money(round(minor), settings.SHOP_BASE_CURRENCY)


def count_told(value: float) -> str:
    places = 1 if abs(value) < FEW and value != round(value) else 0
    return _signed(str(format_decimal(round(value, places), locale=_locale())))


def share_told(value: float) -> str:
    """``0.1234`` as ``12.3%``."""
    return _signed(_per_cent(value, places=1 if abs(value) < WHOLE else 0))


def _per_cent(value: float, *, places: int) -> str:
    """With so many places, the sign standing as the language has it (``12,3 %`` in German)."""
    pattern = Locale.parse(_locale()).percent_formats[None].pattern
    digits = "#,##0." + "0" * places if places else "#,##0"
    return str(format_percent(value, pattern.replace("#,##0", digits), locale=_locale()))


def _signed(text: str) -> str:
    return text.replace("-", "−")


def _whole(value: float) -> str:
    """For an axis of things that come one by one."""
    return count_told(value) if value == round(value) else ""


def days_told(value: float) -> str:
    return _("%(days)s days") % {"days": count_told(value)}


@dataclass(frozen=True, slots=True)
class Unit:
    """How values of one kind are told; ``raw`` is what a file holds of a value."""

    told: Callable[[float], str]
    axis: Callable[[float], str]
    raw: Callable[[float], Raw]
    in_points: bool = False

    def cell(self, value: float | None, url: str = "") -> Cell:
        return Cell(None) if value is None else Cell(self.raw(value), self.told(value), url)


def _money(minor: float) -> Money:
    return Money(round(minor), settings.SHOP_BASE_CURRENCY)


def _number(value: float) -> Raw:
    return int(value) if value == int(value) else round(value, 4)


MONEY = Unit(money_told, short_money, _money)
"""Values in minor units of the base currency."""
COUNT = Unit(count_told, _whole, _number)
SHARE = Unit(share_told, share_told, lambda value: round(value, 6), in_points=True)
"""Values from 0 to 1; they change by percentage points."""
DAYS = Unit(days_told, count_told, _number)


def change_told(now: float | None, before: float | None, *, in_points: bool = False) -> str:
    """How far a number moved: in per cent, or in percentage points; empty where nobody knows."""
    if now is None or before is None:
        return ""
    if in_points:
        moved = round(100 * (now - before), 1)
        if not moved:
            return _("as before")
        points = format_decimal(moved, format="+0.0;-0.0", locale=_locale())
        return _("%(points)s points") % {"points": _signed(str(points))}
    if now == before:
        return _("as before")
    if before <= 0:
        return ""
    moved = (now - before) / before
    return f"{'+' if moved > 0 else ''}{_signed(_per_cent(moved, places=0))}"


def tile(
    title: str,
    now: float | None,
    before: float | None = None,
    *,
    unit: Unit = COUNT,
    more_is_good: bool | None = True,
    target: float | None = None,
    note: str = "",
    course: Sequence[float] = (),
    url: str = "",
) -> Tile:
    """A number against what it was and what it should be; None is told as unknown.

    ``more_is_good`` is None for what is neither good nor bad.
    """
    change = change_told(now, before, in_points=unit.in_points)
    is_same = change == _("as before")
    good = None
    if now is not None and before is not None and more_is_good is not None and not is_same:
        good = (now > before) == more_is_good
    return Tile(
        title=title,
        value=_("not known") if now is None else unit.told(now),
        before="" if before is None or is_same else unit.told(before),
        change=change,
        good=good,
        target=_against_target(now, target, unit),
        note=note,
        course=tuple(course),
        url=url,
    )


def _against_target(now: float | None, target: float | None, unit: Unit) -> str:
    if now is None or not target:
        return ""
    return _("%(share)s of the target of %(target)s") % {
        "share": share_told(now / target),
        "target": unit.told(target),
    }


def period_told(period: Period) -> str:
    """``1 Oct 2026 – 28 Oct 2026``, or the one day."""
    first, last = (date_format(day, "j M Y") for day in (period.first, period.last))
    return first if period.first == period.last else f"{first} – {last}"
