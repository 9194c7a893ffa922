"""Looking for clusters anew outside the night, as drift or staff ask for it."""

from __future__ import annotations

from analytics.algorithms import buying
from analytics.algorithms.buying import sum_up
from analytics.customers import clustering, groups
from analytics.customers.dataset import AT_ONCE, customer_ranges, load_purchases
from foundation import clock
from mlops.models import ModelVersion


def train(report: clustering.Report, *, trust_data: bool = False) -> ModelVersion | None:
    """Clusters of everybody who ordered; None where they are too few.

    The books are what they are: there is no data to mistrust, and ``trust_data`` changes nothing.
    """
    today = clock.business_day()
    report("orders")
    parts = [
        sum_up(load_purchases(until=today, customers=customers))
        for customers in customer_ranges(AT_ONCE)
    ]
    if not parts:
        return None
    bought = buying.joined(parts)
    standing = groups.stand(bought, None, as_of=today)
    return clustering.train_clusters(bought, standing.segment, report)
