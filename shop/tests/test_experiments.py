"""Requests and their arms: people who agreed are counted by their cookie, nobody else is."""

from uuid import UUID, uuid4

import pytest
from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.test import RequestFactory

import experiments
from experiments import serving
from experiments.models import Exposure
from experiments.services import stop
from experiments.snapshots import take_all_snapshots
from experiments.tests.factories import BEGIN, days, make_running, order, see
from shop.middleware import Visitor
from shop.staff_home.selectors import chores

pytestmark = pytest.mark.django_db
BROWSER = "Mozilla/5.0 (X11; Linux x86_64) Firefox/140.0"


@pytest.fixture(autouse=True)
def _nothing_remembered():
    serving.forget_running()
    yield
    serving.forget_running()


def _request(*, consent="1", agent=BROWSER, visitor=None):
    asked = RequestFactory().get("/", HTTP_USER_AGENT=agent)
    asked.COOKIES[settings.CONSENT_COOKIE] = consent
    if visitor:
        asked.COOKIES[settings.VISITOR_COOKIE] = f"{visitor.hex}.{uuid4().hex}.1"
    asked.user = AnonymousUser()
    asked.visitor = Visitor(asked)
    return asked


def test_a_browser_sees_the_arm_of_its_cookie_at_every_visit():
    make_running()
    for number in range(20):
        visitor = UUID(int=number)
        arm = experiments.arm("big-button", _request(visitor=visitor))
        assert experiments.arm("big-button", visitor) == arm
        assert experiments.arm("big-button", _request(visitor=visitor)) == arm
    assert Exposure.objects.count() == 20
    assert set(Exposure.objects.values_list("arm__slug", flat=True)) == {"control", "treatment"}


@pytest.mark.parametrize(
    "told",
    [{"consent": "0"}, {"consent": "2"}, {"agent": "Googlebot/2.1"}, {"agent": ""}],
    ids=["no consent", "consent to mail only", "bot", "no agent"],
)
def test_who_is_not_counted_sees_control(told):
    make_running(shares={"control": 1, "treatment": 9999})
    visitor = UUID(int=5)
    assert experiments.arm("big-button", _request(visitor=visitor)) == "treatment"
    Exposure.objects.all().delete()
    assert experiments.arm("big-button", _request(visitor=visitor, **told)) == "control"
    assert not Exposure.objects.exists()


def _days_of(experiment, *, orders_in_treatment, subjects=200, after=15):
    for arm, every in (("control", 5), ("treatment", orders_in_treatment)):
        for index in range(subjects):
            visitor = see(experiment, arm, at=BEGIN + days(1))
            if index % every == 0:
                order(visitor, at=BEGIN + days(2))
    take_all_snapshots(at=BEGIN + days(after))


def test_the_home_tells_when_there_is_something_to_decide():
    experiment = make_running(base_mean=0.2, minimum_effect_basis_points=5000)
    _days_of(experiment, orders_in_treatment=2, after=5)
    assert "experiment" not in {chore.kind for chore in chores()}
    take_all_snapshots(at=BEGIN + days(15))
    experiment.refresh_from_db()
    assert experiment.verdict == "answered"
    assert {chore.kind: chore.count for chore in chores()}["experiment"] == 1

    stop(experiment=experiment, actor=None, at=BEGIN + days(15))
    assert "experiment" not in {chore.kind for chore in chores()}


def test_a_wrong_sample_ratio_is_told_at_once():
    experiment = make_running()
    for index in range(200):
        see(experiment, "control" if index % 4 else "treatment", at=BEGIN + days(1))
    take_all_snapshots(at=BEGIN + days(2))
    experiment.refresh_from_db()
    assert experiment.verdict == "skewed"
    assert [chore.kind for chore in chores()] == ["experiment"]
