"""A file's way through the worker: applied once, by whoever may, forgotten afterwards."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.contrib.auth.models import Group

from accounts.models import Customer, User
from accounts.roles import Role, ensure_roles
from catalog.models import Product, Variant
from catalog.tests.factories import make_product
from events import jobs
from events.models import AuditEntry, Job, JobState
from foundation import clock
from foundation.refusals import Refusal
from inventory.models import StockLevel
from pricing.models import Price
from shop.exchange.models import ImportFile, ImportRun, RunState, Source, Table
from shop.exchange.runs import (
    APPLY_JOB,
    apply_run,
    bring_file,
    check_again,
    request_apply,
    sweep_files,
)
from shop.exchange.tests.files import applied, brought, checked, csv_file, problems_of

pytestmark = pytest.mark.django_db
ROWS = csv_file(("sku", "name", "category", "price"), ("A", "Mug", "Home", "5.00"))


def queued(content: bytes = ROWS, by: User | None = None) -> ImportRun:
    return bring_file(
        table=Table.PRODUCTS, source=Source.SHELFWISE, file_name="f.csv", content=content, by=by
    )


def staff(role: Role) -> User:
    ensure_roles()
    user = User.objects.create_user(f"{role}@example.com", "a good password", is_staff=True)
    user.groups.add(Group.objects.get(name=role.value))
    return user


def test_the_worker_checks_and_after_a_word_applies():
    run = queued()
    jobs.run_due()
    run.refresh_from_db()
    assert (run.state, run.rows, run.new) == (RunState.CHECKED, 1, 1)
    assert not Product.objects.exists()
    request_apply(run=run, by=None)
    jobs.run_due()
    run.refresh_from_db()
    assert run.state == RunState.DONE
    assert Product.objects.get().name_en == "Mug"
    assert set(AuditEntry.objects.values_list("action", flat=True)) == {
        "import.brought", "import.applied",
    }  # fmt: skip


def test_a_worker_that_was_killed_is_followed_by_one_that_applies_it_once(monkeypatch):
    """The first dies inside the transaction; its lease runs out, and another does the job."""
    run = queued()
    jobs.run_due()
    request_apply(run=run, by=None)
    with monkeypatch.context() as dying:
        dying.setattr("shop.exchange.goods.writing.set_stock", _die)
        with pytest.raises(KeyboardInterrupt):
            jobs.run_due()
    assert not Product.objects.exists()
    job = Job.objects.get(name=APPLY_JOB)
    assert job.state == JobState.RUNNING
    Job.objects.filter(pk=job.pk).update(lease_until=clock.now() - timedelta(seconds=1))
    jobs.run_due()
    run.refresh_from_db()
    assert run.state == RunState.DONE
    assert Variant.objects.count() == 1


def _die(*args, **kwargs):
    raise KeyboardInterrupt


@pytest.mark.parametrize("step", ["check", "apply"])
def test_a_file_at_which_every_worker_dies_ends_with_a_word_and_the_next_one_runs(
    monkeypatch, step
):
    run = queued()
    if step == "apply":
        jobs.run_due()
        request_apply(run=run, by=None)
    with monkeypatch.context() as dying:
        dying.setattr("shop.exchange.runs.read_run", _die)
        for _attempt in range(jobs.MOST_ATTEMPTS):
            with pytest.raises(KeyboardInterrupt):
                jobs.run_due()
            run.refresh_from_db()
            assert run.state in (RunState.UPLOADED, RunState.APPLYING)
            Job.objects.filter(state=JobState.RUNNING).update(
                lease_until=clock.now() - timedelta(seconds=1)
            )
        jobs.run_due()
    run.refresh_from_db()
    assert run.state == RunState.FAILED
    assert "each time" in run.notes[0]
    assert applied(ROWS).state == RunState.DONE
    check_again(run=run)
    jobs.run_due()
    run.refresh_from_db()
    assert run.state == RunState.CHECKED


def test_a_check_that_always_fails_ends_with_a_word(monkeypatch):
    run = queued()
    monkeypatch.setattr("shop.exchange.runs.read_run", _break)
    for _attempt in range(jobs.MOST_ATTEMPTS):
        jobs.run_due()
        Job.objects.update(due_at=clock.now())
    run.refresh_from_db()
    assert run.state == RunState.FAILED


def _break(*args, **kwargs):
    raise RuntimeError("the disk is gone")


def test_a_run_that_is_done_is_not_applied_again():
    run = applied(ROWS)
    Price.objects.all().delete()
    assert apply_run(run=run).state == RunState.DONE
    run.refresh_from_db()
    assert run.state == RunState.DONE, "who comes late finds no file, and says nothing of it"
    assert not Price.objects.exists()


def test_only_a_checked_file_is_applied():
    broken = checked(csv_file(("sku", "name", "category", "price"), ("A", "Mug", "Home", "x")))
    with pytest.raises(Refusal):
        request_apply(run=broken, by=None)
    check_again(run=broken)
    broken.refresh_from_db()
    assert broken.state == RunState.UPLOADED
    with pytest.raises(Refusal):
        check_again(run=broken)


def test_whoever_may_not_change_stock_may_not_apply_a_file_that_does():
    sku = make_product("Lamp", stock=3).variants.get().sku
    merchandiser = staff(Role.MERCHANDISER)
    prices = checked(csv_file(("sku", "price"), (sku, "5.00")))
    request_apply(run=prices, by=merchandiser)
    stock = checked(csv_file(("sku", "stock"), (sku, "9")))
    with pytest.raises(Refusal, match=r"inventory\.move_stock"):
        request_apply(run=stock, by=merchandiser)
    warehouse = staff(Role.WAREHOUSE)
    request_apply(run=stock, by=warehouse)
    jobs.run_due()
    assert StockLevel.objects.get(variant__sku=sku).on_hand == 9


def test_what_changed_since_the_check_is_compared_anew():
    """A file that would only have changed a price, when it was checked, may do more now."""
    sku = make_product("Lamp", price="20.00", stock=3).variants.get().sku
    run = checked(csv_file(("sku", "price", "stock"), (sku, "5.00", "3")))
    assert run.preview["needs"] == ["pricing.add_price"]
    request_apply(run=run, by=staff(Role.MERCHANDISER))
    StockLevel.objects.filter(variant__sku=sku).update(on_hand=4)
    jobs.run_due()
    run.refresh_from_db()
    assert run.state == RunState.FAILED
    assert Price.objects.get(variant__sku=sku).amount_minor == 2000


def test_a_file_is_forgotten_when_it_is_applied_or_left():
    applied(ROWS)
    assert not ImportFile.objects.exists()
    left = checked(csv_file(("email",), ("ada@example.com",)), table="customers")
    assert sweep_files() == 0
    assert sweep_files(at=clock.now() + timedelta(days=8)) == 1
    left.refresh_from_db()
    assert left.preview == {}
    assert apply_run(run=left).state == RunState.FAILED


def test_stock_by_file_names_what_cannot_be():
    sku = make_product("Lamp", stock=3).variants.get().sku
    head = ("sku", "warehouse", "on_hand")
    run = checked(
        csv_file(
            head, (sku, "main", "5"), (sku, "main", "6"), ("no", "main", "1"), (sku, "x", "1")
        ),
        table="stock",
    )
    assert problems_of(run) == [(3, "sku"), (4, "sku"), (5, "warehouse")]
    assert applied(csv_file(head, (sku, "", "5")), table="stock").changed == 1
    assert StockLevel.objects.get(variant__sku=sku).on_hand == 5


def test_prices_by_file_are_in_their_currency_and_its_coins():
    sku = make_product("Lamp", price="20.00").variants.get().sku
    head = ("sku", "currency", "price", "compare_at")
    run = checked(
        csv_file(head, (sku, "JPY", "12.5", ""), (sku, "USD", "10", "9"), (sku, "XXY", "1", "")),
        table="prices",
    )
    assert problems_of(run) == [(2, "price"), (3, "price"), (4, "currency")]
    done = applied(
        csv_file(head, (sku, "JPY", "1250", "1500"), (sku, "USD", "10", "")), table="prices"
    )
    assert (done.state, done.new) == (RunState.DONE, 2)
    assert Price.objects.get(currency="JPY").amount_minor == 1250


def test_customers_by_file_are_known_by_their_address():
    head = ("email", "name", "country", "line1", "postcode", "city")
    rows = csv_file(head, ("Ada@Example.com", "Ada", "de", "Weg 1", "10115", "Berlin"))
    assert applied(rows, table="customers").new == 1
    ada = Customer.objects.get()
    assert (ada.email, ada.country, ada.addresses.get().city, ada.consent) == (
        "ada@example.com", "DE", "Berlin", 0,
    )  # fmt: skip
    again = applied(csv_file(("email", "name"), ("ada@example.com", "Ada L.")), table="customers")
    assert (again.new, again.changed) == (0, 1)
    assert Customer.objects.get().name == "Ada L."
    run = checked(
        csv_file(head[:4], ("b@example.com", "B", "Germany", "Weg"), ("x", "", "", "")),
        table="customers",
    )
    assert problems_of(run) == [(2, "country"), (2, "line1"), (3, "email")]


def test_brought_files_wait_for_a_check():
    assert brought(ROWS).state == RunState.UPLOADED
