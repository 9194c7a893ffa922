"""Staff build an audience, a flow of two messages and a subject test; a reader takes one click."""

import re
from datetime import datetime, time, timedelta

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.core import mail
from playwright.sync_api import expect

from foundation import clock
from marketing.campaigns.enrolling import Entry, enrol
from marketing.campaigns.holdouts import is_held_out
from marketing.campaigns.steps import advance
from marketing.contact.gate import verdict
from marketing.contact.policy import policy
from marketing.flows.house import add_house_flow
from marketing.kinds import CampaignState, Medium, Reason
from marketing.models import Audience, Campaign
from marketing.tests.factories import make_campaign, make_reader, make_step
from notifications.sending import send_due
from tests.browser.staff import OURS, WCAG, log_in_staff
from tests.browser.test_accessibility import SIZES

pytestmark = [pytest.mark.slow, pytest.mark.any_database]


@pytest.fixture
def desk(shop):
    log_in_staff(shop)
    return shop


@pytest.fixture
def without_scripts(browser, base, browser_context_args):
    """A page of a browser that runs no JavaScript."""
    context = browser.new_context(**{**browser_context_args, "java_script_enabled": False})
    page = context.new_page()
    page.base = base
    log_in_staff(page)
    yield page
    context.close()


def _build_audience(page, *, has_scripts):
    page.goto(f"{page.base}/admin/marketing/audience/add/")
    page.get_by_label("Name", exact=True).fill("Buyers")
    if not page.get_by_label("What is asked for").count():
        page.get_by_role("button", name="Add a condition").click()
    page.get_by_label("What is asked for").first.select_option("orders")
    if not has_scripts:
        page.get_by_role("button", name="Count", exact=True).click()
    page.get_by_role("textbox", name="Number of orders").fill("1")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_text("“Buyers” was saved.")).to_be_visible()


def _plan_flow(page):
    page.goto(f"{page.base}/admin/marketing/campaign/add/")
    page.locator("#id_name").fill("Hello and again")
    page.locator("#id_slug").fill("hello-and-again")
    page.locator("#id_kind").select_option("flow")
    page.locator("#id_trigger").select_option("welcome")
    page.locator("#id_audience").select_option(label="Buyers")
    page.locator("[name=_save]").first.click()
    expect(page.get_by_role("heading", name="Hello and again")).to_be_visible()
    expect(page.get_by_text("It says nothing yet: add a first message.")).to_be_visible()


def _write(page, subject, words):
    page.get_by_label("Subject English").fill(subject)
    page.get_by_role("button", name="Text", exact=True).click()
    page.get_by_label("Words English").fill(words)
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_text("Saved.").first).to_be_visible()
    expect(page.get_by_label("Words English")).to_have_value(words)


def _add_message(page, subject, words):
    page.get_by_role("button", name="Add", exact=True).click()
    page.get_by_role("link", name="No subject yet").click()
    _write(page, subject, words)


def _to_the_desk(page):
    tabs = page.get_by_role("navigation", name="Campaign", exact=True)
    tabs.get_by_role("link", name="Campaign", exact=True).click()


def _make_all_of_it(page, *, has_scripts=True):
    _build_audience(page, has_scripts=has_scripts)
    _plan_flow(page)
    _add_message(page, "Welcome, {name}", "We are glad that you are here.")
    _to_the_desk(page)
    _add_message(page, "One more thing", "This is what others like.")
    _to_the_desk(page)
    page.get_by_role("link", name=re.compile("^1. E-mail")).click()
    page.get_by_role("button", name="Test another subject, text or offer").click()
    expect(page.get_by_role("link", name="Variant “b”")).to_be_visible()
    page.get_by_label("Subject English").fill("Good to see you, {name}")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_text("Saved.").first).to_be_visible()
    _to_the_desk(page)
    page.get_by_role("button", name="Start", exact=True).click()
    expect(page.get_by_text("It runs.")).to_be_visible()


def _is_all_there():
    campaign = Campaign.objects.get(name="Hello and again")
    first, second = campaign.steps.order_by("position")
    assert campaign.state == CampaignState.RUNNING
    assert campaign.audience == Audience.objects.get(name="Buyers")
    [rule] = campaign.audience.rule["rules"]
    assert rule["field"] == "orders"
    assert (first.wait_hours, second.wait_hours) == (0, 24)
    assert {variant.slug: variant.subject["en"] for variant in first.variants.all()} == {
        "control": "Welcome, {name}",
        "b": "Good to see you, {name}",
    }
    assert first.experiment.primary_metric == "opened"
    assert second.experiment is None


def test_staff_build_an_audience_a_flow_and_a_subject_test(desk):
    _make_all_of_it(desk)
    _is_all_there()


def test_it_is_all_done_without_javascript_too(without_scripts):
    _make_all_of_it(without_scripts, has_scripts=False)
    _is_all_there()


def _noon() -> datetime:
    """A moment after now that is not among the quiet hours."""
    day = clock.business_day() + timedelta(days=1)
    return datetime.combine(day, time(12), tzinfo=clock.shop_zone())


def _reader_of(campaign):
    """Somebody whom the campaign does not hold out."""
    readers = (make_reader(f"Reader {number}") for number in range(50))
    return next(one for one in readers if not is_held_out(campaign, one.pseudonym, policy()))


def test_a_customer_is_off_the_list_by_one_click(shop):
    campaign, at = make_campaign(), _noon()
    make_step(campaign)
    reader = _reader_of(campaign)
    with clock.standing_at(at):
        assert enrol(campaign=campaign, entries=[Entry(reader.pk, "test")], at=at).entered == 1
        advance(at=at)
        send_due()
    [letter] = mail.outbox
    link = re.search(r"<(http[^>]+)>", letter.extra_headers["List-Unsubscribe"])
    shop.goto(link.group(1))
    shop.get_by_role("button", name="Stop these mails").click()
    expect(shop.get_by_role("heading", name="You are off the list")).to_be_visible()
    told = verdict(reader, medium=Medium.EMAIL, is_personal=False, at=at)
    assert told == Reason.UNSUBSCRIBED


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_no_page_of_the_desk_shuts_anyone_out(desk, size, scheme):
    desk.set_viewport_size(SIZES[size])
    desk.emulate_media(color_scheme=scheme, reduced_motion="reduce")
    campaign = add_house_flow(key="win_back", at=clock.now())
    step = campaign.steps.order_by("position").first()
    variant = step.variants.get()
    own = f"campaign/{campaign.pk}/"
    for name, path in {
        "list": "campaign/",
        "ready-made": "campaign/ready-made/",
        "desk": f"{own}desk/",
        "plan": f"{own}change/",
        "message": f"{own}messages/{step.pk}/",
        "variant": f"{own}messages/{step.pk}/{variant.pk}/",
        "audience": "audience/add/",
    }.items():
        desk.goto(f"{desk.base}/admin/marketing/{path}")
        if desk.locator(OURS).count():
            found = Axe().run(desk, context=OURS, options=WCAG)
            assert not found.response["violations"], f"{name}\n{found.generate_report()}"
        overflow = desk.evaluate("document.documentElement.scrollWidth - innerWidth")
        assert overflow <= 0, f"{name} scrolls sideways by {overflow} px"
