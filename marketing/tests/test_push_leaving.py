"""What is asked once more when a push leaves: consent, campaign, hours, caps and browsers."""

from __future__ import annotations

import pytest
from django.utils import timezone

from events.names import Consent
from foundation import clock
from marketing.contact.caps import take_contact
from marketing.kinds import CampaignState, EnrolmentState, Medium, MessageState, Reason
from marketing.models import Contact, PushSubscription
from marketing.push.sending import send_due
from marketing.push.subscriptions import subscribe
from marketing.tests.factories import make_reader
from marketing.tests.push_rows import a_browser, later, queued

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("noon")]


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
