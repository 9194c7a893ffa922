"""From orders, searches and reviews of a shop to trends, features and the month's digest."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from analytics.markets.digest import make_digest, month_before
from analytics.markets.jobs import look_at_markets
from analytics.markets.naming import names_of
from analytics.markets.sources import SearchCount
from analytics.markets.trends import reckon_trends, write_trends
from analytics.markets.weeks import Weeks
from analytics.models import Direction, MarketDigest, Trend, TrendKind
from catalog.models import Attribute, Category, ProductAttribute
from catalog.tests.factories import make_product
from events.models import DailyDemand
from foundation import clock
from foundation.registries import Registry
from mlops.models import Feature
from mlops.selectors import read_features

pytestmark = pytest.mark.django_db

NOON = datetime(2026, 11, 22, 12, tzinfo=ZoneInfo("UTC"))
YESTERDAY = date(2026, 11, 21)


def _sell(product, *, weeks, lines, until=YESTERDAY, promoted=False):
    """So many lines of orders a week, up to a day."""
    variant = product.variants.first()
    DailyDemand.objects.bulk_create(
        DailyDemand(
            variant_id=variant.pk, product_id=product.pk, day=until - timedelta(days=7 * week),
            orders=lines, units=lines, promoted=promoted,
        )
        for week in range(weeks)
    )  # fmt: skip


@dataclass(frozen=True)
class _Searches:
    """Somebody who counts searches: so many every day of some weeks."""

    days: dict[date, dict[str, SearchCount]]

    def add(self, words, *, weeks, searches, missed=0, until=YESTERDAY):
        for week in range(weeks):
            day = until - timedelta(days=7 * week)
            self.days.setdefault(day, {})[words] = SearchCount(searches, missed)

    def __call__(self, first, last):
        found = {}
        for day, told in self.days.items():
            if first <= day <= last:
                for words, count in told.items():
                    before = found.get(words, SearchCount(0))
                    found[words] = SearchCount(
                        before.searches + count.searches,
                        before.without_result + count.without_result,
                    )
        return found


@pytest.fixture
def searches(monkeypatch):
    counted = _Searches({})
    sources = Registry("sources of searches")
    sources.register("test", counted)
    for module in ("dataset", "digest"):
        monkeypatch.setattr(f"analytics.markets.{module}.search_sources", sources)
    return counted


@pytest.fixture
def shop():
    """Lamps sell threefold for four weeks; the other goods as ever."""
    lamp = make_product("Lamp", category="Lamps", brand="Lumen")
    for number in range(4):
        other = make_product(f"Chair {number}", category=f"Chairs {number}", brand="Seat")
        _sell(other, weeks=40, lines=30)
    _sell(lamp, weeks=4, lines=60)
    _sell(lamp, weeks=36, lines=20, until=YESTERDAY - timedelta(days=28))
    return lamp


def test_what_rises_is_found_and_what_is_steady_is_not_told(shop):
    assert write_trends(at=NOON) >= 2
    lamps = Trend.objects.get(kind=TrendKind.CATEGORY, subject=f"category:{shop.category_id}")
    assert lamps.direction == Direction.RISING
    assert lamps.count == 240
    # 20 of 140 lines before; 720 lines in the window.
    assert lamps.expected == pytest.approx(240 * 3 / 7, rel=0.01)
    assert lamps.low > 1.5
    assert (lamps.until, lamps.days) == (YESTERDAY, 28)
    chairs = Category.objects.filter(name__startswith="Chairs")
    assert not Trend.objects.filter(
        subject__in=[f"category:{pk}" for pk in chairs.values_list("pk", flat=True)],
        direction=Direction.RISING,
    )
    assert Trend.objects.get(subject=f"product:{shop.pk}").direction == Direction.RISING


def test_the_command_calls_things_by_their_names(shop, monkeypatch, capsys):
    monkeypatch.setattr(clock, "now", lambda: NOON)
    call_command("markets")
    told = capsys.readouterr().out
    assert "Lamps" in told
    assert "category:" not in told


def test_finding_again_puts_the_new_rows_in_the_place_of_the_old(shop):
    write_trends(at=NOON)
    before = Trend.objects.count()
    DailyDemand.objects.filter(product_id=shop.pk).delete()
    write_trends(at=NOON + timedelta(hours=1))
    assert 0 < Trend.objects.count() < before
    assert not Trend.objects.filter(subject=f"product:{shop.pk}").exists()
    assert not Feature.objects.filter(name="trend", subject=f"product:{shop.pk}").exists()


def test_lower_floors_read_trends_from_the_feature_store(shop):
    write_trends(at=NOON)
    subject = f"category:{shop.category_id}"
    told = read_features(name="trend", subjects=[subject])[subject]
    assert told["direction"] == "rising"
    assert told["low"] <= told["ratio"] <= told["high"]
    assert told["until"] == "2026-11-21"


def test_a_category_counts_all_below_it(shop):
    parent = Category.objects.add_root({"name_en": "Light", "slug_en": "light"})
    Category.objects.move(shop.category, parent, "last-child")
    write_trends(at=NOON)
    assert Trend.objects.get(subject=f"category:{parent.pk}").count == 240


def test_attributes_are_groups_of_several_products(shop):
    material = Attribute.objects.create(code="material", name_en="Material")
    other = make_product("Second lamp", category="Lamps")
    for product in (shop, other):
        ProductAttribute.objects.create(product=product, attribute=material, text="Brass")
    _sell(other, weeks=40, lines=5)
    rows = reckon_trends(last_day=YESTERDAY, at=NOON)
    subject = f"attribute:{material.pk}=Brass"
    (row,) = [row for row in rows if row.subject == subject]
    assert row.count == 240 + 20
    assert names_of([subject]) == {subject: "Material: Brass"}


def test_what_was_sold_in_promotions_stands_beside_a_trend(shop):
    DailyDemand.objects.filter(product_id=shop.pk, day__gt=YESTERDAY - timedelta(days=28)).update(
        promoted=True
    )
    write_trends(at=NOON)
    row = Trend.objects.get(subject=f"product:{shop.pk}")
    assert row.promoted_share == 1
    assert row.promoted_share_before == 0


def test_searches_come_from_whoever_counts_them(searches):
    searches.add("chair", weeks=40, searches=100)
    searches.add("", weeks=40, searches=50)
    searches.add("rain poncho", weeks=4, searches=40, missed=38)
    searches.add("rain poncho", weeks=30, searches=6, until=YESTERDAY - timedelta(days=28))
    write_trends(at=NOON)
    poncho = Trend.objects.get(subject="search:rain poncho")
    assert poncho.direction == Direction.RISING
    assert poncho.missed_share == pytest.approx(0.95)
    assert not Trend.objects.filter(subject="search:").exists()


def test_a_product_of_this_month_is_new_and_does_not_rise():
    chair, lamp = make_product("Chair"), make_product("Lamp")
    _sell(chair, weeks=40, lines=50)
    _sell(lamp, weeks=5, lines=50)
    write_trends(at=NOON)
    assert Trend.objects.get(subject=f"product:{lamp.pk}").direction == Direction.NEW


def test_a_shop_without_history_has_no_trends_and_no_digest():
    told = look_at_markets(lambda text: None, at=NOON)
    assert told == {"reviews": 0, "products": 0, "trends": 0, "digest": None}
    assert not MarketDigest.objects.exists()


def test_the_past_is_read_by_the_week_however_much_there_is(shop):
    with CaptureQueriesContext(
        connection,
    ) as few:
        reckon_trends(last_day=YESTERDAY, at=NOON)
    for number in range(5):
        _sell(make_product(f"Table {number}", category="Tables"), weeks=40, lines=9)
    with CaptureQueriesContext(connection) as more:
        reckon_trends(last_day=YESTERDAY, at=NOON)
    assert len(more) == len(few)


def test_the_digest_tells_the_month_that_is_over_once(shop, searches):
    until = date(2026, 10, 31)
    _sell(shop, weeks=1, lines=400, until=until - timedelta(days=3))
    searches.add("rain poncho", weeks=4, searches=20, missed=19, until=until)
    digest = make_digest(at=NOON)
    assert digest.month == date(2026, 10, 1)
    assert any(one["name"] == "Lamp" for one in digest.content["trends"])
    assert digest.content["unmet"] == [{"words": "rain poncho", "searches": 80, "missed": 76}]
    DailyDemand.objects.all().delete()
    assert make_digest(at=NOON + timedelta(days=3)).content == digest.content
    assert MarketDigest.objects.count() == 1


def test_names_in_a_digest_stay_as_they_were_called(shop):
    _sell(shop, weeks=1, lines=400, until=date(2026, 10, 28))
    digest = make_digest(at=NOON)
    shop.name_en = "Torch"
    shop.save()
    again = make_digest(at=NOON)
    assert "Lamp" in {one["name"] for one in again.content["trends"]}
    assert digest.pk == again.pk


@pytest.mark.parametrize(
    ("day", "month"),
    [("2026-11-22", "2026-10-01"), ("2026-01-01", "2025-12-01"), ("2026-03-31", "2026-02-01")],
)
def test_the_month_before(day, month):
    assert month_before(date.fromisoformat(day)).isoformat() == month


def test_weeks_are_counted_back_from_a_day():
    weeks = Weeks(YESTERDAY, 3)
    assert weeks.bounds(2) == (date(2026, 11, 15), YESTERDAY)
    assert weeks.bounds(0)[0] == weeks.first_day == date(2026, 11, 1)
    assert [weeks.number(weeks.bounds(week)[1]) for week in range(3)] == [0, 1, 2]
    assert weeks.since(date(2026, 11, 2)).count == 2
    assert weeks.since(date(2027, 1, 1)).count == 0
