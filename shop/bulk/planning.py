"""Rows that were chosen, what is said about them, and what would become of each."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from accounts.models import User
from foundation import clock
from foundation.bulk import insert_rows
from foundation.refusals import Refusal
from shop.bulk.edits import Edit, Terms, Value, edits, edits_of, parts
from shop.bulk.models import BulkChange, BulkRow, ChangeState, RowState

MOST_CHOSEN = 50_000
UNDO_WITHIN = timedelta(days=30)
_LONGEST = BulkRow._meta.get_field("reason").max_length or 200
_ROW_FIELDS = ("change_id", "subject", "before", "after", "state", "reason")


@dataclass(slots=True)
class Foreseen:
    """What would become of some rows: new values, why others are refused or left, who stays."""

    before: dict[int, Value] = field(default_factory=dict)
    after: dict[int, Value] = field(default_factory=dict)
    refused: dict[int, str] = field(default_factory=dict)
    left: dict[int, str] = field(default_factory=dict)
    same: int = 0

    def rows(self, change: BulkChange) -> Iterator[tuple[object, ...]]:
        """The rows of the change, in the order of ``_ROW_FIELDS``."""
        for key in sorted({*self.after, *self.refused, *self.left}):
            state, reason = RowState.PLANNED, ""
            if key in self.refused:
                state, reason = RowState.REFUSED, self.refused[key]
            elif key in self.left:
                state, reason = RowState.LEFT, self.left[key]
            yield (
                change.pk, key, self.before.get(key), self.after.get(key), state.value,
                reason[:_LONGEST],
            )  # fmt: skip


def edit_of(change: BulkChange) -> Edit:
    """What is to be done to the rows.

    Raises:
        Refusal: nothing was said yet, or this shop does not know such a change any more.
    """
    edit = edits.get(change.edit)
    if edit is None:
        raise Refusal(_("Say first what is to change."))
    return edit


def require_permission(by: User | None, edit: Edit) -> None:
    """Raises Refusal where somebody may not change this; the shop itself may."""
    if by is not None and not by.has_perm(edit.permission):
        raise Refusal(_("You may not change this: %(missing)s.") % {"missing": edit.permission})


@transaction.atomic
def choose_rows(
    *, source: str, keys: Iterable[int], by: User | None, at: datetime | None = None
) -> BulkChange:
    """Keep rows of a list (``catalog.product``) about which something will be said.

    Raises:
        Refusal: none, too many at once, or a list of which nothing can be changed so.
    """
    if not edits_of(source):
        raise Refusal(_("Nothing of this list can be changed in many rows."))
    chosen = sorted(set(keys))
    if not chosen:
        raise Refusal(_("Choose at least one row."))
    if len(chosen) > MOST_CHOSEN:
        words = _("At most %(most)s rows at once: filter the list first.")
        raise Refusal(words % {"most": f"{MOST_CHOSEN:,}"})
    return BulkChange.objects.create(
        source=source, chosen=chosen, by=by, created_at=at or clock.now()
    )


@transaction.atomic
def plan_change(*, change: BulkChange, edit: Edit, terms: Terms, by: User | None) -> BulkChange:
    """Say what becomes of the rows that were chosen, in place of what was said before.

    Nothing of the shop changes. Rows that are so already are counted and not kept.

    Raises:
        Refusal: it was applied already, it leads to too many rows, or ``by`` may not change this.
    """
    require_permission(by, edit)
    locked = locked_change(change, (ChangeState.CHOSEN, ChangeState.READY))
    if locked.undoes_id or locked.source not in edit.target.ways:
        raise Refusal(_("This cannot be done to these rows."))
    keys = edit.target.keys(locked.source, locked.chosen)
    if len(keys) > MOST_CHOSEN:
        words = _("These are %(rows)s rows: at most %(most)s at once.")
        raise Refusal(words % {"rows": f"{len(keys):,}", "most": f"{MOST_CHOSEN:,}"})
    locked.rows.all().delete()
    locked.edit, locked.terms, locked.state = edit.name, terms, ChangeState.READY
    locked.by, locked.same = by, 0
    for some in parts(keys):
        foreseen = foresee(edit, some, terms)
        locked.same += foreseen.same
        insert_rows(BulkRow, _ROW_FIELDS, foreseen.rows(locked))
    locked.save(update_fields=["edit", "terms", "state", "by", "same"])
    return locked


def foresee(edit: Edit, keys: Sequence[int], terms: Terms) -> Foreseen:
    """What would become of rows as they are now."""
    foreseen = Foreseen(before=edit.read(keys, terms))
    for key, value in foreseen.before.items():
        try:
            after = edit.wanted(value, terms)
        except Refusal as problem:
            foreseen.refused[key] = str(problem)
            continue
        if after == value:
            foreseen.same += 1
        else:
            foreseen.after[key] = after
    foreseen.refused |= edit.objections(foreseen.after, terms)
    if edit.absent:
        missing = (key for key in keys if key not in foreseen.before)
        foreseen.refused |= dict.fromkeys(missing, str(edit.absent))
    return foreseen


@transaction.atomic
def plan_undo(*, change: BulkChange, by: User | None, at: datetime | None = None) -> BulkChange:
    """Plan to put back the rows of a change that still are as it left them.

    The others are named and left. An undo that was planned and not applied is planned anew.

    Raises:
        Refusal: it has not ended, it ended more than 30 days ago, it was undone already, it
            changed nothing, or ``by`` may not change this.
    """
    edit, now = edit_of(change), at or clock.now()
    require_permission(by, edit)
    locked = locked_change(change, (ChangeState.DONE, ChangeState.STOPPED))
    _require_recent(locked, now)
    _forget_planned_undo(locked)
    if not locked.rows.filter(state=RowState.APPLIED).exists():
        raise Refusal(_("It changed nothing that could be put back."))
    undo = BulkChange.objects.create(
        source=locked.source,
        edit=locked.edit,
        terms=edit.terms_of_undo(locked.terms),
        state=ChangeState.READY,
        undoes=locked,
        by=by,
        created_at=now,
    )
    _plan_back(undo, locked.rows.filter(state=RowState.APPLIED))
    return undo


@transaction.atomic
def plan_rest_of_undo(*, undo: BulkChange, at: datetime | None = None) -> BulkChange:
    """Plan anew what an undo that was stopped did not put back; it is held from here on.

    Raises:
        Refusal: it was not stopped, what it undoes ended more than 30 days ago, it was undone
            itself, or nothing is left that could be put back.
    """
    change = BulkChange.objects.select_for_update(of=("self",)).get(undone_by=undo)
    locked = locked_change(undo, (ChangeState.STOPPED,))
    _require_recent(change, at or clock.now())
    _forget_planned_undo(locked)
    locked.rows.exclude(state=RowState.APPLIED).delete()
    put_back = locked.rows.values("subject")
    _plan_back(locked, change.rows.filter(state=RowState.APPLIED).exclude(subject__in=put_back))
    if not locked.rows.filter(state=RowState.PLANNED).exists():
        raise Refusal(_("Nothing of it would change anything."))
    return locked


def _require_recent(change: BulkChange, now: datetime) -> None:
    if change.applied_at is None or change.applied_at < now - UNDO_WITHIN:
        raise Refusal(_("It is too long ago to be undone: the rows lived on since."))


def _plan_back(undo: BulkChange, written: QuerySet[BulkRow]) -> None:
    """The rows of an undo from those that a change wrote."""
    edit = edit_of(undo)
    rows = list(written.order_by("subject").values_list("subject", "before", "after"))
    for start in range(0, len(rows), 5_000):
        values = {key: (before, after) for key, before, after in rows[start : start + 5_000]}
        insert_rows(BulkRow, _ROW_FIELDS, _foresee_undo(edit, values, undo.terms).rows(undo))


def _foresee_undo(edit: Edit, written: Mapping[int, tuple[Value, Value]], terms: Terms) -> Foreseen:
    """What would become of rows that were changed from one value to another."""
    foreseen = Foreseen(before=edit.read(list(written), terms))
    for key, (before, after) in written.items():
        if key in foreseen.before and foreseen.before[key] == after:
            foreseen.after[key] = before
        else:
            foreseen.left[key] = changed_since()
    foreseen.refused = edit.objections(foreseen.after, terms)
    return foreseen


def changed_since() -> str:
    """Why a row is left that is not as it was seen."""
    return _("Somebody changed it since.")


def _forget_planned_undo(change: BulkChange) -> None:
    undo = BulkChange.objects.filter(undoes=change).select_for_update(of=("self",)).first()
    if undo is None:
        return
    if undo.state != ChangeState.READY:
        raise Refusal(_("It was undone already."))
    undo.delete()


@transaction.atomic
def discard_change(*, change: BulkChange) -> None:
    """Forget a change of which nothing was applied.

    Raises:
        Refusal: it was begun.
    """
    locked_change(change, (ChangeState.CHOSEN, ChangeState.READY)).delete()


def locked_change(change: BulkChange, states: tuple[ChangeState, ...]) -> BulkChange:
    """The change, held until the transaction ends.

    Raises:
        Refusal: it is in another state.
    """
    locked = BulkChange.objects.select_for_update(of=("self",)).filter(pk=change.pk).first()
    if locked is None or locked.state not in states:
        raise Refusal(_("It is not at that: look at its state."))
    return locked
