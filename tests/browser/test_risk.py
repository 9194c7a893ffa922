"""A reviewer's way: from the staff home to a held order, what it shares, a decision, the lesson."""

import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from catalog.tests.factories import make_product
from orders.models import HoldState, Order, OrderState, Refund
from risk.algorithms.vocabulary import Door, Outcome, Signal, Verdict
from risk.kinds import FraudKind, LabelSource
from risk.learning.dataset import read_book
from risk.models import Case, Label
from risk.reviewing.services import label
from shop.doors.tests.scenes import browser, only_rule, order, set_policy
from shop.storefront.listing import rebuild_listings
from tests.browser.staff import OURS, WCAG, log_in_staff
from tests.browser.test_accessibility import SIZES

pytestmark = [pytest.mark.slow, pytest.mark.any_database]
STOLEN = "test:shared"
"""The test provider's card that several people have."""


@pytest.fixture
def desk(shop):
    """A member of staff before two held orders with a card that was reported as stolen before."""
    mug = make_product("Field mug", price="18.50", colours=["forest", "sand"])
    rebuild_listings()
    set_policy(Door.CHECKOUT)
    only_rule(Door.CHECKOUT, Outcome.HOLD, Signal.CARD_EMAILS_90D, 2, name="One card, many mails")
    order(browser(), mug, payment=STOLEN)
    label(
        door=Door.CHECKOUT,
        subject=Order.objects.get().public_id,
        verdict=Verdict.FRAUD,
        kind=FraudKind.STOLEN_CARD,
        source=LabelSource.CHARGEBACK,
    )
    for name in ("bea", "cleo"):
        order(browser(), mug, payment=STOLEN, email=f"{name}@example.com")
    assert Case.objects.count() == 2
    log_in_staff(shop)
    return shop


def _lesson_of(case):
    """What the next training will believe of a held attempt: 1 fraud, -1 honest, 0 nothing."""
    book = read_book()
    place = list(book.lessons.at).index(case.assessment.occurred_at.timestamp())
    return book.lessons.verdict[place]


def test_a_held_order_is_looked_at_decided_and_learned_from(desk):
    first, second = Case.objects.select_related("assessment").order_by("-at_stake_minor", "due_at")
    assert _lesson_of(first) == 0
    desk.goto(f"{desk.base}/admin/")
    desk.get_by_role("link", name="are held for review").click()
    desk.get_by_role("link", name=re.compile("^Checkout")).first.click()
    expect(desk.get_by_role("group", name="What this one shares with others")).to_be_visible()
    expect(desk.get_by_text("Rule: One card, many mails")).to_be_visible()
    assert desk.locator(".plot-wide .chart-dot-bad").count() == 1
    desk.locator(".plot-wide a:has(.chart-dot-bad)").click()
    expect(desk.get_by_text("A chargeback")).to_be_visible()
    desk.go_back()

    desk.get_by_label("Kind of fraud, where it is refused").select_option("stolen_card")
    desk.get_by_label("Note for colleagues").fill("The card was reported last week.")
    desk.get_by_role("button", name="Refuse").click()
    expect(desk.get_by_text("Refused: it is undone")).to_be_visible()

    refused = Order.objects.get(public_id=first.assessment.subject)
    assert refused.state == OrderState.CANCELLED
    assert Refund.objects.get(payment__order=refused).amount_minor == refused.total_minor
    said = Label.objects.get(assessment=first.assessment, source=LabelSource.REVIEWER)
    assert (said.verdict, said.kind) == (Verdict.FRAUD, FraudKind.STOLEN_CARD)
    assert _lesson_of(first) == 1

    assert desk.url.endswith(f"/case/{second.pk}/change/")
    desk.get_by_role("button", name="Let it through").click()
    expect(desk.get_by_text("Nothing is held: nobody waits for you.")).to_be_visible()
    released = Order.objects.get(public_id=second.assessment.subject)
    assert released.hold != HoldState.HELD
    assert released.state == OrderState.PLACED
    assert _lesson_of(second) == -1


def test_the_keyboard_alone_decides(desk):
    case = Case.objects.order_by("-at_stake_minor", "due_at").first()
    desk.goto(f"{desk.base}/admin/risk/case/{case.pk}/change/")
    desk.get_by_role("link", name="To the decision").focus()
    desk.keyboard.press("Enter")
    desk.get_by_label("Kind of fraud, where it is refused").focus()
    for _step in range(3):  # the note, the box, the first button
        desk.keyboard.press("Tab")
    expect(desk.get_by_role("button", name="Let it through")).to_be_focused()
    desk.keyboard.press("Enter")
    expect(desk.get_by_text("Let through: it goes its way.")).to_be_visible()


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_no_page_of_the_desk_shuts_anyone_out(desk, size, scheme):
    desk.set_viewport_size(SIZES[size])
    desk.emulate_media(color_scheme=scheme, reduced_motion="reduce")
    case = Case.objects.first()
    for name, path in {
        "queue": "case/desk/",
        "case": f"case/{case.pk}/change/",
        "attempt": f"assessment/{case.assessment_id}/change/",
        "report": "assessment/report/",
    }.items():
        desk.goto(f"{desk.base}/admin/risk/{path}")
        found = Axe().run(desk, context=OURS, options=WCAG)
        assert found.violations_count == 0, (name, found.generate_report())
        wide = desk.evaluate("document.documentElement.scrollWidth > window.innerWidth")
        assert not wide, f"{name} is wider than the screen"
