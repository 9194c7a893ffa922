"""What lower floors may know of customers who agreed to it: names and meanings in the store."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db.models import TextChoices
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.data_checks import customers_who_agreed
from mlops.catalogue import FeatureSpec, Subject, features
from mlops.services import forget_features, write_features


class CustomerFeature(TextChoices):
    """Names in the feature store, by subject ``customer:<pseudonym>``."""

    SEGMENT = "customer.segment", _("RFM segment")
    CLUSTER = "customer.cluster", _("How they buy")
    COMBINED = "customer.combined", _("Combined segment")
    ENGAGEMENT = "customer.engagement", _("Engagement")
    PREFERENCES = "customer.preferences", _("Preferences")
    CHURN_RISK = "customer.churn_risk", _("Churn risk")
    VALUE_90 = "customer.value_90", _("Value of 90 days")
    VALUE_365 = "customer.value_365", _("Value of a year")
    NEXT_ORDER = "customer.next_order", _("Next order")
    LIKELY_CATEGORIES = "customer.likely_categories", _("Likely categories")


_ORDERS, _LOG = "orders", "events"
_MEANINGS: dict[CustomerFeature, tuple[str | Promise, tuple[str, ...], float | None]] = {
    CustomerFeature.SEGMENT: (
        _("One of eleven segments by recency, frequency and money."), (_ORDERS,), None,
    ),
    CustomerFeature.CLUSTER: (
        _("What sets their orders apart: value, number of things, units of each."),
        (_ORDERS, "customer-clusters"), None,
    ),
    CustomerFeature.COMBINED: (
        _("Segment, behaviour, age and country together, where ten share them."),
        (_ORDERS, "customer-clusters"), None,
    ),
    CustomerFeature.ENGAGEMENT: (
        _("0 to 100 from orders, visits, interest and mail of late."), (_ORDERS, _LOG), 100,
    ),
    CustomerFeature.PREFERENCES: (
        _("Categories, brands, colours, sizes, prices, season, hour and channel."),
        (_ORDERS, _LOG), None,
    ),
    CustomerFeature.CHURN_RISK: (
        _("Chance of no order in the next 90 days."), (_ORDERS, _LOG, "churn"), 1,
    ),
    CustomerFeature.VALUE_90: (
        _("Revenue to be expected in 90 days, in minor units of the base currency."),
        (_ORDERS, _LOG, "customer-value"), None,
    ),
    CustomerFeature.VALUE_365: (
        _("Revenue to be expected in a year, in minor units of the base currency."),
        (_ORDERS, _LOG, "customer-value"), None,
    ),
    CustomerFeature.NEXT_ORDER: (
        _("First and last day of the window in which the next order is likely."),
        (_ORDERS, "churn"), None,
    ),
    CustomerFeature.LIKELY_CATEGORIES: (
        _("Categories of the next order with their chances."), (_ORDERS, _LOG), None,
    ),
}  # fmt: skip


def register() -> None:
    """Called when the app is ready."""
    for name, (meaning, reads, highest) in _MEANINGS.items():
        is_number = highest is not None or name in {
            CustomerFeature.VALUE_90,
            CustomerFeature.VALUE_365,
        }
        features.register(
            str(name),
            FeatureSpec(
                meaning=meaning,
                subject=Subject.CUSTOMER,
                owner="analytics",
                reads=reads,
                lowest=0 if is_number else None,
                highest=highest,
                everybody=customers_who_agreed,
            ),
        )


def write(
    values: Mapping[CustomerFeature, Mapping[str, Any]],
    *,
    versions: Mapping[CustomerFeature, str],
    at: datetime,
) -> int:
    """Put values by subject into the store; returns how many."""
    return sum(
        write_features(name=str(name), values=by_subject, version=versions.get(name, ""), as_of=at)
        for name, by_subject in values.items()
        if by_subject
    )


def forget_before(at: datetime) -> int:
    """Take out what was not written since: of who took their consent back, or is gone."""
    return sum(forget_features(name=str(name), before=at) for name in CustomerFeature)
