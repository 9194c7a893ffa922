"""A change of many rows from its choice to its end, and back."""

from __future__ import annotations

from datetime import timedelta

import pytest

from accounts.roles import Role
from catalog.models import Product
from catalog.tests.factories import make_category, make_product
from events import jobs
from events.models import AuditEntry, Job, JobState, OutboxMessage
from foundation import clock
from foundation.refusals import Refusal
from shop.bulk import applying
from shop.bulk.applying import APPLY_JOB, go_on, request_apply, stop_change, sweep_changes
from shop.bulk.edits import edits
from shop.bulk.models import BulkChange, BulkRow, ChangeState, RowState
from shop.bulk.planning import choose_rows, discard_change, plan_change, plan_undo
from shop.bulk.tests.factories import applied, planned, states, undone

pytestmark = pytest.mark.django_db


@pytest.fixture
def moved():
    """Three mugs, planned to go to the garden; one of them stands there already."""
    garden = make_category("Garden")
    mugs = [make_product("Mug") for _number in range(2)] + [make_product("Pot", category="Garden")]
    return mugs, planned("category", mugs, {"value": garden.pk}), garden


def test_a_plan_changes_nothing_and_tells_what_would_change(moved):
    mugs, change, garden = moved
    assert change.state == ChangeState.READY
    assert (states(change), change.same) == ({"planned": 2}, 1)
    row = change.rows.get(subject=mugs[0].pk)
    assert (row.before, row.after) == (mugs[0].category_id, garden.pk)
    assert Product.objects.filter(category=garden).count() == 1


def test_the_worker_applies_it_and_tells_the_readers_of_the_catalogue(moved):
    mugs, change, garden = moved
    OutboxMessage.objects.all().delete()
    applied(change)
    assert change.state == ChangeState.DONE
    assert states(change) == {"applied": 2}
    assert Product.objects.filter(category=garden).count() == 3
    told = {m.payload["product"] for m in OutboxMessage.objects.filter(topic="product.changed")}
    assert told == {mugs[0].pk, mugs[1].pk}
    assert set(AuditEntry.objects.values_list("action", flat=True)) == {
        "bulk.asked", "bulk.applied",
    }  # fmt: skip


def test_a_row_that_somebody_changed_since_the_plan_is_left_and_named(moved):
    mugs, change, _garden = moved
    kitchen = make_category("Kitchen")
    Product.objects.filter(pk=mugs[0].pk).update(category=kitchen)
    applied(change)
    assert states(change) == {"applied": 1, "left": 1}
    assert Product.objects.get(pk=mugs[0].pk).category == kitchen
    assert change.rows.get(subject=mugs[0].pk).reason


def test_undo_puts_back_what_still_is_as_it_was_left(moved):
    mugs, change, _garden = moved
    before = mugs[0].category_id
    applied(change)
    kitchen = make_category("Kitchen")
    Product.objects.filter(pk=mugs[1].pk).update(category=kitchen)
    undo = undone(change)
    assert states(undo) == {"applied": 1, "left": 1}
    assert Product.objects.get(pk=mugs[0].pk).category_id == before
    assert Product.objects.get(pk=mugs[1].pk).category == kitchen
    assert Product.objects.get(pk=mugs[2].pk).category_id != before, "it was never changed"


def test_an_undo_is_undone(moved):
    _mugs, change, garden = moved
    applied(change)
    again = undone(undone(change))
    assert states(again) == {"applied": 2}
    assert Product.objects.filter(category=garden).count() == 3


def test_what_was_undone_is_not_undone_twice(moved):
    _mugs, change, _garden = moved
    applied(change)
    undone(change)
    with pytest.raises(Refusal):
        plan_undo(change=change, by=None)


def test_a_planned_undo_is_planned_anew(moved):
    mugs, change, _garden = moved
    applied(change)
    first = plan_undo(change=change, by=None)
    assert states(first) == {"planned": 2}
    Product.objects.filter(pk=mugs[0].pk).update(category=make_category("Kitchen"))
    second = plan_undo(change=change, by=None)
    assert states(second) == {"planned": 1, "left": 1}
    assert not BulkChange.objects.filter(pk=first.pk).exists()


def test_after_thirty_days_nothing_is_put_back(moved):
    _mugs, change, _garden = moved
    applied(change)
    late = clock.now() + timedelta(days=31)
    with pytest.raises(Refusal):
        plan_undo(change=change, by=None, at=late)
    assert plan_undo(change=change, by=None, at=late - timedelta(days=2))


