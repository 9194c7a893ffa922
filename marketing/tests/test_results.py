"""What campaigns changed, counted from their rows and judged by their holdouts."""

from datetime import UTC, date, datetime, timedelta

import pytest

from analytics.models import OrderOrigin
from marketing.campaigns.holdouts import is_held_out_of_everything
from marketing.contact.policy import policy
from marketing.kinds import MessageState, Trigger
from marketing.models import CampaignDay, CampaignResult, Enrolment, ProgrammeResult
from marketing.results.days import add_to_day, count_days
from marketing.results.judging import judge, judge_campaign
from marketing.results.programme import judge_programme
from marketing.tests.bought import buy, make_people
from marketing.tests.factories import (
    make_campaign,
    make_enrolment,
    make_flow,
    make_message,
    make_step,
)
from orders.models import OrderDiscount, OrderState

pytestmark = pytest.mark.django_db

MAY = datetime(2026, 5, 4, 12, tzinfo=UTC)
LATER = MAY + timedelta(days=60)
DAY = LATER.date()


def _enter(campaign, people, *, held_out, at=MAY, key="one"):
    return Enrolment.objects.bulk_create(
        Enrolment(
            campaign=campaign, customer=person, key=key, is_held_out=held_out, entered_at=at,
            due_at=None,
        )
        for person in people
    )  # fmt: skip


def _judged(campaign, until=LATER):
    return judge_campaign(campaign, day=until.date(), until=until)


def _flow(**fields):
    return make_flow(Trigger.ABANDONED_CART, started_at=MAY - timedelta(days=1), **fields)


def _forty_and_forty(campaign, **fields):
    people = make_people(80)
    treated, held_out = people[:40], people[40:]
    _enter(campaign, treated, held_out=False, **fields)
    _enter(campaign, held_out, held_out=True, **fields)
    return treated, held_out


def test_the_difference_of_the_arms_is_scaled_to_all_who_are_spoken_to():
    campaign = _flow()
    treated, held_out = _forty_and_forty(campaign)
    for person in treated[:20]:
        buy(person, MAY + timedelta(days=2))
    for person in held_out[:10]:
        buy(person, MAY + timedelta(days=2))

    found = _judged(campaign)

    assert (found.treated, found.held_out) == (40, 40)
    assert (found.treated_orders, found.held_out_orders) == (20, 10)
    assert found.orders == pytest.approx(10)
    assert found.orders_low < 10 < found.orders_high
    assert found.revenue_minor == 30_000
    assert found.margin_minor == 20_000
    assert found.margin_low_minor < 20_000 < found.margin_high_minor


@pytest.mark.parametrize(
    ("days", "counts"), [(-0.001, False), (0, True), (13.999, True), (14, False)]
)
def test_orders_count_within_the_days_of_the_goal(days, counts):
    campaign = _flow(goal_days=14)
    [person] = make_people(1)
    _enter(campaign, [person], held_out=False)
    buy(person, MAY + timedelta(days=days))
    assert _judged(campaign).treated_orders == int(counts)


def test_orders_that_came_after_the_day_do_not_count():
    campaign = _flow()
    [person] = make_people(1)
    _enter(campaign, [person], held_out=False)
    buy(person, MAY + timedelta(days=3))
    assert _judged(campaign, until=MAY + timedelta(days=2)).treated_orders == 0


def test_a_customer_counts_once_from_the_first_entry_in_its_arm():
    """Who enters again was changed by what was said: a later entry begins no window."""
    campaign = _flow(goal_days=7)
    [person] = make_people(1)
    _enter(campaign, [person], held_out=False)
    _enter(campaign, [person], held_out=True, at=MAY + timedelta(days=30), key="two")
    buy(person, MAY + timedelta(days=31))

    found = _judged(campaign)

    assert (found.treated, found.held_out) == (1, 0)
    assert (found.treated_orders, found.held_out_orders) == (0, 0)


def test_revenue_is_of_goods_without_tax_in_the_base_currency_and_without_what_was_cancelled():
    campaign = _flow()
    [person] = make_people(1)
    _enter(campaign, [person], held_out=False)
    buy(person, MAY, minor=2_400, tax_minor=400, currency="USD", rate="2")
    gone = buy(person, MAY, minor=5_000)
    gone.lines.update(cancelled=1)
    buy(person, MAY, minor=9_900, state=OrderState.CANCELLED)

    found = _judged(campaign)

    assert found.treated_revenue_minor == 1_000
    assert found.treated_orders == 2


def test_margin_is_taken_from_what_is_known_alone():
    campaign = _flow()
    treated, _ = _forty_and_forty(campaign)
    buy(treated[0], MAY, minor=3_000, cost_minor=1_000)
    buy(treated[1], MAY, minor=9_000, cost_minor=None)

    found = _judged(campaign)

    assert found.margin_minor == 2_000
    assert found.revenue_minor == 12_000


def test_few_held_out_have_counts_and_no_difference():
    campaign = _flow()
    people = make_people(60)
    _enter(campaign, people[:50], held_out=False)
    _enter(campaign, people[50:], held_out=True)
    buy(people[0], MAY)

    found = _judged(campaign)

    assert (found.treated_orders, found.held_out) == (1, 10)
    assert (found.orders, found.revenue_minor, found.margin_low_minor) == (None, None, None)


