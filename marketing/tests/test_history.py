"""Campaigns of the past come in whole, and say nothing that could not have been."""

from datetime import timedelta

import pytest
from django.db import IntegrityError

from events.names import Consent
from foundation import clock
from marketing.contact.caps import take_contact
from marketing.history import PastEnrolment, PastMessage, record_history
from marketing.kinds import EnrolmentState, Medium, MessageState, Reason
from marketing.models import CampaignDay, Contact, Enrolment, Message
from marketing.tests.factories import make_flow, make_reader, make_step

pytestmark = pytest.mark.django_db


@pytest.fixture
def flow():
    campaign = make_flow()
    make_step(campaign)
    return campaign


def _past(flow, reader, **fields):
    values = {
        "campaign": flow,
        "customer_id": reader.pk,
        "key": "past:1",
        "entered_at": clock.now() - timedelta(days=3),
        "is_held_out": False,
        "is_remembered": bool(reader.consent & Consent.PERSONALISATION),
        **fields,
    }
    return PastEnrolment(**values)


def _said(flow, **fields):
    step = flow.steps.get()
    at = clock.now() - timedelta(hours=20)
    return PastMessage(step, step.variants.get().pk, fields.pop("at", at), **fields)


def test_what_was_sent_counts_against_the_caps_and_what_was_not_does_not(flow):
    ada, ben = make_reader(), make_reader("Ben")
    record_history(
        enrolments=[
            _past(flow, ada, messages=(_said(flow, at=clock.now()),)),
            _past(flow, ben, messages=(_said(flow, at=clock.now(), reason=Reason.CAPPED),)),
        ]
    )

    assert take_contact(customer_id=ada.pk, medium=Medium.EMAIL, at=clock.now()) is None
    assert take_contact(customer_id=ben.pk, medium=Medium.EMAIL, at=clock.now()) is not None
    sent, skipped = Message.objects.order_by("enrolment_id")
    assert (sent.state, sent.contact.customer_id) == (MessageState.SENT, ada.pk)
    assert (skipped.state, skipped.reason) == (MessageState.SKIPPED, Reason.CAPPED)
    assert skipped.contact is None
    assert skipped.sent_at is None


def test_what_a_reader_did_is_kept_of_those_only_who_agreed_and_counted_of_all(flow):
    open_one = make_reader()
    private = make_reader("Ben", consent=Consent.MARKETING)
    read = clock.now() - timedelta(hours=10)
    message = _said(flow, opened_at=read, clicked_at=read, has_unsubscribed=True)
    record_history(
        enrolments=[_past(flow, one, messages=(message,)) for one in (open_one, private)]
    )

    assert set(Message.objects.values_list("enrolment__customer", "opened_at", "clicked_at")) == {
        (open_one.pk, read, read),
        (private.pk, None, None),
    }
    days = CampaignDay.objects.values_list("opened", "clicked", "unsubscribed", "day")
    assert list(days) == [(2, 2, 2, clock.business_day(read))]


def test_nobody_who_is_held_out_was_ever_spoken_to(flow):
    ada = make_reader()
    for wrong in ({"messages": (_said(flow),)}, {"due_at": clock.now()}):
        with pytest.raises(ValueError, match="held out"):
            record_history(enrolments=[_past(flow, ada, is_held_out=True, **wrong)])
    record_history(enrolments=[_past(flow, ada, is_held_out=True, reason=Reason.HELD_OUT)])

    assert Enrolment.objects.get().is_held_out
    assert not Message.objects.exists()
    assert not Contact.objects.exists()


def test_who_is_still_on_the_way_is_due_and_all_or_nothing_is_written(flow):
    ada, due = make_reader(), clock.now()
    on_the_way = _past(flow, ada, state=EnrolmentState.ACTIVE, position=2, due_at=due)
    record_history(enrolments=[on_the_way])
    kept = Enrolment.objects.get()
    assert (kept.state, kept.position, kept.due_at) == (EnrolmentState.ACTIVE, 2, due)

    with pytest.raises(IntegrityError):
        record_history(enrolments=[_past(flow, make_reader("Ben")), on_the_way])
    assert Enrolment.objects.count() == 1
