"""What is sold beside goods on a shelf: kinds of products, and the files of downloads."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.core.files.base import File
from django.db import transaction
from django.utils.translation import gettext as _

from catalog.models import BundlePart, DigitalFile, Product, ProductKind, Variant
from foundation import clock
from foundation.refusals import Refusal


class NotReady(Exception):
    """A product that cannot be published yet, with the reason."""


class KindRefused(Refusal):
    """A kind that a product cannot be of."""


class FileRefused(Refusal):
    """A file that cannot be sold with a variant."""


def check_content(product: Product) -> None:
    """Whether a product has what its kind needs to be sold.

    Raises:
        NotReady: a bundle of nothing, or a download without a file.
    """
    variants = product.variants.filter(is_active=True)
    if product.kind == ProductKind.BUNDLE and variants.filter(bundle_parts=None).exists():
        raise NotReady(_("Say first what each of its variants is made of."))
    without_file = variants.exclude(files__is_active=True)
    if product.kind == ProductKind.DIGITAL and without_file.exists():
        raise NotReady(_("Each of its variants needs a file."))


def without_content(variants: Iterable[Variant]) -> set[int]:
    """Bundles of nothing and downloads without a file, such as a variant that was added later.

    They cannot be bought. Nothing is asked about goods; the variants were read with their products.
    """
    kinds: dict[str, set[int]] = {}
    for variant in variants:
        kinds.setdefault(variant.product.kind, set()).add(variant.pk)
    bundles = kinds.get(ProductKind.BUNDLE, set())
    digital = kinds.get(ProductKind.DIGITAL, set())
    if bundles:
        made = BundlePart.objects.filter(bundle__in=bundles)
        bundles = bundles - set(made.values_list("bundle_id", flat=True))
    if digital:
        files = DigitalFile.objects.filter(variant__in=digital, is_active=True)
        digital = digital - set(files.values_list("variant_id", flat=True))
    return bundles | digital


def check_kind(product: Product, kind: str) -> None:
    """Whether a product may become one of another kind: only before it was ever on the shelves.

    Raises:
        KindRefused: it was published, or it has parts or files, or is part of a bundle.
    """
    if product.pk is None or product.kind == kind:
        return
    if product.published_at is not None:
        raise KindRefused(
            _("It was on the shelves already: make a new product instead."), field="kind"
        )
    parts = BundlePart.objects.filter(bundle__product=product) | BundlePart.objects.filter(
        part__product=product
    )
    if parts.exists() or DigitalFile.objects.filter(variant__product=product).exists():
        raise KindRefused(
            _("It has parts or files, or is in a bundle: take those away first."), field="kind"
        )


@transaction.atomic
def add_file(
    *,
    variant: Variant,
    title: str,
    file: File,
    days: int = 30,
    downloads: int = 5,
    position: int = 0,
    at: datetime | None = None,
) -> DigitalFile:
    """Sell a file with a variant, from now on; who bought before does not get it.

    Raises:
        FileRefused: the product is no download, the file is empty, or its terms are nothing.
    """
    check_file(variant=variant, size=file.size or 0, days=days, downloads=downloads)
    name = (file.name or title).rpartition("/")[2]
    row = DigitalFile(
        variant=variant,
        title=title,
        name=name[-120:],
        size=file.size or 0,
        days=days,
        downloads=downloads,
        position=position,
        added_at=at or clock.now(),
    )
    row.file.save(name[-80:], file, save=False)
    row.save()
    return row


def check_file(*, variant: Variant, size: int, days: int, downloads: int) -> None:
    """Whether a file can be sold with a variant.

    Raises:
        FileRefused: the product is no download, the file is empty, or its terms are nothing.
    """
    if variant.product.kind != ProductKind.DIGITAL:
        raise FileRefused(_("Make the product a download first."), field="variant")
    if size < 1:
        raise FileRefused(_("The file is empty."), field="file")
    if days < 1 or downloads < 1:
        raise FileRefused(_("At least one day and one download."), field="days")
