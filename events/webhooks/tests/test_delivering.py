"""A receiver that is down, slow or answers 500: nothing is lost, and order is kept."""

from datetime import timedelta

import pytest

from events.models import AuditEntry
from events.webhooks import delivering, posting
from events.webhooks.delivering import OFF_AFTER, deliver_due, wait_after
from events.webhooks.models import EndpointState, WebhookAttempt, WebhookDelivery
from events.webhooks.posting import Answer
from events.webhooks.services import (
    EndpointDetails,
    create_endpoint,
    drop,
    pause_endpoint,
    redeliver,
    resume_endpoint,
)
from events.webhooks.tests.conftest import THING
from events.webhooks.tests.receiver import Receiver, slowly
from foundation import clock

pytestmark = pytest.mark.django_db


def waiting():
    return WebhookDelivery.objects.filter(state="waiting").count()


def deliver_for(span, *, begin=None, step=timedelta(seconds=10)):
    """As a beat of ten seconds would through a span of time; returns the moment at its end."""
    moment = begin or clock.now()
    end = moment + span
    while moment < end:
        with clock.standing_at(moment):
            deliver_due()
        moment += step
    return end


def test_what_happened_arrives_once_and_is_settled(endpoint, receiver, publish):
    publish(1, 2)
    assert deliver_due() == 2
    assert deliver_due() == 0
    assert receiver.numbers() == [1, 2]
    row = WebhookDelivery.objects.first()
    assert (row.state, row.attempts, row.status_code, row.error) == ("delivered", 1, 200, "")
    attempt = row.tries.get()
    assert (attempt.status_code, attempt.response) == (200, "thank you")
    assert receiver.received[0].content["topic"] == THING
    assert receiver.received[0].content["id"] == str(row.event_id)


def test_a_receiver_that_is_down_for_an_hour_gets_everything_in_order(endpoint, receiver, publish):
    receiver.go_down()
    begin = clock.now()
    for number in range(6):
        publish(number, thing="a")
        publish(number, thing="b")
    moment = deliver_for(timedelta(hours=1), begin=begin, step=timedelta(minutes=1))
    assert waiting() == 12
    tried = WebhookAttempt.objects.count()
    assert 5 <= tried <= 15, "it is tried again and again, but left alone in between"
    assert "ConnectionRefused" in WebhookAttempt.objects.first().error

    receiver.go_up()
    deliver_for(timedelta(hours=1), begin=moment, step=timedelta(minutes=1))
    assert waiting() == 0
    for thing in ("thing:a", "thing:b"):
        told = [m.content["data"]["n"] for m in receiver.received if thing == m.content["subject"]]
        assert told == [0, 1, 2, 3, 4, 5]
    endpoint.refresh_from_db()
    assert (endpoint.failures, endpoint.failing_since, endpoint.state) == (0, None, "active")


def test_a_message_that_fails_holds_up_its_own_subject_alone(endpoint, receiver, publish):
    receiver.reply = lambda message: 500 if message.content["data"]["n"] == 1 else 200
    publish(1, 2, thing="broken")
    publish(7, thing="whole")
    begin = clock.now()
    deliver_for(timedelta(minutes=5), begin=begin)
    assert 7 in receiver.numbers()
    assert 2 not in receiver.numbers(), "the later waits for the earlier of its subject"

    receiver.reply = lambda _message: 200
    receiver.received.clear()
    deliver_for(timedelta(minutes=10), begin=begin + timedelta(minutes=5))
    assert receiver.numbers() == [1, 2]


def test_a_message_that_is_never_taken_can_be_given_up(endpoint, receiver, publish):
    receiver.reply = lambda message: 422 if message.content["data"]["n"] == 1 else 200
    publish(1, 2)
    deliver_due()
    first = WebhookDelivery.objects.earliest("pk")
    assert drop(delivery=first)
    assert not drop(delivery=first)
    deliver_due()
    assert receiver.numbers() == [1, 2]
    assert waiting() == 0