def test_it_is_applied_once_whoever_asks_twice(moved):
    _mugs, change, _garden = moved
    request_apply(change=change, by=None)
    with pytest.raises(Refusal):
        request_apply(change=change, by=None)
    jobs.run_due()
    assert Job.objects.filter(name=APPLY_JOB).count() == 1


def test_a_killed_worker_leaves_whole_portions_and_another_goes_on(monkeypatch):
    """Ten per cent off twice would be nineteen: each row is written once."""
    mugs = [make_product("Mug", price="10.00") for _number in range(3)]
    terms = {
        "currency": "EUR", "way": "per_cent", "figure": "-10", "rounding": "exact",
        "struck": "stays", "undercut": False,
    }  # fmt: skip
    change = planned("price", mugs, terms)
    monkeypatch.setattr(applying, "PORTION", 1)
    request_apply(change=change, by=None)
    with monkeypatch.context() as dying:
        seen = []

        def die_at_the_second(name: str) -> None:
            seen.append(name)
            if len(seen) == 2:
                raise KeyboardInterrupt

        dying.setattr(applying, "fail_point", die_at_the_second)
        with pytest.raises(KeyboardInterrupt):
            jobs.run_due()
    assert states(change) == {"applied": 1, "planned": 2}
    Job.objects.update(lease_until=clock.now() - timedelta(seconds=1))
    jobs.run_due()
    change.refresh_from_db()
    assert change.state == ChangeState.DONE
    now = {mug.variants.get().prices.get(ends_at=None).amount_minor for mug in mugs}
    assert now == {900}


def test_one_row_that_cannot_be_written_does_not_take_the_others_along(moved, monkeypatch):
    mugs, change, garden = moved
    edit = edits.get("category")
    write = type(edit).write

    def refuse_first(self, written):
        if mugs[0].pk in written.after:
            raise Refusal("not this one")
        write(self, written)

    monkeypatch.setattr(type(edit), "write", refuse_first)
    applied(change)
    assert states(change) == {"applied": 1, "refused": 1}
    assert change.rows.get(subject=mugs[0].pk).reason == "not this one"
    assert Product.objects.filter(category=garden).count() == 2


def test_it_is_stopped_between_two_portions_and_what_was_done_can_be_undone(moved, monkeypatch):
    _mugs, change, garden = moved
    monkeypatch.setattr(applying, "PORTION", 1)
    request_apply(change=change, by=None)
    change.refresh_from_db()
    assert applying._apply_some(change.pk, None) == 1
    stop_change(change=change, by=None)
    jobs.run_due()
    change.refresh_from_db()
    assert change.state == ChangeState.STOPPED
    assert states(change) == {"applied": 1, "left": 1}
    undo = undone(change)
    assert states(undo) == {"applied": 1}
    assert Product.objects.filter(category=garden).count() == 1


def stopped_undo(change, monkeypatch):
    """An undo of two rows that was stopped after the first."""
    undo = plan_undo(change=applied(change), by=None)
    with monkeypatch.context() as patch:
        patch.setattr(applying, "PORTION", 1)
        request_apply(change=undo, by=None)
        applying._apply_some(undo.pk, None)
        stop_change(change=undo, by=None)
    jobs.run_due()
    undo.refresh_from_db()
    assert (undo.state, states(undo)) == (ChangeState.STOPPED, {"applied": 1, "left": 1})
    return undo


def test_an_undo_that_was_stopped_goes_on_with_what_it_did_not_put_back(moved, monkeypatch):
    mugs, change, garden = moved
    home = mugs[0].category
    undo = stopped_undo(change, monkeypatch)
    assert Product.objects.filter(category=garden).count() == 2
    go_on(change=undo, by=None)
    undo.refresh_from_db()
    assert (undo.state, undo.applied_at) == (ChangeState.APPLYING, None)
    jobs.run_due()
    undo.refresh_from_db()
    assert (undo.state, states(undo)) == (ChangeState.DONE, {"applied": 2})
    assert Product.objects.filter(category=home).count() == 2
    with pytest.raises(Refusal):
        go_on(change=undo, by=None)


def test_what_changed_since_the_undo_was_stopped_stays(moved, monkeypatch):
    _mugs, change, _garden = moved
    undo = stopped_undo(change, monkeypatch)
    kitchen = make_category("Kitchen")
    rest = undo.rows.get(state="left").subject
    Product.objects.filter(pk=rest).update(category=kitchen)
    with pytest.raises(Refusal, match="Nothing of it"):
        go_on(change=undo, by=None)
    undo.refresh_from_db()
    assert (undo.state, states(undo)) == (ChangeState.STOPPED, {"applied": 1, "left": 1})


