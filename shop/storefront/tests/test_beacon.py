"""The door for views and clicks stands open to the world: what may come in, and what not."""

import json
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from events import bots
from events.beacon import BeaconRefused, parse_batch
from events.models import DeadLetter, DeadReason, Event
from foundation import clock
from foundation.ids import uuid7
from shop.storefront.tests.test_privacy import OURS, send, view_of

pytestmark = pytest.mark.django_db


def listing(**more):
    return {"id": str(uuid7()), "name": "list.viewed", "list": "all", **more}


def test_views_and_clicks_are_stored(client, stocked):
    click = {
        **view_of(stocked),
        "name": "impression.clicked",
        "slot": "home.trending",
        "position": 3,
        "model": "recommendations:7",
    }
    assert send(client, view_of(stocked), click, listing()).status_code == 204
    stored = Event.objects.get(name="impression.clicked")
    assert (stored.product_id, stored.slot, stored.position) == (stocked.pk, "home.trending", 3)
    assert stored.model_version == "recommendations:7"
    assert str(stored.id) == click["id"]
    assert Event.objects.get(name="list.viewed").payload == {"list": "all"}


def test_an_event_that_comes_twice_is_stored_once(client, stocked):
    event = view_of(stocked)
    assert send(client, event, event).status_code == 204
    assert send(client, event).status_code == 204
    assert Event.objects.count() == 1


@pytest.mark.parametrize("days", [-400, 400])
def test_a_wrong_clock_of_the_browser_is_not_believed(client, days):
    wrong = clock.now() + timedelta(days=days)
    assert send(client, listing(id=str(uuid7(wrong)))).status_code == 204
    stored = Event.objects.get()
    assert abs(stored.occurred_at - clock.now()) < timedelta(minutes=1)


def test_an_id_of_a_year_that_no_calendar_has_is_not_believed(client):
    far = "ffffffff-ffff-7fff-bfff-ffffffffffff"
    assert send(client, listing(id=far)).status_code == 204
    assert abs(Event.objects.get().occurred_at - clock.now()) < timedelta(minutes=1)


@pytest.mark.parametrize(
    "change",
    [
        {"name": "order.placed"},
        {"name": "consent.given"},
        {"name": "product.purchased"},
        {"name": ["product.viewed"]},
        {"name": None},
        {"id": "1"},
        {"id": None},
        {"id": "9f0c5b1e-6d1e-4c2e-9a55-2f6a1b0c1d2e"},
        {"product": "nothing"},
        {"product": ""},
        {"product": 5},
        {"product": "' OR 1=1 --     "},
        {"position": 0},
        {"position": True},
        {"position": 1.5},
        {"position": 10**9},
        {"slot": "x" * 41},
        {"slot": "<script>"},
        {"slot": {"a": 1}},
        {"model": "y" * 61},
        {"value": 5},
        {"customer": "me"},
        {"occurred_at": "2020-01-01"},
    ],
)
def test_a_bad_event_is_refused_with_all_that_came_along(client, stocked, change):
    response = send(client, view_of(stocked), {**view_of(stocked), **change})
    assert response.status_code == 400
    assert not Event.objects.exists()


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"[]",
        b"null",
        b"5",
        b"\xff\xfe",
        b'{"events": []}',
        b'{"events": {}}',
        b'{"events": [5]}',
        b'{"events": [null]}',
        b'{"events": [], "more": 1}',
        b"[" * 20_000,
        json.dumps({"events": [listing() for _ in range(51)]}).encode(),
        json.dumps({"events": [listing(pad="x" * 40_000)]}).encode(),
    ],
)
def test_what_is_no_batch_is_refused(client, body):
    response = client.post("/e", body, content_type="application/json", headers=OURS)
    assert response.status_code == 400
    assert not Event.objects.exists()


def test_fifty_events_fit(client):
    assert send(client, *[listing() for _ in range(50)]).status_code == 204
    assert Event.objects.count() == 50


@pytest.mark.parametrize(
    "headers",
    [
        {"Sec-Fetch-Site": "cross-site"},
        {"Origin": "https://evil.example"},
        {"Origin": "http://["},
        {"Referer": "http://[localhost"},
        {},
    ],
)
def test_other_sites_are_turned_away(client, headers):
    assert send(client, listing(), headers=headers).status_code == 403
    assert not Event.objects.exists()


def test_an_old_browser_is_known_by_its_origin(client):
    assert send(client, listing(), headers={"Origin": "http://localhost"}).status_code == 204


def test_an_unknown_product_goes_aside_and_what_came_along_is_kept(client, stocked):
    unknown = {**view_of(stocked), "product": "0123456789abcdef"}
    assert send(client, unknown, view_of(stocked)).status_code == 204
    assert Event.objects.get().product_id == stocked.pk
    assert DeadLetter.objects.get().reason == DeadReason.UNKNOWN_PRODUCT


@pytest.mark.parametrize(
    "headers",
    [
        {"User-Agent": "Googlebot/2.1"},
        {"User-Agent": ""},
        {"Sec-CH-UA": '"HeadlessChrome";v="140"'},
        {"Sec-Purpose": "prefetch;prerender"},
        {"Purpose": "prefetch"},
        {"DNT": "1"},
        {"Sec-GPC": "1"},
    ],
)
def test_what_nobody_looks_at_or_may_be_followed_leaves_no_trace(client, headers):
    assert send(client, listing(), headers={**OURS, **headers}).status_code == 204
    assert not Event.objects.exists()


@pytest.mark.parametrize("headers", [{"DNT": "0"}, {"Sec-GPC": "0"}, {"Sec-Purpose": ""}])
def test_the_same_headers_may_say_the_opposite(client, headers):
    assert send(client, listing(), headers={**OURS, **headers}).status_code == 204
    assert Event.objects.count() == 1


def test_no_person_looks_at_five_things_a_second(client, settings):
    settings.PAGE_RATES = {**settings.PAGE_RATES, "beacon": ""}
    client.cookies[settings.CONSENT_COOKIE] = "1"
    for _ in range(8):
        assert send(client, *[listing() for _ in range(50)]).status_code == 204
    assert Event.objects.count() == bots.MOST_A_MINUTE
    del client.cookies[settings.VISITOR_COOKIE]  # another visitor is not suspected
    send(client, listing())
    assert Event.objects.count() == bots.MOST_A_MINUTE + 1


def test_only_posts_come_in(client):
    assert client.get("/e").status_code == 405


@given(st.binary(max_size=300))
def test_no_bytes_break_the_parser(body):
    try:
        parse_batch(body)
    except BeaconRefused:
        return
    raise AssertionError("random bytes passed for a batch")


_json = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3)
    ),
    max_leaves=8,
)
_keys = st.sampled_from(["id", "name", "product", "slot", "position", "model", "list"])


@given(st.lists(st.dictionaries(_keys, _json, max_size=7), min_size=1, max_size=3))
def test_no_json_breaks_the_parser(events):
    with pytest.raises(BeaconRefused):
        parse_batch(json.dumps({"events": events}).encode())
