"""What pages tell of searches: each once, with what it showed, and the clicks that came of it."""

import pytest

from catalog.tests.factories import make_product
from events.models import Event
from events.names import EventName
from foundation.ids import uuid7
from shop.storefront.tests.test_privacy import OURS, send, view_of

pytestmark = pytest.mark.django_db


def search(*products, **more):
    told = {
        "words": "field mug",
        "language": "en",
        "found": 31,
        "corrected": False,
        "offset": 24,
        "shown": [product.public_id for product in products],
    }
    return {"id": str(uuid7()), "name": "search.performed", "search": told | more}


def test_a_search_is_stored_with_what_it_showed(client, stocked):
    lamp = make_product("Desk lamp")
    told = search(lamp, stocked)
    assert send(client, told).status_code == 204
    assert send(client, told).status_code == 204
    stored = Event.objects.get(name=EventName.SEARCH_PERFORMED)
    assert stored.payload == {
        "words": "field mug",
        "language": "en",
        "found": 31,
        "corrected": False,
        "offset": 24,
        "shown": [lamp.pk, stocked.pk],
    }
    assert (stored.visitor, stored.customer) == (None, None)


def test_a_click_names_the_search_it_came_of(client, stocked):
    told = search(stocked)
    click = {
        **view_of(stocked),
        "name": "search.clicked",
        "slot": "search",
        "position": 25,
        "impression": told["id"],
    }
    assert send(client, told, click).status_code == 204
    stored = Event.objects.get(name=EventName.SEARCH_CLICKED)
    assert (stored.position, stored.payload) == (25, {"impression": told["id"]})


def test_what_is_no_product_any_more_is_left_out(client, stocked):
    told = search(stocked)
    told["search"]["shown"].insert(0, "0" * 16)
    assert send(client, told).status_code == 204
    assert Event.objects.get().payload["shown"] == [stocked.pk]


def test_a_search_of_a_bot_leaves_no_trace(client, stocked):
    assert (
        send(client, search(), headers={**OURS, "User-Agent": "Googlebot/2.1"}).status_code == 204
    )
    assert not Event.objects.exists()


@pytest.mark.parametrize(
    "change",
    [
        {"words": 5},
        {"words": "x" * 121},
        {"words": "a\x00b"},
        {"language": "<b>"},
        {"found": -1},
        {"found": 1.5},
        {"found": True},
        {"found": 10**12},
        {"corrected": 1},
        {"offset": None},
        {"shown": "0123456789abcdef"},
        {"shown": [5]},
        {"shown": ["' OR 1=1"]},
        {"shown": ["0" * 16] * 51},
        {"customer": "me"},
    ],
)
def test_a_search_that_no_page_sends_is_refused(client, stocked, change):
    assert send(client, search(**change)).status_code == 400
    assert not Event.objects.exists()


def test_only_a_search_tells_of_one(client, stocked):
    told = search()["search"]
    assert send(client, {**view_of(stocked), "search": told}).status_code == 400
    assert send(client, {"id": str(uuid7()), "name": "search.performed"}).status_code == 400
    assert send(client, search() | {"product": stocked.public_id}).status_code == 400
