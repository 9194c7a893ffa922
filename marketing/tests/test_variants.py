"""Variants are tested as experiments are: the same arm for ever, control without consent."""

from collections import Counter
from datetime import timedelta

import pytest

from events.context import EventContext
from events.names import Consent, EventName
from events.services import Fact, record
from experiments.metrics import Metric
from experiments.models import Experiment, ExperimentState, Exposure
from experiments.serving import forget_running
from experiments.snapshots import take_snapshots
from foundation import clock
from marketing.models import Step
from marketing.tests.factories import make_flow, make_reader, make_step, make_variant
from marketing.variants import (
    VariantsRefused,
    begin_tests,
    choose,
    end_tests,
    keep_variant,
    problem_of,
)

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _nothing_remembered():
    forget_running()
    yield
    forget_running()


@pytest.fixture
def step():
    """A step with two subjects, half each."""
    made = make_step(make_flow())
    made.variants.update(share=5000)
    make_variant(made, slug="b", share=5000, subject={"en": "Still here?"})
    return made


def _begun(step: Step) -> Step:
    begin_tests(campaign=step.campaign, actor=None, at=clock.now())
    forget_running()
    return Step.objects.get(pk=step.pk)


def _chosen(step: Step, customer) -> str:
    return choose(step, customer, at=clock.now()).slug


def test_one_variant_needs_no_test():
    step = make_step(make_flow())
    assert begin_tests(campaign=step.campaign, actor=None, at=clock.now()) == []
    assert _chosen(step, make_reader()) == "control"
    assert not Exposure.objects.exists()


def test_a_step_of_two_becomes_an_experiment_of_customers(step):
    test = _begun(step).experiment
    assert (test.state, test.unit) == (ExperimentState.RUNNING, "customer")
    assert (test.primary_metric, test.campaign) == (Metric.OPENED, step.campaign.slug)
    assert {arm.slug: arm.share for arm in test.arms.all()} == {"control": 5000, "b": 5000}
    assert test.needed_sample > 0


def test_customers_are_split_and_each_keeps_their_variant(step):
    step = _begun(step)
    readers = [make_reader() for _number in range(60)]
    first = [_chosen(step, reader) for reader in readers]
    assert [_chosen(step, reader) for reader in readers] == first
    assert min(Counter(first)[slug] for slug in ("control", "b")) >= 15
    assert Exposure.objects.filter(experiment=step.experiment).count() == 60


@pytest.mark.parametrize("consent", [Consent.NECESSARY, Consent.MARKETING])
def test_without_consent_to_personalisation_it_is_control_and_nothing_is_noted(step, consent):
    step = _begun(step)
    readers = [make_reader(consent=consent) for _number in range(20)]
    assert {_chosen(step, reader) for reader in readers} == {"control"}
    assert not Exposure.objects.exists()


def test_what_is_drawn_follows_the_shares(step):
    step.variants.filter(slug="control").update(share=9000)
    step.variants.filter(slug="b").update(share=1000)
    step = _begun(step)
    counts = Counter(_chosen(step, make_reader()) for _number in range(80))
    assert counts["control"] > 55


def test_before_the_start_and_after_the_end_it_is_control(step):
    readers = [make_reader() for _number in range(20)]
    assert {_chosen(step, reader) for reader in readers} == {"control"}
    step = _begun(step)
    assert end_tests(campaign=step.campaign, actor=None, at=clock.now()) == 1
    forget_running()
    step = Step.objects.get(pk=step.pk)
    assert {_chosen(step, reader) for reader in readers} == {"control"}
    assert end_tests(campaign=step.campaign, actor=None, at=clock.now()) == 0


def test_the_kept_variant_is_said_to_everybody(step):
    step = _begun(step)
    kept = step.variants.get(slug="b")
    keep_variant(
        step=step, variant=kept, conclusion="Questions are opened.", actor=None, at=clock.now()
    )
    step = Step.objects.get(pk=step.pk)
    readers = [make_reader(), make_reader(consent=Consent.MARKETING)]
    assert {_chosen(step, reader) for reader in readers} == {"b"}
    assert step.experiment.conclusion == "Questions are opened."
    with pytest.raises(VariantsRefused):
        keep_variant(step=step, variant=kept, conclusion="Again.", actor=None, at=clock.now())


def test_a_variant_of_another_step_is_not_kept(step):
    step = _begun(step)
    other = make_variant(make_step(step.campaign))
    with pytest.raises(VariantsRefused):
        keep_variant(step=step, variant=other, conclusion="No.", actor=None, at=clock.now())
    step.experiment.refresh_from_db()
    assert step.experiment.state == ExperimentState.RUNNING


def test_shares_that_do_not_add_up_are_refused_and_nothing_begins(step):
    step.variants.filter(slug="b").update(share=4000)
    assert "100" in problem_of(step)
    with pytest.raises(VariantsRefused):
        begin_tests(campaign=step.campaign, actor=None, at=clock.now())
    assert not Experiment.objects.exists()


def test_a_test_begins_once(step):
    first = _begun(step).experiment
    assert begin_tests(campaign=step.campaign, actor=None, at=clock.now()) == []
    assert Experiment.objects.get() == first


def test_revenue_judges_only_where_something_is_known_of_it(step):
    Step.objects.update(judged_by=Metric.REVENUE)
    with pytest.raises(VariantsRefused) as refused:
        _begun(step)
    assert refused.value.field == "judged_by"


def test_a_better_subject_is_found_by_the_opens_of_its_campaign(step):
    step, at = _begun(step), clock.now()
    readers = [make_reader() for _number in range(120)]
    for number, reader in enumerate(readers):
        slug = _chosen(step, reader)
        if slug == "b" or number % 10 == 0:
            context = EventContext(
                customer=reader.pseudonym, campaign=step.campaign.slug, consent=Consent.ALL
            )
            record(Fact(EventName.MAIL_OPENED, at=at + timedelta(hours=1)), context=context)
    take_snapshots(experiment=step.experiment, at=at + timedelta(days=1))
    row = step.experiment.snapshots.get(arm__slug="b", metric=Metric.OPENED)
    assert row.mean == 1.0
    assert row.difference_lower > 0
