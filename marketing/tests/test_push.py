"""Pushes go to browsers of customers who agreed, once each, and to nobody's own network."""

from __future__ import annotations

import time
from datetime import timedelta

import pytest

from foundation.registries import privacy
from marketing.campaigns.steps import advance
from marketing.inbox import sweep
from marketing.kinds import Medium, MessageState, Reason
from marketing.media import sender_of
from marketing.models import Contact, InboxNote, Message, PushDelivery, PushSubscription
from marketing.push import posting, sending
from marketing.push.sending import MOST_ATTEMPTS, claim, send_due
from marketing.tests.factories import (
    make_campaign,
    make_enrolment,
    make_message,
    make_reader,
    make_step,
)
from marketing.tests.push_rows import NOON, later, make_note, make_subscription, queued

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("noon")]


def test_the_browser_reads_what_the_step_says(service):
    message = queued(service)

    assert send_due() == 1
    message.refresh_from_db()
    assert (message.state, message.sent_at) == (MessageState.SENT, NOON)
    taken = service.taken[0]
    assert taken.content["title"] == "Something for you"
    assert taken.content["body"] == "We have news for you."
    assert taken.content["tag"] == message.pk.hex
    assert taken.headers["Topic"] == message.pk.hex
    assert taken.headers["Content-Encoding"] == "aes128gcm"
    assert taken.headers["Authorization"].startswith("vapid t=ey")
    assert send_due() == 0


def test_each_browser_of_a_customer_gets_it_and_one_contact_is_taken(service):
    message = queued(service, browsers=3)

    assert send_due() == 3
    assert len({taken.path for taken in service.taken}) == 3
    assert Contact.objects.filter(customer=message.enrolment.customer).count() == 1


def test_without_a_browser_there_is_no_address():
    customer = make_reader()
    campaign = make_campaign()
    message = make_message(
        make_enrolment(campaign, customer), make_step(campaign, medium=Medium.PUSH)
    )
    sender = sender_of(Medium.PUSH)

    reason = sender.queue(message=message, customer=customer, variant=message.variant, at=NOON)

    assert reason is Reason.NO_ADDRESS


@pytest.mark.parametrize("status", [404, 410])
def test_a_browser_that_is_gone_is_forgotten_and_the_contact_given_back(service, status):
    message = queued(service)
    service.statuses = [status]

    assert send_due() == 0
    message.refresh_from_db()
    assert not PushSubscription.objects.exists()
    assert (message.state, message.reason) == (MessageState.SKIPPED, Reason.NO_ADDRESS)
    assert not Contact.objects.exists()


def test_one_browser_gone_and_another_reached_is_a_message_sent(service):
    message = queued(service, browsers=2)
    service.statuses = [410]

    assert send_due() == 1
    message.refresh_from_db()
    assert message.state == MessageState.SENT
    assert PushSubscription.objects.count() == 1
    assert Contact.objects.count() == 1


@pytest.mark.parametrize("status", [429, 500, 503])
def test_a_busy_push_service_is_asked_again_later_under_the_same_topic(service, noon, status):
    message = queued(service)
    service.statuses = [status]

    assert send_due() == 0
    assert send_due() == 0
    assert service.asked == 1
    later(noon, minutes=2)
    assert send_due() == 1
    assert service.taken[0].headers["Topic"] == message.pk.hex


def test_a_push_service_says_how_long_it_wants_to_be_left_alone(service, noon):
    queued(service)
    service.statuses = [429]
    service.headers = {"Retry-After": "1200"}

    send_due()
    later(noon, minutes=19)
    assert send_due() == 0
    later(noon, minutes=2)
    assert send_due() == 1


def test_a_push_service_that_never_comes_to_an_end_is_left_and_asked_again(service, monkeypatch):
    monkeypatch.setattr(posting, "WAIT_SECONDS", 0.5)
    queued(service)
    service.drips = 0.05

    began = time.monotonic()
    assert send_due() == 0
    assert time.monotonic() - began < 5
    assert PushDelivery.objects.get().state == MessageState.QUEUED


