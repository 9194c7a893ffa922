"""Orders of another shop brought by file, beside as many written one by one.

    python benchmarks/exchange_orders.py [--quick] [--json FILE]

The file has Shopify's columns: orders of three years with one to four lines each, discounts, taxes
and postage, some cancelled, some given back. It goes the way that a member of staff's file goes:
kept, read, compared, written in one transaction with payments, parcels, refunds and the events of
its days; then it is brought once more, when nothing is new. What the worker sums afterwards (the
demand and the sales of those days) is a line of its own. At the end all books are balanced. The
baseline puts orders of one line each through the shop's own checkout, one by one, on a sample whose
time is multiplied. The database is SQLite in a folder of its own
unless ``DATABASE_URL`` names another.
"""

from __future__ import annotations

import csv
import io
import random
import sys
import tempfile
from datetime import UTC, datetime, timedelta
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from benchmarks.exchange import Took, _now, _shop_in, _since  # noqa: E402
from benchmarks.reporting import Better, Row, columns, command_line, report  # noqa: E402

ORDERS, SAMPLE, PRODUCTS, BUYERS = 5_000, 40, 200, 1_200
QUICK = 10
DAYS = 3 * 365
SECONDS_TO_REACH = 30.0
HEAD = (
    "Name", "Email", "Financial Status", "Paid at", "Fulfillment Status", "Fulfilled at",
    "Currency", "Subtotal", "Shipping", "Taxes", "Total", "Discount Code", "Discount Amount",
    "Created at", "Lineitem quantity", "Lineitem name", "Lineitem price", "Lineitem sku",
    "Shipping Name", "Shipping Address1", "Shipping City", "Shipping Zip", "Shipping Country",
    "Cancelled at", "Refunded Amount", "Tax 1 Name", "Tax 1 Value",
)  # fmt: skip


