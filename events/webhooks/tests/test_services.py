"""Endpoints and their secrets: what may be one, and what a receiver can check."""

from datetime import timedelta

import pytest

from events.webhooks.delivering import deliver_due
from events.webhooks.models import WebhookDelivery, WebhookEndpoint
from events.webhooks.retention import sweep
from events.webhooks.services import (
    EndpointDetails,
    change_endpoint,
    create_endpoint,
    redeliver_since,
    remove_endpoint,
    rotate_secret,
    send_ping,
)
from events.webhooks.signing import MARK, signature
from events.webhooks.tests.conftest import THING
from events.webhooks.tests.receiver import is_signed_by
from foundation import clock
from foundation.refusals import Refusal

pytestmark = pytest.mark.django_db


def details(**changes):
    told = {"name": "ERP", "url": "http://127.0.0.1:1/", "topics": (THING,)} | changes
    return EndpointDetails(**told)


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"name": " "}, "name"),
        ({"name": "x" * 81}, "name"),
        ({"topics": ()}, "topics"),
        ({"topics": ("thing.eaten",)}, "topics"),
        ({"url": "ftp://example.com/"}, "url"),
        ({"url": "http://192.0.2.1/"}, "url"),
        ({"url": "https://127.0.0.2/"}, "url"),
        ({"url": "https://10.1.2.3/"}, "url"),
        ({"url": "https://169.254.169.254/latest/meta-data/"}, "url"),
        ({"url": "https://[::1]/"}, "url"),
        ({"url": "https://user:pass@127.0.0.1/"}, "url"),
        ({"url": "https://127.0.0.1/" + "x" * 500}, "url"),
    ],
)
def test_what_cannot_be_an_endpoint(changes, field):
    with pytest.raises(Refusal) as refused:
        create_endpoint(details=details(**changes))
    assert refused.value.field == field
    assert not WebhookEndpoint.objects.exists()


def test_an_address_that_is_not_public_any_more_is_not_spoken_to(
    endpoint, receiver, publish, settings
):
    settings.WEBHOOK_PRIVATE_HOSTS = []
    publish(1)
    assert deliver_due() == 0
    assert receiver.received == []
    assert "NotPublic" in WebhookDelivery.objects.get().error


def test_the_signature_is_that_of_the_specification():
    """The example of the reference libraries of Standard Webhooks."""
    told = signature(
        message_id="msg_p5jXN8AQM9LWM0D4loKWxJek",
        timestamp=1614265330,
        body=b'{"test": 2432232314}',
        secret=MARK + "MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
    )
    assert told == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="


def test_messages_are_signed_by_the_endpoints_secret(endpoint, receiver, publish):
    publish(1)
    deliver_due()
    (message,) = receiver.received
    assert is_signed_by(message, endpoint.secret)
    assert not is_signed_by(message, MARK + "AAAA")
    moment = int(message.headers["webhook-timestamp"])
    assert abs(moment - clock.now().timestamp()) < 60


def test_two_secrets_sign_for_a_day_while_one_follows_the_other(endpoint, receiver, publish):
    old = endpoint.secret
    new = rotate_secret(endpoint=endpoint).secret
    publish(1)
    deliver_due()
    with clock.standing_at(clock.now() + timedelta(hours=25)):
        publish(2)
        deliver_due()
    first, second = receiver.received
    assert is_signed_by(first, old)
    assert is_signed_by(first, new)
    assert is_signed_by(second, new)
    assert not is_signed_by(second, old)


def test_a_change_is_heard_by_what_waits_already(endpoint, receiver, publish):
    publish(1)
    moved = receiver.url.replace("/hooks", "/elsewhere")
    change_endpoint(endpoint=endpoint, details=details(url=moved, topics=("*",)))
    assert deliver_due() == 1


def test_a_ping_arrives_whatever_one_listens_to(endpoint, receiver):
    send_ping(endpoint=endpoint)
    deliver_due()
    assert receiver.received[0].content["topic"] == "ping"
    assert receiver.received[0].content["data"]["endpoint"] == endpoint.public_id


def test_all_since_a_moment_is_sent_again_in_order_and_once(endpoint, receiver, publish):
    publish(1, 2, 3)
    deliver_due()
    since = WebhookDelivery.objects.order_by("pk")[1].occurred_at
    assert redeliver_since(endpoint=endpoint, since=since) == 2
    deliver_due()
    assert receiver.numbers() == [1, 2, 3, 2, 3]
    assert redeliver_since(endpoint=endpoint, since=since) == 2, "repeats are not repeated"


def test_removing_an_endpoint_forgets_what_waits_for_it(endpoint, publish):
    publish(1)
    remove_endpoint(endpoint=endpoint)
    assert not WebhookDelivery.objects.exists()
    publish(2)
    assert deliver_due() == 0


def test_old_messages_are_forgotten_but_not_what_can_still_be_delivered(
    endpoint, receiver, publish, settings
):
    publish(1)
    deliver_due()
    publish(2)
    later = clock.now() + timedelta(days=settings.WEBHOOK_RETENTION_DAYS, hours=1)
    with clock.standing_at(later):
        assert sweep() == 1
        assert WebhookDelivery.objects.get().state == "waiting"
        WebhookEndpoint.objects.update(state="off")
        assert sweep() == 1
