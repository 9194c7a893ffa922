"""Prices of many products changed by one decision, beside one by one.

    python benchmarks/bulk.py [--quick] [--json FILE]

A shop of 10,000 products, a variant each, gets all prices lowered by a tenth and rounded to .99:
planned as the page does it, applied as the worker does it, then undone. The baseline sets prices
by ``set_price``, as the page of a single price does, on a sample whose time is multiplied. The
database is SQLite in a folder of its own unless ``DATABASE_URL`` names another.
"""

from __future__ import annotations

import os
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from benchmarks.reporting import Better, Row, command_line, report  # noqa: E402

PRODUCTS, SAMPLE, QUICK = 10_000, 200, 10
SECONDS_TO_REACH = 60.0


def main() -> None:
    told = command_line(__doc__ or "").parse_args()
    products = PRODUCTS // QUICK if told.quick else PRODUCTS
    with tempfile.TemporaryDirectory(prefix="shelfwise-bulk-") as folder:
        os.environ["SHELFWISE_DATA_DIR"] = folder
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "shop.settings")
        import django
        from django.core.management import call_command

        django.setup()
        call_command("migrate", verbosity=0)
        report(_rows(products), json_path=told.json)


def _rows(products: int) -> list[Row]:
    from catalog.models import Product
    from shop.bulk.applying import apply_change, request_apply
    from shop.bulk.edits import edits
    from shop.bulk.planning import choose_rows, plan_change, plan_undo

    _fill(products)
    keys = list(Product.objects.values_list("pk", flat=True))
    terms = {
        "currency": "EUR", "way": "per_cent", "figure": "-10", "rounding": "99",
        "struck": "stays", "undercut": False,
    }  # fmt: skip
    edit = edits.get("price")
    if edit is None:
        raise SystemExit("nothing changes prices")
    change = choose_rows(source="catalog.product", keys=keys, by=None)
    planning = _cpu(lambda: plan_change(change=change, edit=edit, terms=terms, by=None))
    change.refresh_from_db()
    request_apply(change=change, by=None)
    applying = _cpu(lambda: apply_change(change=change))
    _expect(change, products)
    undo = plan_undo(change=change, by=None)
    request_apply(change=undo, by=None)
    undoing = _cpu(lambda: apply_change(change=undo))
    _expect(undo, products)
    base, name = _one_by_one(products), f"bulk/{products}-prices"
    to_reach = SECONDS_TO_REACH * products / PRODUCTS
    return [
        Row(f"{name}/plan_cpu_seconds", planning, "s", None, to_reach, Better.LOWER),
        Row(f"{name}/apply_cpu_seconds", applying, "s", base, to_reach, Better.LOWER),
        Row(f"{name}/undo_cpu_seconds", undoing, "s", base, to_reach, Better.LOWER),
    ]


def _fill(products: int) -> None:
    """Products with a price each, written as history."""
    from catalog.history import NewProduct, NewVariant, ProductText, record_history
    from catalog.tests.factories import make_category
    from foundation import clock
    from pricing.services.many_prices import PriceChange, set_prices

    shelf, now = make_category("Home"), clock.now()
    stored = record_history(
        products=[
            NewProduct(
                texts={"en": ProductText(name=f"Thing {n}", slug=f"thing-{n}")},
                category_id=shelf.pk,
                created_at=now,
                published_at=now,
                variants=(NewVariant(sku=f"SKU-{n}"),),
            )
            for n in range(products)
        ]
    )
    variants = [key for product in stored for key in product.variants.values()]
    changes = [PriceChange(key, "EUR", amount_minor=1000 + key % 5000) for key in variants]
    set_prices(changes=changes)


def _one_by_one(products: int) -> float:
    from catalog.models import Variant
    from foundation.money import Money
    from pricing.services import set_price

    variants = list(Variant.objects.all()[:SAMPLE])

    def work() -> None:
        for variant in variants:
            set_price(variant=variant, amount=Money(999, "EUR"))

    return _cpu(work) * products / len(variants)


def _cpu(work: Callable[[], object]) -> float:
    """Seconds of this process's CPU."""
    begun = time.process_time()
    work()
    return time.process_time() - begun


def _expect(change: Any, products: int) -> None:
    from shop.bulk.models import RowState

    done = change.rows.filter(state=RowState.APPLIED).count()
    if done < 0.99 * products:  # rounded, a price may be the old one by chance
        raise SystemExit(f"{done} of {products} prices were changed")


if __name__ == "__main__":
    main()
