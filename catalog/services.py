"""Changes of the catalogue. Whoever reads it in another form hears ``product.changed``."""

from collections.abc import Iterable
from datetime import datetime

from django.core.files.base import ContentFile
from django.db import transaction
from django.utils.translation import gettext as _

from catalog.models import OptionValue, Product, ProductImage, ProductStatus
from catalog.selling import NotReady, check_content
from events.outbox import publish, publish_many
from foundation import clock


def announce_change(*, product_id: int) -> None:
    """Tell the readers of the catalogue, in the caller's transaction."""
    publish("product.changed", {"product": product_id})


def announce_changes(*, product_ids: Iterable[int]) -> None:
    """Tell about many at once, such as all products of a brand that was renamed."""
    publish_many("product.changed", [{"product": product_id} for product_id in product_ids])


@transaction.atomic
def publish_product(*, product: Product, at: datetime | None = None) -> Product:
    """Put a product on the shelves.

    Raises:
        NotReady: it has no variant that is sold, or no address.
    """
    if not product.slug:
        raise NotReady(_("It needs an address (slug)."))
    if not product.variants.filter(is_active=True).exists():
        raise NotReady(_("It needs at least one active variant."))
    check_content(product)
    product.status = ProductStatus.PUBLISHED
    product.published_at = product.published_at or at or clock.now()
    product.save(update_fields=["status", "published_at"])
    announce_change(product_id=product.pk)
    return product


@transaction.atomic
def retire_product(*, product: Product) -> Product:
    """Take a product off the shelves; its orders, prices and history stay."""
    product.status = ProductStatus.RETIRED
    product.save(update_fields=["status"])
    announce_change(product_id=product.pk)
    return product


@transaction.atomic
def add_picture(
    *,
    product: Product,
    name: str,
    content: bytes,
    alt: str = "",
    option_value: OptionValue | None = None,
    position: int = 0,
) -> ProductImage:
    image = ProductImage(
        product=product, option_value=option_value, alt=alt[:200], position=position
    )
    image.file.save(name, ContentFile(content), save=False)
    image.save()
    announce_change(product_id=product.pk)
    return image