@pytest.mark.parametrize("status", [301, 400, 404, 410, 429, 500, 503])
def test_only_a_2xx_is_taken(endpoint, receiver, publish, status):
    receiver.reply = lambda _message: status
    publish(1)
    deliver_due()
    assert waiting() == 1
    assert len(receiver.received) == 1, "a redirect is not followed"
    assert WebhookAttempt.objects.get().status_code == status


def test_who_speaks_no_http_fails_like_any_other(endpoint, receiver, publish):
    """Its noise stands in the error, without what PostgreSQL keeps in no text."""
    receiver.noise = b"\x00\x01\x00\x02\r\n"
    publish(1)
    deliver_due()
    row = WebhookDelivery.objects.get()
    assert (row.attempts, row.status_code) == (1, None)
    assert row.error.startswith("BadStatusLine")
    assert "\x00" not in row.error + WebhookAttempt.objects.get().error


def test_waits_double_up_to_a_day():
    waits = [wait_after(failures).total_seconds() for failures in range(1, 30)]
    assert waits[:4] == [10, 20, 40, 80]
    assert max(waits) == waits[-1] == 24 * 3600
    assert waits == sorted(waits)


def test_a_slow_receiver_is_cut_off_and_tried_again(endpoint, receiver, publish, monkeypatch):
    monkeypatch.setattr(posting, "ANSWER_SECONDS", 0.3)
    receiver.reply = slowly(1.5)
    publish(1)
    deliver_due()
    attempt = WebhookAttempt.objects.get()
    assert attempt.status_code is None
    assert attempt.error
    assert 250 <= attempt.milliseconds < 1400
    assert waiting() == 1
    receiver.reply = lambda _message: 200
    with clock.standing_at(clock.now() + timedelta(seconds=11)):
        assert deliver_due() == 1


def test_a_slow_receiver_holds_one_worker_and_nobody_else_up(receiver, endpoint, publish):
    other = Receiver()
    other.go_up()
    try:
        quick = EndpointDetails(name="Quick", url=other.url, topics=("*",))
        create_endpoint(details=quick)
        receiver.reply = slowly(0.5)
        publish(*range(6))
        deliver_due(seconds=0.4)
        deliver_due(seconds=0.4)
        assert len(receiver.received) < 6, "its turn ends when the run is over"
        assert other.numbers() == list(range(6))
    finally:
        other.go_down()


def test_after_three_days_of_failures_it_is_switched_off_and_the_shop_is_told(
    endpoint, receiver, publish, monkeypatch
):
    told = []
    monkeypatch.setattr(delivering.outbox, "publish", lambda *what: told.append(what))
    receiver.reply = lambda _message: 500
    publish(1)
    begin = clock.now()
    deliver_for(OFF_AFTER - timedelta(hours=1), begin=begin, step=timedelta(minutes=10))
    endpoint.refresh_from_db()
    assert endpoint.state == EndpointState.ACTIVE
    deliver_for(
        timedelta(hours=2), begin=begin + OFF_AFTER - timedelta(hours=1), step=timedelta(minutes=10)
    )
    endpoint.refresh_from_db()
    assert endpoint.state == EndpointState.OFF
    assert endpoint.switched_off_at - endpoint.failing_since >= OFF_AFTER
    assert told == [("webhook.switched_off", {"endpoint": endpoint.pk})]
    assert AuditEntry.objects.filter(action="webhook.switched_off").count() == 1


def test_while_it_is_off_everything_waits_and_on_again_all_is_delivered(
    endpoint, receiver, publish
):
    type(endpoint).objects.update(state=EndpointState.OFF)
    publish(1, 2)
    publish(3)
    assert deliver_due() == 0
    assert receiver.received == []
    resume_endpoint(endpoint=endpoint)
    assert deliver_due() == 3
    assert receiver.numbers() == [1, 2, 3]


