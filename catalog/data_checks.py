"""What the catalogue must hold for the shop to sell and for models to learn."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from catalog.models import Product, ProductImage, ProductStatus, Variant
from mlops.quality.sources import DataSource, ShareCheck, data_sources

_ON_SALE = Q(is_active=True, product__status=ProductStatus.PUBLISHED)


def published_products() -> int:
    """How many products shoppers can see."""
    return Product.objects.filter(status=ProductStatus.PUBLISHED).count()


def sold_variants() -> int:
    """How many variants shoppers can choose."""
    return Variant.objects.filter(_ON_SALE).count()


def _products(at: datetime) -> QuerySet[Product, Any]:
    pictures = ProductImage.objects.filter(product=OuterRef("pk"))
    variants = Variant.objects.filter(product=OuterRef("pk"), is_active=True)
    published = Product.objects.filter(status=ProductStatus.PUBLISHED)
    return published.annotate(pictured=Exists(pictures), can_be_chosen=Exists(variants))


def register() -> None:
    """Declare products and variants."""
    data_sources.register(
        "products",
        DataSource(
            label=_("Published products"),
            owner="catalog",
            rows=_products,
            checks=(
                ShareCheck("picture", _("Have a picture"), Q(pictured=True)),
                ShareCheck("description", _("Have a description"), ~Q(description="")),
                ShareCheck("variant", _("Can be chosen"), Q(can_be_chosen=True)),
            ),
        ),
    )
    data_sources.register(
        "variants",
        DataSource(
            label=_("Variants on sale"),
            owner="catalog",
            rows=lambda at: Variant.objects.filter(_ON_SALE),
            checks=(ShareCheck("weight", _("Have a weight"), Q(weight_grams__gt=0)),),
        ),
    )
