"""A customer's points over the API; and nobody else's."""

from datetime import timedelta

import pytest

from accounts.tests.factories import make_customer
from accounts.tokens import Scope
from foundation import clock
from loyalty.points.earning import credit_due, note_left
from loyalty.tests.member_rows import make_facts, make_programme, make_tier
from shop.api.tests.asking import app_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def ada(goods):
    return make_customer()


def test_points_are_told_with_what_they_are_worth_and_where_they_came_from(ada):
    make_programme()
    make_tier("Gold", spend_from=12_000)
    long_ago = clock.now() - timedelta(days=20)
    facts = make_facts(ada, kept=12_000, number="100077", left_at=long_ago)
    note_left(facts=facts, at=long_ago)
    credit_due(facts=facts)
    note_left(facts=make_facts(ada, kept=3_000))
    note_left(facts=make_facts(kept=9_000))
    app = app_of(ada.user, Scope.ACCOUNT_READ)
    told = app.get("points/").json()
    assert (told["free"], told["waiting"], told["tier"]) == (120, 30, "Gold")
    assert told["worth"] == {"amount": "1.20", "minor": 120, "currency": "EUR"}
    assert told["next_to_expire"] == 120
    [entry] = app.get("points/entries/").json()["results"]
    assert (entry["kind"], entry["amount"], entry["reason"]) == ("earned", 120, "100077")


def test_a_token_without_the_scope_reads_no_points(ada):
    assert app_of(ada.user, Scope.CATALOGUE_READ).get("points/").status_code == 403
