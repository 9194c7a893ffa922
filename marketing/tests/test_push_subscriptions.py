"""Which browsers are kept, of whom, and into which networks the shop does not go for them."""

from __future__ import annotations

from datetime import timedelta

import pytest

from events.names import Consent
from foundation import clock
from marketing.push.posting import Outcome, post
from marketing.push.subscriptions import (
    MOST_BROWSERS,
    SubscriptionRefused,
    subscribe,
    subscriptions_of,
    unsubscribe,
)
from marketing.tests.factories import make_reader
from marketing.tests.push_rows import a_browser, make_subscription

pytestmark = pytest.mark.django_db


# --- which addresses ---------------------------------------------------------------------------
@pytest.mark.parametrize(
    "endpoint",
    [
        "http://push.example.com/send",
        "ftp://push.example.com/send",
        "https://user:secret@push.example.com/send",
        "javascript:alert(1)",
        "https://",
        "",
        "https://push.example.com/" + "x" * 1_000,
        "https://push.example.com/\0",
    ],
)
def test_a_browser_with_an_address_that_is_none_is_refused(endpoint):
    with pytest.raises(SubscriptionRefused):
        subscribe(customer=make_reader(), browser=a_browser(endpoint))


@pytest.mark.parametrize(
    "host", ["127.0.0.1", "10.0.0.8", "169.254.169.254", "[::1]", "[::ffff:10.0.0.8]", "localhost"]
)
def test_the_shop_does_not_go_into_its_own_network(host):
    customer = make_reader()
    browser = make_subscription(customer, endpoint=f"https://{host}/send")

    answer = post(browser, b"{}", topic="a")

    assert answer.outcome is Outcome.LATER
    assert "public" in answer.error


# --- which browsers ----------------------------------------------------------------------------
def test_a_browser_is_kept_once_and_changes_its_owner():
    ada, eve = make_reader(), make_reader("Eve")
    subscribe(customer=ada, browser=a_browser())
    subscribe(customer=eve, browser=a_browser())

    assert not subscriptions_of(ada)
    assert subscriptions_of(eve).get().browser == "Firefox"


def test_who_did_not_agree_to_news_is_not_kept():
    with pytest.raises(SubscriptionRefused, match="Allow news"):
        subscribe(customer=make_reader(consent=Consent.PERSONALISATION), browser=a_browser())


def test_the_oldest_of_too_many_browsers_goes():
    ada = make_reader()
    for number in range(MOST_BROWSERS + 1):
        browser = a_browser(f"https://push.example.com/{number}")
        subscribe(customer=ada, browser=browser, at=clock.now() + timedelta(hours=number))

    endpoints = set(subscriptions_of(ada).values_list("endpoint", flat=True))
    assert len(endpoints) == MOST_BROWSERS
    assert "https://push.example.com/0" not in endpoints


def test_only_ones_own_browser_is_taken_back():
    ada, eve = make_reader(), make_reader("Eve")
    browser = make_subscription(ada)

    assert not unsubscribe(customer=eve, subscription_id=browser.pk)
    assert unsubscribe(customer=ada, subscription_id=browser.pk)
    assert not subscriptions_of(ada)
