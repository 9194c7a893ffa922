"""A conversation of a shopper with the assistant: opened, taken on, said in, judged.

Whose it is comes from the session alone: the token that the browser holds, and the customer who is
logged in.
"""

from __future__ import annotations

from collections.abc import Generator
from dataclasses import dataclass
from datetime import datetime, timedelta
from time import perf_counter

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import Customer
from assistant.asker import Asker
from assistant.desk.services import locked, shopper_wrote
from assistant.dialogue.answering import answer_in_parts
from assistant.dialogue.memory import Key
from assistant.kinds import Author, ConversationState, Language, Thumb
from assistant.learning.examples import names_of
from assistant.learning.questions import note_unanswered
from assistant.models import Conversation, Turn
from assistant.models.conversations import LONGEST_ANSWER, LONGEST_MESSAGE
from assistant.ownership import order_by_public_id
from assistant.replies import Block, Reply, as_json
from assistant.tools.base import Situation
from foundation import clock
from foundation.refusals import Refusal

MOST_A_MINUTE, MOST_AN_HOUR = 12, 120
"""Messages of one conversation: nobody types more."""
GIVEN_UP_AFTER = timedelta(seconds=90)
"""An answer that is not there by then will never be: its process died."""
STILL_ABOUT_IT = timedelta(days=7)
"""What a shopper writes so soon after staff closed it goes to staff again."""
LONGEST_KEY, LONGEST_SUBJECT = 64, 120
WITH_STAFF = (ConversationState.WAITING, ConversationState.ANSWERED)
_MINUTE, _HOUR = timedelta(minutes=1), timedelta(hours=1)


@transaction.atomic
def open_conversation(*, asker: Asker, language: str, at: datetime | None = None) -> Conversation:
    """A new conversation in the language of the page."""
    now = at or clock.now()
    return Conversation.objects.create(
        customer=asker.customer,
        language=_spoken(language),
        memory={Key.PAGE.value: language},
        started_at=now,
        last_at=now,
        shopper_seen_at=now,
    )


def conversation_of(token: str, asker: Asker) -> Conversation | None:
    """The conversation that a browser holds; a customer's own is never anybody else's.

    Without a token it is the latest of the customer that is not closed, whichever browser it was
    begun in. A token of a customer who is not logged in any more opens nothing.
    """
    own = asker.customer.pk if asker.customer else None
    if not token.isprintable():  # some databases cannot even be asked for it
        return None
    if token:
        found = Conversation.objects.filter(token=token).first()
        return found if found and found.customer_id in (None, own) else None
    if own is None:
        return None
    return (
        Conversation.objects.filter(customer=own)
        .exclude(state=ConversationState.CLOSED)
        .order_by("-last_at", "-pk")
        .first()
    )


@transaction.atomic
def adopt(*, conversation: Conversation, customer: Customer) -> Conversation:
    """On login: what was said as a guest is the customer's from now on, unless it is another's."""
    kept = locked(conversation)
    if kept.customer_id is None:
        kept.customer = customer
        kept.save(update_fields=["customer"])
    return kept


def say(
    *,
    conversation: Conversation,
    text: str,
    asker: Asker,
    key: str = "",
    at: datetime | None = None,
) -> Turn:
    """Keep what the shopper says and answer it; the answer's turn, or theirs where staff has it.

    Args:
        key: of the form that was sent: the same twice is said and answered once.

    Raises:
        Refusal: nothing was said, too much, or too often.
    """
    parts = say_streaming(conversation=conversation, text=text, asker=asker, key=key, at=at)
    return [part for part in parts if isinstance(part, Turn)][-1]


def say_streaming(
    *,
    conversation: Conversation,
    text: str,
    asker: Asker,
    key: str = "",
    at: datetime | None = None,
) -> Generator[Block | Turn, None, None]:
    """As ``say``, the parts of the answer as they come; the last is what was kept of it.

    What is kept stands for all that came before it: where a language model fails midway, the parts
    so far are void. Whoever leaves before the end finds the whole answer when they come back.
    """
    now = at or clock.now()
    begun = perf_counter()
    heard = _hear(conversation, _checked(text), asker, _readable(key)[:LONGEST_KEY], now)
    if not heard.is_to_be_answered:
        yield heard.answer or heard.turn
        return
    kept = heard.turn.conversation
    parts = answer_in_parts(Situation(asker, kept, kept.language), heard.turn.text)

    def keep(reply: Reply) -> Turn:
        taken = round((perf_counter() - begun) * 1_000)
        return _keep_answer(heard.turn, reply, asker, now, milliseconds=taken)

    try:
        for part in parts:
            yield keep(part) if isinstance(part, Reply) else part
    except GeneratorExit:  # the browser is gone
        for part in parts:
            if isinstance(part, Reply):
                keep(part)
        raise


@transaction.atomic
def thumb(*, conversation: Conversation, turn_id: int, thumb: Thumb) -> Turn:
    """Whether an answer of the assistant helped; the same again takes it back.

    Raises:
        Refusal: it is no answer of the assistant in this conversation.
    """
    turn = conversation.turns.filter(pk=turn_id, author=Author.ASSISTANT).first()
    if turn is None:
        raise Refusal(_("There is no such answer."))
    turn.thumb = Thumb.NONE if turn.thumb == thumb else thumb
    turn.save(update_fields=["thumb"])
    return turn


