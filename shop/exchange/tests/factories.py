"""Rows of the exchange for pages that list them."""

from __future__ import annotations

from django.conf import settings

from catalog.models import Product
from shop.exchange.models import ImportFile, ImportRun, RemotePicture, RunState, Table


def fill_exchange(product: Product, name: str) -> None:
    """A file that was brought and waits, and a picture that waits to be fetched."""
    run = ImportRun.objects.create(
        table=Table.PRODUCTS,
        file_name=f"thing-{name}.csv",
        state=RunState.CHECKED,
        currency=settings.SHOP_BASE_CURRENCY,
        rows=1,
        new=1,
    )
    ImportFile.objects.create(run=run, content=b"", size=0)
    RemotePicture.objects.create(product=product, url=f"https://example.com/{name}.jpg")
