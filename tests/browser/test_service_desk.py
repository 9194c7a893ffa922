"""Staff answer a shopper at the desk; its pages shut nobody out."""

from datetime import timedelta

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.urls import reverse
from playwright.sync_api import expect

from assistant.desk.services import hand_over
from assistant.kinds import Author, ConversationState, HandoverReason, Intent
from assistant.models import SavedReply, Tag, Turn
from assistant.replies import Choices, Said, as_json
from assistant.tests.factories import make_conversation, make_turn
from foundation import clock
from tests.browser.staff import OURS, WCAG, log_in_staff
from tests.browser.test_accessibility import SIZES

pytestmark = [pytest.mark.slow, pytest.mark.any_database]
QUESTION = "Where is my parcel?"


@pytest.fixture
def talk(shop):
    """A shopper waits, a member of staff is logged in."""
    at = clock.now() - timedelta(days=30)
    waiting = make_conversation(subject=QUESTION, name="Ada", started_at=at, last_at=at)
    asked = make_turn(waiting, QUESTION, at=at)
    blocks = as_json([Said("I hand you over."), Choices((("Yes", "Yes"),))])
    make_turn(
        waiting, "I hand you over.", author=Author.ASSISTANT, answers=asked, blocks=blocks,
        intent=Intent.ORDER_STATE, at=at,
    )  # fmt: skip
    waiting.tags.add(Tag.objects.create(name="Parcel"))
    SavedReply.objects.create(
        title="On its way", text="Hello {name}, it is on its way.", intent=Intent.ORDER_STATE
    )
    log_in_staff(shop)
    return hand_over(conversation=waiting, reason=HandoverReason.ASKED, at=at)


def change(talk):
    return reverse("admin:assistant_conversation_change", args=[talk.pk])


def test_from_the_staff_home_to_an_answer(shop, talk):
    shop.goto(f"{shop.base}/admin/")
    shop.get_by_role("link", name="answer is overdue").click()
    shop.get_by_role("link", name=QUESTION).click()
    shop.get_by_role("button", name="Use it").click()
    box = shop.get_by_label("Your answer")
    expect(box).to_have_value("Hello Ada, it is on its way.")
    shop.get_by_role("button", name="Send", exact=True).click()
    expect(shop.get_by_text("The answer is sent.")).to_be_visible()
    expect(shop.get_by_role("log")).to_contain_text("Hello Ada, it is on its way.")
    talk.refresh_from_db()
    assert talk.state == ConversationState.ANSWERED
    assert SavedReply.objects.get().used == 1


def test_a_new_message_appears_and_may_be_answered_at_once(shop, talk):
    shop.goto(f"{shop.base}{change(talk)}")
    box = shop.get_by_label("Your answer")
    box.fill("I look into it")
    make_turn(talk, "Are you there?")
    expect(shop.get_by_role("log")).to_contain_text("Are you there?", timeout=20_000)
    expect(box).to_have_value("I look into it")
    shop.get_by_role("button", name="Send and close").click()
    expect(shop.get_by_text("The answer is sent.")).to_be_visible()
    talk.refresh_from_db()
    assert talk.state == ConversationState.CLOSED
    assert Turn.objects.get(author=Author.STAFF).text == "I look into it"


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_no_page_of_the_desk_shuts_anyone_out(shop, talk, size, scheme):
    shop.set_viewport_size(SIZES[size])
    shop.emulate_media(color_scheme=scheme, reduced_motion="reduce")
    for name, path in {
        "home": "/admin/",
        "desk": reverse("admin:assistant_conversation_desk"),
        "conversation": change(talk),
        "report": reverse("admin:assistant_conversation_report"),
    }.items():
        shop.goto(f"{shop.base}{path}")
        found = Axe().run(shop, context=OURS, options=WCAG)
        assert not found.response["violations"], f"{name}\n{found.generate_report()}"
        overflow = shop.evaluate("document.documentElement.scrollWidth - innerWidth")
        assert overflow <= 0, f"{name} scrolls sideways by {overflow} px"