@transaction.atomic
def back_to_assistant(*, conversation: Conversation) -> Conversation:
    """The shopper asks the assistant again: nobody waits for staff any more."""
    kept = locked(conversation)
    if kept.state in WITH_STAFF:
        kept.state = ConversationState.WITH_ASSISTANT
        kept.due_at = None
        kept.save(update_fields=["state", "due_at"])
    return kept


@dataclass(frozen=True, slots=True)
class _Heard:
    """A message of the shopper as it was kept, now or when its form came first."""

    turn: Turn
    answer: Turn | None = None
    is_to_be_answered: bool = True


def _checked(text: str) -> str:
    """What was said, without what nobody can see.

    Raises:
        Refusal: nothing is left, or it is too long.
    """
    seen = _readable(text.replace("\r\n", "\n")).strip()  # a line's end counts once
    if not seen:
        raise Refusal(_("Type a message first."), field="text")
    if len(seen) > LONGEST_MESSAGE:
        most = {"most": LONGEST_MESSAGE}
        raise Refusal(_("A message has at most %(most)d characters.") % most, field="text")
    return seen


def _readable(text: str) -> str:
    """With a space for each character that is not seen, and that a database may not hold."""
    return "".join(c if c.isprintable() or c == "\n" else " " for c in text)


@transaction.atomic
def _hear(conversation: Conversation, text: str, asker: Asker, key: str, now: datetime) -> _Heard:
    kept = locked(conversation)
    if key and (before := kept.turns.filter(key=key, author=Author.SHOPPER).first()) is not None:
        return _heard_before(before, kept, now)
    _ensure_patience(kept, now)
    turn = Turn.objects.create(
        conversation=kept, author=Author.SHOPPER, text=text, key=key or None, at=now
    )
    _note(kept, asker, text, now)
    if kept.state in WITH_STAFF or _was_just_closed(kept, now):
        shopper_wrote(conversation=kept, at=now)
        return _Heard(turn, is_to_be_answered=False)
    if kept.state == ConversationState.CLOSED:
        kept.state, kept.closed_at = ConversationState.WITH_ASSISTANT, None
        kept.save(update_fields=["state", "closed_at"])
    return _Heard(turn)


def _heard_before(turn: Turn, kept: Conversation, now: datetime) -> _Heard:
    """A form that came again: its answer, or another try where the first never came to an end."""
    answer = Turn.objects.filter(answers=turn).first()
    is_lost = answer is None and now - turn.at > GIVEN_UP_AFTER and kept.state not in WITH_STAFF
    return _Heard(turn, answer, is_to_be_answered=is_lost)


def _ensure_patience(conversation: Conversation, now: datetime) -> None:
    said = conversation.turns.filter(author=Author.SHOPPER, at__lte=now)
    for most, within in ((MOST_A_MINUTE, _MINUTE), (MOST_AN_HOUR, _HOUR)):
        if said.filter(at__gt=now - within).count() >= most:
            raise Refusal(_("These are many messages in a short time. Wait a moment, please."))


def _note(kept: Conversation, asker: Asker, text: str, now: datetime) -> None:
    """Whose it is by now, what it is about, and the language of the page where that changed."""
    kept.last_at = kept.shopper_seen_at = now
    kept.subject = kept.subject or " ".join(text.split())[:LONGEST_SUBJECT]
    if kept.customer_id is None and asker.customer is not None:
        kept.customer = asker.customer
    if kept.memory.get(Key.PAGE) != asker.language:
        kept.memory = {**kept.memory, Key.PAGE.value: asker.language}
        kept.language = _spoken(asker.language)
    kept.save(
        update_fields=["last_at", "shopper_seen_at", "subject", "customer", "memory", "language"]
    )


def _was_just_closed(kept: Conversation, now: datetime) -> bool:
    """Whether staff closed it so lately that this is a word to them still."""
    return (
        kept.state == ConversationState.CLOSED
        and kept.handed_over_at is not None
        and kept.closed_at is not None
        and now - kept.closed_at < STILL_ABOUT_IT
    )


@transaction.atomic
def _keep_answer(
    heard: Turn, reply: Reply, asker: Asker, now: datetime, *, milliseconds: int
) -> Turn:
    """The answer's turn; the shopper's own where staff took over while it was made."""
    spoken = heard.conversation.language
    kept = locked(heard.conversation)
    if (done := Turn.objects.filter(answers=heard).first()) is not None:
        return done
    if kept.state in WITH_STAFF:
        return heard
    turn = Turn.objects.create(
        conversation=kept,
        author=Author.ASSISTANT,
        text=reply.text[:LONGEST_ANSWER],
        blocks=as_json(reply.blocks),
        answers=heard,
        intent=reply.intent,
        confidence=reply.confidence,
        engine=reply.engine,
        model_version=reply.model_version,
        milliseconds=milliseconds,
        is_unanswered=reply.is_unanswered,
        at=now,
    )
    _remember(kept, reply, asker, spoken)
    if reply.is_unanswered:
        note_unanswered(text=heard.text, language=spoken, names=names_of(kept), at=now)
    return turn


def _remember(kept: Conversation, reply: Reply, asker: Asker, spoken: str) -> None:
    kept.memory = {**reply.memory, Key.PAGE.value: asker.language}
    kept.language = _spoken(spoken)
    if public_id := reply.memory.get(Key.ORDER):
        kept.order = order_by_public_id(asker, str(public_id)) or kept.order
    kept.save(update_fields=["memory", "language", "order"])


def _spoken(language: str) -> str:
    return language if language in Language.values else Language.ENGLISH
