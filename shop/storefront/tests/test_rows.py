"""Rows of recommendations: once a list in the log, clicks that say from where, no for an answer."""

from uuid import UUID

import pytest
from django.core.cache import cache

from catalog.tests.factories import make_product
from events.models import Event
from events.names import EventName
from foundation.ids import uuid7
from mlops.training import train
from recommendations import serving
from recommendations.serving import ReasonKind, Recommendation, Strategy, forget_model
from recommendations.tests.people import buy, person
from recommendations.training import NAME
from shop.storefront.listing import rebuild_listings
from shop.storefront.tests.test_privacy import OURS, choose, send, view_of

pytestmark = pytest.mark.django_db
DISMISS = "/recommendations/not-for-me/"


@pytest.fixture
def shop(settings, tmp_path):
    """Lamps sell with bulbs, mugs with teapots; the crowd buys mugs most."""
    cache.clear()
    settings.ARTIFACTS_DIR = tmp_path
    names = ("Oak lamp", "Glow bulb", "Paper shade", "Clay mug", "Iron teapot", "Wool rug")
    products = {name: make_product(name, stock=50) for name in names}
    for number in range(12):
        light = [products[name] for name in names[:3]]
        tea = [products[name] for name in names[3:5]]
        buy(person(), f"light-{number}", *light, days_ago=40)
        buy(person(), f"tea-{number}", *tea, days_ago=2)
    rebuild_listings()
    train(NAME, lambda text: None)
    forget_model()
    yield products
    forget_model()


def _shown(html):
    """Public ids of the cards of a row, in order."""
    return [part.split('"')[0] for part in html.split('data-product="')[1:]]


def _impressions_in(html):
    return [UUID(part.split('"')[0]) for part in html.split('data-impression="')[1:]]


def test_the_third_page_of_a_guest_differs_from_the_crowds(client, shop):
    choose(client, "1")
    crowd = _shown(client.get("/holes/trending/").content.decode())
    assert client.get("/holes/for-you/").content == b""
    for name in ("Oak lamp", "Paper shade"):
        product = shop[name]
        assert client.get(f"/p/{product.slug}/").status_code == 200
        assert send(client, view_of(product)).status_code == 204

    html = client.get("/holes/for-you/").content.decode()

    assert _shown(html)[0] == shop["Glow bulb"].public_id
    assert _shown(html) != crowd[: len(_shown(html))]
    assert "Because you looked at" in html


def test_a_guest_without_consent_gets_what_the_crowd_gets(client, shop):
    choose(client, "0")
    crowd = _shown(client.get("/holes/trending/").content.decode())
    for name in ("Oak lamp", "Paper shade"):
        send(client, view_of(shop[name]))

    assert _shown(client.get("/holes/trending/").content.decode()) == crowd
    for hole in ("for-you", "because-viewed", "new-for-you", "neighbours", "buy-again"):
        assert client.get(f"/holes/{hole}/").content == b""


def test_a_list_is_logged_once_with_how_it_came_about(client, shop):
    html = client.get(f"/holes/together/?product={shop['Oak lamp'].public_id}").content.decode()

    shown = list(Event.objects.filter(name=EventName.IMPRESSION).order_by("position"))
    assert [row.pk for row in shown] == _impressions_in(html)
    assert [row.position for row in shown] == list(range(1, len(shown) + 1))
    assert {(row.slot, row.propensity) for row in shown} == {("product.together", 1.0)}
    assert {row.model_version for row in shown} == {serving.current_model().name}
    assert shown[0].payload == {"surface": "together", "strategy": "model"}


@pytest.mark.parametrize(
    ("method", "headers"), [("head", {}), ("get", {"Sec-Purpose": "prefetch;prerender"})]
)
def test_what_nobody_saw_is_not_logged(client, shop, method, headers):
    assert getattr(client, method)("/holes/trending/", headers=headers).status_code == 200
    assert not Event.objects.filter(name=EventName.IMPRESSION).exists()


def test_a_click_names_the_impression_it_came_from(client, shop):
    html = client.get("/holes/trending/").content.decode()
    impression = _impressions_in(html)[1]
    click = {
        "id": str(uuid7()), "name": "impression.clicked", "product": _shown(html)[1],
        "slot": "home.trending", "position": 2, "impression": str(impression),
    }  # fmt: skip

    assert send(client, click).status_code == 204

    clicked = Event.objects.get(name=EventName.IMPRESSION_CLICKED)
    seen = Event.objects.get(pk=clicked.payload["impression"])
    assert (seen.product_id, seen.position) == (clicked.product_id, 2)


@pytest.mark.parametrize("impression", ["", "1", 5, None, "9f0c5b1e-6d1e-4c2e-9a55-2f6a1b0c1d2e"])
def test_a_click_from_nowhere_is_refused(client, stocked, impression):
    click = {**view_of(stocked), "name": "impression.clicked", "impression": impression}
    assert send(client, click).status_code == 400


def test_a_view_comes_from_no_impression(client, stocked):
    assert send(client, {**view_of(stocked), "impression": str(uuid7())}).status_code == 400


def test_a_result_of_a_search_tells_that_it_was_clicked(client, stocked):
    html = client.get("/products/?q=mug").content.decode()
    assert 'data-slot="search"' in html
    assert 'data-slot="search"' not in client.get("/products/").content.decode()
    click = {**view_of(stocked), "name": "search.clicked", "slot": "search", "position": 1}
    assert send(client, click).status_code == 204
    assert Event.objects.get(name=EventName.SEARCH_CLICKED).product_id == stocked.pk


