"""Rows about customers as the nightly job leaves them, one of each table."""

from datetime import timedelta

from accounts.models import Customer
from analytics.models import (
    CompanyHealth,
    ContactChannel,
    CustomerProfile,
    Grouping,
    HealthState,
    RfmSegment,
    SegmentDay,
    SegmentMove,
    SegmentStrategy,
)
from analytics.small_groups import FEWEST
from foundation import clock


def make_profile(customer: Customer, **fields) -> CustomerProfile:
    today = clock.business_day()
    known = {
        "as_of": today, "written_at": clock.now(), "segment": RfmSegment.LOYAL, "orders": 4,
        "units": 7, "revenue_minor": 48_000, "first_order_on": today - timedelta(days=300),
        "last_order_on": today - timedelta(days=20), "recency_score": 4, "frequency_score": 4,
        "monetary_score": 4, "segment_since": today, "cluster": "large-orders",
        "combined": "loyal/large-orders", "engagement": 61.5, "churn_risk": 0.21,
        "value_365_minor": 52_000, "preferences": {"hour": 19, "known_from": "orders"},
    }  # fmt: skip
    return CustomerProfile.objects.create(customer=customer, **(known | fields))


def make_segment_day(value=RfmSegment.LOYAL, *, customers=2 * FEWEST, **fields) -> SegmentDay:
    known = {
        "day": clock.business_day(), "grouping": Grouping.RFM, "orders": 4 * customers,
        "revenue_minor": 40_000 * customers, "churn_risk": 0.3,
        "value_365_minor": 50_000 * customers,
    }  # fmt: skip
    return SegmentDay.objects.create(value=value, customers=customers, **(known | fields))


def fill_customers(customer: Customer) -> None:
    """A row of each table for one customer with a company."""
    assert customer.company is not None
    number = CustomerProfile.objects.count()
    segment = RfmSegment.values[number % len(RfmSegment.values)]
    day = clock.business_day() - timedelta(days=number)
    make_profile(customer)
    make_segment_day(day=day)
    SegmentMove.objects.create(
        day=day, before=RfmSegment.NEW, after=RfmSegment.LOYAL, customers=FEWEST
    )
    SegmentStrategy.objects.update_or_create(
        segment=segment,
        defaults={
            "action": "Write to them", "tone": "Warm", "channel": ContactChannel.MAIL,
            "changed_at": clock.now(),
        },
    )  # fmt: skip
    CompanyHealth.objects.create(
        company=customer.company, as_of=day, score=71.0, state=HealthState.HEALTHY,
        reasons=[["growth", 0.4], ["rhythm", 1.0]], members=3, active_members=2, orders=12,
        revenue_minor=900_000, revenue_before_minor=950_000, last_order_on=day,
        usual_gap_days=28.0,
    )  # fmt: skip
