"""Messages of providers: in any order, any number of times, and only from them."""

import json

import pytest
from django.utils import timezone

from catalog.tests.factories import make_product
from events.models import Event
from orders.checkout import webhooks
from orders.checkout.reconcile import refresh_payment
from orders.models import OrderState, PaymentState, WebhookEvent
from orders.payments import trial, trial_books
from orders.payments.base import Outcome, ProviderUnreachable
from orders.payments.signatures import sign
from orders.tests.factories import check_out, make_cart
from orders.views import LARGEST_BODY

pytestmark = pytest.mark.django_db
PATH = "/payments/webhooks/test/"


@pytest.fixture
def order():
    return check_out(make_cart(make_product(stock=3)), payment_choice="late")


def tell(client, body, headers):
    return client.post(PATH, data=body, content_type="application/json", headers=headers)


def message_about(order, outcome=Outcome.PAID, **options):
    entry = trial_books.settle(order.payments.get().key, outcome)
    return trial.message(entry, **options)


def test_a_transfer_pays_when_the_provider_tells(client, order):
    assert order.state == OrderState.PENDING

    assert tell(client, *message_about(order)).status_code == 200

    order.refresh_from_db()
    assert order.state == OrderState.PLACED
    assert WebhookEvent.objects.get().handled_at


def test_told_five_times_it_pays_once(client, order):
    body, headers = message_about(order)
    answers = [tell(client, body, headers).status_code for _time in range(5)]
    assert answers == [200] * 5
    assert WebhookEvent.objects.count() == 1
    assert Event.objects.filter(name="order.placed").count() == 1


def test_told_before_and_after_the_browser_is_back(client, order):
    body, headers = message_about(order)
    tell(client, body, headers)
    refresh_payment(order.payments.get())
    tell(client, *message_about(order, event_id="another"))
    order.refresh_from_db()
    assert order.state == OrderState.PLACED
    assert Event.objects.filter(name="order.placed").count() == 1


def test_the_order_of_messages_makes_no_difference(client, order):
    entry = trial_books.read(order.payments.get().key)
    pending = trial.message(entry)
    paid = message_about(order)
    tell(client, *paid)
    tell(client, *pending)
    order.refresh_from_db()
    assert order.state == OrderState.PLACED
    assert order.payments.get().state == PaymentState.PAID


def test_of_an_order_that_is_not_ours_nothing_comes(client, order):
    body = json.dumps({"id": "evt_x", "type": "payment.paid", "key": "order-elsewhere"}).encode()
    headers = {trial.SIGNATURE_HEADER: sign(body, trial.webhook_secret())}
    assert tell(client, body, headers).status_code == 200
    assert WebhookEvent.objects.get().handled_at
    order.refresh_from_db()
    assert order.state == OrderState.PENDING


@pytest.mark.parametrize(
    "forge",
    [
        lambda body: "",
        lambda body: "t=1,v1=abc",
        lambda body: "t=١,v1=abc",
        lambda body: sign(body, "guessed"),
        lambda body: sign(body, trial.webhook_secret(), at=1_000_000),
        lambda body: sign(body + b" ", trial.webhook_secret()),
    ],
)
def test_without_the_providers_signature_nothing_is_kept(client, order, forge):
    body, _headers = message_about(order)
    headers = {trial.SIGNATURE_HEADER: forge(body).encode().decode("latin-1")}
    assert tell(client, body, headers).status_code == 400
    assert not WebhookEvent.objects.exists()
    order.refresh_from_db()
    assert order.state == OrderState.PENDING


@pytest.mark.parametrize("body", [b"", b"[]", b"{}", b"no json", b"\xff"])
def test_a_signed_message_that_says_nothing_is_refused(client, body):
    headers = {trial.SIGNATURE_HEADER: sign(body, trial.webhook_secret())}
    assert tell(client, body, headers).status_code == 400


def test_strange_methods_sizes_and_providers(client):
    assert client.get(PATH).status_code == 405
    assert client.post("/payments/webhooks/nobody/", b"{}", "application/json").status_code == 400
    assert client.post("/payments/webhooks/invoice/", b"{}", "application/json").status_code == 400
    assert client.post(PATH, b"x" * (LARGEST_BODY + 1), "application/json").status_code == 413


def test_what_cannot_be_acted_on_is_kept_and_tried_again(client, order, monkeypatch):
    body, headers = message_about(order)

    def away(*_args, **_more):
        raise ProviderUnreachable("down")

    monkeypatch.setattr(trial.TestCardProvider, "look_up", away)
    assert tell(client, body, headers).status_code == 200
    event = WebhookEvent.objects.get()
    assert (event.handled_at, event.attempts) == (None, 1)
    monkeypatch.undo()
    assert webhooks.act_on_due() == 0, "not yet due"
    WebhookEvent.objects.update(due_at=timezone.now())

    assert webhooks.act_on_due() == 1
    order.refresh_from_db()
    assert order.state == OrderState.PLACED


def test_handled_messages_are_forgotten_after_months(client, order):
    tell(client, *message_about(order))
    assert webhooks.sweep_webhooks() == 0
    WebhookEvent.objects.update(handled_at=timezone.now() - webhooks.KEEP_HANDLED * 2)
    assert webhooks.sweep_webhooks() == 1
