"""Recommendations over the API, on a model that was really trained."""

from uuid import uuid4

import pytest
from django.conf import settings

from events.context import EventContext
from events.names import Consent, EventName
from events.services import Fact, record
from recommendations import serving

pytestmark = pytest.mark.django_db
BASE = "/api/v1/recommendations/"
PERSONAL = {
    "for-you/": "for_you", "because-viewed/": "because_viewed", "buy-again/": "buy_again",
    "new-for-you/": "new_for_you", "neighbours/": "neighbours",
}  # fmt: skip


@pytest.fixture(autouse=True)
def _fresh_champion():
    serving.forget_champion()
    yield
    serving.forget_champion()


def test_without_a_model_answers_are_empty_and_fine(client, goods):
    product = f"?product={goods.mug.public_id}"
    paths = ["trending/", "cart/", f"similar/{product}", f"together/{product}", f"upsell/{product}"]
    for path in [*paths, *PERSONAL, "category/?category=kitchen"]:
        answer = client.get(f"{BASE}{path}")
        assert answer.status_code == 200, path
        assert answer.json() == {"model": None, "results": []}


@pytest.mark.parametrize("path", ["similar/", "together/", "upsell/"])
@pytest.mark.parametrize(
    ("product", "status"),
    [("", 400), ("1", 400), ("x" * 99, 400), ("\0" * 16, 400), ("'" * 16, 400), ("0" * 16, 404)],
)
def test_products_that_are_not_there(client, goods, path, product, status):
    assert client.get(f"{BASE}{path}", {"product": product}).status_code == status


@pytest.mark.parametrize(
    ("category", "status"), [("", 400), ("\0", 400), ("a b", 400), ("x" * 99, 400), ("none", 404)]
)
def test_categories_that_are_not_there(client, goods, category, status):
    assert client.get(f"{BASE}category/", {"category": category}).status_code == status


@pytest.mark.parametrize("path", PERSONAL)
def test_every_personal_list_is_asked_for_the_visitor_of_the_cookies(
    client, goods, monkeypatch, path
):
    asked = []

    def found(context, *, n):
        asked.append((context.may_personalise, n))
        return [_found(goods.chair)]

    monkeypatch.setattr(serving, PERSONAL[path], found)
    body = client.get(f"{BASE}{path}", {"limit": 2}).json()
    assert [row["product"]["name"] for row in body["results"]] == ["Oak chair"]
    assert asked == [(False, 2)]


def test_a_draft_has_no_recommendations(client, goods):
    answer = client.get(f"{BASE}similar/", {"product": goods.draft.public_id})
    assert answer.status_code == 404


@pytest.mark.parametrize("limit", ["0", "-1", "25", "many", "9" * 30])
def test_limits_that_cannot_be(client, goods, limit):
    answer = client.get(f"{BASE}trending/", {"limit": limit})
    assert answer.status_code == 400
    assert list(answer.json()["error"]["fields"]) == ["limit"]


def _found(product, because=None, reason=serving.ReasonKind.SIMILAR):
    return serving.Recommendation(product.pk, 0.5, reason, because and because.pk, "rec:1")


def test_answers_carry_card_reason_and_version(client, goods, monkeypatch):
    """Only the model is put in place here: what it finds is turned into the answer by the API."""
    asked = []

    def similar(product_id, *, n, context):
        asked.append((product_id, n))
        kind = serving.ReasonKind.BOUGHT_TOGETHER
        return [_found(goods.chair, goods.mug, kind), _found(goods.draft), _found(goods.sold_out)]

    monkeypatch.setattr(serving, "similar", similar)
    query = {"product": goods.mug.public_id, "limit": 3}
    body = client.get(f"{BASE}similar/", query).json()
    assert asked == [(goods.mug.pk, 3)]
    assert body["model"] == "rec:1"
    assert [row["product"]["name"] for row in body["results"]] == ["Oak chair", "Glazed bowl"]
    assert body["results"][0]["reason"] == {
        "kind": "bought_together",
        "text": "Bought with Stone mug",
        "product": goods.mug.public_id,
    }
    assert (body["results"][0]["strategy"], body["results"][0]["propensity"]) == ("model", 1.0)
    by_address = client.get(f"{BASE}similar/{goods.mug.public_id}/", {"limit": 3})
    assert by_address.json() == body


def test_nothing_personal_without_consent(client, goods, monkeypatch):
    seen = []
    monkeypatch.setattr(serving, "for_you", lambda context, *, n: seen.append(context) or [])
    visitor = f"{uuid4().hex}.{uuid4().hex}.1"
    client.cookies[settings.VISITOR_COOKIE] = visitor
    client.get(f"{BASE}for-you/")
    client.cookies[settings.CONSENT_COOKIE] = str(int(Consent.PERSONALISATION))
    client.get(f"{BASE}for-you/")
    assert [context.may_personalise for context in seen] == [False, True]
    assert seen[0].visitor is None
    assert seen[1].visitor.hex == visitor.split(".")[0]


def test_a_trained_model_answers(client, goods):
    from recommendations.training import train_recommendations

    for number in range(12):
        who = EventContext(visitor=uuid4(), session=uuid4(), consent=Consent.PERSONALISATION)
        for product in (goods.mug, goods.chair):
            record(
                Fact(
                    EventName.PRODUCT_PURCHASED, product_id=product.pk, quantity=1,
                    variant_id=goods.variant(product).pk, order_ref=f"o{number}",
                ),
                context=who,
            )  # fmt: skip
    train_recommendations(lambda _text: None)
    serving.forget_champion()
    body = client.get(f"{BASE}trending/").json()
    assert body["model"].startswith("recommendations:")
    assert {row["product"]["id"] for row in body["results"]} <= {
        goods.mug.public_id,
        goods.chair.public_id,
    }
    assert body["results"]
