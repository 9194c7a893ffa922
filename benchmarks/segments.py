"""Segments and behaviour of customers: how well they part, and what writing profiles costs.

    python benchmarks/segments.py [--quick] [--json FILE] [--customers N] [data path]

On Online Retail: clusters by how customers buy, beside as many equal parts by the value of an
order alone, on customers that taught nothing; and, because figures of others are of those, k-means
on recency, frequency and money. A silhouette is told with the smallest cluster's share: a whale
apart from everybody else scores .7. Then N customers are written into an empty SQLite (orders at
random: their cost counts, not their answers) and profiled by the shop's own run.
"""

from __future__ import annotations

import os
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

import numpy as np

from analytics.algorithms.buying import sum_up
from analytics.algorithms.clusters import FloatArray, Found, find_clusters, silhouettes
from analytics.algorithms.rfm import Group, score, segments_of
from benchmarks.customer_data import retail_purchases
from benchmarks.online_retail import DATA
from benchmarks.reporting import Better, Row, columns, command_line, report, timed

HELD_OUT = 4
CUSTOMERS, QUICK_CUSTOMERS = 20_000, 2_000
ORDERS_EACH = 3.5
SHARE = 0.07
PROFILE_SECONDS = 60.0


def clustered(features: FloatArray) -> tuple[Found, FloatArray]:
    """Clusters of three in four customers, and the silhouettes of the others under them."""
    judges = np.arange(len(features)) % HELD_OUT == 0
    found = find_clusters(features[~judges])
    if found is None:
        raise SystemExit("no sound number of clusters was found")
    points = found.clusters.scaled(features[judges])
    return found, silhouettes(points, found.clusters.assign(features[judges]))


def by_value(found: Found, features: FloatArray) -> float:
    """What equal parts by the value of an order would reach on the same customers."""
    judged = features[np.arange(len(features)) % HELD_OUT == 0]
    number = len(found.clusters.centres)
    edges = np.quantile(judged[:, 0], np.arange(1, number) / number)
    parts = np.searchsorted(edges, judged[:, 0], side="right")
    return float(silhouettes(found.clusters.scaled(judged), parts).mean())


def retail_rows(path: Path) -> list[Row]:
    """Figures of Online Retail, and its segments for people to look at."""
    purchases = retail_purchases(path)
    bought = sum_up(purchases)
    days_since = (purchases.until - bought.last_day).astype(np.float64)
    orders, revenue = bought.orders.astype(np.float64), bought.revenue.astype(np.float64)
    print_segments(segments_of(score(days_since, orders, revenue)), revenue)
    found, held_out = clustered(bought.features)
    rfm = np.log(np.column_stack([days_since + 1, orders, np.maximum(revenue, 0) + 1]))
    plain, plain_held_out = clustered(rfm)
    return [
        Row("customers/clusters/silhouette", float(held_out.mean()),
            baseline=by_value(found, bought.features)),
        Row("customers/clusters/smallest_share", found.quality.smallest_share, to_reach=SHARE),
        Row("customers/clusters/least_jaccard", float(found.quality.jaccard.min()), to_reach=0.75),
        Row("customers/clusters/adjusted_rand", found.quality.adjusted_rand),
        Row("customers/rfm_clusters/silhouette", float(plain_held_out.mean()), to_reach=0.32),
        Row("customers/rfm_clusters/smallest_share", plain.quality.smallest_share,
            to_reach=SHARE),
    ]  # fmt: skip


def print_segments(segments: np.ndarray, revenue: FloatArray) -> None:
    lines = []
    for group in Group:
        members = segments == group.value
        lines.append((group.value, f"{members.sum()}", f"{members.mean():.0%}",
                      f"{revenue[members].sum() / revenue.sum():.0%}"))  # fmt: skip
    print(columns(("segment", "customers", "share", "of revenue"), lines), end="\n\n")


def profile_rows(customers: int) -> list[Row]:
    """What the nightly run costs over so many customers, with nobody's behaviour in the log."""
    with tempfile.TemporaryDirectory() as folder:
        os.environ |= {"SHELFWISE_DATA_DIR": folder, "DJANGO_SETTINGS_MODULE": "shop.settings"}
        os.environ.pop("DATABASE_URL", None)
        import django

        django.setup()
        from django.core.management import call_command

        call_command("migrate", verbosity=0)
        write_orders(customers)
        from analytics.customers.profiles import write_profiles

        written, seconds = timed(write_profiles)
        _again, twice = timed(write_profiles)
    if written.profiles != customers:
        raise SystemExit(f"{written.profiles} of {customers} customers were profiled")
    reach = PROFILE_SECONDS * customers / CUSTOMERS
    name = f"customers/profiles_{customers}"
    return [
        Row(f"{name}/first_cpu_s", seconds, "s", to_reach=reach, better=Better.LOWER),
        Row(f"{name}/again_cpu_s", twice, "s", to_reach=reach, better=Better.LOWER),
    ]


def write_orders(customers: int) -> None:
    """Customers who agreed, with orders of two lines over two years."""
    from datetime import timedelta
    from uuid import UUID

    from accounts.models import Customer
    from events.names import Consent
    from foundation import clock
    from orders.models import Order, OrderLine, OrderState

    rng = np.random.default_rng(5)
    now = clock.now()
    made = Customer.objects.bulk_create(
        Customer(email=f"{number}@example.com", consent=Consent.ALL, pseudonym=UUID(int=number + 1))
        for number in range(customers)
    )

    def orders() -> Iterator[Order]:
        for number in range(int(customers * ORDERS_EACH)):
            # Few order often, as in shops.
            owner = made[int(customers * rng.random() ** 2)]
            total = int(rng.lognormal(8.5, 0.8))
            yield Order(
                number=f"S{number}", customer=owner, state=OrderState.PLACED, currency="EUR",
                base_currency="EUR", subtotal_minor=total, total_minor=total,
                placed_at=now - timedelta(days=float(rng.uniform(1, 730))),
            )  # fmt: skip

    placed = Order.objects.bulk_create(orders(), batch_size=2_000)
    OrderLine.objects.bulk_create(
        (
            OrderLine(order=order, sku="S", name="S", quantity=units, shipped=units,
                      unit_price_minor=order.total_minor // 2 // units,
                      total_minor=order.total_minor // 2)
            for order in placed
            for units in rng.integers(1, 4, 2).tolist()
        ),
        batch_size=2_000,
    )  # fmt: skip


def main() -> None:
    parser = command_line("Segments of customers", data=DATA)
    parser.add_argument("--customers", type=int, help=f"to profile, default {CUSTOMERS}")
    arguments = parser.parse_args()
    rows = []
    if arguments.data.exists():
        rows += retail_rows(arguments.data)
    else:
        print(f"{arguments.data} is not there: nothing is told of Online Retail")
    number = arguments.customers or (QUICK_CUSTOMERS if arguments.quick else CUSTOMERS)
    rows += profile_rows(number)
    report(rows, json_path=arguments.json)


if __name__ == "__main__":
    main()
