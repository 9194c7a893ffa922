"""Many reviewers at one held attempt: one of them decides, the others are told."""

from __future__ import annotations

import pytest

from events.models import AuditEntry
from risk.algorithms.vocabulary import Door, Outcome
from risk.kinds import FraudKind
from risk.models import Case, Label
from risk.reviewing import services
from risk.tests.factories import make_case
from risk.tests.keeping import kept_by, make_reviewer
from tests.racing import outcomes, race, without_row_locks

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]
MANY = 8


@pytest.fixture(autouse=True)
def keeper(monkeypatch):
    return kept_by(monkeypatch, Door.CHECKOUT)


def _decided_by(many):
    """How many of the reviewers got through; every second one refuses."""
    case = make_case()
    people = [make_reviewer(f"Reviewer{number}") for number in range(many)]

    def decide(index):
        outcome = Outcome.REFUSE if index % 2 else Outcome.ALLOW
        kind = FraudKind.STOLEN_CARD if index % 2 else FraudKind.NONE
        return services.decide(case=case, outcome=outcome, by=people[index], kind=kind)

    return outcomes(race(decide, threads=many), refused=services.Overtaken)


def test_one_decides_and_the_door_hears_one_thing(keeper):
    assert _decided_by(MANY) == 1
    case = Case.objects.get()
    heard = [Outcome.ALLOW] * len(keeper.released) + [Outcome.REFUSE] * len(keeper.refused)
    assert heard == [case.outcome]
    assert Label.objects.get().verdict == ("fraud" if keeper.refused else "legitimate")
    assert AuditEntry.objects.filter(action="case.decided").count() == 1


@pytest.mark.postgresql  # SQLite has no row locks to take away
def test_twin_without_row_locks_lets_several_decide(monkeypatch):
    without_row_locks(monkeypatch)
    assert _decided_by(MANY) > 1