def test_a_push_that_is_refused_fails_and_gives_the_contact_back(service):
    message = queued(service)
    service.statuses = [403]

    assert send_due() == 0
    message.refresh_from_db()
    assert (message.state, message.reason) == (MessageState.FAILED, Reason.FAILED)
    assert not Contact.objects.exists()
    assert PushDelivery.objects.get().error.startswith("403")


def test_after_so_many_attempts_it_is_given_up(service):
    message = queued(service)
    service.statuses = [503]
    PushDelivery.objects.update(attempts=MOST_ATTEMPTS - 1)

    send_due()
    message.refresh_from_db()
    assert message.state == MessageState.FAILED


def test_what_was_said_before_the_worker_died_goes_out_after_its_lease(service, noon):
    message = queued(service)
    assert claim() is not None  # and dies

    assert send_due() == 0
    later(noon, minutes=3)
    assert send_due() == 1
    message.refresh_from_db()
    assert message.state == MessageState.SENT


def test_one_that_cannot_be_written_holds_up_nobody_else(service, monkeypatch):
    first, second = queued(service), queued(service, make_reader("Eve"))
    real = sending.post

    def post(subscription, content, *, topic):
        if topic == first.pk.hex:
            raise RuntimeError("broken")
        return real(subscription, content, topic=topic)

    monkeypatch.setattr(sending, "post", post)

    assert send_due() == 1
    second.refresh_from_db()
    assert second.state == MessageState.SENT
    assert "broken" in PushDelivery.objects.get(message=first).error


# --- by the engine -----------------------------------------------------------------------------
def entered(customer, medium: Medium) -> Message | None:
    """What became of a step by a medium after the engine's next turn."""
    campaign = make_campaign()
    make_step(campaign, medium=medium)
    enrolment = make_enrolment(campaign, customer)
    advance(at=NOON)
    return enrolment.messages.first()


def test_a_step_by_push_goes_to_the_browser(service):
    customer = make_reader()
    make_subscription(customer, endpoint=f"{service.url}/send/1")

    message = entered(customer, Medium.PUSH)

    assert send_due() == 1
    message.refresh_from_db()
    assert message.state == MessageState.SENT
    assert "/m/c/" in service.taken[0].content["url"]


def test_a_step_by_push_to_who_has_no_browser_takes_no_contact(service):
    message = entered(make_reader(), Medium.PUSH)

    assert message is None or message.reason == Reason.NO_ADDRESS
    assert send_due() == 0
    assert not Contact.objects.exists()


def test_a_step_by_inbox_stands_there_at_once_and_only_once():
    customer = make_reader()

    message = entered(customer, Medium.INBOX)
    advance(at=NOON)

    note = InboxNote.objects.get(customer=customer)
    assert (note.title, note.line) == ("Something for you", "We have news for you.")
    assert note.message == message
    assert message.state == MessageState.SENT


def test_notes_are_forgotten_with_mails_of_their_age(settings, noon):
    settings.MAIL_RETENTION_DAYS = 30
    customer = make_reader()
    make_note(customer, put_at=NOON - timedelta(days=31))
    kept = make_note(customer, put_at=NOON - timedelta(days=29))

    assert sweep() == 1
    assert InboxNote.objects.get() == kept


def test_a_customer_takes_browsers_and_notes_along_and_they_go_with_them():
    customer = make_reader()
    make_subscription(customer)
    make_note(customer)

    told = str(dict(privacy)["push"].export(customer.pk))
    assert "Firefox" in told
    assert "push.example.com" not in told
    assert dict(privacy)["inbox"].export(customer.pk)[0]["title"] == "Still thinking it over?"
    assert dict(privacy)["push"].erase(customer.pk) == 1
    assert dict(privacy)["inbox"].erase(customer.pk) == 1
    assert not PushSubscription.objects.exists()
    assert not InboxNote.objects.exists()
