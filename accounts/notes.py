"""What staff write down about a customer."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import Customer, CustomerNote, User
from events import audit
from foundation import clock
from foundation.refusals import Refusal

LONGEST_NOTE = 2_000
WRITTEN, REMOVED = "customer_note.written", "customer_note.removed"


class NoteRefused(Refusal):
    """A note that cannot be kept, with the reason."""


@transaction.atomic
def write_note(
    *, customer: Customer, text: str, author: User | None, at: datetime | None = None
) -> CustomerNote:
    """Write a note about a customer. The audit trail tells that there is one, not what it says.

    Raises:
        NoteRefused: it is empty or too long, or the customer is erased.
    """
    words = text.strip()
    customer = Customer.objects.select_for_update().get(pk=customer.pk)
    if customer.erased_at is not None:
        raise NoteRefused(_("This customer was erased: nothing more is written down of them."))
    if not words:
        raise NoteRefused(_("Write something down."), field="text")
    if len(words) > LONGEST_NOTE:
        raise NoteRefused(
            _("A note has at most %(most)s characters.") % {"most": LONGEST_NOTE}, field="text"
        )
    note = CustomerNote.objects.create(
        customer=customer, author=author, text=words, written_at=at or clock.now()
    )
    audit.write(actor=author, action=WRITTEN, target=customer, changes={"note": note.pk}, at=at)
    return note


@transaction.atomic
def remove_note(*, note: CustomerNote, actor: User | None, at: datetime | None = None) -> None:
    """Take a note back for good."""
    changes = {"note": note.pk}
    audit.write(actor=actor, action=REMOVED, target=note.customer, changes=changes, at=at)
    note.delete()
