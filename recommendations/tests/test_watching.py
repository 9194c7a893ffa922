"""The jobs that watch the model: drift of what comes in, and the shadow's answers."""

from datetime import timedelta

import pytest
from django.core.management import call_command

from events import jobs
from events.models import Job, JobState
from events.names import EventName
from events.services import Fact
from foundation import clock
from mlops.models import DriftReport, ModelVersion, ShadowReport
from mlops.selectors import champion
from mlops.services import start_shadow
from recommendations import training
from recommendations.algorithms.pipeline import PipelineConfig
from recommendations.drift import Figure
from recommendations.tests.market import DAYS, GOODS_OF_A_TASTE, TASTES, Market
from recommendations.training import NAME

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
QUICK = PipelineConfig(lightfm=None, als=None, ranker=None)


@pytest.fixture
def market(settings, tmp_path, monkeypatch):
    """A champion, and a version beside it, both of three days ago."""
    settings.ARTIFACTS_DIR = tmp_path
    monkeypatch.setattr(training, "PipelineConfig", lambda: QUICK)
    found = Market.opened()
    found.trade(baskets=1_200, last_day=DAYS - 3)
    real = clock.now
    with monkeypatch.context() as patched:
        patched.setattr(clock, "now", lambda: real() - timedelta(days=3))
        call_command("train", NAME, verbosity=0)
        call_command("train", NAME, verbosity=0)
    return found


def _run(name):
    jobs.enqueue(name, key=name)
    jobs.run_due(limit=1)
    job = Job.objects.get(key=name)
    assert job.state == JobState.DONE, job.error
    return job.result


def test_a_week_like_the_one_of_the_training_has_not_shifted(market):
    market.trade(baskets=60, first_day=DAYS - 3)

    assert _run("recommendations.drift") == {"shifted": []}
    reports = DriftReport.objects.filter(version=champion(NAME).version)
    assert {report.figure for report in reports} == set(Figure.values)


def test_a_rush_for_one_product_is_noticed_and_trained_for(market):
    rare = (GOODS_OF_A_TASTE - 1) * TASTES + 1  # the dearest aisle's least favourite
    for number in range(400):
        moment = market.start + timedelta(days=DAYS - 2, minutes=number)
        market.buy(number % len(market.people), {rare}, moment)
    market.write()

    shifted = _run("recommendations.drift")["shifted"]
    assert {"popularity", "prices", "categories"} <= set(shifted)
    assert Job.objects.filter(name="mlops.train", payload={"name": NAME}).count() == 1


def test_the_shadow_is_asked_what_it_would_have_shown(market):
    beside = ModelVersion.objects.filter(name=NAME).exclude(pk=champion(NAME).pk).latest("pk")
    start_shadow(version=beside)
    yesterday = clock.now() - timedelta(days=1)
    for person in range(20):
        for position in (1, 2):
            market.note(
                market.people[person],
                Fact(
                    name=EventName.IMPRESSION,
                    product_id=market.products[0].pk,
                    slot="for_you",
                    position=position,
                    at=yesterday,
                ),
            )
        market.buy(person, set(range(len(market.products))), yesterday + timedelta(seconds=5))
    market.write()

    asked = _run("recommendations.shadow")["requests"]
    report = ShadowReport.objects.get()
    assert asked == report.requests > 10
    assert report.version == beside
    assert report.hits == report.requests  # they took everything: any list is right
    assert report.agreement == pytest.approx(1)  # trained alike


def test_without_a_shadow_nothing_is_asked(market):
    assert _run("recommendations.shadow") == {"requests": 0}
