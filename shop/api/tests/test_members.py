"""A customer's addresses, lists, reviews and alerts over the API; and nobody else's."""

import pytest

from accounts.models import Address
from accounts.tests.factories import make_customer
from accounts.tokens import Scope
from catalog.models import Review, ReviewStatus, Wishlist
from catalog.reviews import moderate_review
from inventory.models import StockAlert
from notifications.models import Mail
from orders.tests.factories import check_out, make_cart
from shop.api.tests.asking import App, app_of, fields_of

pytestmark = pytest.mark.django_db
BOTH = (Scope.ACCOUNT_READ, Scope.ACCOUNT_WRITE)
HOME = {
    "name": "Ada Lovelace",
    "line1": "12 St James's Square",
    "postcode": "SW1Y 4JH",
    "city": "London",
    "country": "GB",
}
REVIEW = {"rating": 4, "title": "Sturdy", "text": "Holds a lot and looks good."}


@pytest.fixture
def ada(goods):
    return make_customer()


@pytest.fixture
def app(ada):
    return app_of(ada.user, *BOTH)


@pytest.fixture
def eve(goods):
    return app_of(make_customer("Eve").user, *BOTH)


def test_the_address_book(app):
    made = app.post("addresses/", HOME)
    assert made.status_code == 201
    assert made.json()["is_default"] is True
    path = f"addresses/{made.json()['id']}/"
    other = app.post("addresses/", {**HOME, "label": "Work", "is_default": True}).json()
    assert [row["label"] for row in app.get("addresses/").json()["results"]] == ["Work", ""]
    changed = app.ask("PUT", path, {**HOME, "city": "Bath"})
    assert changed.json()["city"] == app.get(path).json()["city"] == "Bath"
    assert app.delete(f"addresses/{other['id']}/").status_code == 204
    assert app.get(path).json()["is_default"] is True


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"name": ""}, "name"), ({"name": "\0"}, "name"), ({"name": "\ud800"}, "name"),
        ({"line1": "x" * 121}, "line1"), ({"country": "XX"}, "country"), ({"city": "  "}, "city"),
        ({"phone": "call"}, "phone"), ({"label": "x" * 41}, "label"),
    ],
)  # fmt: skip
def test_a_wrong_address_is_told_at_its_field(app, change, field):
    answer = app.post("addresses/", {**HOME, **change})
    assert answer.status_code == 400
    assert fields_of(answer) in ([field], [])
    assert not Address.objects.exists()


def test_lists_of_wishes(app, goods):
    variant = goods.variant(goods.mug).public_id
    made = app.post("wishlists/", {"name": "Kitchen"}).json()
    path = f"wishlists/{made['id']}/"
    refused = app.post("wishlists/", {"name": "kitchen"})
    assert (refused.status_code, fields_of(refused)) == (409, ["name"])
    body = app.post(f"{path}items/", {"variant": variant}).json()
    assert [wish["variant"] for wish in body["items"]] == [variant]
    assert body["items"][0]["price"]["minor"] == 1250
    assert body["url"] is None
    assert app.ask("PUT", path, {"name": "Tea"}).json()["name"] == "Tea"
    assert app.ask("PUT", f"{path}link/").json()["url"].startswith("http")
    assert app.get("wishlists/").json()["results"][0]["is_shared"] is True
    assert app.delete(f"{path}link/").json()["url"] is None
    assert app.delete(f"{path}items/{variant}/").json()["items"] == []
    assert app.delete(f"{path}items/{variant}/").status_code == 404
    assert app.delete(path).status_code == 204
    assert not Wishlist.objects.exists()


