"""Everybody sees one arm, always the same; it is noted once; nothing that breaks is noticed."""

from uuid import UUID, uuid4

import pytest
from django.db import DatabaseError, connection, transaction
from django.test import RequestFactory
from django.test.utils import CaptureQueriesContext

import experiments
from events.context import EventContext
from events.names import Consent
from experiments import serving
from experiments.exposures import erase_subjects, exposures_of
from experiments.models import Exposure
from experiments.services import stop
from experiments.tests.factories import BEGIN, days, known, make_draft, make_running
from tests.racing import race


@pytest.fixture(autouse=True)
def _nothing_remembered():
    serving.forget_running()
    yield
    serving.forget_running()


@pytest.mark.django_db
def test_an_arm_is_the_same_by_context_and_by_id():
    make_running()
    for number in range(20):
        visitor = UUID(int=number)
        arm = experiments.arm("big-button", visitor)
        assert arm in {"control", "treatment"}
        assert experiments.arm("big-button", known(visitor)) == arm
    assert Exposure.objects.count() == 20
    assert set(Exposure.objects.values_list("arm__slug", flat=True)) == {"control", "treatment"}


@pytest.mark.django_db
@pytest.mark.parametrize(
    "who",
    [RequestFactory().get("/"), EventContext(visitor=uuid4(), consent=Consent.MARKETING)],
    ids=["outside the middleware", "without consent"],
)
def test_who_is_not_counted_sees_control(who):
    make_running(shares={"control": 1, "treatment": 9999})
    assert experiments.arm("big-button", who) == "control"
    assert not Exposure.objects.exists()


@pytest.mark.django_db
def test_only_running_experiments_assign():
    assert experiments.arm("nothing", uuid4()) == "control"
    make_draft("draft", shares={"control": 1, "treatment": 9999})
    assert experiments.arm("draft", uuid4()) == "control"
    running = make_running(shares={"control": 1, "treatment": 9999})
    serving.forget_running()
    assert experiments.arm("big-button", UUID(int=5)) == "treatment"
    stop(experiment=running, actor=None, at=BEGIN + days(1))
    serving.forget_running()
    assert experiments.arm("big-button", UUID(int=5)) == "control"


@pytest.mark.django_db(transaction=True)
def test_a_stop_is_heard_at_once_in_its_own_process():
    running = make_running(shares={"control": 1, "treatment": 9999})
    assert experiments.arm("big-button", UUID(int=5)) == "treatment"
    stop(experiment=running, actor=None, at=BEGIN + days(1))
    assert experiments.arm("big-button", UUID(int=5)) == "control"


@pytest.mark.django_db
def test_who_is_beyond_the_share_of_traffic_is_not_counted():
    make_running(traffic=1000, shares={"control": 1, "treatment": 9999})
    seen = [experiments.arm("big-button", UUID(int=number)) for number in range(400)]
    assert 15 < seen.count("treatment") < 75
    assert Exposure.objects.count() == seen.count("treatment")


@pytest.mark.django_db
def test_customers_are_counted_where_they_are_the_unit():
    make_running(unit="customer", shares={"control": 1, "treatment": 9999})
    customer = UUID(int=5)
    guest = EventContext(visitor=uuid4(), consent=Consent.ALL)
    assert experiments.arm("big-button", guest) == "control"
    member = EventContext(visitor=uuid4(), customer=customer, consent=Consent.ALL)
    assert experiments.arm("big-button", member) == "treatment"
    assert Exposure.objects.get().subject == customer


@pytest.mark.django_db(transaction=True)
def test_warm_it_asks_the_database_nothing():
    make_running()
    visitor = uuid4()
    with CaptureQueriesContext(connection) as cold:
        first = experiments.arm("big-button", visitor)
    statements = [query["sql"] for query in cold if query["sql"] not in {"BEGIN", "COMMIT"}]
    assert len([sql for sql in statements if "exposure" in sql]) == 1
    with CaptureQueriesContext(connection) as another:
        experiments.arm("big-button", uuid4())
    assert len([q for q in another if "INSERT" in q["sql"] or "SELECT" in q["sql"]]) == 1
    with CaptureQueriesContext(connection) as warm:
        assert [experiments.arm("big-button", visitor) for _ in range(5)] == [first] * 5
    assert len(warm) == 0


@pytest.mark.django_db(transaction=True)
def test_many_at_once_leave_one_row():
    make_running()
    visitor = uuid4()
    said = race(lambda _: experiments.arm("big-button", visitor), threads=6)
    assert len(set(said)) == 1
    assert said[0] in {"control", "treatment"}
    assert Exposure.objects.filter(subject=visitor).count() == 1


@pytest.mark.django_db(transaction=True)
def test_what_is_rolled_back_is_noted_the_next_time():
    make_running()
    visitor = uuid4()
    with transaction.atomic():
        experiments.arm("big-button", visitor)
        transaction.set_rollback(True)
    assert not Exposure.objects.exists()
    experiments.arm("big-button", visitor)
    assert Exposure.objects.filter(subject=visitor).exists()


@pytest.mark.django_db
def test_a_database_that_fails_shows_control_and_harms_nobody(monkeypatch):
    make_running(shares={"control": 1, "treatment": 9999})

    def broken(**_):
        raise DatabaseError("the disk is full")

    monkeypatch.setattr(serving, "expose", broken)
    assert experiments.arm("big-button", UUID(int=5)) == "control"
    monkeypatch.undo()
    assert experiments.arm("big-button", UUID(int=5)) == "treatment"
    monkeypatch.setattr(serving, "_read_running", broken)
    serving.forget_running()
    assert experiments.arm("big-button", UUID(int=5)) == "control"


@pytest.mark.django_db
def test_a_person_can_be_told_and_forgotten():
    make_running()
    me, other = uuid4(), uuid4()
    mine = experiments.arm("big-button", me)
    experiments.arm("big-button", other)
    [told] = exposures_of(subjects=[me])
    assert (told["name"], told["arm"]) == ("Big button", mine)
    assert erase_subjects(subjects=[me]) == 1
    assert [row.subject for row in Exposure.objects.all()] == [other]
