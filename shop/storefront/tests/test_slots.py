"""Staff start an experiment on a slot, shoppers see its arms, and its page says what came of it."""

from datetime import timedelta
from uuid import UUID

import pytest
from django.contrib.auth import get_user_model
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from catalog.models import Product
from catalog.tests.factories import make_product
from events.models import Event
from events.names import EventName
from experiments.bandits import forget_bandits, learn, save_bandit
from experiments.models import Bandit, Experiment, Exposure, Reward
from experiments.services import ExperimentRefused, save_draft, set_arms, start
from experiments.serving import forget_running
from experiments.snapshots import take_snapshots
from experiments.tests.factories import known, order
from foundation import clock
from foundation.ids import uuid7
from mlops.training import train
from recommendations.serving import forget_model
from recommendations.tests.people import buy, person
from recommendations.training import NAME
from shop.storefront.listing import rebuild_listings
from shop.storefront.tests.test_privacy import choose, send, view_of

pytestmark = pytest.mark.django_db
FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"
FOR_YOU = "/holes/for-you/"
HALVES = {"control": 5000, "treatment": 5000}
NEARLY_ALL = {"control": 9999, "treatment": 1}


@pytest.fixture(autouse=True)
def _nothing_remembered():
    forget_running()
    forget_bandits()
    yield
    forget_running()
    forget_bandits()


@pytest.fixture
def shop(settings, tmp_path):
    """Lamps sell with bulbs, mugs with teapots; the crowd buys mugs most."""
    cache.clear()
    settings.ARTIFACTS_DIR = tmp_path
    names = ("Oak lamp", "Glow bulb", "Paper shade", "Clay mug", "Iron teapot", "Wool rug")
    products = {name: make_product(name, stock=50) for name in names}
    for number in range(12):
        buy(person(), f"light-{number}", *(products[name] for name in names[:3]), days_ago=40)
        buy(person(), f"tea-{number}", *(products[name] for name in names[3:5]), days_ago=2)
    rebuild_listings()
    train(NAME, lambda text: None)
    forget_model()
    yield products
    forget_model()


def shopper(product=None, *, consent="1", **headers):
    """A browser of its own that has looked at a product."""
    client = Client(HTTP_USER_AGENT=headers.pop("agent", FIREFOX), **headers)
    choose(client, consent)
    if product is not None:
        assert send(client, view_of(product)).status_code == 204
    return client


def visitor_of(client, settings):
    return UUID(hex=client.cookies[settings.VISITOR_COOKIE].value.split(".")[0])


def run(strategies, *, slot="home.for_you", shares=HALVES, slug=""):
    """An experiment that runs in a slot."""
    plan = Experiment(
        slug=slug or f"on-{slot.replace('.', '-')}", name="Taste or crowd", slot=slot,
        hypothesis="Taste sells more.", base_mean=0.2, minimum_effect_basis_points=5_000,
        minimum_days=7,
    )  # fmt: skip
    draft = save_draft(experiment=plan)
    set_arms(experiment=draft, shares=shares, strategies=strategies)
    running = start(experiment=draft, actor=None, at=clock.now() - timedelta(hours=1))
    forget_running()
    return running


def impressions(slot):
    return Event.objects.filter(name=EventName.IMPRESSION, slot=slot)


def test_from_the_plan_of_staff_to_the_words_of_the_results(shop, settings):
    staff = Client()
    staff.force_login(get_user_model().objects.create_superuser("s@example.com", "x"))
    experiment = _planned_and_started_by(staff)
    arm_of = {}
    for number in range(90):
        client = shopper(shop["Oak lamp"])
        assert client.get(FOR_YOU).status_code == 200
        visitor = visitor_of(client, settings)
        arm_of[visitor] = Exposure.objects.get(subject=visitor).arm.slug
        if (number % 8 > 0) == (arm_of[visitor] == "treatment"):
            order(visitor, at=clock.now() + timedelta(minutes=5))
    take_snapshots(experiment=experiment, at=clock.now() + timedelta(days=8))
    assert set(arm_of.values()) == {"control", "treatment"}
    later = Experiment.objects.get(pk=experiment.pk)
    assert later.verdict == "answered"
    page = staff.get(reverse("admin:experiments_experiment_change", args=[experiment.pk]))
    html = page.content.decode()
    assert "“treatment” differs from control already" in html
    assert "Home: for you" in html
    assert "What sells: alike for everybody" in html


