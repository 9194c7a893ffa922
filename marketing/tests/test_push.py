"""Pushes go to browsers of customers who agreed, once each, and to nobody's own network."""

from __future__ import annotations

import time
from datetime import timedelta

import pytest
from django.utils import timezone

from events.names import Consent
from foundation import clock
from foundation.registries import privacy
from marketing.campaigns.steps import advance
from marketing.contact.caps import take_contact
from marketing.inbox import sweep
from marketing.kinds import CampaignState, EnrolmentState, Medium, MessageState, Reason
from marketing.media import sender_of
from marketing.models import Contact, InboxNote, Message, PushDelivery, PushSubscription
from marketing.push import posting, sending
from marketing.push.sending import MOST_ATTEMPTS, claim, send_due
from marketing.push.subscriptions import subscribe
from marketing.tests.factories import (
    make_campaign,
    make_enrolment,
    make_message,
    make_reader,
    make_step,
)
from marketing.tests.push_browser import push_service
from marketing.tests.push_rows import a_browser, make_note, make_subscription

pytestmark = pytest.mark.django_db
NOON = timezone.make_aware(timezone.datetime(2026, 5, 4, 12, 0))


@pytest.fixture(autouse=True)
def noon(monkeypatch):
    """Not in the quiet hours."""
    moments = {"now": NOON}
    monkeypatch.setattr(clock, "now", lambda: moments["now"])
    return moments


@pytest.fixture
def service(settings):
    settings.PUSH_PRIVATE_HOSTS = ["127.0.0.1"]
    with push_service() as found:
        yield found


def queued(service, customer=None, *, browsers: int = 1) -> Message:
    """A message by push that a step queued for a customer, whose contact was taken."""
    customer = customer or make_reader()
    for number in range(browsers):
        make_subscription(customer, endpoint=f"{service.url}/send/{customer.pk}-{number}")
    campaign = make_campaign()
    step = make_step(campaign, medium=Medium.PUSH)
    message = make_message(
        make_enrolment(campaign, customer),
        step,
        state=MessageState.QUEUED,
        sent_at=None,
        contact=take_contact(customer_id=customer.pk, medium=Medium.PUSH, at=NOON),
        queued_at=NOON,
    )
    sender = sender_of(Medium.PUSH)
    assert sender is not None
    reason = sender.queue(message=message, customer=customer, variant=message.variant, at=NOON)
    assert reason is Reason.NONE
    return message


def later(moments, **wait: int) -> None:
    moments["now"] += timedelta(**wait)


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


@pytest.mark.parametrize(
    "consent", [Consent.NECESSARY, Consent.PERSONALISATION], ids=["necessary", "personalisation"]
)
def test_consent_is_asked_for_again_when_it_is_sent(service, consent):
    message = queued(service, browsers=2)
    customer = message.enrolment.customer
    customer.consent = consent
    customer.save(update_fields=["consent"])

    assert send_due() == 0
    message.refresh_from_db()
    assert (message.state, message.reason) == (MessageState.SKIPPED, Reason.NO_CONSENT)
    assert service.asked == 0
    assert not Contact.objects.exists()


@pytest.mark.parametrize(("state", "asked"), [(CampaignState.PAUSED, 0), (CampaignState.ENDED, 0)])
def test_a_campaign_that_stopped_says_nothing_more(service, state, asked):
    message = queued(service)
    type(message.enrolment.campaign).objects.update(state=state)

    assert send_due() == 0
    assert service.asked == asked
    message.refresh_from_db()
    is_waiting = state == CampaignState.PAUSED
    assert (message.state == MessageState.QUEUED) is is_waiting


def test_in_the_quiet_hours_nothing_rings(service, noon):
    queued(service)
    noon["now"] = timezone.make_aware(timezone.datetime(2026, 5, 4, 23, 0))

    assert send_due() == 0
    assert service.asked == 0
    noon["now"] = timezone.make_aware(timezone.datetime(2026, 5, 5, 9, 0))
    assert send_due() == 1


@pytest.mark.parametrize(("was_spoken_to", "sent"), [(False, 1), (True, 0)])
def test_what_waited_over_midnight_counts_on_the_day_on_which_it_leaves(
    service, noon, was_spoken_to, sent
):
    message = queued(service)
    customer_id = message.enrolment.customer_id
    later(noon, hours=22)
    if was_spoken_to:
        assert take_contact(customer_id=customer_id, medium=Medium.EMAIL, at=noon["now"])

    assert send_due() == sent

    today = [
        contact
        for contact in Contact.objects.filter(customer=customer_id)
        if clock.business_day(contact.at) == clock.business_day(noon["now"])
    ]
    assert len(today) == 1
    message.refresh_from_db()
    assert message.state == (MessageState.SENT if sent else MessageState.SKIPPED)
    assert message.reason == ("" if sent else Reason.CAPPED)


def test_who_is_held_out_hears_nothing_even_if_a_push_were_queued(service):
    message = queued(service)
    type(message.enrolment).objects.update(is_held_out=True, due_at=None)

    assert send_due() == 0
    assert service.asked == 0


def test_news_of_two_days_ago_are_none(service, noon):
    message = queued(service)
    later(noon, days=3)

    assert send_due() == 0
    message.refresh_from_db()
    assert message.state == MessageState.SKIPPED


def test_messages_whose_browsers_went_away_are_closed(service):
    message = queued(service)
    PushSubscription.objects.all().delete()

    send_due()
    message.refresh_from_db()
    assert (message.state, message.reason) == (MessageState.SKIPPED, Reason.NO_ADDRESS)
    assert not Contact.objects.exists()


def test_a_message_is_closed_when_its_last_browser_went_away_after_another_failed(service):
    message = queued(service, browsers=2)
    service.statuses = [403, 503]

    send_due()
    PushSubscription.objects.filter(deliveries__state=MessageState.QUEUED).delete()
    send_due()
    message.refresh_from_db()
    assert message.state == MessageState.SKIPPED
    assert not Contact.objects.exists()


def test_what_was_meant_for_the_owner_before_does_not_ring_for_the_next(service):
    ada, eve = make_reader(), make_reader("Eve")
    message = queued(service, ada)
    endpoint = PushSubscription.objects.get().endpoint

    subscribe(customer=eve, browser=a_browser(endpoint))

    assert send_due() == 0
    assert service.asked == 0
    message.refresh_from_db()
    assert (message.state, message.reason) == (MessageState.SKIPPED, Reason.NO_ADDRESS)
    assert PushSubscription.objects.get().customer == eve


def test_who_left_the_campaign_meanwhile_hears_no_more_of_it(service):
    message = queued(service)
    type(message.enrolment).objects.update(state=EnrolmentState.LEFT, reason=Reason.ORDERED)

    assert send_due() == 0
    message.refresh_from_db()
    assert (message.state, message.reason) == (MessageState.SKIPPED, Reason.ORDERED)
    assert service.asked == 0


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
