"""A change of many rows as its page tells it: words, counts, rows before and after."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from django.contrib.auth.models import AnonymousUser
from django.db.models import Count, QuerySet
from django.utils.translation import gettext as _

from accounts.models import User
from shop.bulk.edits import Edit, edits, edits_of
from shop.bulk.models import BulkChange, BulkRow, RowState

SHOWN = 20
SHOWN_REFUSED = 100
_AT_ONCE = 2_000


@dataclass(frozen=True, slots=True)
class ToldRow:
    """A row by name, what it was and becomes, and why not."""

    name: str
    before: str
    after: str
    state: str
    reason: str


@dataclass(frozen=True, slots=True)
class ToldReason:
    """Why some rows are refused or left, and how many those are."""

    words: str
    count: int


def said(change: BulkChange) -> str:
    """What a change does, in words."""
    edit = edits.get(change.edit)
    if edit is None:
        return _("%(rows)s rows chosen") % {"rows": f"{len(change.chosen):,}"}
    words = edit.said(change.terms)
    return _("Undo: %(change)s") % {"change": words} if change.undoes_id else words


def in_brief(change: BulkChange) -> str:
    """What a change does, for lists: in words that need no query."""
    edit = edits.get(change.edit)
    if edit is None:
        return "–"
    words = edit.brief(change.terms)
    return _("Undo: %(change)s") % {"change": words} if change.undoes_id else words


def offered(change: BulkChange, user: User | AnonymousUser) -> list[Edit]:
    """What somebody may do to the rows of the list that were chosen."""
    return [edit for edit in edits_of(change.source) if user.has_perm(edit.permission)]


def may_see_rows(change: BulkChange, user: User | AnonymousUser) -> bool:
    """Whether somebody may know the rows by name: those of customers are not for everybody."""
    edit = edits.get(change.edit)
    return edit is not None and user.has_perm(edit.target.seen_with)


def may_change(change: BulkChange, user: User | AnonymousUser) -> bool:
    """Whether somebody may have it applied or undone."""
    edit = edits.get(change.edit)
    return edit is not None and user.has_perm(edit.permission)


def counts(change: BulkChange) -> dict[str, int]:
    """How many rows are in which state."""
    found = dict(change.rows.order_by().values_list("state").annotate(Count("pk")))
    return {state.value: found.get(state.value, 0) for state in RowState}


def reasons(change: BulkChange) -> list[ToldReason]:
    """Why rows are refused or left, the most frequent first."""
    rows = change.rows.exclude(reason="").order_by().values_list("reason")
    return [ToldReason(*row) for row in rows.annotate(n=Count("pk")).order_by("-n", "reason")[:10]]


def first_rows(change: BulkChange) -> list[ToldRow]:
    """The first that change or did."""
    fine = change.rows.filter(state__in=[RowState.PLANNED, RowState.APPLIED])
    return tell_rows(change, fine.order_by("subject")[:SHOWN])


def refused_rows(change: BulkChange) -> list[ToldRow]:
    """The first that do not change."""
    others = change.rows.filter(state__in=[RowState.REFUSED, RowState.LEFT])
    return tell_rows(change, others.order_by("subject")[:SHOWN_REFUSED])


def all_rows(change: BulkChange) -> Iterator[ToldRow]:
    """Every row, read in portions."""
    last = 0
    while some := list(change.rows.filter(subject__gt=last).order_by("subject")[:_AT_ONCE]):
        last = some[-1].subject
        yield from tell_rows(change, some)


def tell_rows(change: BulkChange, rows: QuerySet[BulkRow] | Sequence[BulkRow]) -> list[ToldRow]:
    """Rows in words; nothing of a change that this shop does not know any more."""
    edit, some = edits.get(change.edit), list(rows)
    if edit is None or not some:
        return []
    names = edit.target.names(row.subject for row in some)
    tell = edit.teller(_values(some), change.terms)

    def told(value: object, *, is_known: bool) -> str:
        return tell(value) if is_known else "–"

    return [
        ToldRow(
            name=names.get(row.subject, _("(gone)")),
            before=told(row.before, is_known=_is_known(row)),
            after=told(row.after, is_known=row.state in _CHANGING),
            state=str(RowState(row.state).label),
            reason=row.reason,
        )
        for row in some
    ]


_CHANGING = (RowState.PLANNED, RowState.APPLIED)


def _is_known(row: BulkRow) -> bool:
    """A row that was refused for the lack of a value was seen with none."""
    return row.state in _CHANGING or row.before is not None


def _values(rows: Iterable[BulkRow]) -> list[object]:
    return [value for row in rows for value in (row.before, row.after)]