def test_on_again_does_not_wait_for_what_failed_before(endpoint, receiver, publish):
    receiver.reply = lambda _message: 500
    publish(1)
    deliver_for(timedelta(hours=1), begin=clock.now() - timedelta(hours=1))
    receiver.reply = lambda _message: 200
    resume_endpoint(endpoint=endpoint)
    assert deliver_due() == 1


def test_a_success_lets_all_that_waits_go_at_once(endpoint, receiver, publish):
    receiver.go_down()
    publish(1, thing="a")
    publish(2, thing="b")
    publish(3, thing="c")
    begin = clock.now()
    moment = deliver_for(timedelta(minutes=10), begin=begin)
    receiver.go_up()
    endpoint.refresh_from_db()
    with clock.standing_at(max(moment, endpoint.resumes_at)):
        assert deliver_due() == 3


def test_a_paused_endpoint_gets_nothing_until_it_is_resumed(endpoint, receiver, publish):
    pause_endpoint(endpoint=endpoint)
    publish(1)
    assert deliver_due() == 0
    resume_endpoint(endpoint=endpoint)
    assert deliver_due() == 1


def test_what_was_delivered_is_sent_once_more_under_its_own_id(endpoint, receiver, publish):
    publish(1)
    deliver_due()
    repeat = redeliver(delivery=WebhookDelivery.objects.get())
    assert repeat.is_repeat
    deliver_due()
    first, second = receiver.received
    assert first.body == second.body
    assert first.headers["webhook-id"] == second.headers["webhook-id"]


def test_what_waits_is_tried_at_once_when_asked_for(endpoint, receiver, publish):
    receiver.reply = lambda _message: 500
    publish(1)
    for _turn in range(4):
        deliver_for(timedelta(minutes=2))
    receiver.reply = lambda _message: 200
    row = WebhookDelivery.objects.get()
    assert redeliver(delivery=row).pk == row.pk
    assert deliver_due() == 1


def test_a_worker_that_died_is_followed_by_another_after_its_lease(
    endpoint, receiver, publish, settings
):
    publish(1)
    assert delivering.claim("dead") is not None
    assert deliver_due() == 0, "the endpoint is held"
    later = clock.now() + timedelta(seconds=settings.WEBHOOK_LEASE_SECONDS + 1)
    with clock.standing_at(later):
        assert deliver_due() == 1


class Killed(BaseException):
    """As a signal would end it: nothing that catches errors catches this."""


def test_a_worker_that_dies_between_the_answer_and_its_note_loses_nothing(
    endpoint, receiver, publish, settings, monkeypatch
):
    def die_at_the_second(_name):
        if len(receiver.received) == 2:
            raise Killed

    publish(1, 2, 3)
    monkeypatch.setattr(delivering, "fail_point", die_at_the_second)
    with pytest.raises(Killed):
        deliver_due()
    monkeypatch.undo()
    assert waiting() == 2
    with clock.standing_at(clock.now() + timedelta(seconds=settings.WEBHOOK_LEASE_SECONDS + 1)):
        settings.WEBHOOK_PRIVATE_HOSTS = ["127.0.0.1"]
        assert deliver_due() == 2
    assert receiver.numbers() == [1, 2, 2, 3], "in order, and at least once"
    again = {message.headers["webhook-id"] for message in receiver.received[1:3]}
    assert len(again) == 1, "known as the same"


def test_who_lost_the_lease_writes_nothing(endpoint, publish, monkeypatch):
    publish(1)

    def overtaken(*_what):
        type(endpoint).objects.update(owner="another")
        return Answer(200, "", "", 5)

    monkeypatch.setattr(delivering, "post", overtaken)
    assert deliver_due() == 0
    assert waiting() == 1
    assert not WebhookAttempt.objects.exists()


def test_no_more_are_spoken_to_at_once_than_set(endpoint, receiver, publish, settings):
    settings.WEBHOOK_SENDERS = 1
    create_endpoint(details=EndpointDetails(name="Two", url=receiver.url, topics=("*",)))
    publish(1)
    assert delivering.claim("one") is not None
    assert delivering.claim("two") is None
