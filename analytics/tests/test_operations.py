"""How the shop delivered, by day: late parcels, waits, stock-outs, returns, mails that failed."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from analytics.models import DailyOperations
from analytics.operations.days import JOB, sum_up, sum_up_lately
from analytics.operations.selectors import operations_by_day, operations_total
from analytics.tests.buyers import bought, make_buyer
from events import jobs
from events.models import DailyDemand, Job, JobState
from foundation import clock
from notifications.kinds import MailState
from notifications.tests.factories import queue_mail
from orders.models import Order, ReturnRequest, Shipment

pytestmark = pytest.mark.django_db

TODAY = clock.business_day()
NOON = timedelta(hours=12)


def _noon(days_ago: int) -> datetime:
    return clock.day_bounds(TODAY - timedelta(days=days_ago))[0] + NOON


def _parcel(
    *, ordered: int, left: int, arrived: int | None = None, promised: int | None = None
) -> Shipment:
    """All in days ago."""
    order = bought(make_buyer(), at=_noon(ordered))
    if promised is not None:
        day = TODAY - timedelta(days=promised)
        Order.objects.filter(pk=order.pk).update(expected_from=day, expected_to=day)
    return Shipment.objects.create(
        order=order, shipped_at=_noon(left),
        delivered_at=None if arrived is None else _noon(arrived),
    )  # fmt: skip


def _yesterday():
    day = TODAY - timedelta(days=1)
    sum_up(first=day, last=day)
    return operations_total(day, day)


def test_a_parcel_is_late_after_the_last_day_promised_by_arrival_or_else_by_leaving():
    _parcel(ordered=4, left=1, promised=1)
    _parcel(ordered=4, left=1, promised=2)
    _parcel(ordered=4, left=1, arrived=0, promised=1)
    _parcel(ordered=4, left=1, arrived=0, promised=0)
    _parcel(ordered=4, left=1)  # nothing was promised
    found = _yesterday()
    assert (found.parcels, found.late_parcels, found.late_share) == (5, 2, 0.4)


def test_the_wait_is_from_the_order_to_the_parcel():
    _parcel(ordered=2, left=1)
    _parcel(ordered=4, left=1)
    assert _yesterday().days_to_parcel == pytest.approx(2.0, abs=0.1)


def test_an_order_without_a_moment_waited_for_nothing():
    parcel = _parcel(ordered=4, left=1)
    Order.objects.filter(pk=parcel.order_id).update(placed_at=None)
    found = _yesterday()
    assert (found.parcels, found.waited_hours) == (1, 0.0)


def test_stock_outs_of_half_a_day_returns_and_failed_mails_stand_on_their_days():
    for variant, minutes in ((1, 719), (2, 720), (3, 1440)):
        DailyDemand.objects.create(
            variant_id=variant, product_id=1, day=TODAY - timedelta(days=1),
            stock_out_minutes=minutes,
        )  # fmt: skip
    order = bought(make_buyer(), days_ago=9)
    ReturnRequest.objects.create(order=order, number="R1", requested_at=_noon(1))
    ReturnRequest.objects.create(order=order, number="R2", requested_at=_noon(2))
    for number, state in enumerate((MailState.FAILED, MailState.SENT)):
        mail = queue_mail(to=f"somebody{number}@example.com")
        type(mail).objects.filter(pk=mail.pk).update(state=state, queued_at=_noon(1))
    found = _yesterday()
    assert (found.out_of_stock, found.returns, found.failed_mails) == (2, 1, 1)


def test_the_first_sum_goes_back_to_the_first_parcel_and_later_ones_two_weeks():
    _parcel(ordered=42, left=40)
    assert sum_up_lately() == 41
    _parcel(ordered=32, left=30)
    assert sum_up_lately() == 14
    assert DailyOperations.objects.count() == 41


def test_a_day_that_is_summed_again_is_counted_once():
    _parcel(ordered=4, left=1)
    _yesterday()
    _parcel(ordered=4, left=1)
    assert _yesterday().parcels == 2
    assert DailyOperations.objects.count() == 1


def test_every_day_of_a_period_has_a_row_whether_it_was_summed_or_not():
    days = operations_by_day(TODAY - timedelta(days=6), TODAY)
    assert len(days) == 7
    assert operations_total(TODAY, TODAY).late_share is None


def test_the_job_sums_up():
    _parcel(ordered=4, left=1)
    jobs.enqueue(JOB, key="once")
    jobs.run_due()
    job = Job.objects.get(key="once")
    assert (job.state, job.result) == (JobState.DONE, {"days": 14})
    assert DailyOperations.objects.filter(parcels=1).count() == 1
