"""The desk seen from the roof: who waits, on the staff home and on a customer's page."""

from datetime import timedelta

import pytest
from django.urls import reverse

from accounts.tests.factories import make_customer
from assistant.desk.services import hand_over
from assistant.kinds import Author, HandoverReason
from assistant.tests.factories import make_conversation, make_turn
from foundation import clock
from shop.customer_page.happenings import Kind, timeline
from shop.staff_home.service import service

pytestmark = pytest.mark.django_db


def asked(text, customer=None, *, days=0):
    at = clock.now() - timedelta(days=days)
    talk = make_conversation(customer, subject=text, started_at=at, last_at=at)
    make_turn(talk, text, at=at)
    return hand_over(conversation=talk, reason=HandoverReason.ASKED, at=at)


def test_the_home_tells_who_waits_and_who_waited_too_long():
    asked("A new question")
    late = asked("An old question", days=30)
    shown = service(clock.now())
    assert [(chore["count"], chore["url"].partition("?")[2]) for chore in shown["chores"]] == [
        (2, ""),
        (1, "overdue=1"),
    ]
    assert [line["subject"] for line in shown["lines"]] == ["An old question", "A new question"]
    assert shown["lines"][0]["is_overdue"]
    assert shown["lines"][0]["url"] == reverse(
        "admin:assistant_conversation_change", args=[late.pk]
    )


def test_the_home_of_a_shop_in_which_nobody_waits():
    make_conversation()
    assert service(clock.now()) == {"chores": [], "lines": []}


def test_a_customers_page_tells_what_they_asked_once():
    ada = make_customer()
    talk = asked("Where is my parcel?", ada, days=1)
    make_turn(talk, "Hello?", author=Author.SHOPPER)
    make_conversation(ada, started_at=clock.now() - timedelta(hours=1))  # nothing was said
    asked("Of another", make_customer("Ben"))
    (entry,) = timeline(ada, before=clock.now(), kinds=[Kind.CONVERSATION]).entries
    assert entry.text == "Asked the shop: Where is my parcel?"
    assert entry.detail == "Waiting for staff"
    assert entry.url == reverse("admin:assistant_conversation_change", args=[talk.pk])
