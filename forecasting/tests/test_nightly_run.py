"""The nightly run: cut into shards, each repeatable, finished once all have told."""

from datetime import timedelta

import numpy as np
import pytest

from catalog.models import Category, ProductStatus
from events import jobs
from events.models import Job, JobState
from forecasting.jobs import FINISH_JOB, SHARD_JOB, forecast_shard, missing, plan_run
from forecasting.models import CalendarEvent, DemandForecast, Level, TotalForecast
from forecasting.selectors import explain_total
from forecasting.services import save_event
from forecasting.tests.factories import make_variant, sell, steady
from forecasting.totals import tell_one
from foundation import clock

pytestmark = pytest.mark.django_db


@pytest.fixture
def variants():
    shelves = [
        Category.objects.add_root(instance=Category(name_en=name, slug_en=name.lower()))
        for name in ("Mugs", "Lamps")
    ]
    below = Category.objects.add_child(
        shelves[0], instance=Category(name_en="Cups", slug_en="cups")
    )
    made = []
    for number, shelf in enumerate([below, below, shelves[1], shelves[1], shelves[1]]):
        variant = make_variant(f"SKU-{number}", category=shelf)
        sell(variant, steady(200, seed=number), until=clock.business_day())
        made.append(variant)
    return made


def _run(**fields):
    run = plan_run(shard=2, **fields)
    for _round in range(6):
        jobs.run_due()
    return run


def _values(made_at):
    return [
        {name: value for name, value in vars(row).items() if name not in ("_state", "id")}
        for row in DemandForecast.objects.filter(made_at=made_at).order_by("variant_id")
    ]


def test_a_run_tells_of_every_variant_and_of_the_totals(variants):
    run = _run()
    assert Job.objects.filter(name=SHARD_JOB, state=JobState.DONE).count() == 3
    assert Job.objects.get(key=run.finish_key).state == JobState.DONE
    assert missing(run) == 0
    assert {row.variant_id for row in DemandForecast.objects.all()} == {v.pk for v in variants}
    totals = TotalForecast.objects.values_list("level", flat=True)
    assert sorted(totals) == ["category"] * 3 + ["shop"]
    shop = TotalForecast.objects.get(level=Level.SHOP)
    assert len(shop.daily) == 90
    assert len(shop.monthly) == 12
    assert all(one["low"] <= one["mean"] <= one["high"] for one in shop.monthly)
    assert "days apart" in explain_total(shop)


def test_shop_categories_and_variants_add_up(variants):
    _run()
    shop = TotalForecast.objects.get(level=Level.SHOP)
    rows = list(DemandForecast.objects.all())
    by_week = np.sum([row.weekly for row in rows], axis=0)
    told = np.array(shop.daily[:84]).reshape(12, 7).sum(axis=1)
    assert told == pytest.approx(by_week[:12], rel=0.002)
    for slug in ("mugs", "cups"):  # what hangs below counts above
        total = TotalForecast.objects.get(
            level=Level.CATEGORY, subject_id=Category.objects.get(slug_en=slug).pk
        )
        own = [row for row in rows if row.variant_id in {v.pk for v in variants[:2]}]
        assert sum(total.daily[:28]) == pytest.approx(sum(row.next_28 for row in own), rel=0.002)
    assert all("brought_by" in row.explanation for row in rows)
    assert all(row.next_28 == row.sum_mean[2] for row in rows)


def test_a_category_is_brought_into_line_by_its_own_goods_alone_not_by_those_below():
    above = Category.objects.add_root(instance=Category(name_en="Mugs", slug_en="mugs"))
    below = Category.objects.add_child(above, instance=Category(name_en="Cups", slug_en="cups"))
    for number, shelf in enumerate([above, below, below, below, below]):
        variant = make_variant(f"SKU-{number}", category=shelf)
        sell(variant, [4] * 200, until=clock.business_day())
    _run()
    for row in DemandForecast.objects.all():
        assert row.explanation["brought_by"] == pytest.approx(0, abs=0.03)
        assert row.next_28 == pytest.approx(4 * 28, rel=0.03)


def test_a_shard_repeated_says_the_same(variants):
    run = plan_run(shard=10)
    first, last = variants[0].pk, variants[-1].pk
    forecast_shard(run, first, last, report=lambda text: None)
    once = _values(run.made_at)
    forecast_shard(run, first, last, report=lambda text: None)
    assert once == _values(run.made_at)
    assert len(once) == 5


