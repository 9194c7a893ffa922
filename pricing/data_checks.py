"""What prices must hold, and what pricing tells the feature store."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.conf import settings
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from catalog.models import ProductStatus, Variant
from mlops.catalogue import FeatureSpec, Subject, features
from mlops.quality.sources import DataSource, ShareCheck, data_sources, in_range
from pricing.models import Price
from pricing.planned_promotions import FEATURE


def _variants(at: datetime) -> QuerySet[Variant, Any]:
    """Variants on sale, with whether a price of the base currency stands, and its cost."""
    standing = Price.objects.filter(
        variant=OuterRef("pk"), currency=settings.SHOP_BASE_CURRENCY, ends_at__isnull=True
    )
    on_sale = Variant.objects.filter(is_active=True, product__status=ProductStatus.PUBLISHED)
    return on_sale.annotate(
        priced=Exists(standing), costed=Exists(standing.filter(cost_minor__isnull=False))
    )


def register() -> None:
    """Declare prices and the feature of planned promotions."""
    data_sources.register(
        "prices",
        DataSource(
            label=_("Prices of variants on sale"),
            owner="pricing",
            rows=_variants,
            checks=(
                ShareCheck("price", _("Have a price"), Q(priced=True)),
                ShareCheck("cost", _("Have a cost"), Q(costed=True)),
            ),
        ),
    )
    data_sources.register(
        "price history",
        DataSource(
            label=_("History of prices"),
            owner="pricing",
            rows=lambda at: Price.objects.all(),
            checks=(
                in_range("amount", _("Are more than nothing"), Q(amount_minor__gt=0)),
            ),
        ),
    )  # fmt: skip
    features.register(
        FEATURE,
        FeatureSpec(
            meaning=_("Days of the next 13 weeks on which it is promoted, as first and last days"),
            subject=Subject.VARIANT,
            owner="pricing",
            reads=("promotions", "price history"),
        ),
    )
