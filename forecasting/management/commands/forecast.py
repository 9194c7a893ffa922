"""``manage.py forecast SKU``: what will be wanted of a variant, as a table and a sentence."""

from __future__ import annotations

import csv
from argparse import ArgumentParser
from datetime import timedelta
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from catalog.models import Variant
from forecasting.dataset import business_day_to_forecast, sellable
from forecasting.models import Level
from forecasting.selectors import ForecastView, explain_total
from forecasting.serving import HIGH, LOW, forecast_variants, served
from forecasting.totals import DAYS_KEPT, tell_one
from foundation import clock

WEEK = 7
MOST_DAYS = 365
MOST_OTHERS = 300


class Command(BaseCommand):
    help = "Forecast one variant from the sales of today, with how the forecast was made."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("sku", help="The variant's SKU.")
        parser.add_argument("--days", type=int, default=90, help="How far ahead (1 to 365).")
        parser.add_argument("--csv", action="store_true", help="By day, as CSV on standard output.")

        parser.add_argument(
            "--prophet",
            action="store_true",
            help="Ask Prophet instead (90 days at most); what it says is kept among the totals.",
        )

    def handle(self, *, sku: str, days: int, **options: Any) -> None:
        if not 1 <= days <= MOST_DAYS:
            raise CommandError(f"--days must be between 1 and {MOST_DAYS}.")
        if options["prophet"]:
            self._ask_prophet(sku, min(days, DAYS_KEPT))
            return
        view = self._view(sku)
        if options["csv"]:
            self._write_csv(view, days)
        else:
            self._write_table(sku, view, days)

    def _variant(self, sku: str) -> Variant:
        variant = Variant.objects.filter(sku=sku).select_related("product").first()
        if variant is None:
            raise CommandError(f"There is no variant {sku!r}.")
        return variant

    def _ask_prophet(self, sku: str, days: int) -> None:
        row = tell_one(level=Level.VARIANT, subject_id=self._variant(sku).pk)
        self.stdout.write(f"{sku}: {days} days from {row.as_of}, by Prophet\n\n")
        self.stdout.write(f"{'from':<12}{'units':>9}\n")
        for start in range(0, days, WEEK):
            day, units = (
                row.as_of + timedelta(days=start),
                row.daily[start : min(start + WEEK, days)],
            )
            self.stdout.write(f"{day!s:<12}{sum(units):>9,.1f}\n")
        self.stdout.write(f"\n{explain_total(row)}\n")

    def _view(self, sku: str) -> ForecastView:
        """Made anew, together with its category, whose share a new product is told by."""
        variant = self._variant(sku)
        by, numbers = served(), [variant.pk]
        if by.weekly is None:  # nothing was learned of the others: they are asked now
            others = sellable().filter(product__category=variant.product.category)
            numbers += others.values_list("pk", flat=True)[:MOST_OTHERS]
        rows = forecast_variants(
            numbers, as_of=business_day_to_forecast(), by=by, made_at=clock.now()
        )
        for row in rows:
            if row.variant_id == variant.pk:
                return ForecastView(row)
        raise CommandError(f"{sku} is not for sale: it is not forecast.")

    def _write_csv(self, view: ForecastView, days: int) -> None:
        writer = csv.writer(self.stdout)
        writer.writerow(["day", "mean", "low_80", "high_80"])
        ends = zip(_by_day(view, days, LOW), _by_day(view, days, HIGH), strict=True)
        for place, (mean, (low, high)) in enumerate(zip(view.by_day(days), ends, strict=True)):
            writer.writerow([view.day(place), f"{mean:.3f}", f"{low:.3f}", f"{high:.3f}"])

    def _write_table(self, sku: str, view: ForecastView, days: int) -> None:
        by_day = view.by_day(days)
        by_week = days > 2 * WEEK
        step = WEEK if by_week else 1
        self.stdout.write(f"{sku}: {days} days from {view.as_of}\n\n")
        self.stdout.write(f"{'from':<12}{'to':<12}{'units':>9}{'80 % between':>18}\n")
        for start in range(0, days, step):
            end = min(start + step, days)
            course = _of_week if by_week else _of_day
            low, high = course(view, start, end, LOW), course(view, start, end, HIGH)
            units, band = sum(by_day[start:end]), f"{low:,.0f} and {high:,.0f}"
            first, last = view.day(start), view.day(end - 1)
            self.stdout.write(f"{first!s:<12}{last!s:<12}{units:>9,.1f}{band:>18}\n")
        whole = view.over(days)
        self.stdout.write(
            f"\nIn all {whole.mean:,.0f} units, give or take {whole.sd:,.0f} "
            f"(one standard deviation). Sold in the 28 days before: {view.row.last_28:,.0f}.\n"
        )
        self.stdout.write(f"{view.sentence}\n")


def _of_week(view: ForecastView, start: int, end: int, level: int) -> float:
    """An end of the band of a week, or of the days of it that are asked for."""
    weeks = view.row.weekly_quantiles
    told = weeks[min(start // WEEK, len(weeks) - 1)][level]
    return float(told) * (end - start) / WEEK


def _of_day(view: ForecastView, start: int, end: int, level: int) -> float:
    told = view.row.daily_low if level == LOW else view.row.daily_high
    return float(told[start])


def _by_day(view: ForecastView, days: int, level: int) -> list[float]:
    """An end of the band of each day; past four weeks a seventh of its week's."""
    told = len(view.row.daily)
    return [
        _of_day(view, day, day + 1, level) if day < told else _of_week(view, day, day + 1, level)
        for day in range(days)
    ]
