"""Forecasts and plans for programs of the staff: reading, CSV, and drafts from the plan."""

import csv
from datetime import timedelta
from io import StringIO

import pytest

from accounts.roles import Role
from accounts.tokens import Scope
from catalog.tests.factories import make_category
from events.models import AuditEntry
from forecasting.models import (
    ForecastMethod,
    Level,
    OutsideSeries,
    OutsideValue,
    PlanLine,
    TotalForecast,
)
from forecasting.replenishment.services import make_plan
from forecasting.tests.replenishing import foretell, stocked, supplied
from foundation import clock
from inventory.models import PurchaseOrder, PurchaseOrderState
from shop.api.tests.asking import app_of, fields_of, member_of_staff

pytestmark = pytest.mark.django_db
BOTH = (Scope.FORECASTS_READ, Scope.FORECASTS_WRITE)


@pytest.fixture
def mug():
    made = stocked("MUG", 5)
    foretell(made, 5.0, as_of=clock.business_day())
    supplied(made, pack=12)
    make_plan()
    return made


@pytest.fixture
def buyer():
    return app_of(member_of_staff(Role.WAREHOUSE), *BOTH)


def test_a_forecast_by_day_as_far_as_it_is_asked_for(buyer, mug):
    (told,) = buyer.get("staff/forecasts/?sku=MUG&days=90").json()["results"]
    assert (told["sku"], told["method"], told["next_28"]) == ("MUG", "ENSEMBLE", 140.0)
    assert len(told["daily"]) == 90
    assert told["daily"][0]["day"] == clock.business_day().isoformat()
    assert told["explanation"]
    assert buyer.get("staff/forecasts/?sku=NONE").json()["count"] == 0
    assert fields_of(buyer.get("staff/forecasts/?days=9999")) == ["days"]


def test_totals_of_the_shop_and_of_a_category(buyer):
    shelf = make_category("Home")
    assert buyer.get("staff/forecasts/total/").status_code == 404
    for level, subject in ((Level.SHOP, 0), (Level.CATEGORY, shelf.pk)):
        TotalForecast.objects.create(
            level=level, subject_id=subject, as_of=clock.business_day(), made_at=clock.now(),
            method=ForecastMethod.PROPHET, daily=[7.0] * 90, daily_low=[5.0] * 90,
            daily_high=[9.0] * 90, monthly=[{"month": "2026-12", "mean": 1.0}],
        )  # fmt: skip
    assert len(buyer.get("staff/forecasts/total/").json()["daily"]) == 90
    told = buyer.get(f"staff/forecasts/total/?category={shelf.public_id}").json()
    assert (told["level"], told["category"]) == ("category", shelf.public_id)
    assert told["daily"][0] == {
        "day": clock.business_day().isoformat(), "units": 7.0, "low": 5.0, "high": 9.0,
    }  # fmt: skip
    assert buyer.get("staff/forecasts/total/?category=none").status_code == 404


def test_the_plan_with_its_reasons(buyer, mug):
    (line,) = buyer.get("staff/plan/?to_order=true&state=under").json()["results"]
    assert line["sku"] == "MUG"
    assert line["quantity"] % 12 == 0
    assert line["cost"]["minor"] == line["quantity"] * 500
    assert any("Acme alone supplies it" in reason for reason in line["reasons"])
    assert buyer.get("staff/plan/?supplier=nobody").json()["count"] == 0


@pytest.mark.parametrize(
    ("path", "rows"), [("staff/plan/table/", 1), ("staff/forecasts/table/", 1)]
)
def test_tables_as_csv(buyer, mug, path, rows):
    answer = buyer.get(path)
    assert answer["Content-Type"].startswith("text/csv")
    table = list(csv.DictReader(StringIO(answer.getvalue().decode())))
    assert [row["sku"] for row in table] == ["MUG"] * rows


@pytest.mark.parametrize("path", ["staff/plan/table/", "staff/forecasts/table/"])
def test_a_sku_is_no_formula_in_a_spreadsheet(buyer, path):
    foretell(stocked("=1+1", 5), 5.0, as_of=clock.business_day())
    make_plan()

    (row,) = csv.DictReader(StringIO(buyer.get(path).getvalue().decode()))

    assert row["sku"] == "'=1+1"


def test_the_plan_becomes_a_draft_once_a_key(buyer, mug):
    wanted = {"lines": [{"sku": "MUG"}]}
    first = buyer.post("staff/plan/orders/", wanted, Idempotency_Key="d-1")
    assert first.status_code == 201, first.json()
    assert buyer.post("staff/plan/orders/", wanted, Idempotency_Key="d-1").json() == first.json()
    (draft,) = first.json()
    assert (draft["supplier"], draft["state"]) == ("acme", PurchaseOrderState.DRAFT)
    assert draft["lines"] == [{"sku": "MUG", "quantity": PlanLine.objects.get().quantity}]
    assert buyer.post("staff/plan/orders/", wanted).json() == []  # it is ordered already
    assert PurchaseOrder.objects.count() == 1
    assert AuditEntry.objects.filter(action="draft").exists()


@pytest.mark.parametrize(
    ("line", "status"),
    [
        ({"sku": "NONE"}, 400),
        ({"sku": "MUG", "warehouse": "moon"}, 400),
        ({"sku": "MUG", "quantity": 0}, 400),
        ({"sku": "MUG", "quantity": 13}, 409),
    ],
)
def test_what_cannot_be_drafted(buyer, mug, line, status):
    assert buyer.post("staff/plan/orders/", {"lines": [line]}).status_code == status
    assert not PurchaseOrder.objects.exists()


def test_one_line_named_twice_is_refused_rather_than_guessed(buyer, mug):
    wanted = {"lines": [{"sku": "MUG", "quantity": 12}, {"sku": "MUG", "quantity": 24}]}
    answer = buyer.post("staff/plan/orders/", wanted)
    assert answer.status_code == 400
    assert "MUG" in str(answer.json())
    assert not PurchaseOrder.objects.exists()


def test_readers_draft_nothing(mug):
    analyst = app_of(member_of_staff(Role.ANALYST), *BOTH)
    assert analyst.get("staff/plan/").status_code == 200
    assert analyst.post("staff/plan/orders/", {"lines": [{"sku": "MUG"}]}).status_code == 403
    narrow = app_of(member_of_staff(Role.OWNER), Scope.FORECASTS_READ)
    assert narrow.post("staff/plan/orders/", {}).json()["error"]["code"] == "not_in_scope"


def test_outside_series_are_told_by_programs(mug):
    series = OutsideSeries.objects.create(code="weather", name="Weather")
    app = app_of(member_of_staff(Role.MERCHANDISER), *BOTH)
    day = clock.business_day()
    values = [
        {"day": (day + timedelta(days=place)).isoformat(), "value": place + 0.5}
        for place in range(3)
    ]
    path = "staff/outside-series/weather/values/"
    answer = app.post(path, {"values": values})
    assert (answer.status_code, answer.json()) == (201, {"kept": 3})
    app.post(path, {"values": [{"day": day.isoformat(), "value": 9}]})
    assert OutsideValue.objects.filter(series=series).count() == 3
    assert OutsideValue.objects.get(series=series, day=day).value == 9
    assert app.post("staff/outside-series/none/values/", {"values": values}).status_code == 404
    assert app.post(path, {"values": []}).status_code == 400