def test_a_review_waits_until_somebody_has_read_it(app, ada, eve, goods):
    check_out(make_cart(goods.mug, customer=ada), customer=ada)
    own, shown = (f"products/{goods.mug.public_id}/{name}/" for name in ("review", "reviews"))
    assert app.get(own).status_code == 404
    written = app.ask("PUT", own, REVIEW).json()
    assert (written["status"], written["is_verified"]) == ("pending", True)
    assert App().get(shown).json()["results"] == []
    vote = f"reviews/{written['id']}/vote/"
    assert eve.ask("PUT", vote, {"is_helpful": True}).status_code == 404
    moderate_review(review=Review.objects.get(), status=ReviewStatus.PUBLISHED)
    assert App().get(shown).json()["results"][0]["text"] == REVIEW["text"]
    assert App().get(f"{shown}?rating=1").json()["count"] == 0
    assert eve.ask("PUT", vote, {"is_helpful": True}).json()["helpful_votes"] == 1
    assert eve.ask("PUT", vote, {"is_helpful": None}).json()["helpful_votes"] == 0
    assert app.ask("PUT", vote, {"is_helpful": True}).status_code == 409  # one's own
    assert [row["id"] for row in app.get("reviews/").json()["results"]] == [written["id"]]
    assert eve.get("reviews/").json()["count"] == 0
    assert eve.delete(own).status_code == 404
    assert app.delete(own).status_code == 204


@pytest.mark.parametrize(
    ("change", "field"), [({"rating": 6}, "rating"), ({"text": "Nice"}, "text"),
                          ({"title": "x" * 121}, "title"), ({"author": "x" * 81}, "author")],
)  # fmt: skip
def test_a_wrong_review_is_told_at_its_field(app, goods, change, field):
    answer = app.ask("PUT", f"products/{goods.mug.public_id}/review/", {**REVIEW, **change})
    assert (answer.status_code, fields_of(answer)) == (400, [field])


def test_alerts(app, ada, goods):
    variant = goods.variant(goods.sold_out).public_id
    asked = app.post("alerts/requests/", {"variant": variant})
    assert (asked.status_code, asked.json()) == (201, {"must_confirm": False})
    assert [row["variant"] for row in app.get("alerts/").json()["results"]] == [variant]
    guest = App().post("alerts/requests/", {"variant": variant, "email": "bob@example.com"})
    assert guest.json() == {"must_confirm": True}
    assert Mail.objects.count() == 1
    nameless = App().post("alerts/requests/", {"variant": variant})
    assert (nameless.status_code, fields_of(nameless)) == (400, ["email"])
    hidden = goods.variant(goods.draft).public_id
    assert app.post("alerts/requests/", {"variant": hidden}).status_code == 404
    assert app.delete(f"alerts/{variant}/").status_code == 204
    assert app.delete(f"alerts/{variant}/").status_code == 404
    assert StockAlert.objects.filter(email="bob@example.com", state="unconfirmed").exists()


def test_nobody_elses_is_found(app, eve, goods):
    variant = goods.variant(goods.mug).public_id
    address = app.post("addresses/", HOME).json()["id"]
    wishlist = app.post("wishlists/", {"name": "Kitchen"}).json()["id"]
    app.post(f"wishlists/{wishlist}/items/", {"variant": variant})
    for method, path, body in (
        ("GET", f"addresses/{address}/", None),
        ("PUT", f"addresses/{address}/", HOME),
        ("DELETE", f"addresses/{address}/", None),
        ("GET", f"wishlists/{wishlist}/", None),
        ("PUT", f"wishlists/{wishlist}/", {"name": "Mine now"}),
        ("DELETE", f"wishlists/{wishlist}/", None),
        ("PUT", f"wishlists/{wishlist}/link/", None),
        ("POST", f"wishlists/{wishlist}/items/", {"variant": variant}),
        ("DELETE", f"wishlists/{wishlist}/items/{variant}/", None),
    ):
        assert eve.ask(method, path, body).status_code == 404, (method, path)
        assert App().ask(method, path, body).status_code == 401, (method, path)
    assert Address.objects.get().city == "London"
    assert Wishlist.objects.get().items.count() == 1


def test_reading_is_not_writing(ada, goods):
    reader = app_of(ada.user, Scope.ACCOUNT_READ)
    assert reader.get("addresses/").status_code == 200
    assert reader.post("addresses/", HOME).json()["error"]["code"] == "not_in_scope"
    writer = app_of(ada.user, Scope.ACCOUNT_WRITE)
    assert writer.get("addresses/").status_code == 403
    for path in ("addresses/", "wishlists/", "alerts/", "reviews/"):
        assert app_of(ada.user, Scope.ORDERS_READ).get(path).status_code == 403, path
