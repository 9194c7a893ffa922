"""Requests and their arms: people who agreed are counted by their cookie, nobody else is."""

from uuid import UUID, uuid4

import pytest
from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.test import RequestFactory

import experiments
from experiments import serving
from experiments.models import Exposure
from experiments.tests.factories import make_running
from shop.middleware import Visitor

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
