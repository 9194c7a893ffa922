"""What becomes of a conversation once a person is to answer it: every write of the desk."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Final

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from assistant.desk import mailing
from assistant.desk.policy import PRIORITY_OF, due_at
from assistant.desk.waiting import waiting_since
from assistant.kinds import Author, ConversationState, HandoverReason, Priority
from assistant.models import Conversation, SavedReply, Tag, Turn
from assistant.models.conversations import LONGEST_ANSWER
from assistant.replies import Said, as_json
from events import audit
from foundation import clock
from foundation.refusals import Refusal

LONGEST_SUBJECT: Final = 120
STARS: Final = range(1, 6)


class Overtaken(Refusal):
    """Somebody wrote while an answer was being written: it is to be looked at first."""


@transaction.atomic
def hand_over(
    *, conversation: Conversation, reason: HandoverReason, at: datetime | None = None
) -> Conversation:
    """Put it into the queue of the staff, due by the policy; the assistant keeps silent from now.

    What waits already keeps its place: a graver reason may only bring it forward.
    """
    now = at or clock.now()
    kept = locked(conversation)
    was_waiting = kept.state == ConversationState.WAITING
    priority = _graver(Priority(kept.priority), PRIORITY_OF.get(reason, Priority.NORMAL))
    since = waiting_since(kept) or now if was_waiting else now
    due = due_at(priority, since=since)
    kept.due_at = min(kept.due_at, due) if was_waiting and kept.due_at else due
    kept.priority = priority
    kept.state = ConversationState.WAITING
    kept.reason = reason
    kept.subject = kept.subject or _first_words(kept)
    kept.handed_over_at = kept.handed_over_at or now
    kept.closed_at = None
    kept.save()
    return kept


@transaction.atomic
def shopper_wrote(*, conversation: Conversation, at: datetime | None = None) -> Conversation:
    """The shopper wrote to the staff: what was answered or closed waits again."""
    kept = locked(conversation)
    if kept.state not in (ConversationState.ANSWERED, ConversationState.CLOSED):
        return kept
    kept.state = ConversationState.WAITING
    kept.due_at = due_at(Priority(kept.priority), since=at or clock.now())
    kept.handed_over_at = kept.handed_over_at or at or clock.now()
    kept.closed_at = None
    kept.save(update_fields=["state", "due_at", "handed_over_at", "closed_at"])
    return kept


@transaction.atomic
def reply(
    *,
    conversation: Conversation,
    staff: User,
    text: str,
    key: str = "",
    last_seen: int | None = None,
    saved: SavedReply | None = None,
    at: datetime | None = None,
) -> Turn:
    """Answer the shopper; by mail as well where they are away and an address is known.

    Args:
        key: of the form that was sent: the same twice is answered once.
        last_seen: the newest message that the member of staff saw; None does not ask.
        saved: the saved reply that it was begun with, which counts its use.

    Raises:
        Refusal: nothing was written, or too much.
        Overtaken: the shopper or a colleague wrote after ``last_seen``.
    """
    now = at or clock.now()
    kept = locked(conversation)
    if key and (said := kept.turns.filter(key=key).first()):
        return said
    said_text = _checked(text)
    _ensure_latest(kept, last_seen)
    turn = Turn.objects.create(
        conversation=kept,
        author=Author.STAFF,
        staff=staff,
        key=key or None,
        text=said_text,
        blocks=as_json([Said(said_text)]),
        at=now,
    )
    _count_answer(kept, staff, now)
    if saved is not None:
        saved.used += 1
        saved.save(update_fields=["used"])
    mailing.send_where_away(conversation=kept, turn=turn, at=now)
    audit.write(actor=staff, action="conversation.answered", target=kept, at=now)
    return turn


@transaction.atomic
def note(*, conversation: Conversation, staff: User, text: str, at: datetime | None = None) -> Turn:
    """Write something for colleagues alone.

    Raises:
        Refusal: nothing was written, or too much.
    """
    now = at or clock.now()
    kept = locked(conversation)
    turn = Turn.objects.create(
        conversation=kept, author=Author.NOTE, staff=staff, text=_checked(text), at=now
    )
    audit.write(actor=staff, action="conversation.noted", target=kept, at=now)
    return turn


@transaction.atomic
def assign(
    *, conversation: Conversation, to: User | None, by: User | None, at: datetime | None = None
) -> Conversation:
    """Give it to a member of staff, or to nobody.

    Raises:
        Refusal: that login may not answer.
    """
    if to is not None and not to.has_perm("assistant.answer_conversation"):
        raise Refusal(_("This login may not answer shoppers."), field="to")
    kept = locked(conversation)
    kept.assigned_to = to
    kept.save(update_fields=["assigned_to"])
    changes = {"to": to.pk if to else None}
    audit.write(actor=by, action="conversation.assigned", target=kept, changes=changes, at=at)
    return kept


@transaction.atomic
def set_tags(
    *,
    conversation: Conversation,
    tags: Iterable[Tag],
    new: str = "",
    by: User | None = None,
    at: datetime | None = None,
) -> Conversation:
    """These tags and no others; ``new`` names one more, which is made where there is none so."""
    kept = locked(conversation)
    wanted = list(tags)
    if name := " ".join(new.split())[:40]:
        found = Tag.objects.filter(name__iexact=name).first()
        wanted.append(found or Tag.objects.get_or_create(name=name)[0])
    kept.tags.set(wanted)
    changes = {"tags": sorted(tag.pk for tag in wanted)}
    audit.write(actor=by, action="conversation.tagged", target=kept, changes=changes, at=at)
    return kept


@transaction.atomic
def set_priority(
    *,
    conversation: Conversation,
    priority: Priority,
    by: User | None = None,
    at: datetime | None = None,
) -> Conversation:
    """Change how pressing it is; what waits is due anew, counted from when it began to wait."""
    kept = locked(conversation)
    kept.priority = priority
    if kept.state == ConversationState.WAITING:
        kept.due_at = due_at(priority, since=waiting_since(kept) or at or clock.now())
    kept.save(update_fields=["priority", "due_at"])
    changes = {"priority": str(priority)}
    audit.write(actor=by, action="conversation.priority", target=kept, changes=changes, at=at)
    return kept


@transaction.atomic
def close(
    *, conversation: Conversation, by: User | None = None, at: datetime | None = None
) -> Conversation:
    """Done with: it leaves the queue, and the shopper is asked how it was. Twice is once."""
    now = at or clock.now()
    kept = locked(conversation)
    if kept.state == ConversationState.CLOSED:
        return kept
    kept.state = ConversationState.CLOSED
    kept.closed_at, kept.due_at = now, None
    kept.save(update_fields=["state", "closed_at", "due_at"])
    audit.write(actor=by, action="conversation.closed", target=kept, at=now)
    return kept


@transaction.atomic
def reopen(
    *, conversation: Conversation, by: User | None = None, at: datetime | None = None
) -> Conversation:
    """Back into the queue.

    Raises:
        Refusal: it is not closed.
    """
    now = at or clock.now()
    kept = locked(conversation)
    if kept.state != ConversationState.CLOSED:
        raise Refusal(_("Only what is closed can be opened again."))
    audit.write(actor=by, action="conversation.reopened", target=kept, at=now)
    return shopper_wrote(conversation=kept, at=now)


@transaction.atomic
def rate(
    *, conversation: Conversation, stars: int, note: str = "", at: datetime | None = None
) -> Conversation:
    """What the shopper says of the service; the latest word counts.

    Raises:
        Refusal: not one to five, or somebody still owes them an answer.
    """
    kept = locked(conversation)
    if stars not in STARS:
        raise Refusal(_("Say it in one to five."), field="stars")
    if kept.state == ConversationState.WAITING:
        raise Refusal(_("You still wait for our answer: please say it afterwards."))
    kept.satisfaction = stars
    kept.satisfaction_note = " ".join(note.replace("\x00", "").split())[:500]
    kept.save(update_fields=["satisfaction", "satisfaction_note"])
    return kept


def seen(*, conversation: Conversation, at: datetime | None = None) -> None:
    """The shopper looks at it now: what is answered meanwhile needs no mail."""
    Conversation.objects.filter(pk=conversation.pk).update(shopper_seen_at=at or clock.now())


def locked(conversation: Conversation) -> Conversation:
    """The conversation as it stands, held until the transaction ends."""
    return Conversation.objects.select_for_update(no_key=True).get(pk=conversation.pk)


def _graver(one: Priority, other: Priority) -> Priority:
    order = list(Priority)
    return max(one, other, key=order.index)


def _first_words(conversation: Conversation) -> str:
    said = conversation.turns.filter(author=Author.SHOPPER).order_by("pk").first()
    return " ".join(said.text.split())[:LONGEST_SUBJECT] if said else ""


def _checked(text: str) -> str:
    # Forms part lines by two characters; paragraphs are looked for by one.
    said = text.replace("\r\n", "\n").strip()
    if not said:
        raise Refusal(_("Nothing is written yet."), field="text")
    if len(said) > LONGEST_ANSWER:
        most = {"most": LONGEST_ANSWER}
        raise Refusal(_("At most %(most)d characters, please.") % most, field="text")
    return said


def _ensure_latest(conversation: Conversation, last_seen: int | None) -> None:
    if last_seen is None:
        return
    newer = conversation.turns.filter(pk__gt=last_seen).exclude(author=Author.ASSISTANT)
    if newer.exists():
        raise Overtaken(_("Somebody wrote meanwhile: please read it, then send your answer."))


def _count_answer(conversation: Conversation, staff: User, now: datetime) -> None:
    if conversation.first_answered_at is None:
        conversation.first_answered_at = now
        conversation.kept_promise = None if conversation.due_at is None else (
            now <= conversation.due_at
        )  # fmt: skip
    conversation.state = ConversationState.ANSWERED
    conversation.assigned_to = conversation.assigned_to or staff
    conversation.due_at = conversation.closed_at = conversation.read_by = None
    conversation.last_at = now
    conversation.save()
