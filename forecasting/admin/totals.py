"""The staff pages for what the whole shop and its categories will sell."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.contrib import admin
from django.contrib.admin.views.main import ChangeList
from django.db.models import Case, IntegerField, When
from django.db.models import QuerySet as Rows
from django.http import HttpRequest
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from unfold.decorators import display

from catalog.models import Category, Product
from catalog.selectors import variant_cards
from forecasting.admin.accuracy import accuracy_rows
from forecasting.admin.drawings import (
    Course,
    Ends,
    component_rows,
    figure,
    month_name,
    months_figure,
    units,
)
from forecasting.admin.pages import ReadAdmin
from forecasting.courses import DAYS_A_WEEK, by_week, sold_by_day
from forecasting.explaining import explain_total
from forecasting.models import Level, TotalForecast
from foundation.charts import sparkline
from mlops.selectors import champion

PAST_DAYS = 180
MONTH = 28
QUARTER = 90


class NamedTotals(ChangeList):
    """A page of totals with the names of what they are for."""

    def get_results(self, request: HttpRequest) -> None:
        super().get_results(request)
        rows = list(self.result_list)
        names = names_of(rows)
        for row in rows:
            row.subject_name = names.get((row.level, row.subject_id), "–")
        self.result_list = rows


def names_of(rows: Iterable[TotalForecast]) -> dict[tuple[str, int], str]:
    """What each total is called, in three queries at most."""
    ids: dict[str, list[int]] = {level: [] for level in Level}
    for row in rows:
        ids[row.level].append(row.subject_id)
    names = {(str(Level.SHOP), 0): str(settings.SHOP_NAME)}
    for category in Category.objects.filter(pk__in=ids[Level.CATEGORY]):
        names[Level.CATEGORY, category.pk] = category.name
    if ids[Level.PRODUCT]:
        for product in Product.objects.filter(pk__in=ids[Level.PRODUCT]):
            names[Level.PRODUCT, product.pk] = str(product)
    if ids[Level.VARIANT]:
        for pk, card in variant_cards(ids[Level.VARIANT]).items():
            names[Level.VARIANT, pk] = f"{card.name} · {card.sku}"
    return names


@admin.register(TotalForecast)
class TotalForecastAdmin(ReadAdmin):
    list_display = ("called", "level", "course", "month", "quarter", "method", "as_of")
    list_display_links = ("called",)
    list_filter = ("level", "method")
    ordering = ("pk",)
    empty_text = gettext_lazy("Nothing has been forecast yet.")
    page_template = "forecast"

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type[ChangeList]:
        return NamedTotals

    def get_queryset(self, request: HttpRequest) -> Rows[TotalForecast]:
        """The shop stands above its parts."""
        first = Case(When(level=Level.SHOP, then=0), default=1, output_field=IntegerField())
        return super().get_queryset(request).order_by(first, "level", "pk")

    def page_title(self, row: TotalForecast) -> str:
        return names_of([row]).get((row.level, row.subject_id), "–")

    def page_context(self, request: HttpRequest, row: TotalForecast) -> dict[str, Any]:
        past = sold_by_day(
            level=Level(row.level), subject_id=row.subject_id, until=row.as_of, days=PAST_DAYS
        )
        days = Course(
            row.as_of,
            past[-QUARTER:],
            row.daily,
            (Ends(80, row.daily_low, row.daily_high),) if row.daily_low else (),
        )
        weeks = Course(row.as_of, by_week(past), _weeks_ahead(row.daily), (), DAYS_A_WEEK)
        return {
            "facts": _facts(row, past),
            "sentence": explain_total(row),
            "figures": [
                figure(days, title=_("Units a day")),
                figure(weeks, title=_("Units a week")),
            ],
            "months": months_figure(row.monthly) if row.monthly else None,
            "components": component_rows(row.components),
            "made_at": row.made_at,
            "version": row.version,
            "accuracy": accuracy_rows(version=_version_of(row), level=Level(row.level)),
        }

    @display(description=gettext_lazy("Of"))
    def called(self, row: Any) -> str:
        return str(row.subject_name)

    @display(description=gettext_lazy("Ninety days to come"))
    def course(self, row: TotalForecast) -> SafeString:
        return sparkline(_weeks_ahead(row.daily), title=_("Expected units a week"))

    @display(description=gettext_lazy("Expected in 28 days"))
    def month(self, row: TotalForecast) -> str:
        return units(round(sum(row.daily[:MONTH])))

    @display(description=gettext_lazy("Expected in 90 days"))
    def quarter(self, row: TotalForecast) -> str:
        return units(round(sum(row.daily[:QUARTER])))


def _version_of(row: TotalForecast) -> str:
    """Totals are no version's own: they are judged with the one that serves."""
    serving = None if row.version else champion("forecasting")
    return serving.version if serving else row.version


def _weeks_ahead(daily: list[float]) -> list[float]:
    """Sums of seven days, counted from the first day to come."""
    return by_week(daily[: len(daily) // DAYS_A_WEEK * DAYS_A_WEEK])


def _facts(row: TotalForecast, past: list[float]) -> list[tuple[str, str]]:
    return [
        (_("Sold in the last 28 days"), units(sum(past[-MONTH:]))),
        (_("Expected in the next 28 days"), units(round(sum(row.daily[:MONTH])))),
        (_("Sold in the last 90 days"), units(sum(past[-QUARTER:]))),
        (_("Expected in the next 90 days"), units(round(sum(row.daily[:QUARTER])))),
        *_year(row.monthly),
    ]


def _year(monthly: list[dict[str, Any]]) -> list[tuple[str, str]]:
    if not monthly:
        return []
    best = max(monthly, key=lambda month: month["mean"])
    return [(_("Best month to come"), month_name(best["month"]))]
