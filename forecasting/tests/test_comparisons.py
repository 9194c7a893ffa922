"""Two policies side by side, over the shop's own history."""

from dataclasses import replace
from datetime import timedelta

import numpy as np
import pytest

from events.jobs import run_due
from events.models import Job, JobState
from forecasting.models import ComparisonState, PolicyComparison
from forecasting.replenishment.comparing import ComparisonRefused
from forecasting.replenishment.replaying import Rule, RuleKind, Stage, draw_lead_times, play
from forecasting.replenishment.services import ask_comparison, run_comparison
from forecasting.tests.factories import TODAY, make_variant, sell
from forecasting.tests.replenishing import NOON, supplied
from inventory.algorithms.simulation import Terms

FIXED = Rule(RuleKind.FIXED, safety_days=2)
CAREFUL = Rule(RuleKind.ORDER_UP_TO, service_level=0.98)


def ask(**fields):
    asked = {
        "name": "Shall we?", "left": FIXED, "right": CAREFUL, "most_variants": 5, "by": None,
        "first_day": TODAY - timedelta(days=90), "last_day": TODAY - timedelta(days=1), "at": NOON,
    }  # fmt: skip
    return ask_comparison(**{**asked, **fields})


@pytest.fixture
def history(db):
    """A shop whose goods sell more and more: levels that were set once fall behind."""
    rng = np.random.default_rng(3)
    for number in range(6):
        variant = make_variant(f"MUG-{number}")
        supplied(variant)
        pace = np.linspace(1, 6, 300) * (1 + number / 3)
        sell(variant, rng.poisson(pace))


def test_what_follows_demand_loses_less_than_what_was_set_once(history):
    done = run_comparison(comparison=ask(), at=NOON)

    assert (done.state, done.variants) == (ComparisonState.DONE, 5)
    assert done.left_result["lost_revenue_minor"] > 2 * done.right_result["lost_revenue_minor"]
    assert 0 < done.left_result["fill_rate"] < done.right_result["fill_rate"] <= 1
    for side in ("left", "right"):
        values = [point["stock_value_minor"] for point in done.frontier[side]]
        assert len(values) == 7
        assert values == sorted(values)


def test_cover_by_turnover_keeps_less_in_stock_at_as_good_a_service(db):
    rng = np.random.default_rng(5)
    for number, level in enumerate((40, 12, 4, 1, 0.5)):
        variant = make_variant(f"CUP-{number}")
        supplied(variant)
        sell(variant, rng.poisson(np.full(300, level)))
    alike = Rule(RuleKind.ORDER_UP_TO, service_level=0.95)

    done = run_comparison(comparison=ask(left=alike, right=replace(alike, cover_varies=True)))

    assert done.right_result["stock_value_minor"] < 0.9 * done.left_result["stock_value_minor"]
    assert done.right_result["fill_rate"] > done.left_result["fill_rate"] - 0.01
    assert done.right_result["orders"] < 1.2 * done.left_result["orders"]
    assert Rule.from_json(done.right).cover_varies


def test_a_job_makes_it_and_again_it_is_the_same(history):
    asked = ask()
    assert Job.objects.get(name="forecasting.compare").state == JobState.QUEUED

    run_due()

    made = PolicyComparison.objects.get(pk=asked.pk)
    assert made.state == ComparisonState.DONE
    again = run_comparison(comparison=PolicyComparison.objects.get(pk=asked.pk))
    assert (again.right_result, again.frontier) == (made.right_result, made.frontier)


@pytest.mark.django_db
def test_without_sales_it_says_so():
    done = run_comparison(comparison=ask(), at=NOON)
    assert done.state == ComparisonState.FAILED
    assert done.note


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"last_day": TODAY}, "last_day"),
        ({"first_day": TODAY - timedelta(days=3)}, "last_day"),
        ({"first_day": TODAY - timedelta(days=3_000)}, "last_day"),
        ({"most_variants": 0}, "most_variants"),
    ],
)
def test_what_cannot_be_replayed_is_refused(wrong, field):
    with pytest.raises(ComparisonRefused) as refused:
        ask(**wrong)
    assert refused.value.field == field


@pytest.mark.parametrize("kind", list(RuleKind))
def test_every_kind_serves_even_demand_and_comes_back_from_json(kind):
    rule = Rule(kind, service_level=0.95, review_days=2)
    days = 200
    mean, sd = np.full(3, 5.0), np.full(3, 1.0)
    stage = Stage(
        demand=np.full((3, days), 4.0),
        start=120,
        lead_times=draw_lead_times(mean, sd, days),
        lead_mean=mean,
        lead_sd=sd,
        terms=Terms(price=10.0, cost=5.0),
    )
    assert play(stage, rule).fill_rate > 0.95
    assert Rule.from_json(rule.as_json()) == rule


@pytest.mark.parametrize(
    "told",
    [
        {"kind": "magic"},
        {"kind": "fixed", "service_level": 1},
        {"kind": "fixed", "review_days": 0},
        {"kind": "fixed", "safety_days": -1},
        {"kind": "fixed", "cover_days": "soon"},
    ],
)
def test_rules_that_make_no_sense_are_refused(told):
    with pytest.raises(ValueError, match=r".+"):
        Rule.from_json(told)