def test_not_for_me_works_without_script_and_holds(client, shop):
    choose(client, "1")
    send(client, view_of(shop["Oak lamp"]))
    bulb = shop["Glow bulb"]
    before = client.get("/holes/for-you/").content.decode()
    assert bulb.public_id in _shown(before)
    assert "Not for me" in before

    answer = client.post(DISMISS, {"product": bulb.public_id, "slot": "home.for_you"}, headers=OURS)

    assert answer.status_code == 302
    told = Event.objects.get(name=EventName.RECOMMENDATION_DISMISSED)
    assert (told.product_id, told.slot) == (bulb.pk, "home.for_you")
    for hole in ("for-you", "trending"):
        assert bulb.public_id not in _shown(client.get(f"/holes/{hole}/").content.decode())


def test_not_for_me_is_taken_off_the_page_by_script(client, shop):
    choose(client, "1")
    data = {"product": shop["Clay mug"].public_id}
    answer = client.post(DISMISS, data, headers={**OURS, "HX-Request": "true"})
    assert (answer.status_code, answer.content) == (200, b"")
    assert "toast" in answer["HX-Trigger"]


def test_not_for_me_needs_consent_and_our_own_page(client, shop):
    data = {"product": shop["Clay mug"].public_id}
    assert "Not for me" not in client.get("/holes/trending/").content.decode()
    client.post(DISMISS, data, headers=OURS)
    assert client.post(DISMISS, data, headers={"Sec-Fetch-Site": "cross-site"}).status_code == 403
    assert client.post(DISMISS, {"product": "none"}, headers=OURS).status_code == 404
    assert not Event.objects.filter(name=EventName.RECOMMENDATION_DISMISSED).exists()


@pytest.mark.parametrize("product", ["", "\0" * 16, "' OR 1=1 --      ", "x" * 5_000, "é" * 16])
def test_a_product_that_cannot_be_is_no_error(client, stocked, product):
    choose(client, "1")
    assert client.post(DISMISS, {"product": product}, headers=OURS).status_code == 404
    for hole in ("similar", "together", "upsell"):
        assert client.get(f"/holes/{hole}/", {"product": product}).status_code == 204
    assert client.get("/holes/in-category/", {"category": product}).status_code == 204
    assert client.get("/holes/trending/", {"besides": product}).status_code == 204


@pytest.mark.parametrize("slot", ["a\0b", "<script>", "x" * 5_000, "two words", "é"])
def test_a_slot_that_cannot_be_is_left_out(client, stocked, slot):
    choose(client, "1")
    sent = {"product": stocked.public_id, "slot": slot}
    assert client.post(DISMISS, sent, headers=OURS).status_code == 302
    assert Event.objects.get(name=EventName.RECOMMENDATION_DISMISSED).slot == ""


def test_nobody_dismisses_for_somebody_else(client, shop):
    """Who it holds for is the browser that says it: no field of the form names anybody."""
    from django.test import Client

    other = Client(headers={"User-Agent": "Mozilla/5.0 Firefox/140.0"})
    for browser in (client, other):
        choose(browser, "1")
        send(browser, view_of(shop["Oak lamp"]))
    ada = Event.objects.filter(name=EventName.PRODUCT_VIEWED).earliest("received_at").visitor
    bulb = shop["Glow bulb"].public_id
    other.post(DISMISS, {"product": bulb, "visitor": str(ada), "customer": str(ada)}, headers=OURS)

    assert bulb in _shown(client.get("/holes/for-you/").content.decode())
    assert bulb not in _shown(other.get("/holes/for-you/").content.decode())


def test_what_the_page_shows_already_comes_no_second_time(client, shop):
    whole = _shown(client.get("/holes/trending/").content.decode())
    rest = client.get("/holes/trending/", {"besides": ",".join([*whole[:2], "x", "'"])})
    assert _shown(rest.content.decode()) == whole[2:]


def test_every_card_has_its_reason(client, shop):
    choose(client, "1")
    send(client, view_of(shop["Oak lamp"]))
    lamp = shop["Oak lamp"].public_id
    for hole in ("for-you", "because-viewed", "neighbours", "trending", f"similar/?product={lamp}"):
        html = client.get(f"/holes/{hole}{'' if '?' in hole else '/'}").content.decode()
        assert html.count('class="because"') == len(_shown(html)) > 0, hole


def test_picks_of_a_category_stand_on_its_first_page_alone(client, shop, monkeypatch):
    choose(client, "1")
    send(client, view_of(shop["Oak lamp"]))
    html = client.get("/holes/in-category/?category=home").content.decode()
    assert "Picked for you in Home" in html
    assert client.get("/holes/in-category/?category=nowhere").status_code == 204


def test_the_row_of_what_was_viewed_names_it(client, stocked, monkeypatch):
    one = Recommendation(
        stocked.pk, 1.0, ReasonKind.BECAUSE_VIEWED, stocked.pk, "m:1", Strategy.PERSONAL
    )
    monkeypatch.setattr(serving, "because_viewed", lambda *_args, **_kwargs: [one])
    html = client.get("/holes/because-viewed/").content.decode()
    assert "<h2>Because you looked at Field mug</h2>" in html