def _planned_and_started_by(staff):
    plan = {
        "name": "Taste or crowd", "slug": "taste", "hypothesis": "Taste sells more.",
        "slot": "home.for_you", "unit": "visitor", "traffic": "10000",
        "primary_metric": "conversion", "base_mean": "0.2", "base_deviation": "",
        "minimum_effect_basis_points": "5000", "minimum_days": "7",
    }  # fmt: skip
    staff.post(reverse("admin:experiments_experiment_add"), plan)
    made = Experiment.objects.get(slug="taste")
    control, treatment = made.arms.order_by("pk")
    assert (control.strategy, treatment.strategy) == ("personalised", "")
    rows = {
        "arms-TOTAL_FORMS": "2", "arms-INITIAL_FORMS": "2",
        "arms-0-id": control.pk, "arms-0-experiment": made.pk, "arms-0-slug": "control",
        "arms-0-share": "5000", "arms-0-strategy": "popularity",
        "arms-1-id": treatment.pk, "arms-1-experiment": made.pk, "arms-1-slug": "treatment",
        "arms-1-share": "5000", "arms-1-strategy": "personalised",
    }  # fmt: skip
    address = reverse("admin:experiments_experiment_change", args=[made.pk])
    assert staff.post(address, plan | rows).status_code == 302
    begin = reverse("admin:experiments_experiment_begin", args=[made.pk])
    staff.post(begin, {"_form_submitted": "on"})
    made.refresh_from_db()
    assert made.state == "running"
    forget_running()
    return made


def test_each_arm_shows_its_strategy_and_says_so(shop):
    run({"control": "popularity", "treatment": "personalised"}, shares=NEARLY_ALL)
    crowd = shopper(shop["Oak lamp"]).get(FOR_YOU).content.decode()
    assert "Popular right now" in crowd
    assert "Clay mug" in crowd
    shown = impressions("home.for_you")
    assert {event.payload["strategy"] for event in shown} == {"popularity"}
    assert {event.payload["source"] for event in shown} == {"crowd"}
    assert {event.propensity for event in shown} == {0.9999}


def test_without_an_experiment_the_slot_is_as_ever(shop):
    html = shopper(shop["Oak lamp"]).get(FOR_YOU).content.decode()
    assert "From what you looked at and bought" in html
    assert not {"source"} & set(impressions("home.for_you").first().payload)
    assert not Exposure.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_it_costs_no_query_where_nothing_runs_nor_once_an_arm_was_seen(shop):
    client = shopper(shop["Oak lamp"])
    client.get(FOR_YOU)
    without = _queries(client)
    run({"control": "personalised", "treatment": "popularity"}, shares=NEARLY_ALL)
    client.get(FOR_YOU)
    assert _queries(client) == without


def _queries(client):
    with CaptureQueriesContext(connection) as captured:
        assert client.get(FOR_YOU).status_code == 200
    return len(captured)


@pytest.mark.parametrize(
    ("agent", "consent", "ahead"),
    [("Googlebot/2.1", "1", False), (FIREFOX, "0", False), (FIREFOX, "1", True)],
    ids=["a bot", "no consent", "fetched ahead"],
)
def test_who_does_not_see_it_is_not_counted(shop, agent, consent, ahead):
    run({"control": "popularity", "treatment": "personalised"})
    run({"control": "similar", "treatment": "popularity"}, slot="product.similar")
    client = shopper(shop["Oak lamp"] if agent == FIREFOX else None, consent=consent, agent=agent)
    headers = {"HTTP_SEC_PURPOSE": "prefetch"} if ahead else {}
    client.get(FOR_YOU, **headers)
    client.get(f"/holes/similar/?product={shop['Oak lamp'].public_id}", **headers)
    assert not Exposure.objects.exists()


