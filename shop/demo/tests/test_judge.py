"""The market judges in our own experiment: arms, exposures, orders and words are the shop's."""

from datetime import timedelta
from io import StringIO

import numpy as np
import pytest
from django.contrib.auth import get_user_model
from django.core.management import call_command
from django.urls import reverse

from events.models import Event
from events.names import EventName
from events.rollups import rebuild_daily_demand
from experiments.models import Experiment, Exposure, ResultSnapshot
from foundation import clock
from foundation.progress import progress_steps
from mlops.training import train
from recommendations.serving import forget_model
from recommendations.training import NAME
from shop.demo.build import DemoPlan, open_store
from shop.demo.judge.false_alarms import Traffic, alarms_of, count_false_alarms
from shop.demo.judge.trial import TrialPlan, run_trial

DAYS = 6
ARMS = {"control": "popularity", "treatment": "taste"}


@pytest.fixture
def store(db, settings, tmp_path):
    """Two months of a small market, and a champion that was trained on them."""
    settings.DATA_DIR, settings.MEDIA_ROOT = tmp_path, tmp_path / "media"
    settings.ARTIFACTS_DIR = tmp_path / "artifacts"
    plan = DemoPlan(
        seed=3, days=60, customers=300, last_day=clock.business_day() - timedelta(days=DAYS + 1)
    )
    with progress_steps(quiet=True) as steps:
        store = open_store(plan=plan, steps=steps)
    rebuild_daily_demand(plan.start, plan.end)
    with clock.standing_at(store.past.moment(store.past.world.today, 0)):
        train(NAME, lambda text: None)
    forget_model()
    yield store
    forget_model()


@pytest.mark.slow
@pytest.mark.any_database
def test_the_market_judges_in_an_experiment_of_the_shop(store, client):
    found = run_trial(store=store, plan=TrialPlan("pages", "popularity", "taste", DAYS))

    experiment = Experiment.objects.get()
    assert (experiment.state, experiment.slot) == ("stopped", "pages")
    assert experiment.needed_sample > 100
    _everybody_saw_their_own_arm()
    _clicks_come_from_impressions()
    lines = {(line.metric, line.arm.slug): line.snapshot for line in found.lines}
    for slug in ARMS:
        exposed = Exposure.objects.filter(arm__slug=slug)
        assert lines["orders", slug].subjects == exposed.count() > 100
        assert lines["orders", slug].mean == pytest.approx(_orders_of(exposed) / exposed.count())
    assert ResultSnapshot.objects.filter(metric="orders", arm__slug="treatment").count() == DAYS
    assert not found.ratio.is_broken
    client.force_login(get_user_model().objects.get(is_superuser=True))
    address = reverse("admin:experiments_experiment_change", args=[experiment.pk])
    page = client.get(address).content.decode()
    assert found.sentences[0].text[:40] in page
    assert "By the shopper&#x27;s taste alone" in page


def _everybody_saw_their_own_arm():
    """On the pages of the experiment each visitor saw one strategy: that of their arm."""
    arm_of = dict(Exposure.objects.values_list("subject", "arm__slug"))
    pages = ("home.for_you", "product.similar")
    seen = Event.objects.filter(name=EventName.IMPRESSION, slot__in=pages)
    told = [event for event in seen if "source" in event.payload]
    assert {event.visitor for event in told} <= set(arm_of)
    assert {event.payload["strategy"] for event in told} == set(ARMS.values())
    assert all(event.payload["strategy"] == ARMS[arm_of[event.visitor]] for event in told)
    assert {event.propensity for event in told} == {0.5}
    assert not seen.filter(visitor=None).exists()


def _clicks_come_from_impressions():
    clicks = list(Event.objects.filter(name=EventName.IMPRESSION_CLICKED))
    shown = Event.objects.in_bulk([click.payload["impression"] for click in clicks])
    by_id = {str(key): one for key, one in shown.items()}
    assert clicks
    for click in clicks:
        seen = by_id[click.payload["impression"]]
        assert (seen.product_id, seen.visitor) == (click.product_id, click.visitor)


def _orders_of(exposed):
    return sum(
        Event.objects.filter(
            name=EventName.ORDER_PLACED, visitor=one.subject, occurred_at__gte=one.first_at
        ).count()
        for one in exposed
    )


@pytest.mark.slow
@pytest.mark.any_database
def test_equal_arms_seldom_cry_wolf(store):
    found = count_false_alarms(store=store, seeds=60, days=14)
    assert found.visitors > 500
    assert found.share <= 0.05
    assert found.by_plain_test > found.by_sequence


def test_a_real_difference_does_raise_the_alarm():
    """The counter can count: the same looks at arms of which one orders half as much again."""
    draws = np.random.default_rng(4)
    visitors = np.arange(4_000)
    traffic = Traffic(
        visitors=visitors,
        first=np.repeat(np.arange(4), 1_000),
        orders=draws.binomial(1, 0.3, (4_000, 14)).cumsum(axis=1).astype(float),
        before=np.zeros(4_000),
    )
    treated = visitors % 2 == 1
    assert not alarms_of(traffic, treated=treated, planned=4_000.0)[0]
    traffic.orders[treated] *= 1.5
    assert alarms_of(traffic, treated=treated, planned=4_000.0) == (True, True)


@pytest.mark.slow
@pytest.mark.any_database
@pytest.mark.django_db
def test_the_command_says_what_it_found(settings, tmp_path):
    settings.DATA_DIR, settings.MEDIA_ROOT = tmp_path, tmp_path / "media"
    settings.ARTIFACTS_DIR = tmp_path / "artifacts"
    told = StringIO()
    call_command(
        "judge_recommendations", "--history=45", "--customers=260", "--days=2", "--quiet",
        "--aa", "--seeds=5", stdout=told,
    )  # fmt: skip
    said = told.getvalue()
    assert "false alarms 0 (0.0%)" in said
    assert "Orders a visitor, treatment (taste)" in said
    assert "Nothing can be concluded of “treatment” yet" in said
    forget_model()
