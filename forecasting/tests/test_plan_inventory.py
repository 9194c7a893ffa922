"""``manage.py plan_inventory`` and the nightly job."""

import csv
from io import StringIO

import pytest
from django.core.management import call_command

from events import jobs
from events.models import Job, JobState
from forecasting.models import PlanLine, ReplenishmentPolicy
from forecasting.replenishment.plan_table import COLUMNS
from forecasting.replenishment.services import save_policy
from forecasting.tests.replenishing import foretell, stocked, supplied
from foundation import clock
from inventory.models import PurchaseOrder, PurchaseOrderState

pytestmark = pytest.mark.django_db


@pytest.fixture
def mug():
    made = stocked("MUG", 5)
    foretell(made, 5.0, as_of=clock.business_day())
    supplied(made)
    return made


def said(*arguments):
    out = StringIO()
    call_command("plan_inventory", *arguments, stdout=out)
    return out.getvalue()


def test_it_says_what_to_order(mug):
    text = said()
    line = PlanLine.objects.get()
    assert "1 lines, 1 to order" in text
    assert "MUG" in text
    assert f"{line.quantity} from Acme to Main warehouse" in text


def test_as_csv_it_is_the_whole_plan(mug):
    rows = list(csv.DictReader(StringIO(said("--csv"))))
    line = PlanLine.objects.get()
    assert list(rows[0]) == list(COLUMNS)
    assert len(rows) == 1
    assert (rows[0]["sku"], int(rows[0]["quantity"])) == ("MUG", line.quantity)
    assert rows[0]["unit_cost"] == "5.00"


def test_it_orders_alone_only_where_it_is_told_to_and_a_policy_allows(mug):
    save_policy(policy=ReplenishmentPolicy(alone_limit_minor=10_000_000))
    said()
    assert not PurchaseOrder.objects.exists()
    assert "ordered alone: PO-" in said("--order")
    assert PurchaseOrder.objects.get().state == PurchaseOrderState.SENT


def test_the_nightly_job_plans_and_orders_once_however_often_it_runs(mug):
    save_policy(policy=ReplenishmentPolicy(alone_limit_minor=10_000_000))
    for period in ("a", "b"):
        jobs.enqueue("forecasting.plan", key=f"forecasting.plan@{period}")
        jobs.run_due()
    done = Job.objects.filter(name="forecasting.plan").order_by("key")
    assert [job.state for job in done] == [JobState.DONE] * 2
    assert [len(job.result["ordered_alone"]) for job in done] == [1, 0]
