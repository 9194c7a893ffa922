"""Reading what recommendations must respect."""

from django.db.models import Exists, F, OuterRef, Q

from catalog.models import Product, ProductStatus, Variant
from inventory.models import StockLevel


def sellable_product_ids() -> list[int]:
    """Published products of which at least one active variant is in stock or not tracked.

    Reservations of a running checkout are not counted: they pass within minutes.
    """
    levels = StockLevel.objects.filter(variant=OuterRef("pk"))
    sellable = Variant.objects.filter(product=OuterRef("pk"), is_active=True).filter(
        Q(~Exists(levels)) | Q(Exists(levels.filter(on_hand__gt=F("allocated"))))
    )
    return list(
        Product.objects.filter(Exists(sellable), status=ProductStatus.PUBLISHED).values_list(
            "pk", flat=True
        )
    )