def test_a_run_that_another_overtook_leaves_what_is_newer(variants):
    """The first training asks for a run of its own, a minute before or after the night's."""
    from forecasting.finishing import finish

    late = plan_run(shard=10, at=clock.now() - timedelta(minutes=40))
    newer = plan_run(shard=10)
    for run in (newer, late):
        forecast_shard(run, run.first, run.last, report=lambda text: None)
        finish(as_of=run.as_of, made_at=run.made_at, report=lambda text: None)
    for kept in (DemandForecast, TotalForecast):
        assert set(kept.objects.values_list("made_at", flat=True)) == {newer.made_at}
    assert missing(late) == 0


def test_the_finish_repeated_changes_nothing(variants):
    from forecasting.finishing import finish

    run = _run()
    once = _values(run.made_at)
    finish(as_of=run.as_of, made_at=run.made_at, report=lambda text: None)
    assert once == _values(run.made_at)


def test_a_finish_that_died_between_two_variants_goes_on_and_ends_the_same(variants, monkeypatch):
    from forecasting import finishing

    monkeypatch.setattr(finishing, "WRITTEN_AT_ONCE", 1)
    kept, written = finishing.keep_forecasts, []

    def dies(rows):
        if len(written) == 2:
            written.append("dead")
            raise SystemExit  # no handler's business, as a kill is not
        written.append(rows)
        kept(rows)

    run = plan_run(shard=10)
    forecast_shard(run, variants[0].pk, variants[-1].pk, report=lambda text: None)
    arguments = {
        "as_of": run.as_of, "made_at": run.made_at, "report": lambda text: None,
    }  # fmt: skip
    monkeypatch.setattr(finishing, "keep_forecasts", dies)
    with pytest.raises(SystemExit):
        finishing.finish(**arguments)
    monkeypatch.setattr(finishing, "keep_forecasts", kept)
    finishing.finish(**arguments)
    in_two_goes = _values(run.made_at)
    DemandForecast.objects.all().delete()
    TotalForecast.objects.all().delete()
    forecast_shard(run, variants[0].pk, variants[-1].pk, report=lambda text: None)
    finishing.finish(**arguments)
    assert in_two_goes == _values(run.made_at)


def test_a_variant_that_left_the_shop_is_forgotten(variants):
    _run()
    variants[0].product.status = ProductStatus.RETIRED
    variants[0].product.save()
    _run(at=clock.now() + timedelta(seconds=1))
    assert not DemandForecast.objects.filter(variant_id=variants[0].pk).exists()
    assert DemandForecast.objects.count() == 4


def test_the_last_shard_calls_for_the_finish_and_a_lost_one_does_not_hold_it_for_ever(variants):
    run = plan_run(shard=2)
    finish = Job.objects.get(name=FINISH_JOB)
    assert finish.due_at > clock.now() + timedelta(minutes=20)
    Job.objects.filter(name=SHARD_JOB).order_by("-key").first().delete()
    jobs.run_due()
    assert missing(run) > 0
    finish.refresh_from_db()
    assert finish.state == JobState.QUEUED
    Job.objects.filter(pk=finish.pk).update(due_at=clock.now())
    jobs.run_due()
    finish.refresh_from_db()
    assert finish.state == JobState.DONE
    assert TotalForecast.objects.filter(level=Level.SHOP, made_at=run.made_at).exists()


def test_an_empty_shop_plans_nothing():
    assert plan_run() is None
    assert not Job.objects.exists()


def test_staff_may_ask_prophet_for_one_variant(variants):
    fair = clock.business_day() + timedelta(days=10)
    save_event(event=CalendarEvent(name="Fair", first_day=fair, last_day=fair))
    row = tell_one(level=Level.VARIANT, subject_id=variants[0].pk)
    assert (row.level, row.subject_id, len(row.daily)) == (Level.VARIANT, variants[0].pk, 90)
    assert 0.5 < sum(row.daily[:28]) / steady(28).sum() < 2
    assert "week" in row.components
    assert "Fair" in explain_total(row)
    tell_one(level=Level.VARIANT, subject_id=variants[0].pk)
    assert TotalForecast.objects.count() == 1
    with pytest.raises(ValueError, match="every night"):
        tell_one(level=Level.SHOP, subject_id=0)


def test_prophet_is_asked_for_what_was_never_sold():
    row = tell_one(level=Level.VARIANT, subject_id=make_variant("NEVER").pk)
    assert sum(row.daily) == 0
