"""Results are of subjects since they first saw an arm, and the same whoever reckons them."""

from datetime import timedelta
from uuid import uuid4

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from events import jobs
from events.context import EventContext
from events.names import Consent, EventName
from events.services import Fact, record
from experiments.algorithms.moments import Moments
from experiments.algorithms.shares import share
from experiments.baselines import FEWEST_SUBJECTS, measured_baseline
from experiments.measuring import moments_by_arm
from experiments.metrics import Metric
from experiments.models import ResultSnapshot, Unit
from experiments.services import stop
from experiments.snapshots import take_all_snapshots, take_snapshots
from experiments.tests.factories import (
    BEGIN,
    arm_named,
    days,
    give_back,
    known,
    make_draft,
    make_running,
    order,
    see,
)

pytestmark = pytest.mark.django_db
ALL_METRICS = [metric.value for metric in Metric]
NOON = BEGIN + timedelta(hours=4)
LATER = BEGIN + days(5)


def _moments(experiment, metric, arm="treatment", until=LATER):
    return moments_by_arm(experiment, until=until)[metric][arm_named(experiment, arm).pk]


def test_each_subject_counts_once_with_all_they_did_since():
    experiment = make_running(guard_rails=ALL_METRICS)
    buyer, looker = see(experiment, "treatment", at=NOON), see(experiment, "treatment", at=NOON)
    order(buyer, at=NOON + days(1), minor=3000)
    reference = order(buyer, at=NOON + days(2), minor=9999, base=5000)
    give_back(reference, at=NOON + days(3))
    give_back(reference, at=NOON + days(3))
    record(Fact(EventName.CART_ITEM_ADDED, product_id=1, at=NOON + days(1)), context=known(looker))
    means = {metric: _moments(experiment, metric).mean for metric in Metric}
    assert means == {
        Metric.CONVERSION: 0.5, Metric.ORDERS: 1.0, Metric.REVENUE: 4000.0, Metric.CART: 0.5,
        Metric.RETURNS: 0.5, Metric.OPENED: 0.0, Metric.CLICKED: 0.0,
    }  # fmt: skip
    assert _moments(experiment, Metric.REVENUE).variance == pytest.approx(8000**2 / 2)


def test_what_came_before_is_the_covariate_and_what_comes_later_nothing():
    experiment = make_running(guard_rails=ALL_METRICS)
    visitor, other = see(experiment, "treatment", at=NOON), see(experiment, "treatment", at=NOON)
    order(visitor, at=NOON - timedelta(minutes=1))
    order(visitor, at=BEGIN - days(20))
    order(visitor, at=BEGIN - days(29))
    order(other, at=LATER + timedelta(seconds=1))
    orders = _moments(experiment, Metric.ORDERS)
    assert (orders.n, orders.mean, orders.covariate_mean) == (2, 0.0, 1.0)
    assert _moments(experiment, Metric.CONVERSION).covariate_mean == 0.5


def test_who_was_never_exposed_is_of_no_arm():
    experiment = make_running()
    order(uuid4(), at=NOON)
    see(experiment, "control", at=LATER + days(1))
    assert moments_by_arm(experiment, until=LATER)[Metric.CONVERSION] == {}


def test_the_sums_of_the_database_are_those_of_the_rows():
    experiment = make_running(guard_rails=ALL_METRICS)
    draws = np.random.default_rng(4)
    y, x = [], []
    for _ in range(40):
        visitor = see(experiment, "control", at=NOON)
        after, before = draws.integers(0, 3), draws.integers(0, 3)
        for _n in range(after):
            order(visitor, at=NOON + days(1))
        for _n in range(before):
            order(visitor, at=BEGIN - days(1))
        y.append(after)
        x.append(before)
    found = _moments(experiment, Metric.ORDERS, "control")
    assert found.mean == pytest.approx(np.mean(y))
    assert found.variance == pytest.approx(np.var(y, ddof=1))
    assert found.covariance == pytest.approx(np.cov(y, x)[0, 1])


def _read(who, *, at, campaign="autumn", name=EventName.MAIL_OPENED):
    context = EventContext(visitor=who, campaign=campaign, consent=Consent.PERSONALISATION)
    record(Fact(name, at=at), context=context)


def test_opens_and_clicks_count_of_the_tested_campaign_and_once_a_reader():
    experiment = make_running(guard_rails=ALL_METRICS, campaign="autumn")
    keen, other, elsewhere = (see(experiment, "treatment", at=NOON) for _number in range(3))
    _read(keen, at=NOON + days(1))
    _read(keen, at=NOON + days(2))
    _read(keen, at=NOON + days(2), name=EventName.MAIL_CLICKED)
    _read(other, at=NOON + days(1))
    _read(elsewhere, at=NOON + days(1), campaign="spring")
    _read(elsewhere, at=NOON - days(1), campaign="winter")
    opened = _moments(experiment, Metric.OPENED)
    assert opened.mean == pytest.approx(2 / 3)
    assert opened.covariate_mean == pytest.approx(1 / 3)
    assert _moments(experiment, Metric.CLICKED).mean == pytest.approx(1 / 3)


