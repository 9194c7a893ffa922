"""Price suggestions for programs of the staff: reading, deciding, giving prices back, CSV."""

import csv
from datetime import timedelta
from io import StringIO

import pytest

from accounts.roles import Role
from accounts.tokens import Scope
from catalog.tests.factories import make_product
from events.models import AuditEntry
from foundation import clock
from foundation.money import Money
from pricing.models import SuggestionState
from pricing.services import set_price
from pricing.tests.suggestions import price_of, suggest, suggest_family
from shop.api.tests.asking import app_of, fields_of, member_of_staff

pytestmark = pytest.mark.django_db
PATH = "staff/price-suggestions/"
BOTH = (Scope.PRICES_READ, Scope.PRICES_WRITE)


@pytest.fixture
def merchant():
    return app_of(member_of_staff(Role.MERCHANDISER), *BOTH)


@pytest.fixture
def mug():
    return make_product("Mug", price="20.00", colours=["forest", "sand"])


def test_what_waits_is_told_with_its_prices_and_reasons(merchant, mug):
    suggestion = suggest(mug, -1000, reasons=[{"code": "back"}], margin_after_minor=1234)
    (told,) = merchant.get(PATH).json()["results"]
    assert (told["id"], told["product"], told["name"]) == (suggestion.pk, mug.public_id, "Mug")
    assert [line["after"]["minor"] for line in told["prices"]] == [1800, 1800]
    assert told["margin_after"] == {"amount": "12.34", "minor": 1234, "currency": "EUR"}
    assert told["held_back_by"] == "nothing"
    assert told["effect"] is None

    sku = mug.variants.first().sku
    for query, count in (
        (f"?sku={sku}", 1), ("?sku=NONE", 0), ("?state=applied", 0), ("?kind=markdown", 0),
        (f"?product={mug.public_id}&automatic=false", 1),
    ):  # fmt: skip
        assert merchant.get(f"{PATH}{query}").json()["count"] == count, query
    assert fields_of(merchant.get(f"{PATH}?state=none")) == ["state"]


def test_approving_changes_prices_once_and_the_same_key_is_answered_again(merchant, mug):
    other = make_product(price="20.00")
    rows = [suggest(mug), suggest(other)]
    set_price(variant=other.variants.get(), amount=Money.of("21.00", "EUR"))
    body = {"suggestions": [row.pk for row in rows]}

    first = merchant.post(f"{PATH}approvals/", body, Idempotency_Key="monday")
    again = merchant.post(f"{PATH}approvals/", body, Idempotency_Key="monday")

    assert first.status_code == again.status_code == 200
    assert again["Idempotency-Replayed"] == "true"
    assert first.json() == again.json()
    told = first.json()
    assert [one["id"] for one in told["done"]] == [rows[0].pk]
    assert told["done"][0]["state"] == "applied"
    assert [one["id"] for one in told["refused"]] == [rows[1].pk]
    assert "have been changed" in told["refused"][0]["message"]
    assert (price_of(mug), price_of(other)) == (1800, 2100)
    assert mug.variants.first().prices.count() == 2
    assert AuditEntry.objects.filter(action="approve", changes__has_key="token").count() == 1


def test_agreeing_now_and_applying_later(merchant, mug):
    suggestion = suggest(mug)
    body = {"suggestions": [suggestion.pk]}
    told = merchant.post(f"{PATH}approvals/", body | {"apply": False}).json()
    assert (told["done"][0]["state"], price_of(mug)) == ("approved", 2000)

    told = merchant.post(f"{PATH}applications/", body).json()
    assert (told["done"][0]["state"], price_of(mug)) == ("applied", 1800)


def test_rejecting_needs_a_reason_that_is_one(merchant, mug):
    suggestion = suggest(mug)
    body = {"suggestions": [suggestion.pk]}
    address = f"{PATH}rejections/"
    assert fields_of(merchant.post(address, body)) == ["reason"]
    assert fields_of(merchant.post(address, body | {"reason": "whim"})) == ["reason"]
    assert fields_of(merchant.post(address, body | {"reason": "other"})) == ["note"]

    told = merchant.post(address, body | {"reason": "brand", "note": "Never."}).json()

    (done,) = told["done"]
    assert (done["state"], done["reject_reason"], done["note"]) == ("rejected", "brand", "Never.")


def test_a_moment_must_be_to_come(merchant, mug):
    suggestion = suggest(mug)
    body = {"suggestions": [suggestion.pk]}
    past, soon = clock.now() - timedelta(days=1), clock.now() + timedelta(days=1)
    late = merchant.post(f"{PATH}schedules/", body | {"when": past.isoformat()})
    assert fields_of(late) == ["when"]

    told = merchant.post(f"{PATH}schedules/", body | {"when": soon.isoformat()}).json()

    assert told["done"][0]["state"] == "scheduled"
    assert price_of(mug) == 2000


def test_giving_back_takes_the_family_with_it_and_only_once(merchant, mug):
    other = make_product(price="30.00")
    rows = suggest_family([mug, other])
    merchant.post(f"{PATH}approvals/", {"suggestions": [rows[0].pk]})
    assert (price_of(mug), price_of(other)) == (1800, 2700)

    told = merchant.post(f"{PATH}reversals/", {"suggestion": rows[1].pk}).json()

    assert {one["state"] for one in told["done"]} == {SuggestionState.REVERTED}
    assert (price_of(mug), price_of(other)) == (2000, 3000)
    again = merchant.post(f"{PATH}reversals/", {"suggestion": rows[1].pk})
    assert (again.status_code, fields_of(again)) == (409, ["suggestion"])


@pytest.mark.parametrize("keys", [[], [0], ["x"], [2**70], [987654], list(range(1, 300))])
def test_what_is_no_suggestion_is_told_at_its_field(merchant, keys):
    for deed in ("approvals", "applications"):
        answer = merchant.post(f"{PATH}{deed}/", {"suggestions": keys})
        assert answer.status_code == 400
        assert fields_of(answer)[0].startswith("suggestions")


def test_who_may_only_read_decides_nothing(mug):
    suggestion = suggest(mug)
    body = {"suggestions": [suggestion.pk]}
    reader = app_of(member_of_staff(Role.MERCHANDISER, "r@example.com"), Scope.PRICES_READ)
    analyst = app_of(member_of_staff(Role.ANALYST), Scope.PRICES_READ)
    assert reader.post(f"{PATH}approvals/", body).status_code == 403
    assert analyst.get(PATH).status_code == 200
    assert analyst.post(f"{PATH}approvals/", body).status_code == 403
    assert price_of(mug) == 2000


def test_the_table_has_a_row_a_variant(merchant, mug):
    suggestion = suggest(mug, -1000)
    suggestion.policy.name = "=SUM(A1)"
    suggestion.policy.save()
    answer = merchant.get(f"{PATH}table/")
    assert answer["Content-Type"] == "text/csv; charset=utf-8"
    rows = list(csv.DictReader(StringIO(b"".join(answer.streaming_content).decode())))
    assert [(row["before_minor"], row["after_minor"]) for row in rows] == [("2000", "1800")] * 2
    assert rows[0]["policy"] == "'=SUM(A1)"
    assert rows[0]["applied_at"] == rows[0]["measured_lift"] == ""
