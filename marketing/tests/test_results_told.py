"""What results say: selectors, words, the account of the AI, and the page of one campaign."""

from datetime import timedelta

import pytest
from django.urls import reverse

from accounts.models import User
from analytics.returns.selectors import ai_returns
from analytics.returns.sources import Earned, Work
from foundation import clock
from marketing.kinds import Trigger
from marketing.models import Campaign
from marketing.results.selectors import (
    programme_result,
    result_of,
    results,
    said_by_campaign,
    step_figures,
)
from marketing.results.verdicts import Verdict, earnings, verdict
from marketing.tests.factories import (
    make_enrolment,
    make_flow,
    make_message,
    make_step,
    make_variant,
)
from marketing.tests.outcome_rows import make_day, make_programme_result, make_result

pytestmark = pytest.mark.django_db

TODAY = clock.business_day()
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


def _boss() -> User:
    return User.objects.create_superuser("boss@example.com", "a good long password")


def _flow(**fields) -> Campaign:
    return make_flow(Trigger.WIN_BACK, **{"holdout": 1_000, **fields})


def _few(**fields):
    return {"treated": 95, "held_out": 9, "orders": None, "orders_low": None,
            "orders_high": None, **fields}  # fmt: skip


def test_the_newest_result_of_a_period_is_told_of_each_campaign():
    campaign = _flow()
    make_result(campaign, day=TODAY - timedelta(days=1), orders=3.0)
    newest = make_result(campaign, orders=5.0)
    make_result(_flow(), day=TODAY - timedelta(days=40))

    assert results(TODAY - timedelta(days=6), TODAY) == [newest]
    assert result_of(campaign) == newest


def test_nothing_is_told_of_fewer_than_ten():
    make_result(_flow(), **_few())
    make_programme_result(held_out=9)
    assert results(TODAY, TODAY) == []
    assert programme_result(TODAY) is None


@pytest.mark.parametrize(
    ("fields", "word"),
    [
        ({}, Verdict.UNCLEAR),
        ({"orders_low": 60.0, "orders_high": 102.0}, Verdict.GAINS),
        ({"orders": -81.0, "orders_low": -102.0, "orders_high": -60.0}, Verdict.LOSES),
        (_few(held_out=12), Verdict.FEW),
        ({"held_out": 300}, Verdict.SKEWED),
    ],
    ids=["unclear", "gains", "loses", "few", "skewed"],
)
def test_one_word_says_what_can_be_said(fields, word):
    """81 orders (20 to 142) exclude nought at one look, but not for who looks every day."""
    assert verdict(make_result(_flow(), **fields)) is word


def test_what_is_earned_is_margin_less_cost():
    net = earnings(make_result(_flow(), margin_minor=9_000, margin_low_minor=1_000,
                               margin_high_minor=17_000, cost_minor=3_000))  # fmt: skip
    assert (net.net_minor, net.low_minor, net.high_minor) == (6_000, -2_000, 14_000)
    assert net.ratio == pytest.approx(3.0)
    assert earnings(make_result(_flow(), cost_minor=0)).ratio is None


def test_steps_and_variants_are_counted_from_messages():
    campaign = _flow()
    step = make_step(campaign)
    other = make_variant(step)
    now = clock.now()
    for variant, opened in ((step.variants.first(), now), (other, None)):
        for _number in range(10):
            enrolment = make_enrolment(campaign)
            make_message(enrolment, step, variant=variant, opened_at=opened)

    [figures] = step_figures(campaign)

    assert (figures.said.sent, figures.said.opened) == (20, 10)
    assert [one.said.open_rate for one in figures.variants] == [1.0, 0.0]


def test_rates_of_few_readers_are_not_told():
    make_day(campaign := _flow(), sent=9, opened=4)
    said = said_by_campaign(TODAY, TODAY)[campaign.pk]
    assert (said.sent, said.open_rate) == (9, None)


def test_campaigns_stand_in_the_account_of_the_ai_with_what_they_cost_taken_off():
    campaign = _flow()
    make_result(campaign, treated=400, held_out=45, day=TODAY - timedelta(days=30))
    make_result(campaign, treated=900, held_out=100, margin_minor=9_000, margin_low_minor=900,
                margin_high_minor=17_100, cost_minor=900)  # fmt: skip

    [told] = [
        one for one in ai_returns(TODAY - timedelta(days=6), TODAY) if one.work == Work.CAMPAIGNS
    ]

    assert told.counted == Earned.MARGIN
    # 500 of the 900 entered in these days, each with a 900th of 8,100.
    assert told.earned_minor == 4_500
    assert (told.low_minor, told.high_minor) == (0, 9_000)


def test_where_no_cost_is_known_revenue_is_told():
    make_result(_flow(), margin_minor=None, margin_low_minor=None, margin_high_minor=None)
    [told] = [one for one in ai_returns(TODAY, TODAY) if one.work == Work.CAMPAIGNS]
    assert (told.counted, told.earned_minor) == (Earned.REVENUE, 243_000)


def test_a_campaign_that_cannot_tell_earns_nothing_that_is_known():
    make_result(_flow(), held_out=300)
    [told] = [one for one in ai_returns(TODAY, TODAY) if one.work == Work.CAMPAIGNS]
    assert not told.is_known
    assert "1 campaign" in told.why


def test_the_page_of_a_result_tells_the_difference_and_its_interval(client):
    campaign = _flow()
    make_step(campaign)
    make_day(campaign)
    for days in (2, 1, 0):
        make_result(campaign, day=TODAY - timedelta(days=days))
    client.force_login(_boss(), backend=BACKEND)

    page = client.get(reverse("admin:campaign_result", args=[campaign.pk])).content.decode()

    assert "about 81 orders (20 to 142)" in page
    assert "€972.00" in page
    assert "More orders, as known day by day" in page


def test_the_page_of_a_new_campaign_says_why_nothing_is_told(client):
    campaign = _flow()
    make_result(campaign, **_few())
    client.force_login(_boss(), backend=BACKEND)
    page = client.get(reverse("admin:campaign_result", args=[campaign.pk])).content.decode()
    assert "fewer than ten customers" in page
    assert "95" not in page.split("staff-findings")[1].split("</section>")[0]


def test_the_days_of_a_result_come_as_a_file(client):
    campaign = _flow()
    make_result(campaign)
    client.force_login(_boss(), backend=BACKEND)
    answer = client.get(reverse("admin:campaign_result", args=[campaign.pk]) + "?format=csv")
    head, row = answer.content.decode().splitlines()
    assert dict(zip(head.split(","), row.split(","), strict=True))["orders"] == "81.0"
