"""What the page "What was searched for" shows: figures, two tables, two drawings."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils.formats import date_format, number_format
from django.utils.translation import gettext as _

from foundation import clock
from foundation.charts import Series, bar_chart, data_table, line_chart
from search.reports import DayLine, PlaceLine, QueryLine, search_report

PERIODS = (7, 28, 90)
USUAL_PERIOD = 28


def report_context(request: HttpRequest) -> dict[str, Any]:
    """The report of the period and language that the address names."""
    days = _period(request.GET.get("days", ""))
    language = request.GET.get("language", "")
    if language not in dict(settings.LANGUAGES):
        language = ""
    found = search_report(last_day=clock.business_day(), days=days, language=language)
    may_add = request.user.has_perm("search.add_synonym")
    return {
        "periods": [_choice(_("%(days)d days") % {"days": each}, each == days, each, language)
                    for each in PERIODS],
        "languages": [_choice(_(str(name)), code == language, days, code)
                      for code, name in [("", _("Every language")), *settings.LANGUAGES]],
        "figures": _figures(found.total),
        "top": [_row(line) for line in found.top],
        "missing": [_row(line) | {"add": _address(line) if may_add else ""}
                    for line in found.missing],
        "course": _course(found.days) if found.total.searches else "",
        "curve": _curve(found.places) if any(line.shown for line in found.places) else "",
    }  # fmt: skip


def _period(text: str) -> int:
    return int(text) if text in {str(days) for days in PERIODS} else USUAL_PERIOD


def _choice(label: str, is_current: bool, days: int, language: str) -> dict[str, Any]:
    query = urlencode({"days": days, "language": language})
    return {"label": label, "is_current": is_current, "address": f"?{query}"}


def _figures(total: QueryLine) -> list[tuple[str, str]]:
    missing = total.without_result / total.searches if total.searches else None
    return [
        (_("Searches"), _count(total.searches)),
        (_("Without a result"), _share(missing)),
        (_("Click-through"), _share(total.click_through)),
        (_("Bought what was clicked"), _share(total.conversion)),
        (_("Mean place clicked"), _decimal(total.mean_position)),
    ]


def _row(line: QueryLine) -> dict[str, Any]:
    return {
        "words": line.words,
        "language": line.language,
        "searches": _count(line.searches),
        "without_result": _count(line.without_result),
        "click_through": _share(line.click_through),
        "conversion": _share(line.conversion),
        "mean_position": _decimal(line.mean_position),
        "proposal": line.proposal,
    }


def _address(line: QueryLine) -> str:
    """The form of a synonym, filled in: what is left to do is to save it."""
    told = {"language": line.language, "words": line.words, "meant": line.proposal}
    return f"{reverse('admin:search_synonym_add')}?{urlencode(told)}"


def _course(days: list[DayLine]) -> dict[str, Any]:
    labels = [date_format(line.day, "SHORT_DATE_FORMAT") for line in days]
    series = [
        Series(_("Searches"), [float(line.searches) for line in days]),
        Series(_("Without a result"), [float(line.without_result) for line in days], "before"),
    ]
    title = _("Searches by day")
    every = max(len(days) // 6, 1)
    return {
        "title": title,
        "drawing": line_chart(labels, series, title=title, every=every),
        "table": data_table(labels, series, heading=_("Day")),
    }


def _curve(places: list[PlaceLine]) -> dict[str, Any]:
    labels = [str(line.position) for line in places]
    shares = [100 * (line.click_through or 0.0) for line in places]
    title = _("Clicks by place, as a share of how often it was shown")
    return {
        "title": title,
        "drawing": bar_chart(labels, shares, title=title, describe=_percent),
        "table": data_table(
            labels, [Series(_("Click-through"), shares)], heading=_("Place"), describe=_percent
        ),
    }


def _percent(value: float) -> str:
    return f"{number_format(value, 1)}%"


def _share(value: float | None) -> str:
    return "–" if value is None else _percent(100 * value)


def _count(value: int) -> str:
    return str(number_format(value, force_grouping=True))


def _decimal(value: float | None) -> str:
    return "–" if value is None else str(number_format(value, 1))
