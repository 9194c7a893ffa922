"""What is new has its place at once: products after one turn of the worker, guests after a look.

All through the doors of a running shop: the catalogue's service, the worker's task, the beacon and
the pages of one process that has had its model in memory all the while.
"""

import time

import pytest
from django.core.cache import cache

from catalog.models import Product, ProductStatus
from catalog.services import publish_product
from catalog.tests.factories import make_product
from events.models import OutboxMessage
from events.tasks import drain_outbox
from mlops.training import train
from recommendations.rules.facts import forget_facts
from recommendations.serving import forget_model
from recommendations.tests.people import buy, person
from recommendations.training import NAME
from shop.background import beat_schedule
from shop.storefront.listing import rebuild_listings
from shop.storefront.tests.test_privacy import choose, send, view_of

pytestmark = pytest.mark.django_db
MINUTE = 60.0
LIGHT = ("Oak lamp", "Glow bulb", "Paper shade")
TEA = ("Clay mug", "Iron teapot", "Tea tin", "Sugar bowl", "Milk jug")


@pytest.fixture
def shop(settings, tmp_path):
    """Everybody buys tea things; a few buy lamps, and what goes with them."""
    cache.clear()
    settings.ARTIFACTS_DIR = tmp_path
    products = {
        **{name: make_product(name, category="Lights", stock=50) for name in LIGHT},
        **{name: make_product(name, category="Kitchen", stock=50) for name in TEA},
    }
    for number in range(40):
        tea = [products[name] for name in TEA[: 3 + number % 3]]
        buy(person(), f"tea-{number}", *tea, days_ago=2 + number % 20)
    for number in range(8):
        buy(person(), f"light-{number}", *[products[name] for name in LIGHT], days_ago=30)
    drain_outbox()
    rebuild_listings()
    train(NAME, lambda text: None)
    forget_model()
    forget_facts()
    yield products
    forget_model()
    forget_facts()


@pytest.fixture
def later(monkeypatch):
    """Lets time pass for what a process remembers."""
    passed = [0.0]
    real = time.monotonic
    monkeypatch.setattr(time, "monotonic", lambda: real() + passed[0])

    def wait(seconds):
        passed[0] += seconds

    return wait


def _shown(html):
    return [part.split('"')[0] for part in html.split('data-product="')[1:]]


def _row(client, address):
    response = client.get(address)
    return _shown(response.content.decode()) if response.status_code == 200 else []


def _draft(name):
    product = make_product(name, category="Lights", stock=5)
    Product.objects.filter(pk=product.pk).update(status=ProductStatus.DRAFT, published_at=None)
    OutboxMessage.objects.all().delete()
    product.refresh_from_db()
    return product


def test_the_worker_empties_the_outbox_more_than_once_a_minute():
    beats = [beat for beat in beat_schedule.values() if beat["task"] == drain_outbox.name]
    assert beats
    assert all(beat["schedule"] < MINUTE / 2 for beat in beats), "processes look twice a minute"


def test_a_product_has_neighbours_within_a_minute_of_being_published(client, shop, later):
    new, lamp = _draft("Oak lamp tall"), shop["Oak lamp"]
    similar = f"/holes/similar/?product={new.public_id}"
    beside = f"/holes/similar/?product={lamp.public_id}"
    assert new.public_id not in _row(client, beside), "the model is in memory from here on"
    assert _row(client, similar) == []

    publish_product(product=new)
    drain_outbox()
    later(MINUTE - 1)

    assert lamp.public_id in _row(client, similar)
    assert new.public_id in _row(client, beside)
    together = _row(client, f"/holes/together/?product={new.public_id}")
    assert shop["Glow bulb"].public_id in together, "what goes with the lamp most like it"


def test_a_new_product_that_a_guest_looks_at_changes_their_home(client, shop, later):
    new = _draft("Oak lamp tall")
    _row(client, f"/holes/similar/?product={shop['Oak lamp'].public_id}")
    publish_product(product=new)
    drain_outbox()
    later(MINUTE - 1)
    choose(client, "1")
    send(client, view_of(new))

    html = client.get("/holes/because-viewed/").content.decode()

    assert "Because you looked at Oak lamp tall" in html
    assert shop["Oak lamp"].public_id in _shown(html)


def test_the_first_product_of_a_department_is_compared_with_the_whole_shop(client, shop, later):
    _row(client, f"/holes/similar/?product={shop['Oak lamp'].public_id}")
    new = make_product("Oak stool", category="Garden", stock=5)
    drain_outbox()
    later(MINUTE - 1)
    assert _row(client, f"/holes/similar/?product={new.public_id}")


def test_the_third_page_of_a_guest_is_not_the_crowds_even_where_the_blend_is(
    client, shop, monkeypatch
):
    """The backtest may find that the crowd guesses best what is bought weeks later."""
    from recommendations.algorithms.models import Blend, Member, Surface
    from recommendations.serving import current_model

    crowds = Blend({Member.POPULARITY: 4.0, Member.EASE_USERS: 0.01})
    monkeypatch.setitem(current_model().trained.blends, Surface.FOR_USER, crowds)
    choose(client, "1")
    for name in ("Oak lamp", "Paper shade"):
        assert client.get(f"/p/{shop[name].slug}/").status_code == 200
        send(client, view_of(shop[name]))

    third = _row(client, "/holes/for-you/")

    assert third[0] == shop["Glow bulb"].public_id
    assert third != _row(client, "/holes/trending/")[: len(third)]


def test_picks_in_a_category_follow_this_visit_too(client, shop, monkeypatch):
    from recommendations.algorithms.models import Blend, Member, Surface
    from recommendations.serving import current_model

    crowds = Blend({Member.POPULARITY: 4.0, Member.EASE_USERS: 0.01})
    model = current_model()
    monkeypatch.setitem(model.trained.blends, Surface.FOR_USER, crowds)
    buy(person(), "rush-1", shop["Paper shade"])
    buy(person(), "rush-2", shop["Paper shade"])
    choose(client, "1")
    send(client, view_of(shop["Oak lamp"]))

    picks = _row(client, "/holes/in-category/?category=lights")

    assert set(picks) == {shop["Glow bulb"].public_id, shop["Paper shade"].public_id}
    assert (
        "Because you looked at"
        in client.get("/holes/in-category/?category=lights").content.decode()
    )
