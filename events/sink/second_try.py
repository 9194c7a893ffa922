"""Trying a dead letter again, once what was wrong may be right."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction

from events.models import DeadLetter
from events.sink.letters import delivery_of
from events.sink.writing import write
from foundation import clock


@transaction.atomic
def try_again(letter_id: UUID, *, at: datetime | None = None) -> bool:
    """Write a letter's event into the log; whether it is there now and the letter is gone.

    Its event is of the moment at which it was received, however long ago that was.

    Raises:
        DeadLetter.DoesNotExist: it was settled or forgotten meanwhile.
    """
    letter = DeadLetter.objects.select_for_update().get(pk=letter_id)
    if write([delivery_of(letter)]).aside:
        letter.tries += 1
        letter.tried_at = at or clock.now()
        letter.save(update_fields=["tries", "tried_at"])
        return False
    letter.delete()
    return True
