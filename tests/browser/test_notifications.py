"""A push is shown by the worker, the inbox is read by hand, landing pages shut nobody out."""

import json
import re

import pytest
from django.core.cache import cache
from django.templatetags.static import static
from playwright.sync_api import expect

from events.names import Consent
from marketing.models import InboxNote
from marketing.tests.page_rows import make_hero, make_page
from marketing.tests.push_rows import make_note, make_subscription
from shop.storefront.tests.people import make_customer
from tests.browser.test_accessibility import SIZES, check
from tests.browser.test_buying import slug_of
from tests.browser.test_members import sign_in

pytestmark = [pytest.mark.slow, pytest.mark.any_database]


@pytest.fixture
def ada(shelves):
    cache.clear()
    customer = make_customer()
    customer.consent = Consent.ALL
    customer.save(update_fields=["consent"])
    return customer


def push_to(page, content: str) -> None:
    """What a push service would deliver: ``content``, decrypted, to the worker of the page."""
    devtools = page.context.new_cdp_session(page)
    known: list[dict] = []
    devtools.on(
        "ServiceWorker.workerRegistrationUpdated",
        lambda told: known.extend(told["registrations"]),
    )
    devtools.send("ServiceWorker.enable")
    wait_until(page, lambda: known)
    devtools.send(
        "ServiceWorker.deliverPushMessage",
        {"origin": page.base, "registrationId": known[-1]["registrationId"], "data": content},
    )


def wait_until(page, holds, *, seconds=20) -> None:
    """Let the browser go on until something holds; the test asks for it afterwards."""
    for _tenth in range(seconds * 10):
        if holds():
            return
        page.wait_for_timeout(100)


def shown(page) -> list[dict]:
    return page.evaluate(
        """async () => {
            const registration = await navigator.serviceWorker.ready;
            const notes = await registration.getNotifications();
            return notes.map(({ title, body, tag, data }) => ({ title, body, tag, data }));
        }"""
    )


def test_a_push_is_shown_and_one_that_cannot_be_read_still_says_something(shop):
    shop.context.grant_permissions(["notifications"], origin=shop.base)
    shop.goto(shop.base)
    shop.evaluate(
        "navigator.serviceWorker.register('/push-worker.js')"
        ".then(() => navigator.serviceWorker.ready).then(() => true)"
    )
    said = {"title": "Still thinking it over?", "body": "It is here.", "url": "/cart/", "tag": "a"}

    push_to(shop, json.dumps(said))
    push_to(shop, json.dumps({**said, "body": "It is still here."}))
    push_to(shop, "no JSON at all")

    def replaced() -> bool:
        """Both titles once each: for a moment a note stands beside the one that it replaces."""
        notes = shown(shop)
        bodies = {note["title"]: note["body"] for note in notes}
        is_newer = bodies.get("Still thinking it over?") == "It is still here."
        return is_newer and len(notes) == len(bodies) == 2

    wait_until(shop, replaced)
    notes = {note["title"]: note for note in shown(shop)}
    assert set(notes) == {"Still thinking it over?", "Shelfwise"}
    assert notes["Still thinking it over?"]["body"] == "It is still here."
    assert notes["Still thinking it over?"]["data"] == {"url": "/cart/"}


def test_the_inbox_is_counted_read_and_emptied_by_hand(shop, ada):
    make_note(ada, url="/products/")
    sign_in(shop, shop.base, ada)
    expect(shop.locator("#inbox-badge")).to_contain_text("1")
    shop.get_by_role("link", name="Inbox", exact=True).click()
    shop.get_by_role("button", name="Have a look").click()
    expect(shop).to_have_url(re.compile("/products/"))
    expect(shop.locator("#inbox-badge")).to_be_empty()
    shop.goto(f"{shop.base}/account/inbox/")
    shop.get_by_role("button", name="Remove").click()
    expect(shop.get_by_role("heading", name="Nothing here yet")).to_be_visible()
    assert not InboxNote.objects.exists()


def test_who_says_no_to_the_browser_is_told_how_to_change_it(shop, ada):
    sign_in(shop, shop.base, ada)
    shop.goto(f"{shop.base}/account/notifications/")
    shop.evaluate("Notification.requestPermission = async () => 'denied'")
    shop.get_by_role("button", name="Notify me").click()

    expect(shop.get_by_text("The browser does not allow it.")).to_be_visible()


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_pages_of_marketing_shut_nobody_out(shop, ada, size, scheme):
    make_note(ada)
    make_subscription(ada)
    make_hero()
    blocks = [
        {"kind": "heading", "text": {"en": "For the season"}},
        {"kind": "text", "text": {"en": "What grows, what holds it.\n\nAll of it is in stock."}},
        {"kind": "button", "text": {"en": "See all of it"}, "url": "/products/"},
        {"kind": "picture", "picture": static("shop/icons/favicon.svg"), "alt": {"en": "A leaf"}},
        {"kind": "product", "product": slug_of("Pocket tee")},
        {"kind": "recommendations", "picks": "new", "count": 3, "title": {"en": "Just in"}},
        {"kind": "recommendations", "picks": "trending"},
        {"kind": "divider"},
    ]
    make_page(blocks=blocks)
    shop.set_viewport_size(SIZES[size])
    shop.emulate_media(color_scheme=scheme, reduced_motion="reduce")
    sign_in(shop, shop.base, ada)
    for path in ("/l/spring/", "/", "/account/inbox/", "/account/notifications/"):
        shop.goto(shop.base + path)
        shop.wait_for_load_state("networkidle")
        check(shop, path)