def test_costs_are_those_of_first_entries_and_codes_stand_beside():
    campaign = _flow(fixed_cost_minor=5_000, message_cost_minor=7)
    make_step(campaign)
    make_step(campaign)
    people = make_people(3)
    for person in people:
        enrolment = make_enrolment(campaign, person, entered_at=MAY)
        for step in campaign.steps.all():
            make_message(enrolment, step, sent_at=MAY, coupon_code=f"C{person.pk}-{step.pk}")
    again = make_enrolment(campaign, people[0], entered_at=MAY + timedelta(days=40))
    make_message(again, sent_at=MAY + timedelta(days=40))
    skipped = make_enrolment(campaign, make_people(1)[0], entered_at=MAY)
    make_message(skipped, state=MessageState.SKIPPED, sent_at=None)
    order = buy(people[0], MAY)
    code = f"C{people[0].pk}-{campaign.steps.first().pk}"
    OrderDiscount.objects.create(order=order, label="Ten off", code=code, amount_minor=300)

    found = _judged(campaign)

    assert found.cost_minor == 5_000 + 6 * 7
    assert found.discount_minor == 300


def test_attribution_is_told_beside():
    campaign = _flow()
    [person] = make_people(1)
    for order in (buy(person, MAY), buy(person, MAY + timedelta(days=1))):
        OrderOrigin.objects.create(order=order, source="mail", campaign=campaign.slug)
    OrderOrigin.objects.create(order=buy(person, MAY), campaign="another")

    judge(day=DAY, at=LATER)
    found = CampaignResult.objects.get()

    assert (found.attributed_orders, found.attributed_revenue_minor) == (2, 6_000)


def test_a_day_that_is_judged_again_has_one_row():
    campaign = _flow()
    _forty_and_forty(campaign)
    assert judge(day=DAY, at=LATER) == 1
    buy(campaign.enrolments.first().customer, MAY)
    judge(day=DAY, at=LATER)
    assert CampaignResult.objects.get().treated_orders == 1


def test_campaigns_are_judged_from_their_start_until_their_last_days_are_over():
    draft = make_campaign(started_at=None)
    over = make_campaign(started_at=MAY, ended_at=LATER - timedelta(days=17), goal_days=14)
    waiting = make_campaign(started_at=MAY, ended_at=LATER - timedelta(days=13), goal_days=14)
    later = make_campaign(started_at=LATER + timedelta(days=2))

    judge(day=DAY, at=LATER)

    assert list(CampaignResult.objects.values_list("campaign", flat=True)) == [waiting.pk]
    assert {draft.pk, over.pk, later.pk}.isdisjoint({waiting.pk})


def test_all_campaigns_together_are_judged_by_those_held_out_of_everything():
    rules = policy()
    rules.holdout = 5_000
    rules.save()
    people = make_people(200)
    left_out = [one for one in people if is_held_out_of_everything(one.pseudonym, rules)]
    spoken_to = [one for one in people if one not in left_out]
    first, second = _flow(), _flow()
    _enter(first, people, held_out=False)
    _enter(second, people, held_out=True, at=MAY + timedelta(days=5))
    for person in spoken_to[:30]:
        buy(person, MAY + timedelta(days=20))
    buy(left_out[0], MAY - timedelta(days=1))

    found = judge_programme(day=DAY, at=LATER)

    assert (found.treated, found.held_out) == (len(spoken_to), len(left_out))
    assert (found.treated_orders, found.held_out_orders) == (30, 0)
    assert found.orders_low > 0
    assert ProgrammeResult.objects.count() == 1


def test_days_are_counted_anew_and_what_readers_did_stays():
    campaign = _flow()
    step = make_step(campaign)
    at = datetime(2026, 5, 4, 10, tzinfo=UTC)
    sent = make_enrolment(campaign, entered_at=at)
    make_message(sent, step, sent_at=at + timedelta(days=1))
    refused = make_enrolment(campaign, entered_at=at)
    make_message(refused, step, state=MessageState.SKIPPED, queued_at=at, sent_at=None)
    make_enrolment(campaign, entered_at=at, is_held_out=True)
    add_to_day(campaign_id=campaign.pk, at=at, opened=1)
    add_to_day(campaign_id=campaign.pk, at=at, opened=1, clicked=1)

    for _time in range(2):
        count_days(first=date(2026, 5, 1), last=date(2026, 5, 9))

    first, second = CampaignDay.objects.order_by("day")
    assert (first.enrolled, first.held_out, first.sent, first.skipped) == (3, 1, 0, 1)
    assert (first.opened, first.clicked) == (2, 1)
    assert (second.day, second.sent, second.enrolled) == (date(2026, 5, 5), 1, 0)

    refused.delete()
    count_days(first=date(2026, 5, 1), last=date(2026, 5, 9))
    assert CampaignDay.objects.get(day=first.day).skipped == 0


def test_only_what_readers_do_is_added():
    with pytest.raises(ValueError, match="sent"):
        add_to_day(campaign_id=make_campaign().pk, at=MAY, sent=1)
