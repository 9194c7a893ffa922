"""The staff pages for what will be wanted: the list of variants, a variant, a product."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.contrib import admin
from django.contrib.admin.views.main import ChangeList
from django.db.models import Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from unfold.decorators import display

from catalog.models import Product, Variant
from catalog.selectors import VariantCard, variant_cards
from forecasting.admin.accuracy import accuracy_rows
from forecasting.admin.drawings import Course, Ends, figure, units
from forecasting.admin.pages import ReadAdmin
from forecasting.courses import DAYS_A_WEEK, by_week, sold_by_day
from forecasting.explaining import explain
from forecasting.models import SUM_DAYS, DemandForecast, Level, PlanLine, SeriesClass
from forecasting.totals import tell_one
from foundation.admin import label
from foundation.charts import sparkline
from inventory.selectors import availability

MAY_ASK = "forecasting.add_totalforecast"
PAST_DAYS = 56
PAST_WEEKS = 26
LOW_95, LOW_80, HIGH_80, HIGH_95 = 0, 1, 3, 4
"""Where the ends stand among ``forecasting.algorithms.forecast.QUANTILES``."""
SHORT_COVER, LONG_COVER = 14, 120
CLASS_COLOURS = {
    SeriesClass.SMOOTH: "success",
    SeriesClass.ERRATIC: "info",
    SeriesClass.INTERMITTENT: "warning",
    SeriesClass.LUMPY: "warning",
    SeriesClass.NEW: "primary",
}


class NamedList(ChangeList):
    """A page of forecasts with the names of what they are for, and what is left of it."""

    def get_results(self, request: HttpRequest) -> None:
        super().get_results(request)
        rows = list(self.result_list)
        ids = [row.variant_id for row in rows]
        cards, free = variant_cards(ids), availability(ids)
        for row in rows:
            row.card, row.free = cards.get(row.variant_id), free.get(row.variant_id)
        self.result_list = rows


@admin.register(DemandForecast)
class DemandForecastAdmin(ReadAdmin):
    list_display = (
        "product", "sku", "course", "sold", "expected", "cover", "sells", "method",
    )  # fmt: skip
    list_display_links = ("product",)
    list_filter = ("demand_class", "method")
    search_fields = ("variant_id",)
    search_help_text = gettext_lazy("SKU or product")
    ordering = ("-next_28", "pk")
    list_per_page = 50
    empty_text = gettext_lazy("Nothing has been forecast yet.")
    page_template = "forecast"

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type[ChangeList]:
        return NamedList

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Any], search_term: str
    ) -> tuple[QuerySet[Any], bool]:
        """Forecasts name their variant by number only: what is typed is looked for there."""
        if not search_term.strip():
            return queryset, False
        asked = search_term.strip()
        found = Variant.objects.filter(
            Q(sku__icontains=asked) | Q(product__name__icontains=asked)
        ).values("pk")
        return queryset.filter(variant_id__in=found), False

    def get_urls(self) -> list[Any]:
        return [
            self.own_path("product/<int:product_id>/", self.product_view, "product"),
            self.own_path("<int:object_id>/parts/", self.parts_view, "parts"),
            *super().get_urls(),
        ]

    def page_title(self, row: DemandForecast) -> str:
        card = variant_cards([row.variant_id]).get(row.variant_id)
        return f"{card.name} · {card.sku}" if card else _("A variant that is gone")

    def page_context(self, request: HttpRequest, row: DemandForecast) -> dict[str, Any]:
        return {
            **forecast_context([row], level=Level.VARIANT, subject_id=row.variant_id),
            "sentence": explain(row),
            "product_url": reverse(
                "admin:forecasting_demandforecast_product", args=[row.product_id]
            ),
            "plan_url": _plan_url(row.variant_id),
            "parts_url": reverse("admin:forecasting_demandforecast_parts", args=[row.pk])
            if request.user.has_perm(MAY_ASK)
            else "",
            "accuracy": accuracy_rows(
                version=row.version, level=Level.VARIANT, demand_class=row.demand_class
            ),
        }

    def product_view(self, request: HttpRequest, product_id: int) -> HttpResponse:
        """All variants of a product together, and each of them."""
        self.require(request, "forecasting.view_demandforecast")
        product = Product.objects.filter(pk=product_id).first()
        rows = list(DemandForecast.objects.filter(product_id=product_id).order_by("-next_28", "pk"))
        if product is None or not rows:
            raise Http404
        cards = variant_cards([row.variant_id for row in rows])
        return self.show(
            request,
            "forecast",
            str(product),
            {
                **forecast_context(rows, level=Level.PRODUCT, subject_id=product_id),
                "variants": [_line(row, cards.get(row.variant_id)) for row in rows],
                "accuracy": accuracy_rows(version=rows[0].version, level=Level.VARIANT),
            },
        )

    def parts_view(self, request: HttpRequest, object_id: int) -> HttpResponse:
        """A POST has Prophet take a variant's course apart, and leads to what it says."""
        self.require(request, MAY_ASK)
        row = get_object_or_404(DemandForecast, pk=object_id)
        if request.method != "POST":
            return redirect("admin:forecasting_demandforecast_change", object_id)
        told = tell_one(level=Level.VARIANT, subject_id=row.variant_id)
        return redirect("admin:forecasting_totalforecast_change", told.pk)

    @display(description=gettext_lazy("Product"))
    def product(self, row: Any) -> str:
        return row.card.name if row.card else "–"

    @display(description=gettext_lazy("SKU"))
    def sku(self, row: Any) -> str | None:
        return row.card.sku if row.card else None

    @display(description=gettext_lazy("Twelve weeks"))
    def course(self, row: DemandForecast) -> SafeString:
        return sparkline(row.history, title=_("Units of the last twelve weeks"))

    @display(description=gettext_lazy("Sold in 28 days"), ordering="last_28")
    def sold(self, row: DemandForecast) -> str:
        return units(row.last_28)

    @display(description=gettext_lazy("Expected in 28 days"), ordering="next_28")
    def expected(self, row: DemandForecast) -> str:
        return units(row.next_28)

    @display(description=gettext_lazy("Days of cover"))
    def cover(self, row: Any) -> SafeString | None:
        return cover_label(days_of_cover(row, row.free))

    @display(description=gettext_lazy("Sells"), ordering="demand_class")
    def sells(self, row: DemandForecast) -> SafeString:
        colour = CLASS_COLOURS.get(SeriesClass(row.demand_class), "")
        return label(row.get_demand_class_display(), colour)


