"""Learned from roll-ups and the history of prices, judged, kept or refused, served."""

from datetime import timedelta

import numpy as np
import pytest
from django.core.management import call_command

from events import jobs
from events.models import DailyDemand, Job
from foundation import clock
from mlops.models import ModelVersion, VersionState
from mlops.services import roll_back
from pricing.dataset import load_market
from pricing.drift import look_for_drift
from pricing.jobs import ask_where_missing
from pricing.models import ElasticityEstimate, Price
from pricing.serving import NAME, elasticities_of, shop_elasticity
from pricing.tests.elasticity_champions import make_elasticities
from pricing.tests.factories import make_variant
from pricing.tests.priced_market import make_market
from pricing.training import train_elasticity

pytestmark = pytest.mark.django_db


def _silent(text):
    return None


def test_planted_elasticities_are_found_judged_and_served():
    market = make_market()
    version = train_elasticity(_silent)
    assert version is not None
    assert version.state == VersionState.CHAMPION, version.reason
    assert version.metrics["explained"] > 0.05, "prices explain a good part of these weeks"

    views = elasticities_of([variant.product_id for variant in market.variants])
    found = np.array([views[variant.product_id].mean for variant in market.variants])
    low = np.array([views[variant.product_id].low for variant in market.variants])
    high = np.array([views[variant.product_id].high for variant in market.variants])
    assert np.abs(found - market.elasticity).mean() < 0.35
    assert np.mean((low <= market.elasticity) & (market.elasticity <= high)) > 0.6
    assert shop_elasticity().mean == pytest.approx(-2.0, abs=0.4)
    assert ElasticityEstimate.objects.count() == len(market.variants)
    row = ElasticityEstimate.objects.get(product_id=market.variants[0].product_id)
    assert row.mean == pytest.approx(found[0])
    assert row.version == version.version

    newcomer = make_variant(category="C0", stock=None)
    told = elasticities_of([newcomer.product_id])[newcomer.product_id]
    assert told.own is None
    assert told.sd > views[market.variants[0].product_id].sd, "less is known of what is new"

    reports = look_for_drift()
    assert {report.figure for report in reports} == {"units", "prices", "moves", "errors"}
    assert not any(report.is_alarm for report in reports)


def test_prices_that_never_moved_teach_nothing_and_nothing_is_told():
    market = make_market(products=8, weeks=20, changes=0)
    assert train_elasticity(_silent) is None
    assert elasticities_of([variant.product_id for variant in market.variants]) == {}
    assert shop_elasticity() is None


def test_a_shop_of_a_few_weeks_has_to_wait():
    make_market(products=8, weeks=10, changes=3)
    assert train_elasticity(_silent) is None


def test_sales_that_were_lost_are_refused_and_the_champion_goes_on():
    make_market(products=12, weeks=24)
    first = train_elasticity(_silent)
    assert first.state == VersionState.CHAMPION, first.reason
    lost = DailyDemand.objects.values_list("pk", flat=True)[:500]
    DailyDemand.objects.filter(pk__in=list(lost)).delete()
    second = train_elasticity(_silent)
    assert second.state == VersionState.REFUSED
    assert "left in the log" in second.reason
    assert ModelVersion.objects.get(name=NAME, state=VersionState.CHAMPION).pk == first.pk
    assert train_elasticity(_silent, trust_data=True).checksums


def test_a_lost_decimal_point_is_refused():
    market = make_market(products=8, weeks=20, changes=2)
    for variant in market.variants:
        last = Price.objects.filter(variant=variant).latest("starts_at")
        Price.objects.filter(pk=last.pk).update(amount_minor=last.amount_minor * 100)
    version = train_elasticity(_silent)
    assert version.state == VersionState.REFUSED
    assert "decimal" in version.reason


def test_after_a_rollback_the_old_answers_and_rows_are_back():
    product = make_variant().product_id
    make_elasticities({product: (-1.5, 0.3)})
    make_elasticities({product: (-3.0, 0.3)})
    assert elasticities_of([product])[product].mean == pytest.approx(-3.0)
    roll_back(name=NAME)
    assert elasticities_of([product])[product].mean == pytest.approx(-1.5), "at once"
    jobs.enqueue("pricing.drift", key="now")
    jobs.run_due()
    assert ElasticityEstimate.objects.get().mean == pytest.approx(-1.5)


def test_a_champion_that_cannot_be_read_tells_nothing(settings, tmp_path):
    product = make_variant().product_id
    version = make_elasticities({product: (-1.5, 0.3)})
    version.checksums["mean.npy"] = "0" * 64
    version.save()
    assert elasticities_of([product]) == {}


def test_products_that_are_gone_are_absent():
    product = make_variant().product_id
    make_elasticities({product: (-1.5, 0.3)})
    assert set(elasticities_of([product, product + 1_000])) == {product}


def test_the_worker_learns_where_nothing_is_known_and_the_command_does(capsys):
    make_market(products=16, weeks=40)
    ask_where_missing()
    ask_where_missing()
    assert Job.objects.filter(name="pricing.train").count() == 1
    call_command("train", "elasticity")
    assert ElasticityEstimate.objects.count() == 16
    Job.objects.all().delete()
    ask_where_missing()
    assert not Job.objects.exists()


def test_weeks_until_yesterday_only():
    """Today is not over: half a day of sales would look like demand that fell."""
    make_market(products=4, weeks=20, changes=2)
    market = load_market()
    assert market.as_of == clock.business_day()
    assert market.weeks == 20
    assert market.as_of - timedelta(days=140) == DailyDemand.objects.earliest("day").day