def test_a_stopped_undo_that_was_undone_or_is_old_does_not_go_on(moved, monkeypatch):
    _mugs, change, _garden = moved
    undo = stopped_undo(change, monkeypatch)
    with pytest.raises(Refusal, match="too long ago"):
        go_on(change=undo, by=None, at=clock.now() + timedelta(days=31))
    undone(undo)
    with pytest.raises(Refusal, match="undone already"):
        go_on(change=undo, by=None)


def test_a_change_that_was_stopped_is_chosen_anew_not_gone_on_with(moved, monkeypatch):
    _mugs, change, _garden = moved
    monkeypatch.setattr(applying, "PORTION", 1)
    request_apply(change=change, by=None)
    applying._apply_some(change.pk, None)
    stop_change(change=change, by=None)
    change.refresh_from_db()
    with pytest.raises(Refusal):
        go_on(change=change, by=None)


def test_only_where_the_worker_gave_up_somebody_can_say_go_on(moved):
    _mugs, change, _garden = moved
    request_apply(change=change, by=None)
    with pytest.raises(Refusal):
        go_on(change=change, by=None)
    Job.objects.filter(name=APPLY_JOB).update(state=JobState.FAILED)
    go_on(change=change, by=None)
    jobs.run_due()
    change.refresh_from_db()
    assert change.state == ChangeState.DONE


def test_a_category_that_is_gone_by_then_is_refused(moved):
    _mugs, change, garden = moved
    change.rows.update(after=garden.pk + 1000)
    applied(change)
    assert states(change) == {"refused": 2}


def test_it_is_said_otherwise_before_it_is_applied(moved):
    _mugs, change, _garden = moved
    plan_change(change=change, edit=edits.get("status"), terms={"value": "retired"}, by=None)
    change.refresh_from_db()
    assert change.edit == "status"
    assert states(change) == {"planned": 3}
    applied(change)
    assert {mug.status for mug in Product.objects.all()} == {"retired"}


@pytest.mark.parametrize(
    ("source", "keys"), [("orders.order", [1]), ("catalog.product", []), ("no.such", [1])]
)
def test_what_cannot_be_chosen_is_refused(source, keys):
    with pytest.raises(Refusal):
        choose_rows(source=source, keys=keys, by=None)


def test_an_edit_is_for_its_own_lists_only():
    change = choose_rows(source="accounts.customer", keys=[1], by=None)
    with pytest.raises(Refusal):
        plan_change(change=change, edit=edits.get("status"), terms={"value": "draft"}, by=None)


def test_nobody_plans_applies_or_undoes_what_they_may_not_change(moved, staff):
    _mugs, change, _garden = moved
    warehouse = staff(Role.WAREHOUSE)
    deeds = [
        lambda: plan_change(
            change=change, edit=edits.get("category"), terms={"value": 1}, by=warehouse
        ),
        lambda: request_apply(change=change, by=warehouse),
    ]
    for deed in deeds:
        with pytest.raises(Refusal):
            deed()
    applied(change)
    with pytest.raises(Refusal):
        plan_undo(change=change, by=warehouse)
    assert plan_undo(change=change, by=staff(Role.MERCHANDISER))


def test_what_nobody_applied_is_forgotten_and_old_rows_too(moved):
    _mugs, change, _garden = moved
    now = clock.now()
    waiting = planned("status", _mugs, {"value": "retired"})
    applied(change)
    sweep_changes(at=now + timedelta(days=6))
    assert BulkChange.objects.count() == 2
    sweep_changes(at=now + timedelta(days=8))
    assert not BulkChange.objects.filter(pk=waiting.pk).exists()
    assert BulkRow.objects.filter(change=change).count() == 2
    sweep_changes(at=now + timedelta(days=91))
    assert not BulkRow.objects.exists()
    assert BulkChange.objects.filter(pk=change.pk).exists(), "that it was done is kept"


def test_a_discarded_change_is_gone_and_an_applied_one_stays(moved):
    _mugs, change, _garden = moved
    applied(change)
    with pytest.raises(Refusal):
        discard_change(change=change)
    other = planned("status", _mugs, {"value": "retired"})
    discard_change(change=other)
    assert not BulkChange.objects.filter(pk=other.pk).exists()
    assert RowState.PLANNED not in set(BulkRow.objects.values_list("state", flat=True))
