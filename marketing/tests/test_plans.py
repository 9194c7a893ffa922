"""Mailings that are planned move forecasts, as far as past ones surely brought something."""

from datetime import datetime, time, timedelta

import pytest

from accounts.models import Customer
from events.names import Consent
from forecasting.selectors import explain
from forecasting.serving import Served, forecast_variants
from forecasting.tests.factories import TODAY, make_variant, sell, steady
from foundation import clock
from marketing.models import Campaign
from marketing.results.plans import FEATURE, brought_by_mailings, plans, write_planned_campaigns
from marketing.tests.bought import buy, make_people
from marketing.tests.factories import make_campaign, make_offer, make_step
from marketing.tests.outcome_rows import make_result
from mlops.selectors import read_features
from pricing.tests.factories import make_promotion

pytestmark = pytest.mark.django_db

NOON = datetime.combine(TODAY, time(12), clock.shop_zone())
GOES_OUT = NOON + timedelta(days=3)


def _readers(number: int) -> None:
    """Customers who agreed to be written to."""
    people = [person.pk for person in make_people(number)]
    Customer.objects.filter(pk__in=people).update(consent=Consent.ALL)


def _past(**fields) -> None:
    """A mailing that brought a fifth of an order a customer, surely."""
    mailing = make_campaign(holdout=800, enrolled_at=NOON - timedelta(days=70))
    make_result(mailing, day=TODAY - timedelta(days=30), **{
        "treated": 1_000, "held_out": 110, "orders": 200.0, "orders_low": 120.0,
        "orders_high": 280.0, **fields,
    })  # fmt: skip


def _planned(**fields) -> Campaign:
    campaign = make_campaign(starts_at=GOES_OUT, goal_days=7, holdout=1_000, **fields)
    make_step(campaign)
    return campaign


def _sold(sku: str):
    variant = make_variant(sku)
    sell(variant, steady(280, level=2))
    return variant


def _about(campaign: Campaign, variant) -> None:
    """Its offer is for one product."""
    wording = campaign.steps.get().variants.get()
    wording.offer = make_offer(promotion=make_promotion(targets=(variant.product,)))
    wording.save()


def _told(subject: str):
    return read_features(name=FEATURE, subjects=[subject]).get(subject, [])


def test_a_forecast_knows_a_planned_mailing_of_its_product():
    _past()
    variant, other = _sold("TEA"), _sold("POT")
    campaign = _planned()
    _about(campaign, variant)
    _readers(20)

    def forecasts():
        rows = forecast_variants(
            [variant.pk, other.pk], as_of=TODAY, by=Served(), made_at=clock.now()
        )
        return {row.variant_id: row for row in rows}

    before = forecasts()
    assert write_planned_campaigns(at=NOON) >= 1
    after = forecasts()

    told, was = after[variant.pk], before[variant.pk]
    assert told.daily[2] == pytest.approx(was.daily[2], rel=0.05)
    # 20 readers, of whom 88.2 % are spoken to, times .2 orders over 7 days on about 2 units a day.
    usual = sum(was.daily) / 28
    assert told.daily[5] - was.daily[5] == pytest.approx(20 * 0.882 * 0.2 / 7, rel=0.25)
    assert told.sum_mean[-1] > was.sum_mean[-1] > usual
    assert "planned mailing" in explain(told)
    assert after[other.pk].daily == before[other.pk].daily


def test_a_mailing_without_goods_is_for_the_whole_shop():
    _past()
    _planned()
    _readers(10)
    for person in make_people(28):
        buy(person, NOON - timedelta(days=2))

    write_planned_campaigns(at=NOON)

    [(first, last, share)] = _told("shop")
    assert (first, last) == (str(TODAY + timedelta(days=3)), str(TODAY + timedelta(days=9)))
    # 10 readers × .882 × .2 orders over 7 days, beside one order a day.
    assert share == pytest.approx(10 * 0.882 * 0.2 / 7, abs=1e-3)


def test_what_is_not_surely_known_to_bring_anything_is_not_told():
    _past(orders=50.0, orders_low=-30.0, orders_high=130.0)
    _planned()
    _readers(1)
    assert plans(at=NOON) == []
    assert brought_by_mailings().low < 0


@pytest.mark.parametrize(
    ("days_ago", "held_out"), [(3, 110), (70, 400)], ids=["not over", "holdout is off"]
)
def test_mailings_that_cannot_tell_yet_or_at_all_hide_nobody_elses_effect(days_ago, held_out):
    _past()
    mailing = make_campaign(holdout=800, enrolled_at=NOON - timedelta(days=days_ago))
    make_result(mailing, day=TODAY, treated=1_000, held_out=held_out, orders=0.0, orders_low=-2.0,
                orders_high=2.0)  # fmt: skip

    assert brought_by_mailings().mean == pytest.approx(0.2)


def test_a_mailing_that_was_ended_before_it_went_out_adds_nothing():
    _past()
    campaign = _planned()
    _readers(1)
    assert plans(at=NOON)
    Campaign.objects.filter(pk=campaign.pk).update(state="ended", ended_at=NOON)
    assert plans(at=NOON) == []


def test_without_past_mailings_nothing_is_told():
    _planned()
    _readers(1)
    assert brought_by_mailings() is None
    assert write_planned_campaigns(at=NOON) == 0


def test_a_plan_that_is_given_up_is_told_as_nothing():
    _past()
    campaign = _planned()
    _readers(1)
    buy(make_people(1)[0], NOON - timedelta(days=2))
    write_planned_campaigns(at=NOON)
    assert _told("shop")

    Campaign.objects.filter(pk=campaign.pk).update(state="draft")
    write_planned_campaigns(at=NOON)

    assert _told("shop") == []


def test_only_days_that_are_left_are_told():
    _past()
    campaign = _planned()
    _readers(1)
    Campaign.objects.filter(pk=campaign.pk).update(starts_at=NOON - timedelta(days=2))
    [plan] = plans(at=NOON)
    assert (plan.first, plan.last) == (TODAY, TODAY + timedelta(days=4))
    Campaign.objects.filter(pk=campaign.pk).update(starts_at=NOON - timedelta(days=7))
    assert plans(at=NOON) == []


def test_goods_are_never_expected_to_sell_more_than_twice_as_much():
    _past(treated=1_000, orders=9_000.0, orders_low=8_900.0, orders_high=9_100.0)
    variant = _sold("TEA")
    _about(_planned(), variant)
    _readers(30)
    write_planned_campaigns(at=NOON)
    [(_first, _last, share)] = _told(f"variant:{variant.pk}")
    assert share == 1.0
