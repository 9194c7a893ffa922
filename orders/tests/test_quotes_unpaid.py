"""The order of an offer that nobody pays ends by itself; one that is being paid does not."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import translation

from events.outbox import drain
from foundation import clock
from notifications.kinds import MailKind
from notifications.models import Mail
from orders.models import OrderState, Payment, PaymentState
from orders.quotes import call_off_unpaid, pay_until
from orders.tests.books import books_balance
from orders.tests.quote_rows import accept, answer, ask, make_member

pytestmark = pytest.mark.django_db
DAYS = timedelta(days=14)


@pytest.fixture
def order():
    return accept(answer(ask(make_member(credit_limit_minor=0)))).order


def test_it_ends_when_its_time_is_over_and_its_buyer_is_told(order):
    now = clock.now()
    assert pay_until(order) == clock.business_day(now + DAYS)
    assert call_off_unpaid(at=now + DAYS - timedelta(minutes=1)) == 0
    assert call_off_unpaid(at=now + DAYS + timedelta(minutes=1)) == 1
    assert call_off_unpaid(at=now + DAYS + timedelta(minutes=2)) == 0
    order.refresh_from_db()
    assert (order.state, order.cancel_reason) == (OrderState.CANCELLED, "It was not paid in time.")
    assert pay_until(order) is None
    drain()
    told = Mail.objects.get(kind=MailKind.ORDER_CANCELLED)
    assert told.context["reason"] == "It was not paid in time."
    assert books_balance()


def test_its_buyer_reads_why_in_their_language(order):
    order.language = "de"
    order.save()
    call_off_unpaid(at=clock.now() + DAYS + timedelta(minutes=1))
    order.refresh_from_db()
    with translation.override("de"):
        assert order.cancel_reason == translation.gettext("It was not paid in time.")
    assert order.cancel_reason != "It was not paid in time."


@pytest.mark.parametrize(
    ("state", "ended"), [(PaymentState.PENDING, 0), (PaymentState.DECLINED, 1)]
)
def test_what_is_being_paid_stays_and_what_was_declined_does_not(order, state, ended):
    Payment.objects.create(
        order=order, provider="test", key="k", state=state, amount_minor=1, currency="EUR"
    )
    assert call_off_unpaid(at=clock.now() + DAYS + timedelta(minutes=1)) == ended


def test_placed_ones_and_shops_without_a_limit_are_left_alone(order, settings):
    placed = accept(answer(ask(make_member("bo@home.example")))).order
    assert pay_until(placed) is None
    settings.QUOTE_PAY_DAYS = 0
    assert pay_until(order) is None
    assert call_off_unpaid(at=clock.now() + 10 * DAYS) == 0
    settings.QUOTE_PAY_DAYS = 14
    assert call_off_unpaid(at=clock.now() + 10 * DAYS) == 1
    placed.refresh_from_db()
    assert placed.state == OrderState.PLACED


def test_the_page_of_the_order_says_until_when(order, client):
    page = client.get(reverse("storefront:order", args=[order.token])).content.decode()
    assert "else it ends." in page
