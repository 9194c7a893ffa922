"""The list of known ones: marks that staff trust or do not want to serve.

What is typed becomes a keyed hash at once; only the hash and the name that staff give are kept.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from events import audit
from events.audit import AuditAction
from foundation import clock
from foundation.refusals import Refusal
from risk.algorithms.attempts import ABSENT
from risk.algorithms.vocabulary import Mark, Verdict
from risk.marks import address_text, mark_of
from risk.models import Assessment, KnownMark
from risk.rules import book

TYPED = (Mark.EMAIL, Mark.PHONE, Mark.ADDRESS, Mark.NETWORK, Mark.COUPON)
"""What staff can type; the others are taken over from an attempt."""


@dataclass(frozen=True, slots=True)
class Entry:
    """What staff say of a mark."""

    verdict: Verdict
    shown: str
    why: str = ""
    until: datetime | None = None


def key_of_text(mark: Mark, text: str) -> int:
    """The key of what was typed; an address is typed as street, postcode, country.

    Raises:
        Refusal: nothing of that kind can be read in it.
    """
    if mark not in TYPED:
        raise Refusal(_("This can be taken over from an attempt only."), field="mark")
    key = mark_of(mark, _address(text) if mark == Mark.ADDRESS else text)
    if key == ABSENT or (mark == Mark.EMAIL and "@" not in text):
        raise Refusal(_("That cannot be read as what you chose."), field="text")
    return key


def key_of_attempt(mark: Mark, attempt: Assessment) -> int:
    """The key of a mark that an attempt had.

    Raises:
        Refusal: it had none, or it is forgotten by now.
    """
    key: int | None = getattr(attempt, f"{mark.value}_key")
    if not key:
        raise Refusal(_("That attempt has no such mark, or it was forgotten by now."), field="mark")
    return key


def check_new(mark: Mark, key: int) -> None:
    """Raises:
    Refusal: the mark is on the list already.
    """
    if known := KnownMark.objects.filter(mark=mark.value, key=key).first():
        words = _("It is on the list already, as “%(name)s”.") % {"name": known.shown}
        raise Refusal(words, field="text")


@transaction.atomic
def list_mark(
    *, mark: Mark, key: int, entry: Entry, by: User | None, at: datetime | None = None
) -> KnownMark:
    """Put a mark on the list.

    Raises:
        Refusal: it stands there already.
    """
    check_new(mark, key)
    known = KnownMark.objects.create(
        mark=mark.value,
        key=key,
        verdict=entry.verdict.value,
        shown=entry.shown,
        why=entry.why,
        until=entry.until,
        added_by=by,
        added_at=at or clock.now(),
    )
    _note(AuditAction.ADD, known, by=by, at=at)
    return known


@transaction.atomic
def change_known(
    *, known: KnownMark, entry: Entry, by: User | None, at: datetime | None = None
) -> KnownMark:
    """Say something else of a mark that is on the list."""
    known.verdict, known.shown = entry.verdict.value, entry.shown
    known.why, known.until = entry.why, entry.until
    known.save(update_fields=["verdict", "shown", "why", "until"])
    _note(AuditAction.CHANGE, known, by=by, at=at)
    return known


@transaction.atomic
def unlist(*, known: KnownMark, by: User | None, at: datetime | None = None) -> None:
    """Take a mark off the list."""
    _note(AuditAction.DELETE, known, by=by, at=at)
    known.delete()


def _note(action: AuditAction, known: KnownMark, *, by: User | None, at: datetime | None) -> None:
    """The audit trail keeps kind and verdict, never the name that staff gave."""
    changes = {"mark": known.mark, "verdict": known.verdict}
    audit.write(actor=by, action=action, target=known, changes=changes, at=at)
    book.forget()


def _address(text: str) -> str:
    """``street, postcode, country``; empty where one of them is missing."""
    parts = [part.strip() for part in text.split(",")]
    if len(parts) < 3 or not all(parts[-3:]):
        return ""
    street = ", ".join(parts[:-2])
    return address_text(street=street, postcode=parts[-2], country=parts[-1].upper())
