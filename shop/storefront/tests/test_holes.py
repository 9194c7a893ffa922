"""Recommendations on the pages: shown with reasons, logged, and harmless when they fail."""

import pytest

from catalog.tests.factories import make_product
from events.models import Event
from events.names import EventName
from recommendations import serving
from recommendations.serving import Filled, ReasonKind, Recommendation
from shop.storefront.listing import rebuild_listings
from shop.storefront.tests.reading import Element, Page
from shop.storefront.tests.test_privacy import choose

pytestmark = pytest.mark.django_db

HOLES = {
    "for-you": "fill_slot", "trending": "trending", "similar": "fill_slot",
    "together": "fill_slot", "cart": "fill_slot", "upsell": "upsell",
    "because-viewed": "because_viewed", "buy-again": "buy_again",
    "new-for-you": "new_for_you", "neighbours": "neighbours", "in-category": "in_category",
}  # fmt: skip


def recommending(*products, reason=ReasonKind.SIMILAR, because=None):
    return lambda *_args, **_kwargs: [
        Recommendation(product.pk, 1.0, reason, because, "recommendations:3")
        for product in products
    ]


def filling(*products, **why):
    """A slot that shows these by its own approach."""

    def fill(question, **_options):
        return Filled(question.plan.own, recommending(*products, **why)())

    return fill


@pytest.fixture
def others(stocked):
    found = [make_product(f"Other {number}") for number in range(3)]
    rebuild_listings()
    return found


@pytest.mark.parametrize("hole", HOLES)
def test_without_a_model_a_hole_is_empty_and_no_error(client, stocked, hole):
    client.cookies["consent"] = "1"
    response = client.get(f"/holes/{hole}/?product={stocked.public_id}&category=kitchen")
    assert (response.status_code, response.content) == (200 if hole == "for-you" else 204, b"")


def filled_elsewhere(element: Element) -> bool:
    """An element that loads by itself and has no target of its own, in one that has one."""
    if element.attributes.get("hx-trigger") != "load" or "hx-target" in element.attributes:
        return False
    here = element.parent
    while here is not None and "hx-target" not in here.attributes:
        here = here.parent
    return here is not None


def test_what_loads_within_the_form_of_a_product_fills_its_own_place(client, stocked):
    page = Page(client.get(f"/p/{stocked.slug}/").content.decode())
    assert [one.attributes["hx-get"] for one in page.root if filled_elsewhere(one)] == []


@pytest.mark.parametrize("hole", HOLES)
def test_a_hole_that_breaks_harms_nobody(client, stocked, hole, monkeypatch):
    def fail(*_args, **_kwargs):
        raise RuntimeError("planted")

    monkeypatch.setattr(serving, HOLES[hole], fail)
    client.cookies["consent"] = "1"
    client.post("/cart/add/", {"product": stocked.public_id, "colour": "sand"})
    address = f"/holes/{hole}/?product={stocked.public_id}&category=kitchen"
    assert client.get(address).status_code == 204
    assert client.get(f"/p/{stocked.slug}/").status_code == 200
    assert client.get("/cart/").status_code == 200


def test_what_is_shown_is_logged_with_its_place_and_model(client, stocked, others, monkeypatch):
    monkeypatch.setattr(serving, "trending", recommending(*others, reason=ReasonKind.TRENDING))
    html = client.get("/holes/trending/").content.decode()
    assert 'data-slot="home.trending"' in html
    assert 'data-model="recommendations:3"' in html
    assert "Much bought at the moment" in html
    shown = Event.objects.filter(name=EventName.IMPRESSION).order_by("position")
    assert [(row.product_id, row.position) for row in shown] == [
        (product.pk, position) for position, product in enumerate(others, start=1)
    ]
    assert {(row.slot, row.propensity, row.model_version, row.visitor) for row in shown} == {
        ("home.trending", 1.0, "recommendations:3", None)
    }


def test_bots_see_it_but_are_not_counted(client, stocked, others, monkeypatch):
    monkeypatch.setattr(serving, "trending", recommending(*others))
    response = client.get("/holes/trending/", headers={"User-Agent": "Googlebot/2.1"})
    assert response.status_code == 200
    assert not Event.objects.exists()


def test_the_reason_names_the_product_it_speaks_of(client, stocked, others, monkeypatch):
    monkeypatch.setattr(
        serving,
        "fill_slot",
        filling(*others, reason=ReasonKind.BECAUSE_VIEWED, because=stocked.pk),
    )
    choose(client, "1")
    html = client.get("/holes/for-you/").content.decode()
    assert html.count("Because you looked at Field mug") == 3


def test_without_consent_there_is_nothing_for_you(client, stocked, others, monkeypatch):
    monkeypatch.setattr(serving, "fill_slot", filling(*others))
    assert client.get("/holes/for-you/").status_code == 204
    choose(client, "0")
    declined = client.get("/holes/for-you/")
    assert (declined.status_code, declined.content) == (200, b"")


def test_what_left_the_shelves_is_not_shown(client, stocked, others, monkeypatch):
    from catalog.services import retire_product
    from events.outbox import drain

    monkeypatch.setattr(serving, "fill_slot", filling(*others))
    retire_product(product=others[0])
    drain()
    html = client.get(f"/holes/similar/?product={stocked.public_id}").content.decode()
    assert "Other 0" not in html
    assert "Other 1" in html
    assert client.get("/holes/similar/?product=nothing").status_code == 204


def test_the_cart_suggests_what_completes_it(client, stocked, others, monkeypatch):
    asked = []

    def fill(question, **_options):
        asked.append((question.slot, question.products, question.n))
        return filling(others[0])(question)

    monkeypatch.setattr(serving, "fill_slot", fill)
    client.post("/cart/add/", {"product": stocked.public_id, "colour": "sand"})
    assert "Other 0" in client.get("/holes/cart/").content.decode()
    assert asked == [("cart.suggestions", (stocked.pk,), 8)]
