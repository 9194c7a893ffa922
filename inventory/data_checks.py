"""What the stock's tables must hold for stock and lead times to be believed."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from catalog.models import ProductStatus, Variant
from inventory.models import StockLevel, SupplierOffer
from mlops.quality.sources import DataSource, ShareCheck, data_sources


def _variants(at: datetime) -> QuerySet[Variant, Any]:
    on_sale = Variant.objects.filter(is_active=True, product__status=ProductStatus.PUBLISHED)
    return on_sale.annotate(
        stocked=Exists(StockLevel.objects.filter(variant=OuterRef("pk"))),
        supplied=Exists(SupplierOffer.objects.filter(variant=OuterRef("pk"))),
    )


def register() -> None:
    """Declare stock and suppliers' offers."""
    data_sources.register(
        "stock",
        DataSource(
            label=_("Stock of variants on sale"),
            owner="inventory",
            rows=_variants,
            checks=(
                ShareCheck("level", _("Are kept in a warehouse"), Q(stocked=True)),
                ShareCheck("supplier", _("Can be ordered from a supplier"), Q(supplied=True)),
            ),
        ),
    )
    data_sources.register(
        "supplier offers",
        DataSource(
            label=_("Suppliers' offers"),
            owner="inventory",
            rows=lambda at: SupplierOffer.objects.all(),
            checks=(
                ShareCheck("cost", _("Have a cost"), Q(cost_minor__gt=0)),
                ShareCheck("lead time", _("Have a lead time"), Q(lead_time_days__gt=0)),
            ),
        ),
    )
