"""Orders of before the programme: counted once, where staff ask for it, and no others."""

from datetime import timedelta

import pytest
from django.contrib.messages import get_messages
from django.urls import reverse

from accounts.models import Company
from events import outbox
from events.jobs import run_due
from events.models import AuditEntry, Job
from foundation import clock
from loyalty.models import Earning, Programme
from loyalty.points.worth import spendable_points
from loyalty.tests.factories import make_customer
from loyalty.tests.member_rows import make_programme
from orders.fulfilment.shipping import ship_order
from orders.models import Order
from orders.tests.placed import make_order
from shop.rewards.jobs import credit_all_due
from shop.rewards.past import LONGEST, PastRefused, ask_for_past_orders, note_past

pytestmark = pytest.mark.django_db


def bought(days_ago, **changes):
    """An order of a member that left so many days ago, before there was a programme."""
    order = make_order("20.00")
    ship_order(order=order)
    then = clock.now() - timedelta(days=days_ago)
    order.shipments.update(shipped_at=then)
    customer = make_customer()
    Order.objects.filter(pk=order.pk).update(customer=customer, placed_at=then, **changes)
    outbox.drain()
    return customer


def ago(days):
    return clock.business_day() - timedelta(days=days)


def test_past_orders_earn_once_from_the_day_on_that_staff_say():
    early, late = bought(90), bought(30)
    make_programme()

    assert ask_for_past_orders(since=ago(60), by=None) == 1
    run_due()
    assert credit_all_due() == 1
    assert (spendable_points(early), spendable_points(late)) == (0, 20)

    assert ask_for_past_orders(since=ago(100), by=None) == 1
    run_due()
    assert note_past({"since": ago(100).isoformat()}, lambda words: None) == {"orders": 0}
    credit_all_due()
    assert (spendable_points(early), spendable_points(late)) == (20, 20)
    assert AuditEntry.objects.filter(action="loyalty.past_orders").count() == 2


def test_companies_and_what_has_not_left_earn_nothing():
    bought(30, company=Company.objects.create(name="Engines Ltd", country="GB"))
    waiting = make_order("20.00")
    Order.objects.filter(pk=waiting.pk).update(customer=make_customer())
    make_programme()
    ask_for_past_orders(since=ago(60), by=None)
    run_due()
    assert not Earning.objects.exists()


@pytest.mark.parametrize("days", [-1, LONGEST.days + 1])
def test_the_day_lies_within_a_year(days):
    make_programme()
    with pytest.raises(PastRefused) as refused:
        ask_for_past_orders(since=ago(days), by=None)
    assert refused.value.field == "since"
    assert not Job.objects.exists()


def test_nobody_earns_by_the_past_while_the_programme_rests():
    make_programme(is_active=False)
    with pytest.raises(PastRefused):
        ask_for_past_orders(since=ago(1), by=None)


def test_staff_ask_for_it_on_the_page_of_the_programme(admin_client):
    customer = bought(30)
    make_programme()
    url = reverse("admin:loyalty_programme_count_past_orders", args=[Programme.ONLY])

    told = {"_form_submitted": "on", "since": "1999-01-01"}
    assert "A day of the last year" in admin_client.post(url, told).content.decode()
    done = admin_client.post(url, told | {"since": ago(60).isoformat()})

    assert [str(said) for said in get_messages(done.wsgi_request)] == [
        "1 order without points is looked at in the background."
    ]
    run_due()
    assert Earning.objects.get().customer == customer