def main() -> None:
    told = command_line(__doc__ or "").parse_args()
    orders, sample = (ORDERS // QUICK, SAMPLE // 4) if told.quick else (ORDERS, SAMPLE)
    with tempfile.TemporaryDirectory(prefix="shelfwise-orders-") as folder:
        _shop_in(folder)
        found = _measured(orders, sample)
    print(
        columns(
            ("what", "wall s", "CPU s"),
            [(name, f"{took.wall:.1f}", f"{took.cpu:.1f}") for name, took in found.items()],
        ),
        end="\n\n",
    )
    ours, base = found["orders of three years"], found["one by one"]
    to_reach = SECONDS_TO_REACH * orders / ORDERS
    name = f"exchange_orders/{orders}-orders"
    report(
        [
            Row(f"{name}/seconds", ours.wall, "s", base.wall, to_reach, Better.LOWER),
            Row(f"{name}/cpu_seconds", ours.cpu, "s", base.cpu, to_reach, Better.LOWER),
        ],
        json_path=told.json,
    )


def write_orders(orders: int, skus: list[str]) -> bytes:
    """Shopify's file of so many orders, the same each time."""
    dice = random.Random(8)
    text = io.StringIO()
    writer = csv.DictWriter(text, HEAD, restval="")
    writer.writeheader()
    for number in range(orders):
        for row in _order(dice, number, skus):
            writer.writerow(row)
    return text.getvalue().encode()


def _order(dice: random.Random, number: int, skus: list[str]) -> list[dict[str, str]]:
    at = datetime.now(UTC) - timedelta(days=dice.uniform(2, DAYS))
    lines = [
        (dice.choice(skus), dice.randint(1, 3), dice.randint(300, 9_000))
        for _line in range(dice.randint(1, 4))
    ]
    goods = sum(quantity * price for _sku, quantity, price in lines)
    off = goods // 10 if dice.random() < 0.2 else 0
    total = goods - off + 490
    is_gone, tax = dice.random() < 0.03, round((goods - off + 490) * 19 / 119)
    head = {
        "Email": f"buyer{dice.randrange(BUYERS)}@example.com",
        "Financial Status": "refunded" if is_gone else "paid",
        "Paid at": f"{at:%Y-%m-%d %H:%M:%S} +0000",
        "Fulfillment Status": "unfulfilled" if is_gone else "fulfilled",
        "Fulfilled at": "" if is_gone else f"{at + timedelta(days=1):%Y-%m-%d %H:%M:%S} +0000",
        "Currency": "EUR", "Subtotal": _major(goods - off), "Shipping": "4.90",
        "Taxes": _major(tax), "Total": _major(total), "Discount Code": "TEN" if off else "",
        "Discount Amount": _major(off), "Created at": f"{at:%Y-%m-%d %H:%M:%S} +0000",
        "Shipping Name": "A Buyer", "Shipping Address1": "Weg 1", "Shipping City": "Berlin",
        "Shipping Zip": "'10115", "Shipping Country": "DE",
        "Cancelled at": f"{at + timedelta(days=1):%Y-%m-%d %H:%M:%S} +0000" if is_gone else "",
        "Refunded Amount": _major(total) if is_gone else "0.00",
        "Tax 1 Name": "MwSt 19%", "Tax 1 Value": _major(tax),
    }  # fmt: skip
    rows = [
        {
            "Name": f"#{1001 + number}", "Lineitem quantity": str(quantity),
            "Lineitem name": f"Thing {sku}", "Lineitem price": _major(price), "Lineitem sku": sku,
        }
        for sku, quantity, price in lines
    ]  # fmt: skip
    rows[0] |= head
    return rows


def _major(minor: int) -> str:
    return f"{minor / 100:.2f}"


def _measured(orders: int, sample: int) -> dict[str, Took]:
    from accounts.models import Customer
    from catalog.models import Variant
    from catalog.tests.factories import make_product

    for number in range(PRODUCTS):
        make_product(f"Thing {number}", price="12.50", stock=1_000)
    for number in range(BUYERS // 2):
        Customer.objects.create(email=f"buyer{number}@example.com")
    skus = list(Variant.objects.order_by("pk").values_list("sku", flat=True))
    content = write_orders(orders, skus)
    found = {
        "orders of three years": _bring(content, new=orders),
        "the same once more": _bring(content, same=orders),
        "summing their days": _summed(),
    }
    _balance()
    return found | {"one by one": _one_by_one(sample, orders)}


def _bring(content: bytes, **expected: int) -> Took:
    from shop.exchange.models import RunState, Source, Table
    from shop.exchange.runs import apply_run, bring_file

    begun = _now()
    run = bring_file(
        table=Table.ORDERS, source=Source.SHOPIFY, file_name="orders.csv", content=content,
        by=None, currency="EUR", queue=False,
    )  # fmt: skip
    run = apply_run(run=run)
    took = Took(*_since(begun))
    if run.state != RunState.DONE:
        raise SystemExit(f"the import ended {run.state}: {run.notes} {run.problems[:3]}")
    for name, rows in expected.items():
        if getattr(run, name) != rows:
            raise SystemExit(f"{getattr(run, name)} orders are {name}, not {rows}")
    return took


def _summed() -> Took:
    from events.models import Job
    from shop.exchange.orders.writing import DAYS_JOB, sum_days

    payload = Job.objects.get(name=DAYS_JOB).payload
    begun = _now()
    sum_days(payload, lambda text: None)
    return Took(*_since(begun))


def _balance() -> None:
    from orders.books import balance

    if wrong := list(balance())[:5]:
        raise SystemExit(f"the books do not balance: {wrong}")


def _one_by_one(sample: int, orders: int) -> Took:
    from catalog.models import Product
    from orders.tests.factories import check_out, make_cart

    products = list(Product.objects.order_by("pk")[:20])
    begun = _now()
    for number in range(sample):
        check_out(make_cart(products[number % len(products)], quantity=2))
    wall, cpu = _since(begun)
    return Took(wall * orders / sample, cpu * orders / sample)


if __name__ == "__main__":
    main()
