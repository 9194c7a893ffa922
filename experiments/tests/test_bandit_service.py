"""A bandit learns from the log of its slot, shows the better more, and says how often it does."""

from uuid import UUID, uuid4

import numpy as np
import pytest
from django.contrib.auth import get_user_model
from django.db import DatabaseError, connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

import experiments
from events import jobs
from events.context import NOBODY
from events.names import EventName
from events.services import Fact, record
from experiments import bandits
from experiments.algorithms.offline import arm_worth
from experiments.bandits import BanditRefused, forget_bandits, learn, save_bandit
from experiments.models import Bandit
from experiments.tests.factories import BEGIN, days, known
from foundation.ids import uuid7

pytestmark = pytest.mark.django_db
NOW = BEGIN + days(1)


@pytest.fixture(autouse=True)
def _nothing_remembered():
    forget_bandits()
    yield
    forget_bandits()


def _bandit(slot="home", strategies=("model", "crowd"), **fields):
    return save_bandit(bandit=Bandit(slot=slot, **fields), strategies=strategies)


def _show(strategy, *, clicks=0, slot="home", propensity=0.5, at=BEGIN, who=NOBODY):
    """One impression, clicked so many times."""
    shown = uuid7(at)
    record(
        Fact(
            EventName.IMPRESSION, product_id=1, slot=slot, propensity=propensity, position=1,
            payload={"strategy": strategy}, at=at, event_id=shown,
        ),
        context=who,
    )  # fmt: skip
    for _ in range(clicks):
        record(
            Fact(
                EventName.IMPRESSION_CLICKED, product_id=1, slot=slot, at=at,
                payload={"impression": str(shown)},
            ),
            context=who,
        )  # fmt: skip


def _learned(bandit, at=NOW):
    learn(bandit=bandit, at=at)
    return {arm.strategy: arm for arm in bandit.arms.all()}


def test_a_new_bandit_shows_all_alike():
    arms = _bandit(strategies=("a", "b", "c", "d")).arms.all()
    assert [arm.chance for arm in arms] == pytest.approx([0.25] * 4)


@pytest.mark.parametrize("names", [[], ["one"], ["one", "one"], [f"s{n}" for n in range(9)]])
def test_two_to_eight_compete(names):
    with pytest.raises(BanditRefused):
        _bandit(strategies=names)


def test_an_impression_counts_once_however_often_it_was_clicked():
    bandit = _bandit()
    _show("model", clicks=3)
    _show("model")
    _show("crowd")
    arms = _learned(bandit)
    assert {name: (arm.shown, arm.clicked) for name, arm in arms.items()} == {
        "model": (2, 1), "crowd": (1, 0),
    }  # fmt: skip


def test_other_slots_strategies_and_months_say_nothing():
    bandit = _bandit()
    _show("model", clicks=1, slot="cart")
    _show("staff", clicks=1)
    _show("model", clicks=1, at=NOW - days(29))
    _show("crowd", clicks=1, at=NOW + days(1))
    assert {arm.shown for arm in _learned(bandit).values()} == {0}


def test_the_better_strategy_is_shown_more_and_the_other_keeps_its_slice():
    bandit = _bandit(random_share=1000)
    for index in range(120):
        _show("model", clicks=index % 3 == 0)
        _show("crowd", clicks=index % 20 == 0)
    arms = _learned(bandit)
    assert arms["model"].chance == pytest.approx(0.95, abs=0.005)
    assert arms["crowd"].chance >= 0.05
    assert bandit.arms.get(strategy="model").worth == pytest.approx(40 / 120)


def test_worth_from_sums_is_worth_from_rows():
    bandit = _bandit()
    draws = np.random.default_rng(2)
    log = [(draws.random() < 0.3, draws.choice([0.1, 0.5, 0.9])) for _ in range(60)]
    for clicked, propensity in log:
        _show("model", clicks=int(clicked), propensity=float(propensity))
    expected = arm_worth(
        np.zeros(60, np.int64), np.array([float(c) for c, _ in log]),
        np.array([p for _, p in log]), arm=0,
    )  # fmt: skip
    arms = _learned(bandit)
    assert arms["model"].worth == pytest.approx(expected.value)
    assert arms["model"].worth_error == pytest.approx(expected.standard_error)
    assert (arms["crowd"].worth, arms["crowd"].worth_error) == (None, None)


