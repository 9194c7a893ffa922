"""Stock, suppliers and forecasts to plan with, made by the real services."""

from datetime import date, datetime, timedelta

from django.conf import settings

from catalog.models import Variant
from forecasting.models import SUM_DAYS, DemandForecast, ForecastMethod, SeriesClass
from forecasting.tests.factories import TODAY, make_variant
from foundation import clock
from foundation.money import Money
from inventory.models import Supplier, Warehouse
from inventory.services import receive_stock, set_offer, write_off_stock
from inventory.tests.factories import make_supplier

NOON = clock.day_bounds(TODAY)[0] + timedelta(hours=12)


def foretell(
    variant: Variant, daily: float, *, spread: float = 2.0, as_of: date = TODAY
) -> DemandForecast:
    """An even forecast of so many units a day; its spread grows with the root of time."""
    return DemandForecast.objects.create(
        variant_id=variant.pk,
        product_id=variant.product_id,
        as_of=as_of,
        made_at=NOON,
        version="20261122T030000",
        method=ForecastMethod.ENSEMBLE,
        demand_class=SeriesClass.SMOOTH,
        next_28=daily * 28,
        daily=[daily] * 28,
        sum_mean=[daily * days for days in SUM_DAYS],
        sum_sd=[spread * days**0.5 for days in SUM_DAYS],
    )


def stocked(
    sku: str,
    units: int,
    *,
    warehouse: Warehouse | None = None,
    days_old: int = 700,
    at: datetime = NOON,
) -> Variant:
    """A variant of which so many units lie in a warehouse."""
    variant = make_variant(sku, days_old=days_old)
    receive_stock(variant_id=variant.pk, quantity=max(units, 1), warehouse=warehouse, at=at)
    if not units:
        write_off_stock(
            variant_id=variant.pk, quantity=1, note="none left", warehouse=warehouse, at=at
        )
    return variant


def supplied(
    variant: Variant,
    *,
    by: str = "Acme",
    cost: int = 500,
    minimum: int = 1,
    pack: int = 1,
    days: float = 7.0,
    spread: float = 1.0,
    preferred: bool = False,
) -> Supplier:
    """A supplier that sells it, in minor units of the base currency."""
    supplier = make_supplier(by)
    set_offer(
        supplier=supplier,
        variant=variant,
        cost=Money(cost, settings.SHOP_BASE_CURRENCY),
        minimum_quantity=minimum,
        pack_size=pack,
        lead_time_days=days,
        lead_time_spread_days=spread,
        is_preferred=preferred,
    )
    return supplier
