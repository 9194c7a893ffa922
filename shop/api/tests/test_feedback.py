"""A shop front of one's own tells what it showed and what people did with it."""

from uuid import uuid4

import pytest
from django.conf import settings

from events.models import Event
from events.names import Consent, EventName
from foundation.ids import uuid7

pytestmark = pytest.mark.django_db
BASE = "/api/v1/recommendations/"


def tell(client, path, body):
    return client.post(f"{BASE}{path}/", body, content_type="application/json")


def agree(client):
    client.cookies[settings.VISITOR_COOKIE] = f"{uuid4().hex}.{uuid4().hex}.1"
    client.cookies[settings.CONSENT_COOKIE] = str(int(Consent.PERSONALISATION))


def a_list(*products, **changes):
    shown = [
        {"id": str(uuid7()), "product": product.public_id, "position": position, **changes}
        for position, product in enumerate(products, start=1)
    ]
    return {"slot": "app.home", "surface": "for_you", "model": "recommendations:3", "shown": shown}


def test_a_list_is_kept_once_and_a_click_finds_it(client, goods):
    body = a_list(goods.mug, goods.chair, propensity=0.25, strategy="crowd")
    assert tell(client, "impressions", body).json() == {"kept": 2}
    assert tell(client, "impressions", body).status_code == 201
    shown = Event.objects.filter(name=EventName.IMPRESSION).order_by("position")
    assert [(row.product_id, row.propensity, row.slot) for row in shown] == [
        (goods.mug.pk, 0.25, "app.home"),
        (goods.chair.pk, 0.25, "app.home"),
    ]
    assert shown[0].payload == {"surface": "for_you", "strategy": "crowd"}
    click = {
        "id": str(uuid7()), "kind": "impression.clicked", "product": goods.chair.public_id,
        "impression": body["shown"][1]["id"],
    }  # fmt: skip
    assert tell(client, "interactions", {"interactions": [click]}).status_code == 201
    clicked = Event.objects.get(name=EventName.IMPRESSION_CLICKED)
    assert Event.objects.get(pk=clicked.payload["impression"]) == shown[1]


@pytest.mark.parametrize(
    "change",
    [
        {"id": "1"},
        {"id": str(uuid4())},
        {"propensity": 1.5},
        {"propensity": -0.1},
        {"position": 0},
        {"product": "0" * 16},
        {"product": "'"},
        {"strategy": "<b>"},
    ],
)
def test_an_impression_that_cannot_be_is_refused(client, goods, change):
    assert tell(client, "impressions", a_list(goods.mug, **change)).status_code == 400
    assert not Event.objects.exists()


@pytest.mark.parametrize("kind", ["product.purchased", "order.placed", "cart.item_added", "x"])
def test_only_looks_and_clicks_are_taken(client, goods, kind):
    told = {"id": str(uuid7()), "kind": kind, "product": goods.mug.public_id}
    assert tell(client, "interactions", {"interactions": [told]}).status_code == 400
    assert not Event.objects.exists()


def test_looks_are_of_nobody_without_consent(client, goods):
    def look():
        return {"id": str(uuid7()), "kind": "product.viewed", "product": goods.mug.public_id}

    tell(client, "interactions", {"interactions": [look()]})
    agree(client)
    tell(client, "interactions", {"interactions": [look()]})
    people = Event.objects.order_by("occurred_at", "id").values_list("visitor", flat=True)
    assert [person is None for person in people] == [True, False]


def test_not_for_me_needs_consent(client, goods):
    body = {"product": goods.mug.public_id, "slot": "app.home"}
    assert tell(client, "feedback", body).status_code == 409
    agree(client)
    assert tell(client, "feedback", body).status_code == 204
    told = Event.objects.get(name=EventName.RECOMMENDATION_DISMISSED)
    assert (told.product_id, told.slot) == (goods.mug.pk, "app.home")
    assert tell(client, "feedback", {"product": "0" * 16}).status_code == 400


def test_an_impression_of_anothers_is_not_overwritten(client, goods):
    """Ids are the teller's own: who names one that is there already changes nothing of it."""
    agree(client)
    told = a_list(goods.mug)
    tell(client, "impressions", told)
    [before] = Event.objects.filter(name=EventName.IMPRESSION).values()
    agree(client)
    forged = {**told, "slot": "app.cart", "shown": [{**told["shown"][0], "position": 9}]}
    forged["shown"][0]["product"] = goods.chair.public_id

    assert tell(client, "impressions", forged).status_code == 201

    assert list(Event.objects.filter(name=EventName.IMPRESSION).values()) == [before]


@pytest.mark.parametrize("word", ["a\0b", "<script>", "x" * 41, "two words", ["list"]])
@pytest.mark.parametrize("field", ["slot", "surface", "model"])
def test_words_that_cannot_be(client, goods, field, word):
    if field == "model" and word == "x" * 41:
        word = "x" * 61
    answer = tell(client, "impressions", {**a_list(goods.mug), field: word})
    assert (answer.status_code, list(answer.json()["error"]["fields"])) == (400, [field])
