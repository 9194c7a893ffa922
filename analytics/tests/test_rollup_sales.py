"""Days of sales: what an order is worth to the books, and what becomes of it afterwards."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from analytics.models import CustomerProfile, DailySales, Dimension, OrderOrigin, RfmSegment
from analytics.rollups import selectors
from analytics.rollups.sales import roll_up_sales
from analytics.tests.buyers import bought, make_buyer
from events.context import EventContext
from events.models import Event
from events.names import Device, EventName
from events.services import Fact, record
from foundation import clock
from orders.models import Order, OrderLine, OrderState, Payment, PaymentState, Refund, RefundState
from orders.refunds import OF_SURPLUS, OF_UNITS_NOT_SENT
from orders.shares import units_share

pytestmark = pytest.mark.django_db

DAY = date(2026, 3, 2)
NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)


def total(**filters):
    roll_up_sales(DAY)
    return selectors.sales_total(DAY, DAY, **filters)


def refund(order, minor, *, key="return-1", at=NOON, state=RefundState.DONE):
    payment = Payment.objects.create(
        order=order, provider="trial", key=f"{order.number}-{key}", state=PaymentState.PAID,
        amount_minor=order.total_minor, currency=order.currency,
    )  # fmt: skip
    return Refund.objects.create(
        payment=payment, key=f"{key}{order.number}", state=state, amount_minor=minor,
        currency=order.currency, settled_at=at,
    )  # fmt: skip


def told(order, **how):
    """What the log hears of an order."""
    record(
        Fact(EventName.ORDER_PLACED, order_ref=order.public_id, at=order.placed_at),
        context=EventContext(**how),
    )


def test_revenue_is_without_tax_and_what_has_a_cost_makes_the_margin():
    bought(None, at=NOON, paid_minor=1_190, tax_minor=190, quantity=2, unit_cost_minor=300)
    bought(None, at=NOON, paid_minor=595, tax_minor=95)
    found = total()
    assert (found.orders, found.units, found.revenue_minor, found.tax_minor) == (2, 3, 1_500, 285)
    assert (found.costed_minor, found.cost_minor, found.margin_minor) == (1_000, 600, 400)


def test_only_orders_of_the_business_day_count(settings):
    settings.TIME_ZONE = "Europe/Berlin"
    for hour, minute in ((22, 59), (23, 1)):
        bought(None, at=datetime(2026, 3, 1, hour, minute, tzinfo=UTC))
    bought(None, at=datetime(2026, 3, 2, 23, 1, tzinfo=UTC))
    bought(None, at=NOON, state=OrderState.DRAFT)
    assert total().orders == 1


def test_first_and_repeat_orders_are_customers_and_guests_are_neither():
    ann, ben = make_buyer(), make_buyer()
    bought(ann, at=NOON - timedelta(days=300))
    bought(ann, at=NOON)
    bought(ben, at=NOON)
    bought(ben, at=NOON + timedelta(minutes=1))
    bought(None, at=NOON)
    found = total()
    assert (found.orders, found.first_orders, found.repeat_orders) == (4, 1, 2)


def test_a_cancelled_order_is_no_order_and_no_revenue():
    order = bought(None, at=NOON)
    assert total().revenue_minor == 1_000
    Order.objects.filter(pk=order.pk).update(state=OrderState.CANCELLED)
    found = total()
    assert (found.orders, found.cancelled_orders, found.revenue_minor, found.units) == (0, 1, 0, 0)
    assert found.tax_minor == 0


def test_a_cancelled_first_order_leaves_the_second_one_a_repeat():
    ann = make_buyer()
    bought(ann, at=NOON - timedelta(days=9), state=OrderState.CANCELLED)
    bought(ann, at=NOON)
    assert (total().first_orders, total().repeat_orders) == (0, 1)


def test_refunds_stand_on_the_day_on_which_they_were_made():
    before = bought(None, at=NOON - timedelta(days=20))
    refund(before, 400)
    refund(before, 300, key="later", at=NOON + timedelta(days=1))
    refund(before, 200, key="failed", state=RefundState.FAILED)
    found = total()
    assert (found.refund_minor, found.orders, found.revenue_minor) == (400, 0, 0)


def test_what_was_never_sold_in_the_end_is_no_refund():
    order = bought(None, at=NOON)
    refund(order, 100, key=OF_UNITS_NOT_SENT)
    payment = refund(order, 100, key="x").payment
    Refund.objects.create(
        payment=payment, key=f"{payment.key}{OF_SURPLUS}", state=RefundState.DONE,
        amount_minor=50, currency="EUR", settled_at=NOON,
    )  # fmt: skip
    refund(bought(None, at=NOON, state=OrderState.CANCELLED), 1_190, key="cancelled")
    assert total().refund_minor == 100


def test_an_order_in_another_currency_counts_in_the_base():
    order = bought(None, at=NOON, paid_minor=1_300, tax_minor=0, unit_cost_minor=650)
    Order.objects.filter(pk=order.pk).update(currency="JPY", rate=Decimal("162.5"))
    found = total()
    # 1300 yen at 162.5 to the euro are 8 euros.
    assert (found.revenue_minor, found.cost_minor) == (800, 400)


@pytest.mark.parametrize(("included", "net"), [(True, 420), (False, 500)])
def test_shipping_is_without_its_tax(included, net):
    order = bought(None, at=NOON)
    Order.objects.filter(pk=order.pk).update(
        shipping_minor=500, shipping_tax_minor=80, prices_include_tax=included
    )
    found = total()
    assert (found.shipping_minor, found.tax_minor) == (net, 270)


def test_a_day_is_parted_by_where_orders_came_from():
    phone = bought(None, at=NOON, paid_minor=300, tax_minor=0)
    told(phone, device=Device.PHONE, source="newsletter", campaign="spring")
    desktop = bought(None, at=NOON, paid_minor=200, tax_minor=0)
    told(desktop, device=Device.DESKTOP)
    Order.objects.filter(pk=phone.pk).update(ship_country="AT")
    roll_up_sales(DAY)
    for dimension, expected in (
        (Dimension.DEVICE, [("phone", 300), ("desktop", 200)]),
        (Dimension.SOURCE, [("newsletter", 300), ("", 200)]),
        (Dimension.CAMPAIGN, [("spring", 300), ("", 200)]),
        (Dimension.COUNTRY, [("AT", 300), ("", 200)]),
    ):
        rows = selectors.sales_by_value(DAY, DAY, dimension=dimension)
        assert [(value, row.revenue_minor) for value, row in rows] == expected


def test_where_an_order_came_from_outlives_the_log():
    told(bought(None, at=NOON), source="social")
    roll_up_sales(DAY)
    Event.objects.all().delete()
    assert total(dimension=Dimension.SOURCE, value="social").orders == 1


def test_an_order_stays_in_the_segment_of_the_night_that_knew_it():
    ann = make_buyer()
    bought(ann, at=NOON)
    roll_up_sales(DAY)
    profile = CustomerProfile.objects.create(
        customer=ann, as_of=DAY, written_at=NOON, segment=RfmSegment.NEW
    )
    assert total(dimension=Dimension.SEGMENT, value=RfmSegment.NEW).orders == 1
    profile.segment = RfmSegment.LOST
    profile.save()
    assert total(dimension=Dimension.SEGMENT, value=RfmSegment.NEW).orders == 1
    assert OrderOrigin.objects.get().segment == RfmSegment.NEW


def test_a_day_without_orders_says_so_and_summing_again_changes_nothing():
    roll_up_sales(DAY)
    assert DailySales.objects.count() == 1
    bought(None, at=NOON)
    roll_up_sales(DAY)
    before = list(DailySales.objects.values_list("dimension", "value", "revenue_minor"))
    roll_up_sales(DAY)
    assert list(DailySales.objects.values_list("dimension", "value", "revenue_minor")) == before


def test_of_made_up_campaigns_a_day_keeps_the_largest(monkeypatch):
    monkeypatch.setattr("analytics.rollups.statements.MOST_VALUES", 2)
    for number, minor in enumerate((100, 900, 500)):
        order = bought(None, at=NOON, paid_minor=minor, tax_minor=0)
        told(order, campaign=f"c{number}")
    roll_up_sales(DAY)
    rows = selectors.sales_by_value(DAY, DAY, dimension=Dimension.CAMPAIGN)
    assert [value for value, _ in rows] == ["c1", "c2"]
    assert selectors.sales_total(DAY, DAY).revenue_minor == 1_500


@hypothesis_settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    lines=st.lists(
        st.tuples(st.integers(0, 10**9), st.integers(0, 10**6), st.integers(1, 60), st.data()),
        max_size=4,
    )
)
def test_units_that_were_cancelled_take_their_share_with_them(lines):
    Order.objects.all().delete()
    revenue = units = 0
    for paid, tax, quantity, data in lines:
        gone = data.draw(st.integers(0, quantity))
        order = bought(
            None, at=NOON, paid_minor=paid + tax, tax_minor=tax, quantity=quantity,
            cancelled=gone, shipped=0,
        )  # fmt: skip
        line = OrderLine.objects.get(order=order)
        units += quantity - gone
        revenue += units_share(line.total_minor, quantity, before=gone, taken=quantity - gone)
        revenue -= units_share(tax, quantity, before=gone, taken=quantity - gone)
    found = total()
    assert (found.revenue_minor, found.units) == (revenue, units)


def test_the_parts_of_each_dimension_sum_to_the_whole():
    for number in range(6):
        order = bought(make_buyer(), at=NOON + timedelta(minutes=number), paid_minor=101 * number)
        told(order, source=f"s{number % 2}", device=Device.PHONE if number % 3 else Device.UNKNOWN)
    whole = total()
    for dimension in Dimension:
        rows = selectors.sales_by_value(DAY, DAY, dimension=dimension)
        assert sum(row.revenue_minor for _, row in rows) == whole.revenue_minor
        assert sum(row.orders for _, row in rows) == whole.orders == 6
    assert clock.business_day(NOON) == DAY