def test_without_a_campaign_the_opens_of_all_mails_count():
    experiment = make_running(guard_rails=ALL_METRICS)
    _read(see(experiment, "treatment", at=NOON), at=NOON + days(1), campaign="spring")
    assert _moments(experiment, Metric.OPENED).mean == 1.0


def test_what_readers_do_unchanged_is_of_those_who_were_written_to():
    for number in range(FEWEST_SUBJECTS + 20):
        who = uuid4()
        order(who, at=NOON)
        if number < FEWEST_SUBJECTS:
            _read(who, at=NOON, name=EventName.MAIL_SENT)
        if number % 4 == 0:
            _read(who, at=NOON)
    found = measured_baseline(metric=Metric.OPENED, unit=Unit.VISITOR, at=LATER)
    assert found is not None
    assert (found.subjects, found.mean) == (FEWEST_SUBJECTS, 0.25)


def test_the_job_keeps_one_row_a_day_arm_and_metric():
    experiment = make_running()
    make_draft("never started")
    visitor = see(experiment, "treatment", at=NOON)
    take_all_snapshots(at=NOON)
    order(visitor, at=NOON + timedelta(minutes=5))
    assert take_all_snapshots(at=NOON + timedelta(minutes=10)) == 1
    take_all_snapshots(at=NOON + days(1))
    rows = ResultSnapshot.objects.filter(arm__slug="treatment", metric=Metric.CONVERSION)
    assert [(row.mean, row.measured_at) for row in rows.order_by("day")] == [
        (1.0, NOON + timedelta(minutes=10)),
        (1.0, NOON + days(1)),
    ]
    assert ResultSnapshot.objects.count() == 2 * 2 * 2


def test_the_ledger_does_the_job():
    make_running()
    jobs.enqueue("experiments.measure", key="experiments.measure@now")
    jobs.run_due()
    assert ResultSnapshot.objects.count() == 4


def test_nothing_after_the_stop_is_counted():
    experiment = make_running()
    visitor = see(experiment, "treatment", at=NOON)
    stopped = stop(experiment=experiment, actor=None, at=NOON + days(1))
    order(visitor, at=NOON + days(2))
    take_snapshots(experiment=stopped, at=NOON + days(3))
    assert not ResultSnapshot.objects.exclude(mean=0.0).exists()


def test_a_planted_difference_is_found_and_control_is_compared_with_nothing():
    experiment = make_running(base_mean=0.2, minimum_effect_basis_points=5000)
    for arm, every in (("control", 5), ("treatment", 2)):
        for index in range(200):
            visitor = see(experiment, arm, at=NOON)
            if index % every == 0:
                order(visitor, at=NOON + days(1))
    take_snapshots(experiment=experiment, at=LATER)
    treated = ResultSnapshot.objects.get(arm__slug="treatment", metric=Metric.CONVERSION)
    assert treated.difference == pytest.approx(0.3)
    assert treated.lift == pytest.approx(1.5)
    assert 0 < treated.difference_lower < 0.3 < treated.difference_upper
    control = ResultSnapshot.objects.get(arm__slug="control", metric=Metric.CONVERSION)
    assert (control.mean, control.difference) == (0.2, None)


def test_returns_are_of_the_orders_since_and_not_of_visitors():
    """Twice as many orders with twice as many returns are no more returns."""
    experiment = make_running(guard_rails=ALL_METRICS)
    for number in range(40):
        arm, many = ("treatment", 4) if number % 2 else ("control", 2)
        visitor = see(experiment, arm, at=NOON)
        order(visitor, at=NOON - days(1))
        placed = [order(visitor, at=NOON + days(1)) for _each in range(many)]
        for reference in placed[: many // 2]:
            give_back(reference, at=NOON + days(3))
    take_snapshots(experiment=experiment, at=LATER)

    rows = {row.arm.slug: row for row in experiment.snapshots.filter(metric=Metric.RETURNS)}
    assert (rows["control"].mean, rows["treatment"].mean) == (0.5, 0.5)
    assert (rows["treatment"].subjects, rows["treatment"].variance_left) == (20, 1.0)


@given(st.lists(st.tuples(st.integers(0, 5), st.integers(0, 5)), min_size=2, max_size=40))
def test_a_share_is_the_mean_of_its_linear_numbers(pairs):
    y, x = np.array([(min(one), max(one)) for one in pairs], float).T
    found = share(Moments.of_values(y, x))
    if not x.sum():
        assert (found.mean, found.variance) == (0.0, 0.0)
        return
    ratio = y.sum() / x.sum()
    numbers = ratio + (y - ratio * x) / x.mean()
    assert found.mean == pytest.approx(numbers.mean())
    assert found.variance == pytest.approx(numbers.var(ddof=1), abs=1e-9)
