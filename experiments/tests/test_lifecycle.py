"""An experiment starts only when its plan is whole, and nothing of it changes afterwards."""

from uuid import UUID

import pytest
from django.db import IntegrityError, transaction

from events.models import AuditEntry
from events.names import EventName
from events.services import Fact, record
from experiments.metrics import Metric
from experiments.models import Experiment, ExperimentState, ResultSnapshot
from experiments.services import ExperimentRefused, conclude, save_draft, set_arms, start, stop
from experiments.tests.factories import (
    BEGIN,
    HALVES,
    arm_named,
    days,
    known,
    make_draft,
    make_running,
    order,
)

pytestmark = pytest.mark.django_db


def test_a_plan_states_the_sample_it_needs():
    assert make_draft(base_mean=0.03, minimum_effect_basis_points=1000).needed_sample == 53_208


def test_revenue_needs_a_deviation_too():
    plan = {"primary_metric": Metric.REVENUE, "base_mean": 10.0}
    assert make_draft("a", **plan).needed_sample is None
    assert make_draft("b", base_deviation=20.0, **plan).needed_sample == 6_280


def test_what_nobody_says_is_measured_from_the_log():
    for index in range(200):
        visitor, at = UUID(int=index + 1), BEGIN - days(3)
        record(Fact(EventName.PRODUCT_VIEWED, product_id=1, at=at), context=known(visitor))
        if index % 10 == 0:
            order(visitor, at=at, minor=1000)
    experiment = make_draft(base_mean=None)
    assert experiment.base_mean == pytest.approx(0.1)
    assert experiment.needed_sample is not None

    experiment.primary_metric = Metric.REVENUE
    save_draft(experiment=experiment, at=BEGIN)
    assert experiment.base_mean == pytest.approx(100.0)
    assert experiment.base_deviation == pytest.approx(300.75, abs=0.01)


def test_without_anybody_in_the_log_nothing_is_measured():
    assert make_draft(base_mean=None).needed_sample is None


def test_an_effect_beyond_everybody_is_refused():
    with pytest.raises(ExperimentRefused, match="between 0 and 1"):
        make_draft(base_mean=0.95, minimum_effect_basis_points=1000)


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"base_mean": None}, "needed sample"),
        ({"hypothesis": "  "}, "what is expected"),
        ({"shares": {"control": 10_000}}, "control"),
        ({"shares": {"left": 5000, "right": 5000}}, "control"),
        ({"shares": {"control": 5000, "treatment": 4000}}, "add up"),
        ({"shares": {"control": 10_000, "treatment": 0}}, "add up"),
    ],
)
def test_a_plan_that_is_not_whole_does_not_start(fields, words):
    draft = make_draft(**fields)
    with pytest.raises(ExperimentRefused, match=words):
        start(experiment=draft, actor=None)
    draft.refresh_from_db()
    assert draft.state == ExperimentState.DRAFT


def test_the_plan_is_frozen_once_it_runs():
    experiment = make_running()
    stale = Experiment.objects.get(pk=experiment.pk)
    stale.state = ExperimentState.DRAFT
    for change in (
        lambda: save_draft(experiment=stale),
        lambda: set_arms(experiment=stale, shares={"control": 1000, "treatment": 9000}),
        lambda: start(experiment=stale, actor=None),
    ):
        with pytest.raises(ExperimentRefused, match="frozen"):
            change()
    shares = experiment.arms.order_by("pk").values_list("slug", "share")
    assert dict(shares) == HALVES


def test_from_draft_to_conclusion_each_step_is_audited():
    experiment = make_running()
    stop(experiment=experiment, actor=None, at=BEGIN + days(14))
    winner = arm_named(experiment, "treatment")
    done = conclude(
        experiment=experiment, winner=winner, conclusion="More ordered.", actor=None,
        at=BEGIN + days(15),
    )  # fmt: skip
    assert (done.state, done.winner, done.conclusion) == ("concluded", winner, "More ordered.")
    told = AuditEntry.objects.order_by("pk").values_list("action", flat=True)
    assert list(told) == ["experiment.started", "experiment.stopped", "experiment.concluded"]
    assert ResultSnapshot.objects.filter(experiment=experiment).exists()


def test_steps_out_of_order_are_refused():
    draft = make_draft()
    with pytest.raises(ExperimentRefused, match="running"):
        stop(experiment=draft, actor=None)
    running = make_running("other")
    with pytest.raises(ExperimentRefused, match="Stop"):
        conclude(experiment=running, winner=None, conclusion="x", actor=None)
    stop(experiment=running, actor=None, at=BEGIN + days(1))
    with pytest.raises(ExperimentRefused, match="learned"):
        conclude(experiment=running, winner=None, conclusion=" ", actor=None)
    with pytest.raises(ExperimentRefused, match="another"):
        conclude(experiment=running, winner=arm_named(draft, "control"), conclusion="x", actor=None)


def test_the_database_itself_refuses_to_run_without_a_plan():
    draft = make_draft(base_mean=None)
    with pytest.raises(IntegrityError), transaction.atomic():
        Experiment.objects.filter(pk=draft.pk).update(state="running", started_at=BEGIN)


def test_the_primary_metric_is_no_guard_rail_of_its_own():
    draft = make_draft(guard_rails=["returns", "conversion", "returns"])
    assert draft.metrics == [Metric.CONVERSION, Metric.RETURNS]