def test_whom_nothing_is_known_of_is_no_part_of_what_is_personal(shop):
    run({"control": "popularity", "treatment": "personalised"})
    answer = shopper().get(FOR_YOU)
    assert (answer.status_code, answer.content) == (200, b"")
    assert not Exposure.objects.exists()


def test_the_product_page_asks_too_and_gives_way_where_nothing_is_found(shop):
    run(
        {"control": "like_minded", "treatment": "similar"},
        slot="product.similar", shares=NEARLY_ALL,
    )  # fmt: skip
    client = shopper()
    html = client.get(f"/holes/similar/?product={shop['Oak lamp'].public_id}").content.decode()
    assert "Much like this one" in html
    shown = impressions("product.similar")
    assert {event.payload["strategy"] for event in shown} == {"like_minded"}
    assert Exposure.objects.count() == 1


def test_one_experiment_a_slot(shop):
    arms = {"control": "popularity", "treatment": "personalised"}
    run(arms)
    with pytest.raises(ExperimentRefused, match="runs in this slot"):
        run(arms, slug="once-more")


def test_one_experiment_may_be_about_both_pages(shop):
    run({"control": "popularity", "treatment": "taste"}, slot="pages", shares=NEARLY_ALL)
    client = shopper(shop["Oak lamp"])
    assert "Popular right now" in client.get(FOR_YOU).content.decode()
    lamp = f"/holes/similar/?product={shop['Oak lamp'].public_id}"
    assert "Popular right now" in client.get(lamp).content.decode()
    assert Exposure.objects.count() == 1
    with pytest.raises(ExperimentRefused, match="runs in this slot"):
        run({"control": "popularity", "treatment": "taste"})


def test_an_arm_without_a_strategy_of_its_slot_does_not_start(shop):
    with pytest.raises(ExperimentRefused, match="one of the strategies of the slot"):
        run({"control": "popularity", "treatment": "similar"})


@pytest.mark.parametrize("reward", [Reward.CLICK, Reward.ORDER])
def test_a_bandit_learns_from_what_shoppers_do_in_its_slot(shop, settings, reward):
    names = ["personalised", "popularity", "last_hour", "like_minded"]
    bandit = save_bandit(bandit=Bandit(slot="home.for_you", reward=reward), strategies=names)
    forget_bandits()
    for _number in range(60):
        client = shopper(shop["Oak lamp"])
        client.get(FOR_YOU)
        visitor = visitor_of(client, settings)
        first = impressions("home.for_you").filter(visitor=visitor, position=1).get()
        assert first.payload["strategy"] in names
        assert first.propensity == pytest.approx(0.25)
        if first.payload["strategy"] == "personalised":
            _click(client, first)
            if reward == Reward.ORDER:
                _buy(visitor, first.product_id)
    learn(bandit=bandit, at=clock.now() + timedelta(hours=1))
    arms = {arm.strategy: arm for arm in bandit.arms.all()}
    assert arms["personalised"].clicked > 0
    assert arms["personalised"].chance > 0.8
    assert all(arms[name].clicked == 0 for name in names[1:])
    assert min(arm.chance for arm in arms.values()) >= 0.025
    assert arms["personalised"].worth > arms["popularity"].worth


def _click(client, shown):
    told = {
        "id": str(uuid7()), "name": "impression.clicked", "slot": shown.slot, "position": 1,
        "product": Product.objects.get(pk=shown.product_id).public_id, "impression": str(shown.pk),
    }  # fmt: skip
    assert send(client, told).status_code == 204


def _buy(visitor, product_id):
    buy(known(visitor), visitor.hex, Product.objects.get(pk=product_id), days_ago=-0.01)
