"""Rows of journeys as the night leaves them, without the log that they come from."""

from datetime import date, timedelta

from analytics.models import (
    BasketPair,
    ChannelDay,
    ChannelGroup,
    ChannelStep,
    CohortMonth,
    JourneyPath,
    LifeStage,
    PathKind,
    SecondOrderWait,
    ShoppingStep,
    StageMonth,
    ThingKind,
)
from foundation import clock


def fill_journeys() -> None:
    """A row of each table; each call takes the next day, month and pair."""
    number = ChannelDay.objects.count()
    day = clock.business_day() - timedelta(days=number + 1)
    month = date(2020 + number // 12, number % 12 + 1, 1)
    ChannelDay.objects.create(
        day=day, channel=ChannelGroup.EMAIL, journeys=20, people=15, first_orders=4,
        first_revenue_minor=9000,
    )  # fmt: skip
    ChannelStep.objects.create(day=day, origin="start", target=ChannelGroup.EMAIL, journeys=20)
    JourneyPath.objects.create(
        month=month, kind=PathKind.STEPS, path=f"{ShoppingStep.LIST}>{ShoppingStep.PRODUCT}",
        courses=30, people=20, orders=0, revenue_minor=0,
    )  # fmt: skip
    StageMonth.objects.create(month=month, stage=LifeStage.NEW, people=12)
    CohortMonth.objects.create(
        month=month, age=0, people=20, active=20, orders=22, revenue_minor=44_000
    )
    SecondOrderWait.objects.create(
        days=number, people=100, at_risk=80, waiting=0.8, low=0.7, high=0.9
    )
    BasketPair.objects.create(
        kind=ThingKind.PRODUCT, left_id=number + 1, right_id=number + 2, baskets=500, both=30,
        with_left=60, with_right=70, people=25, lift=3.6, low=2.8, high=4.6, q_value=0.001,
        until=day,
    )  # fmt: skip
