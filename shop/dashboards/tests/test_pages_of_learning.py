"""Models, opportunities, data quality and features: what they tell, and when they say nothing."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse

from analytics.models import (
    Dimension,
    Direction,
    Grouping,
    RfmSegment,
    SegmentDay,
    Trend,
    TrendKind,
)
from analytics.tests.factories import make_trend
from foundation import clock
from mlops import answers
from mlops.models import DriftReport, ModelVersion, VersionState
from mlops.quality.services import check_all
from mlops.services import write_features
from mlops.tests.catalogues import a_feature, know, watch
from orders.models import ShippingMethod, ShippingRate, ShippingZone
from search.models import QueryDay
from shop.dashboards.tests.factories import make_day
from shop.dashboards.tests.test_pages_of_trade import BACKEND, TODAY, read, rows_of, tile_of
from shop.tests.busy_shop import make_staff

pytestmark = pytest.mark.django_db

MINE = ("models", "opportunities", "quality", "features")


@pytest.mark.parametrize("slug", MINE)
def test_a_shop_that_has_learned_nothing_has_every_page(client, slug):
    client.force_login(make_staff(), backend=BACKEND)
    assert client.get(reverse(f"admin:dashboard_{slug}")).status_code == 200
    page = read(slug)
    assert all(figure.missing for figure in (*page.figures, *page.lists) if figure.is_empty)


def _version(name: str, state: VersionState, *, days_ago: int, **told: object) -> ModelVersion:
    return ModelVersion.objects.create(
        name=name, version=f"{name}-{days_ago}", state=state, artifact="a",
        trained_at=clock.now() - timedelta(days=days_ago), **told,
    )  # fmt: skip


def test_a_model_is_told_with_its_baseline_its_age_and_a_refused_training():
    _version(
        "churn", VersionState.CHAMPION, days_ago=20, metrics={"all": {"auc": 0.74, "cases": "x"}},
        baseline={"all": {"auc": 0.61}},
    )  # fmt: skip
    _version("churn", VersionState.REFUSED, days_ago=1, reason="Too few orders.")
    page = read("models")
    assert rows_of(page.figure("accuracy")) == [
        ["churn", "churn-20", "all / auc", "0.74", "0.61", "0.13"]
    ]
    [row] = [row for row in rows_of(page.figure("versions")) if row[0] == "churn"]
    assert row[1] == "churn-20"
    assert row[-1] == "The last training was refused: Too few orders."
    assert tile_of(page, "Older than two weeks").value == "1"


def test_a_model_that_drifted_says_in_what():
    _version("churn", VersionState.CHAMPION, days_ago=1)
    DriftReport.objects.create(
        name="churn", version="1", figure="prices", day=TODAY, psi=0.4, rows=99, is_alarm=True
    )
    page = read("models")
    [row] = [row for row in rows_of(page.figure("versions")) if row[0] == "churn"]
    assert row[4] == "prices"
    assert tile_of(page, "Models that drifted").value == "1"


def test_answers_are_told_with_their_time_and_fallbacks():
    answers._counts.take()
    for _time in range(3):
        answers.note_answer("recommendations", version="1", seconds=0.004)
    answers.note_fallback("recommendations")
    answers.write_down()
    page = read("models")
    assert rows_of(page.figure("latency")) == [["recommendations", "5", "5", "3", "1", "25.0%"]]
    assert tile_of(page, "Plain answers in their place").value == "25.0%"


def test_searches_that_found_nothing_are_told_from_ten_on():
    for words, searches, missed in (("poncho", 12, 12), ("secret name", 9, 9), ("lamp", 30, 10)):
        QueryDay.objects.create(
            day=TODAY, language="en", words=words, searches=searches, without_result=missed
        )
    rows = rows_of(read("opportunities").figure("searches"))
    assert [row[:3] for row in rows] == [["poncho", "12", "12"], ["lamp", "10", "30"]]
    assert rows[0][3].startswith("Never found")
    assert rows[1][3].startswith("Not found only at times")


def _countries() -> ShippingMethod:
    """A shop in which each tenth visit orders for 50.00, and Ireland's never do.

    It sends by a method that goes everywhere.
    """
    make_day(TODAY, 100)
    make_day(TODAY, 90, dimension=Dimension.COUNTRY, value="GB")
    ireland = make_day(TODAY, 10, dimension=Dimension.COUNTRY, value="IE")
    type(ireland).objects.filter(pk=ireland.pk).update(orders=0, revenue_minor=0)
    return ShippingMethod.objects.create(code="post", name="Post", price_minor=500)


def test_a_country_could_bring_what_its_visits_bring_elsewhere():
    _countries()
    [row] = rows_of(read("opportunities").figure("countries"))
    assert row[:2] == ["Ireland", "€500.00"]
    assert row[-1].startswith("People come and nobody orders")


def test_a_country_to_which_nothing_is_sent_says_so():
    method = _countries()
    zone = ShippingZone.objects.create(code="gb", name="Britain", countries=["GB"])
    assert "nobody orders" in rows_of(read("opportunities").figure("countries"))[0][-1]

    ShippingRate.objects.create(method=method, zone=zone, price_minor=500)
    [row] = rows_of(read("opportunities").figure("countries"))
    assert row[-1] == "No way of shipping goes there."


def test_what_rises_says_by_how_much_and_how_surely():
    make_trend("brand:999")
    Trend.objects.update(kind=TrendKind.BRAND, direction=Direction.RISING)
    [row] = rows_of(read("opportunities").figure("rising"))
    trend = Trend.objects.get()
    assert row[2] == f"× {trend.ratio:.2f}"
    assert f"× {trend.low:.2f} to × {trend.high:.2f}" in row[-1]


def test_segments_are_ranked_by_the_money_that_may_stay_away():
    for segment, people, risk, worth in (
        (RfmSegment.CHAMPIONS, 40, 0.1, 100_000),
        (RfmSegment.AT_RISK, 30, 0.8, 50_000),
        (RfmSegment.LOST, 3, 0.9, 900_000),
    ):
        SegmentDay.objects.create(
            day=TODAY, grouping=Grouping.RFM, value=segment, customers=people, orders=9,
            revenue_minor=1, churn_risk=risk, value_365_minor=worth,
        )  # fmt: skip
    rows = rows_of(read("opportunities").figure("segments"))
    # Three who are lost stand with the next smallest group, so that nobody can take them out.
    assert [row[:2] for row in rows] == [["Champions", "€100.00"]]

    SegmentDay.objects.filter(value=RfmSegment.LOST).update(customers=20)
    rows = rows_of(read("opportunities").figure("segments"))
    assert [row[0] for row in rows] == ["Lost", "At risk", "Champions"]


def test_data_quality_shows_what_failed_first_and_features_their_coverage(monkeypatch):
    know(monkeypatch, churn=a_feature(highest=1, everybody=lambda: 4))
    watch(monkeypatch)
    write_features(name="churn", values={"customer:a": 0.5, "customer:b": 7})
    check_all(report=lambda text: None)

    quality = read("quality")
    [failed] = rows_of(quality.figure("failed"))
    assert failed[0] == "feature:churn"
    assert failed[3:] == ["50.0%", "100%", "2", "1"]
    assert tile_of(quality, "Not as they should be").value == "1"

    features = read("features")
    assert rows_of(features.figure("coverage")) == [["churn", "50.0%", "2"]]
    assert rows_of(features.figure("catalogue"))[0][-1] == "Not as it should be"


def test_before_the_first_look_both_pages_say_when_it_comes():
    assert "every morning" in read("quality").notes[0]
    assert "every morning" in read("features").notes[0]
    assert rows_of(read("features").figure("catalogue"))  # meanings are known before any value
