"""A member of staff looks a customer up, notes something, writes to them; open to everybody."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from accounts.models import CustomerNote
from analytics.tests.buyers import bought, did, make_buyer
from events.names import Consent, EventName
from notifications.kinds import MailKind
from notifications.models import Mail
from shop.customer_page.tests.test_page import make_profile
from tests.browser.staff import OURS, WCAG, log_in_staff
from tests.browser.test_accessibility import SIZES

pytestmark = [pytest.mark.slow, pytest.mark.any_database]


@pytest.fixture
def ada(shop):
    """A customer of whom everything is known, and the staff before the list of customers."""
    ada = make_buyer(name="Ada Lovelace", consent=Consent.ALL, country="GB")
    for day in range(1, 40):
        bought(ada, days_ago=day)
    did(ada, EventName.SEARCH_PERFORMED, days_ago=2, payload={"words": "blue lamp"})
    make_profile(ada, preferences={"hour": 19, "channel": "mail"})
    log_in_staff(shop)
    shop.goto(f"{shop.base}/admin/accounts/customer/")
    return ada


def test_from_the_list_to_a_note_and_a_mail(shop, ada):
    shop.get_by_role("link", name="Ada Lovelace").click()
    expect(shop.get_by_role("heading", name="At risk")).to_be_visible()
    shop.get_by_text("A note about them").click()
    shop.get_by_label("New note").fill("Prefers to be rung.")
    shop.get_by_role("button", name="Keep the note").click()
    expect(shop.get_by_text("Prefers to be rung.")).to_be_visible()
    assert CustomerNote.objects.get().author.email == "boss@example.com"

    shop.get_by_text("A mail to them").click()
    shop.get_by_label("Subject").fill("Your lamp")
    shop.get_by_label("Text").fill("It is back.")
    shop.get_by_role("button", name="Send the mail").click()
    expect(shop.get_by_text("The mail is on its way.")).to_be_visible()
    assert Mail.objects.get(kind=MailKind.MESSAGE).to == ada.email

    shop.get_by_role("link", name="Visits").click()
    expect(shop.get_by_text("“blue lamp”")).to_be_visible()
    shop.get_by_role("link", name="Everything").click()
    shop.get_by_role("link", name="Older").click()
    first = ada.orders.earliest("placed_at").number
    expect(shop.get_by_role("link", name=f"Order {first} placed")).to_be_visible()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", SIZES)
def test_the_page_is_open_to_everybody_and_as_wide_as_its_screen(shop, ada, size, scheme):
    shop.emulate_media(color_scheme=scheme)
    shop.set_viewport_size(SIZES[size])
    shop.get_by_role("link", name="Ada Lovelace").click()
    expect(shop.get_by_role("heading", name="At risk")).to_be_visible()
    shop.wait_for_load_state()
    for summary in shop.locator(f"{OURS} summary").all():
        summary.click()
    wide = shop.evaluate("document.documentElement.scrollWidth - window.innerWidth")
    assert wide <= 0, f"{wide} pixels stand out"
    found = Axe().run(shop, context=OURS, options=WCAG)
    assert not found.response["violations"], found.generate_report()
