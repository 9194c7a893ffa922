"""The staff pages for what rises and falls."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.contrib import admin
from django.contrib.admin.views.main import ChangeList
from django.db.models import Case, IntegerField, When
from django.http import HttpRequest
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from unfold.decorators import display

from analytics.admin.pages import ReadAdmin
from analytics.admin.words import (
    DIRECTION_COLOURS,
    certainty_text,
    count_text,
    counted_in,
    ratio_text,
    reasons,
    sentence,
    span_text,
)
from analytics.markets.naming import names_of
from analytics.markets.weeks import DAYS_A_WEEK
from analytics.models import Direction, Trend, TrendKind
from foundation.admin import label
from foundation.charts import Series, Value, data_table, line_chart, sparkline

WIDE, NARROW = (880, 260), (400, 240)
MOST_MARKS, MOST_NARROW_MARKS = 9, 4
TOLD_FIRST = Case(
    When(direction__in=[Direction.RISING, Direction.FALLING], then=0),
    When(direction=Direction.NEW, then=1),
    default=2,
    output_field=IntegerField(),
)
"""What rises or falls stands above what is new, and that above what is steady."""
_ADMIN_PAGES = {
    TrendKind.CATEGORY: "admin:catalog_category_change",
    TrendKind.BRAND: "admin:catalog_brand_change",
    TrendKind.PRODUCT: "admin:catalog_product_change",
}


class NamedTrends(ChangeList):
    """A page of trends with the names of their subjects."""

    def get_results(self, request: HttpRequest) -> None:
        super().get_results(request)
        rows = list(self.result_list)
        names = names_of(row.subject for row in rows)
        for row in rows:
            row.subject_name = names[row.subject]
        self.result_list = rows


@admin.register(Trend)
class TrendAdmin(ReadAdmin):
    list_display = ("called", "kind", "way", "change", "interval", "counted", "doubt", "course")
    list_display_links = ("called",)
    list_filter = ("kind", "direction")
    search_fields = ("subject",)
    ordering = (TOLD_FIRST.asc(), "q_value", "pk")
    list_per_page = 50
    empty_text = gettext_lazy("Nothing was counted yet. Trends are found every night.")
    page_template = "trend"

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type[ChangeList]:
        return NamedTrends

    def page_title(self, row: Trend) -> str:
        return names_of([row.subject])[row.subject]

    def page_context(self, request: HttpRequest, row: Trend) -> dict[str, Any]:
        told = {
            name: getattr(row, name)
            for name in ("count", "expected", "ratio", "low", "high", "direction")
        }
        return {
            "facts": [
                (_("Kind"), row.get_kind_display()),
                (counted_in(row.kind), count_text(row.count)),
                (_("Expected"), count_text(row.expected, places=1)),
                (_("Of what was expected"), ratio_text(row.ratio)),
                (_("90% interval"), span_text(row.low, row.high)),
                (_("False discovery rate"), certainty_text(row.q_value)),
            ],
            "way": self.way(row),
            "sentence": sentence(told),
            "reasons": reasons(row),
            "figure": share_figure(row),
            "subject_url": _subject_url(request, row),
            "until": row.until,
            "made_at": row.made_at,
        }

    @display(description=gettext_lazy("What"))
    def called(self, row: Any) -> str:
        return str(row.subject_name)

    @display(description=gettext_lazy("Direction"), ordering="direction")
    def way(self, row: Trend) -> SafeString:
        direction = Direction(row.direction)
        return label(direction.label, DIRECTION_COLOURS[direction])

    @display(description=gettext_lazy("Of what was expected"), ordering="ratio")
    def change(self, row: Trend) -> str:
        return "–" if row.direction == Direction.NEW else ratio_text(row.ratio)

    @display(description=gettext_lazy("90% interval"))
    def interval(self, row: Trend) -> str:
        return "–" if row.direction == Direction.NEW else span_text(row.low, row.high)

    @display(description=gettext_lazy("Counted"), ordering="count")
    def counted(self, row: Trend) -> str:
        return count_text(row.count)

    @display(description=gettext_lazy("False discovery rate"), ordering="q_value")
    def doubt(self, row: Trend) -> str:
        return certainty_text(row.q_value)

    @display(description=gettext_lazy("Share by week"))
    def course(self, row: Trend) -> SafeString:
        return sparkline(_shares(row), title=_("Share of the whole by week"))


def _shares(row: Trend) -> list[float]:
    """Per cent of the whole, by week."""
    pairs = zip(row.counts, row.totals, strict=True)
    return [100 * count / total if total else 0.0 for count, total in pairs]


def share_figure(row: Trend) -> dict[str, Any]:
    """The share of each week, and what was to be expected of the last ones."""
    shares = _shares(row)
    window = min(row.days // DAYS_A_WEEK, len(shares))
    whole = sum(row.totals[-window:]) or 1
    gap: list[Value] = [None] * (len(shares) - window)
    lines = [
        Series(_("Share of the whole"), shares),
        Series(_("Expected"), [*gap, *[100 * row.expected / whole] * window], "before"),
    ]
    firsts = [
        row.until - timedelta(days=DAYS_A_WEEK * (len(shares) - week) - 1)
        for week in range(len(shares))
    ]
    labels = [date_format(day, "j M") for day in firsts]
    title = _("Share of the whole by week")
    return {
        "title": title,
        "legend": [(line.style, line.name) for line in lines],
        "wide": _draw(labels, lines, title, WIDE, MOST_MARKS),
        "narrow": _draw(labels, lines, title, NARROW, MOST_NARROW_MARKS),
        "table": data_table(labels, lines, heading=_("Week from"), describe=_percent),
    }


def _draw(
    labels: list[str], lines: list[Series], title: str, size: tuple[int, int], marks: int
) -> SafeString:
    return line_chart(
        labels,
        lines,
        title=title,
        describe=_percent,
        width=size[0],
        height=size[1],
        every=max(len(labels) // marks, 1),
    )


def _percent(value: float) -> str:
    return f"{count_text(value, places=2 if value < 10 else 1)}%"


def _subject_url(request: HttpRequest, row: Trend) -> str:
    """The page of what it is about, where the reader may open it."""
    route, key = _ADMIN_PAGES.get(TrendKind(row.kind)), row.subject.partition(":")[2]
    if route is None or not request.user.has_perm(f"catalog.view_{row.kind}"):
        return ""
    return reverse(route, args=[key])