def test_an_order_of_what_was_clicked_is_what_counts_where_staff_say_so():
    bandit = _bandit(reward="order")
    ada, bob = known(uuid4()), known(uuid4())
    for who, bought, ago in ((ada, 1, days(0.1)), (bob, 2, days(0.1)), (ada, 1, -days(0.1))):
        _show("model", clicks=1, who=who)
        fact = Fact(EventName.PRODUCT_PURCHASED, product_id=bought, quantity=1, at=BEGIN + ago)
        record(fact, context=who)
    _show("model", clicks=1)
    assert _learned(bandit)["model"].shown == 4
    # Ada's two impressions; Bob bought something else, and nobody knows who the last one was.
    assert _learned(bandit)["model"].clicked == 2


def test_the_ledger_does_the_job():
    bandit = _bandit()
    _bandit("off", is_active=False)
    jobs.enqueue("experiments.bandits", key="experiments.bandits@now")
    jobs.run_due()
    bandit.refresh_from_db()
    assert bandit.updated_at is not None
    assert Bandit.objects.get(slot="off").updated_at is None


def test_a_session_sees_one_strategy_until_something_is_learned():
    bandit = _bandit(strategies=("a", "b", "c", "d"))
    sessions = [uuid4() for _ in range(60)]
    first = [experiments.strategy("home", session) for session in sessions]
    assert [experiments.strategy("home", session) for session in sessions] == first
    assert {picked.strategy for picked in first} == {"a", "b", "c", "d"}
    assert [picked.propensity for picked in first] == pytest.approx([0.25] * 60)
    learn(bandit=bandit, at=NOW)
    forget_bandits()
    assert [experiments.strategy("home", session) for session in sessions] != first


def test_strategies_are_picked_as_often_as_they_say():
    bandit = _bandit()
    bandit.arms.filter(strategy="model").update(chance=0.8)
    bandit.arms.filter(strategy="crowd").update(chance=0.2)
    picked = [experiments.strategy("home", UUID(int=number)) for number in range(4000)]
    share = sum(one.strategy == "model" for one in picked) / len(picked)
    assert share == pytest.approx(0.8, abs=0.03)
    assert {(one.strategy, one.propensity) for one in picked} == {("model", 0.8), ("crowd", 0.2)}


def test_without_a_bandit_there_is_no_answer_and_warm_there_is_no_query(monkeypatch):
    assert experiments.strategy("home", None) is None
    _bandit("off", is_active=False)
    _bandit("home")
    forget_bandits()
    assert experiments.strategy("off", None) is None
    with CaptureQueriesContext(connection) as queries:
        assert experiments.strategy("home", None) is not None
    assert len(queries) == 0

    def broken():
        raise DatabaseError("away")

    monkeypatch.setattr(bandits, "_read_bandits", broken)
    forget_bandits()
    assert experiments.strategy("home", None) is None


def test_staff_choose_a_slot_and_what_competes_there(client):
    user = get_user_model().objects.create_superuser("boss@example.com", "a good long password")
    client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
    add = reverse("admin:experiments_bandit_add")
    plan = {"slot": "home.for_you", "random_share": "800", "reward": "order", "is_active": "on"}
    alone = client.post(add, plan | {"strategies": ["taste"]})
    assert "Two to eight" in alone.content.decode()
    elsewhere = client.post(add, plan | {"strategies": ["taste", "together"]})
    assert "This slot can show: " in elsewhere.content.decode()
    names = ["taste", "popularity", "like_minded", "new"]
    client.post(add, plan | {"strategies": names})
    bandit = Bandit.objects.get(slot="home.for_you")
    assert sorted(arm.strategy for arm in bandit.arms.all()) == sorted(names)
    bandit.reward = "click"
    bandit.save()
    _show("taste", clicks=1, slot="home.for_you")
    learn(bandit=bandit, at=NOW)
    page = client.get(reverse("admin:experiments_bandit_change", args=[bandit.pk]))
    assert "100.0%" in page.content.decode()
