"""All forecasts as a table, for CSV."""

from __future__ import annotations

from collections.abc import Iterator

from catalog.models import Variant
from forecasting.models import SUM_DAYS, DemandForecast, ForecastMethod

COLUMNS = (
    "sku", "as_of", "version", "method", "demand_class", "last_28",
    *(f"next_{days}" for days in SUM_DAYS), *(f"sd_{days}" for days in SUM_DAYS),
)  # fmt: skip
AT_ONCE = 1_000
Cell = str | float


def forecast_rows() -> Iterator[list[Cell]]:
    """A row a variant, the most wanted first, in the order of ``COLUMNS``; units."""
    rows = DemandForecast.objects.order_by("-next_28", "variant_id")
    skus = dict(Variant.objects.values_list("pk", "sku").iterator(chunk_size=AT_ONCE))
    for row in rows.iterator(chunk_size=AT_ONCE):
        yield [
            skus.get(row.variant_id, ""), row.as_of.isoformat(), row.version,
            ForecastMethod(row.method).name.lower(), row.demand_class, row.last_28,
            *_whole(row.sum_mean), *_whole(row.sum_sd),
        ]  # fmt: skip


def _whole(values: list[float]) -> list[Cell]:
    """As many columns as there are sums, empty where nothing is told."""
    told: list[Cell] = [round(float(value), 3) for value in values[: len(SUM_DAYS)]]
    return told + [""] * (len(SUM_DAYS) - len(told))
