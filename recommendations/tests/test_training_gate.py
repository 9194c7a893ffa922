"""Poisoned data and worse challengers do not come to serve: through the command that staff run."""

from dataclasses import replace
from datetime import timedelta
from uuid import uuid4

import numpy as np
import pytest
from django.core.management import call_command

from catalog.models import Product, ProductStatus
from events.models import Event
from events.names import EventName
from events.services import Fact
from foundation import clock
from mlops.gate import Rival
from mlops.models import ModelVersion, VersionState
from mlops.selectors import champion
from pricing.models import Price
from recommendations import judging, training
from recommendations.algorithms.models import Surface
from recommendations.algorithms.pipeline import PipelineConfig
from recommendations.algorithms.segments import Segment
from recommendations.tests.market import DAYS, Market
from recommendations.training import NAME

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
QUICK = PipelineConfig(lightfm=None, als=None, ranker=None)
ELSEWHERE = "at other products now"


@pytest.fixture(autouse=True)
def _own_folder(settings, tmp_path):
    settings.ARTIFACTS_DIR = tmp_path


@pytest.fixture(autouse=True)
def _quick(monkeypatch):
    """Without the slowest members: the gate is the same."""
    monkeypatch.setattr(training, "PipelineConfig", lambda: QUICK)


@pytest.fixture
def market(monkeypatch):
    """Ten weeks of trade and the champion that learned from them, then two weeks more."""
    found = Market.opened()
    found.trade(baskets=1_200, last_day=DAYS - 14)
    then = clock.now() - timedelta(days=14)
    with monkeypatch.context() as patched:
        patched.setattr(clock, "now", lambda: then)
        _train()
    assert champion(NAME) is not None
    found.trade(baskets=400, first_day=DAYS - 13)
    return found


def _train(**options) -> ModelVersion:
    call_command("train", NAME, verbosity=0, **options)
    return ModelVersion.objects.filter(name=NAME).latest("pk")


def _refused(version, *, because):
    assert version.state == VersionState.REFUSED, version.reason
    assert because in version.reason
    assert champion(NAME).pk < version.pk


def _contests(version, rival):
    return {one["task"]: one for one in version.gate if one["rival"] == rival}


def test_more_of_the_same_comes_to_serve_and_says_whom_it_was_measured_against(market):
    before = champion(NAME)
    version = _train()

    assert version.state == VersionState.CHAMPION, version.reason
    assert champion(NAME) == version != before
    assert _contests(version, Rival.BASELINE).keys() >= {"for you", "cart completion"}
    assert _contests(version, Rival.CHAMPION)
    assert all(one["lower"] >= -one["tolerance"] for one in version.gate)
    assert version.metrics["for you"]["all"]["ndcg@10"] > 0


def test_a_worse_challenger_is_refused_by_the_champion_and_by_the_crowd(market, monkeypatch):
    """Members that count against what they like: the worst that was wanted is on top."""
    blends = {
        surface: replace(
            blend, weights={member: -abs(weight) for member, weight in blend.weights.items()}
        )
        for surface, blend in QUICK.blends.items()
    }
    monkeypatch.setattr(training, "PipelineConfig", lambda: replace(QUICK, blends=blends))

    version = _train()

    _refused(version, because="cart completion: ndcg@10")
    assert not _contests(version, Rival.BASELINE)["cart completion"]["passed"]
    assert not _contests(version, Rival.CHAMPION)["cart completion"]["passed"]


@pytest.mark.parametrize("learns", [True, False])
def test_a_blend_that_finds_less_is_set_right_by_segment_or_leans_on_the_crowd(
    market, monkeypatch, learns
):
    blend = QUICK.blends[Surface.FOR_USER]
    if not learns:
        monkeypatch.setattr(judging, "learned", lambda choices, own: dict.fromkeys(Segment, own))
    upside_down = replace(blend, weights={m: -abs(w) for m, w in blend.weights.items()})
    blends = {**QUICK.blends, Surface.FOR_USER: upside_down}
    monkeypatch.setattr(judging, "_against_champion", lambda *arguments: None)
    monkeypatch.setattr(training, "PipelineConfig", lambda: replace(QUICK, blends=blends))

    version = _train()

    contest = _contests(version, Rival.BASELINE)["for you"]
    assert contest["passed"]
    by_segment = version.parameters["blends by segment"]
    if learns:
        assert set(by_segment["for_user"]) == set(Segment)
        assert "for you: weights" in version.metrics
    else:
        assert "for_user" not in by_segment
        assert version.parameters["blends"]["for_user"].get("popularity", 0) >= 1


def test_a_ring_of_bots_around_one_product_is_refused(market):
    bots = [uuid4() for _bot in range(4)]
    moment = clock.now() - timedelta(days=1)
    for number in range(9_000):
        name = EventName.PRODUCT_PURCHASED if number % 2 else EventName.PRODUCT_VIEWED
        fact = Fact(
            name=name,
            product_id=market.products[-1].pk,
            order_ref=f"bot-{number}" if number % 2 else "",
            at=moment + timedelta(seconds=number),
        )
        market.note(bots[number % 4], fact)
    market.write()

    _refused(_train(), because="One product holds")


def test_one_mad_buyer_is_refused(market):
    moment = clock.now() - timedelta(days=1)
    for number in range(4_000):
        fact = Fact(
            name=EventName.PRODUCT_PURCHASED,
            product_id=market.products[number % len(market.products)].pk,
            order_ref=f"mad-{number}",
            at=moment,
        )
        market.note(market.people[0], fact)
    market.write()

    _refused(_train(), because="One person left")


def test_products_that_changed_places_are_refused(market):
    """As after a restore of one table: the log tells of other products than those that sold."""
    random = np.random.default_rng(1)
    ids = [product.pk for product in market.products]
    events = list(Event.objects.filter(product_id__isnull=False))
    for event in events:
        event.product_id = int(random.choice(ids))
    Event.objects.bulk_update(events, ["product_id"], batch_size=500)

    _refused(_train(), because=ELSEWHERE)


def test_a_catalogue_without_prices_is_refused(market):
    Price.objects.all().delete()

    _refused(_train(), because="0% of the products have a price")


def test_half_a_catalogue_is_refused(market):
    gone = [product.pk for product in market.products[::2]]
    Product.objects.filter(pk__in=gone).update(status=ProductStatus.DRAFT)

    version = _train()

    _refused(version, because="The catalogue has 15 products; the last training saw 30.")
    assert version.checksums == {}


def test_half_a_log_is_refused(market):
    half = Event.objects.order_by("id").values_list("id", flat=True)[: Event.objects.count() // 2]
    Event.objects.filter(id__in=list(half)).delete()

    _refused(_train(), because="The log has")


def test_data_that_is_meant_can_be_trusted(market):
    gone = [product.pk for product in market.products[::2]]
    Product.objects.filter(pk__in=gone).update(status=ProductStatus.DRAFT)

    version = _train(trust_data=True)

    assert "The catalogue has" not in version.reason
    assert version.checksums
