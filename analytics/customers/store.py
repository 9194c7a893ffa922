"""From profiles to the feature store: only of customers who agreed to personalisation."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from accounts.models import Customer
from analytics.customers.features import CustomerFeature, write
from analytics.models import CustomerProfile
from events.names import Consent


def subject_of(customer: Customer) -> str:
    """What the feature store calls somebody."""
    return f"customer:{customer.pseudonym}"


def store_features(
    profiles: Sequence[CustomerProfile], customers: Mapping[int, Customer], *, at: datetime
) -> int:
    """Write what may be known below; returns how many values."""
    values: dict[CustomerFeature, dict[str, Any]] = {name: {} for name in CustomerFeature}
    versions: dict[CustomerFeature, str] = {}
    for profile in profiles:
        customer = customers[profile.customer_id]
        if not customer.consent & Consent.PERSONALISATION:
            continue
        for name, value in _values(profile).items():
            if value not in (None, "", [], {}):
                values[name][subject_of(customer)] = value
        versions |= {name: version for name, version in _versions(profile).items() if version}
    return write(values, versions=versions, at=at)


def _values(profile: CustomerProfile) -> dict[CustomerFeature, Any]:
    window = (profile.next_order_from, profile.next_order_to)
    return {
        CustomerFeature.SEGMENT: profile.segment,
        CustomerFeature.CLUSTER: profile.cluster,
        CustomerFeature.COMBINED: profile.combined,
        CustomerFeature.ENGAGEMENT: profile.engagement,
        CustomerFeature.PREFERENCES: profile.preferences,
        CustomerFeature.CHURN_RISK: profile.churn_risk,
        CustomerFeature.VALUE_90: profile.value_90_minor,
        CustomerFeature.VALUE_365: profile.value_365_minor,
        CustomerFeature.NEXT_ORDER: [str(day) for day in window] if all(window) else None,
        CustomerFeature.LIKELY_CATEGORIES: profile.likely_categories,
    }


def _versions(profile: CustomerProfile) -> dict[CustomerFeature, str]:
    return {
        CustomerFeature.CLUSTER: profile.cluster_version,
        CustomerFeature.CHURN_RISK: profile.churn_version,
        CustomerFeature.VALUE_90: profile.value_version,
        CustomerFeature.VALUE_365: profile.value_version,
    }
