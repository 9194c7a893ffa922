"""Notes about a customer: kept with who wrote them, told in the export, gone with the customer."""

import pytest

from accounts.models import CustomerNote
from accounts.notes import LONGEST_NOTE, NoteRefused, remove_note, write_note
from accounts.privacy import erase_customer, export_customer
from accounts.tests.factories import make_customer
from events.models import AuditEntry

pytestmark = pytest.mark.django_db


def test_a_note_is_kept_and_the_trail_tells_of_it_without_its_words():
    ada, staff = make_customer(), make_customer("Sam").user
    note = write_note(customer=ada, text="  Prefers to be rung.\n", author=staff)
    assert (note.text, note.author) == ("Prefers to be rung.", staff)
    entry = AuditEntry.objects.get(action="customer_note.written")
    assert (entry.actor, entry.object_id) == (staff.pk, str(ada.pk))
    assert "rung" not in str(entry.changes)

    remove_note(note=note, actor=staff)
    assert not CustomerNote.objects.exists()
    assert AuditEntry.objects.filter(action="customer_note.removed").exists()


@pytest.mark.parametrize("text", ["", "  \n", "x" * (LONGEST_NOTE + 1)])
def test_a_note_of_nothing_or_of_too_much_is_refused(text):
    with pytest.raises(NoteRefused) as refused:
        write_note(customer=make_customer(), text=text, author=None)
    assert refused.value.field == "text"
    assert not CustomerNote.objects.exists()


def test_notes_are_handed_out_and_forgotten_with_their_customer():
    ada = make_customer()
    write_note(customer=ada, text="Collects blue glass.", author=None)
    told = export_customer(ada)["data"]["account"]
    assert [row["text"] for row in told if row["what"] == "note"] == ["Collects blue glass."]

    erase_customer(customer=ada)
    assert not CustomerNote.objects.exists()
    with pytest.raises(NoteRefused, match="erased"):
        write_note(customer=ada, text="Came back.", author=None)
