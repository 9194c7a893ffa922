"""Rows of bulk work for pages that list them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from django.conf import settings
from django.db.models import Model

from accounts.models import User
from catalog.models import Product
from events import jobs
from shop.bulk.applying import request_apply
from shop.bulk.edits import Terms, edits
from shop.bulk.models import BulkChange, BulkRow, ChangeState, ListView
from shop.bulk.planning import choose_rows, plan_change, plan_undo


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


def price_terms(**more: object) -> Terms:
    """By ten per cent off in the base currency, unless something else is said."""
    terms: Terms = {
        "currency": settings.SHOP_BASE_CURRENCY,
        "way": "per_cent",
        "figure": "-10",
        "rounding": "exact",
        "struck": "stays",
        "undercut": False,
    }
    return terms | more


def planned(edit: str, rows: Sequence[Model], terms: Terms, by: User | None = None) -> BulkChange:
    """A change of these rows, planned."""
    change = choose_rows(source=rows[0]._meta.label_lower, keys=[row.pk for row in rows], by=by)
    return plan_change(change=change, edit=edits.get(edit), terms=terms, by=by)


def applied(change: BulkChange, by: User | None = None) -> BulkChange:
    """The change as the worker leaves it."""
    request_apply(change=change, by=by)
    jobs.run_due()
    change.refresh_from_db()
    return change


def undone(change: BulkChange) -> BulkChange:
    """The undo of a change, as the worker leaves it."""
    return applied(plan_undo(change=change, by=None))


def states(change: BulkChange) -> dict[str, int]:
    """How many rows of a change are in which state; those without any are absent."""
    return dict(Counter(change.rows.values_list("state", flat=True)))
