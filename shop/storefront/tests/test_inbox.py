"""The inbox and the browsers of an account: one's own, read by a click, nothing without consent."""

from __future__ import annotations

import pytest

from events.names import Consent
from marketing.models import InboxNote, PushSubscription
from marketing.tests.push_browser import AUTH, P256DH
from marketing.tests.push_rows import make_note, make_subscription
from shop.storefront.browsers import browser_name
from shop.storefront.tests.people import client_of, make_customer

pytestmark = pytest.mark.django_db
SENT = {"endpoint": "https://push.example.com/send/1", "p256dh": P256DH, "auth": AUTH}
FIREFOX = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:128.0) Gecko/20100101 Firefox/128.0"


@pytest.fixture
def ada():
    customer = make_customer()
    customer.consent = Consent.ALL
    customer.save(update_fields=["consent"])
    return customer


def text_of(client, path: str) -> str:
    return client.get(path).content.decode()


def test_an_empty_inbox_says_so(ada):
    assert "Nothing here yet" in text_of(client_of(ada), "/account/inbox/")


def test_a_note_is_counted_until_it_is_opened_and_leads_on(ada):
    note, client = make_note(ada, url="/c/sale/"), client_of(ada)
    assert "1" in text_of(client, "/cart/badge/")
    assert "unread note" in text_of(client, "/cart/badge/")

    response = client.post(f"/account/inbox/{note.pk}/open/")

    assert (response.status_code, response["Location"]) == (302, "/c/sale/")
    assert "unread note" not in text_of(client, "/cart/badge/")
    assert "Still thinking it over?" in text_of(client, "/account/inbox/")


@pytest.mark.parametrize("url", ["", "javascript:alert(1)", "//evil.example", "data:text/html,x"])
def test_a_note_never_leads_where_no_page_is(ada, url):
    note = make_note(ada, url=url)

    response = client_of(ada).post(f"/account/inbox/{note.pk}/open/")

    assert response["Location"] == "/account/inbox/"


def test_what_a_note_says_is_words_and_never_markup(ada):
    make_note(ada, title="<script>alert(1)</script>", line="<b>bold</b>")

    page = text_of(client_of(ada), "/account/inbox/")

    assert "<script>alert(1)" not in page
    assert "&lt;b&gt;bold" in page


def test_all_are_read_at_once_and_one_is_removed(ada):
    first, _second = make_note(ada), make_note(ada)
    client = client_of(ada)
    client.post("/account/inbox/read/")
    assert not InboxNote.objects.filter(read_at__isnull=True).exists()

    client.post(f"/account/inbox/{first.pk}/remove/")
    assert InboxNote.objects.count() == 1


def test_nobody_opens_or_removes_anothers_note(ada):
    note, eve = make_note(ada), client_of(make_customer("eve@example.com", "Eve"))

    assert eve.post(f"/account/inbox/{note.pk}/open/").status_code == 404
    assert eve.post(f"/account/inbox/{note.pk}/remove/").status_code == 404
    note.refresh_from_db()
    assert note.read_at is None


def test_a_guest_has_neither_inbox_nor_badge():
    client = client_of(None)

    assert client.get("/account/inbox/").status_code == 302
    assert "inbox-badge" not in text_of(client, "/cart/badge/")


# --- browsers ----------------------------------------------------------------------------------
def test_a_browser_is_kept_shown_and_taken_back(ada):
    client = client_of(ada)
    response = client.post("/account/notifications/add/", SENT, headers={"User-Agent": FIREFOX})
    assert response.status_code == 204
    assert "Firefox, Windows" in text_of(client, "/account/notifications/")

    browser = PushSubscription.objects.get(customer=ada)
    client.post(f"/account/notifications/{browser.pk}/remove/")
    assert not PushSubscription.objects.exists()


@pytest.mark.parametrize(
    "wrong",
    [
        {"endpoint": ""},
        {"endpoint": "http://push.example.com/"},
        {"endpoint": "https://push.example.com/" + "x" * 2_000},
        {"endpoint": "https://user:word@push.example.com/"},
        {"p256dh": ""},
        {"p256dh": "x" * 10_000},
        {"auth": "\x00"},
        {"auth": "ü"},
    ],
    ids=lambda wrong: next(iter(wrong)),
)
def test_what_no_browser_tells_is_refused_in_words(ada, wrong):
    response = client_of(ada).post("/account/notifications/add/", {**SENT, **wrong})

    assert response.status_code == 400
    assert response.json()["error"]
    assert not PushSubscription.objects.exists()


def test_no_other_site_adds_a_browser(ada):
    client = client_of(ada)

    response = client.post(
        "/account/notifications/add/", SENT, headers={"Sec-Fetch-Site": "cross-site"}
    )

    assert response.status_code == 403
    assert not PushSubscription.objects.exists()


def test_who_wants_no_news_is_not_asked_and_not_kept(ada):
    ada.consent = Consent.PERSONALISATION
    ada.save(update_fields=["consent"])
    client = client_of(ada)

    assert client.post("/account/notifications/add/", SENT).status_code == 400
    assert "data-push-ask" not in text_of(client, "/account/notifications/")
    assert client.get("/holes/notifications/").status_code == 204


def test_after_an_order_only_who_has_no_browser_yet_is_asked(ada):
    client = client_of(ada)
    assert "data-push-ask" in text_of(client, "/holes/notifications/")

    make_subscription(ada)
    assert client.get("/holes/notifications/").status_code == 204
    assert client_of(None).get("/holes/notifications/").status_code == 204


def test_nobody_takes_back_anothers_browser(ada):
    browser, eve = make_subscription(ada), client_of(make_customer("eve@example.com", "Eve"))

    assert eve.post(f"/account/notifications/{browser.pk}/remove/").status_code == 404
    assert PushSubscription.objects.exists()


def test_the_worker_is_script_at_the_root_and_asked_anew(client):
    response = client.get("/push-worker.js")

    assert response["Content-Type"].startswith("text/javascript")
    assert "no-cache" in response["Cache-Control"]
    assert "showNotification" in response.content.decode()


@pytest.mark.parametrize(
    ("agent", "name"),
    [
        (FIREFOX, "Firefox, Windows"),
        ("Mozilla/5.0 (Linux; Android 14) Chrome/140.0 Mobile Safari/537.36", "Chrome, Android"),
        ("Mozilla/5.0 (Windows NT 10.0) Chrome/140.0 Safari/537.36 Edg/140.0", "Edge, Windows"),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 18_0) Version/18.0 Safari/604.1", "Safari, iPhone"),
        ("", ""),
    ],
)
def test_a_browser_is_called_by_its_name(agent, name):
    assert browser_name(agent) == name
