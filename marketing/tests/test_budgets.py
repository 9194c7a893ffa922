"""A budget is divided by what campaigns brought beside their holdouts, and approved once."""

from datetime import timedelta

import pytest

from foundation import clock
from foundation.refusals import Refusal
from marketing.budgets.past import past_of
from marketing.budgets.services import approve, propose
from marketing.kinds import CampaignState
from marketing.models import BudgetPlan, BudgetState
from marketing.tests.factories import make_flow
from marketing.tests.outcome_rows import make_result

pytestmark = pytest.mark.django_db


def a_flow(*, spent, brought, days=60, **fields):
    """A flow that ran so long, with totals of cost and margin by its holdout."""
    now = clock.now()
    values = {"holdout": 1_000, "started_at": now - timedelta(days=days), **fields}
    flow = make_flow(message_cost_minor=5, **values)
    make_result(
        flow, cost_minor=spent, discount_minor=0, margin_minor=brought, day=clock.business_day(now)
    )
    return flow


def a_plan(budget=60_000, **changes):
    today = clock.business_day()
    return propose(first=today, last=today + timedelta(days=29), budget_minor=budget, **changes)


def spends(plan):
    return {line.campaign: line.spend_minor for line in plan.lines.all()}


def test_more_goes_where_the_next_money_brings_more():
    good, poor = a_flow(spent=40_000, brought=400_000), a_flow(spent=40_000, brought=50_000)
    plan = a_plan()
    told = spends(plan)
    assert told[good] > 2 * told[poor]
    assert sum(told.values()) + plan.left_minor == 60_000
    line = plan.lines.get(campaign=good)
    assert line.spent_before_minor == 20_000  # sixty days' total at the pace of thirty
    assert line.gain_before_minor == 200_000
    assert line.gain_minor > line.gain_before_minor


def test_money_that_does_not_bring_itself_back_is_kept():
    poor = a_flow(spent=40_000, brought=10_000)
    plan = a_plan()
    assert spends(plan) == {poor: 0}
    assert plan.left_minor == 60_000
    assert spends(a_plan(worth=10))[poor] > 0


def test_what_was_never_measured_gets_a_part_to_learn_from():
    known = a_flow(spent=40_000, brought=400_000)
    fresh = make_flow(message_cost_minor=5)
    plan = a_plan()
    assert spends(plan)[fresh] == 6_000
    assert plan.lines.get(campaign=fresh).gain_minor is None
    assert spends(plan)[known] > 0


def test_where_the_holdout_is_off_nothing_was_measured():
    a_flow(spent=40_000, brought=400_000, holdout=5_000)  # a tenth was held out, not half
    line = a_plan().lines.get()
    assert line.gain_minor is None
    assert line.spend_minor == 6_000


def test_campaigns_that_cost_nothing_or_do_not_run_have_no_part():
    make_flow()
    a_flow(spent=100, brought=900, state=CampaignState.ENDED)
    with pytest.raises(Refusal, match="costs anything"):
        a_plan()
    assert not BudgetPlan.objects.exists()


def test_results_of_months_are_parted_into_stretches():
    flow = a_flow(spent=30_000, brought=90_000, days=70)
    today = clock.business_day()
    make_result(
        flow, day=today - timedelta(days=40), cost_minor=10_000, discount_minor=2_000,
        margin_minor=50_000,
    )  # fmt: skip
    past = past_of(flow, at=clock.now())
    assert past.days.tolist() == [30, 40]
    assert past.spent.tolist() == [12_000, 18_000]
    assert past.gain.tolist() == [52_000, 38_000]


@pytest.mark.parametrize(("field", "changes"), [("last", {"days": -1}), ("budget_minor", {})])
def test_a_period_or_budget_that_is_none_is_refused_at_its_field(field, changes):
    today = clock.business_day()
    last = today + timedelta(days=changes.get("days", 29))
    with pytest.raises(Refusal) as refused:
        propose(first=today, last=last, budget_minor=0 if not changes else 100)
    assert refused.value.field == field


def test_a_plan_is_approved_once_and_replaces_those_of_its_days():
    a_flow(spent=40_000, brought=400_000)
    first, second = a_plan(), a_plan()
    approve(plan=first, actor=None)
    approve(plan=second, actor=None)
    first.refresh_from_db()
    assert first.state == BudgetState.REPLACED
    with pytest.raises(Refusal, match="already"):
        approve(plan=second, actor=None)


def test_staff_propose_and_approve_in_the_admin(admin_client):
    flow = a_flow(spent=40_000, brought=400_000)
    today = clock.business_day()
    asked = {
        "first": today.isoformat(), "last": (today + timedelta(days=29)).isoformat(),
        "budget_minor": "50000", "worth": "100",
    }  # fmt: skip
    answer = admin_client.post("/admin/marketing/budgetplan/add/", asked, follow=True)
    plan = BudgetPlan.objects.get()
    assert flow in spends(plan)
    assert (
        flow.name
        in admin_client.get(f"/admin/marketing/budgetplan/{plan.pk}/change/").content.decode()
    )
    assert answer.status_code == 200
    wrong = admin_client.post("/admin/marketing/budgetplan/add/", {**asked, "budget_minor": "0"})
    assert wrong.status_code == 200
    assert BudgetPlan.objects.count() == 1
