"""What campaigns hold of a person is handed out, and forgotten with them."""

import pytest

from accounts.privacy import erase_customer, export_customer
from foundation import clock
from marketing.campaigns.enrolling import Entry, enrol
from marketing.kinds import EnrolmentState, MessageState, Reason
from marketing.models import Contact, Enrolment
from marketing.tests.factories import (
    make_contact,
    make_enrolment,
    make_flow,
    make_message,
    make_reader,
    make_step,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def reader():
    reader = make_reader()
    flow = make_flow(name="Left carts")
    make_step(flow)
    enrolment = make_enrolment(flow, reader, key="cart:8124", about={"cart": 8124})
    message = make_message(enrolment, coupon_code="TAKE-10", opened_at=clock.now())
    message.contact = make_contact(reader)
    message.save()
    return reader


def test_all_of_it_is_handed_out(reader):
    rows = export_customer(reader)["data"]["marketing"]
    told = {row["what"]: row for row in rows}
    assert set(told) == {"campaign", "message", "contact"}
    assert told["campaign"]["campaign_name"] == "Left carts"
    assert told["campaign"]["about"] == {"cart": 8124}
    assert told["message"]["coupon_code"] == "TAKE-10"
    assert told["message"]["opened_at"]


def test_nothing_of_others_is_handed_out(reader):
    assert export_customer(make_reader())["data"]["marketing"] == []


def test_who_is_erased_leaves_and_nothing_says_what_it_was_about(reader):
    make_message(make_enrolment(make_flow(), reader), state=MessageState.QUEUED, sent_at=None)
    erase_customer(customer=reader)
    for row in Enrolment.objects.all():
        assert (row.state, row.reason) == (EnrolmentState.LEFT, Reason.ERASED)
        assert row.about == {}
        assert row.key == f"erased:{row.pk}"
        for message in row.messages.all():
            assert message.coupon_code == ""
            assert message.opened_at is None
            assert message.state != MessageState.QUEUED
    assert not Contact.objects.exists()


def test_who_is_erased_never_enters_again(reader):
    flow = make_flow()
    make_step(flow)
    erase_customer(customer=reader)
    outcome = enrol(campaign=flow, entries=[Entry(reader.pk, "cart:1")], at=clock.now())
    assert outcome.refused == {Reason.ERASED: 1}
