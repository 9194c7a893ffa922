"""Rows of bulk work for pages that list them."""

from __future__ import annotations

from accounts.models import User
from catalog.models import Product
from shop.bulk.models import BulkChange, BulkRow, ChangeState, ListView


def fill_bulk(owner: User, product: Product, name: str) -> None:
    """A change that waits to be applied, with a row, and a view of the products."""
    source = Product._meta.label_lower
    change = BulkChange.objects.create(
        source=source,
        edit="category",
        terms={"value": product.category_id},
        state=ChangeState.READY,
        by=owner,
    )
    BulkRow.objects.create(
        change=change, subject=product.pk, before=product.category_id, after=product.category_id
    )
    ListView.objects.create(owner=owner, source=source, name=f"Thing {name}", query="q=thing")