def _plan_url(variant_id: int) -> str:
    """The line of the plan that is most pressing; empty where the variant is not planned."""
    line = PlanLine.objects.filter(variant_id=variant_id).order_by("-risk", "pk").first()
    return reverse("admin:forecasting_planline_change", args=[line.pk]) if line else ""


def days_of_cover(row: DemandForecast, free: int | None) -> float | None:
    """How long what is free lasts at the pace of the next four weeks; None without a pace."""
    if free is None or row.next_28 <= 0:
        return None
    return max(free, 0) * 28 / row.next_28


def cover_label(days: float | None) -> SafeString | None:
    if days is None:
        return None
    colour = "danger" if days < SHORT_COVER else "info" if days > LONG_COVER else "success"
    return label(units(min(round(days), 999)), colour)


def forecast_context(
    rows: Sequence[DemandForecast], *, level: Level, subject_id: int
) -> dict[str, Any]:
    """Figures and drawings of one variant, or of all variants of a product together.

    The ends of a product are the sums of its variants' ends: as wide as if all erred alike.
    """
    as_of = max(row.as_of for row in rows)
    daily = sold_by_day(
        level=level, subject_id=subject_id, until=as_of, days=PAST_WEEKS * DAYS_A_WEEK
    )
    weekly = Course(
        as_of,
        by_week(daily),
        _sums([row.weekly for row in rows]),
        (_week_ends(rows, 95, LOW_95, HIGH_95), _week_ends(rows, 80, LOW_80, HIGH_80)),
        DAYS_A_WEEK,
    )
    days = Course(
        as_of,
        daily[-PAST_DAYS:],
        _sums([row.daily for row in rows]),
        (Ends(80, _sums([r.daily_low for r in rows]), _sums([r.daily_high for r in rows])),),
    )
    return {
        "facts": _facts(rows),
        "figures": [
            figure(weekly, title=_("Units a week")),
            figure(days, title=_("Units a day")),
        ],
        "made_at": min(row.made_at for row in rows),
        "version": rows[0].version,
    }


def _sums(columns: Sequence[Sequence[float]]) -> list[float]:
    return [float(sum(each)) for each in zip(*columns, strict=False)]


def _week_ends(rows: Sequence[DemandForecast], per_cent: int, low: int, high: int) -> Ends:
    return Ends(
        per_cent,
        _sums([[week[low] for week in row.weekly_quantiles] for row in rows]),
        _sums([[week[high] for week in row.weekly_quantiles] for row in rows]),
    )


def _facts(rows: Sequence[DemandForecast]) -> list[tuple[str, str]]:
    ids = [row.variant_id for row in rows]
    free = list(availability(ids).values())
    expected, sold = sum(row.next_28 for row in rows), sum(row.last_28 for row in rows)
    facts = [
        (_("Sold in the last 28 days"), units(sold)),
        (_("Expected in the next 28 days"), units(expected)),
        (_("Expected in the next 13 weeks"), units(sum(_sum_over(row, 91) for row in rows))),
    ]
    if free:
        facts.append((_("Free to sell"), units(sum(free))))
    if free and expected > 0:
        facts.append((_("Days of cover"), units(round(max(sum(free), 0) * 28 / expected))))
    return facts


def _sum_over(row: DemandForecast, days: int) -> float:
    return float(dict(zip(SUM_DAYS, row.sum_mean, strict=False)).get(days, 0.0))


def _line(row: DemandForecast, card: VariantCard | None) -> dict[str, Any]:
    return {
        "url": reverse("admin:forecasting_demandforecast_change", args=[row.pk]),
        "name": card.sku if card else "–",
        "spark": sparkline(row.history, title=_("Units of the last twelve weeks")),
        "sold": units(row.last_28),
        "expected": units(row.next_28),
        "sentence": explain(row),
    }
