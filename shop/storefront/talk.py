"""A talk with the shop as a page shows it: its last turns, and whose turn it is."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import uuid4

from assistant.asker import Asker
from assistant.conversations import GIVEN_UP_AFTER
from assistant.kinds import Author, ConversationState
from assistant.models import Conversation, Turn
from assistant.models.conversations import LONGEST_MESSAGE
from assistant.replies import Block, Said, from_json
from foundation import clock
from shop.storefront.talk_parts import Part, PartMaker, Typed

MOST_TURNS = 60
NEWS_FIRST, NEWS_SLOWEST = 4, 60
"""Seconds until the page asks for news: at first, and at most (each time it waits longer)."""

_WITH_STAFF = {ConversationState.WAITING, ConversationState.ANSWERED}


@dataclass(frozen=True, slots=True)
class DrawnTurn:
    """Something said: ``parts`` in order; ``thumb`` is what the shopper thinks of an answer."""

    id: int
    author: str
    parts: tuple[Part, ...]
    at: datetime
    thumb: str
    may_be_judged: bool


@dataclass(frozen=True, slots=True)
class Talk:
    """What is drawn of a conversation; of none yet there are no turns, only a greeting.

    ``language`` is what it is held in; ``newest`` is the last turn's id, 0 for none; ``key`` is
    that of the next message; ``asks_again_in`` are the seconds until news are looked for, 0 for
    never.
    """

    language: str
    turns: tuple[DrawnTurn, ...] = ()
    state: str = ConversationState.WITH_ASSISTANT
    newest: int = 0
    key: str = ""
    due_at: datetime | None = None
    asks_again_in: int = 0
    may_be_rated: bool = False
    is_rated: bool = False
    longest: int = LONGEST_MESSAGE

    @property
    def is_with_staff(self) -> bool:
        return self.state in _WITH_STAFF

    @property
    def asks_again_later(self) -> int:
        return min(self.asks_again_in * 3 // 2, NEWS_SLOWEST)


def talk(
    conversation: Conversation | None,
    asker: Asker,
    *,
    after: int = 0,
    wait: int = NEWS_FIRST,
    typed: Typed | None = None,
) -> Talk:
    """The conversation from the turn behind ``after`` on, at most its last ``MOST_TURNS``.

    ``wait`` are the seconds until the page asks again where staff may answer at any time.
    """
    if conversation is None:
        return Talk(asker.language, key=uuid4().hex)
    said = conversation.turns.exclude(author=Author.NOTE)
    turns = list(said.filter(pk__gt=after).order_by("-pk")[:MOST_TURNS])[::-1]
    newest = turns[-1].pk if turns else max(after, 0)
    is_closed = conversation.state == ConversationState.CLOSED
    was_with_staff = conversation.handed_over_at is not None
    return Talk(
        language=conversation.language,
        turns=tuple(drawn(turns, PartMaker(conversation, asker, typed))),
        state=conversation.state,
        newest=newest,
        key=uuid4().hex,
        due_at=conversation.due_at,
        asks_again_in=_next_look(conversation, turns, wait=wait),
        may_be_rated=is_closed and was_with_staff and conversation.satisfaction is None,
        is_rated=is_closed and conversation.satisfaction is not None,
    )


def newest_of(conversation: Conversation | None) -> int:
    """The id of the last turn that the shopper may see; 0 for none."""
    if conversation is None:
        return 0
    said = conversation.turns.exclude(author=Author.NOTE).order_by("-pk")
    return said.values_list("pk", flat=True).first() or 0


def _next_look(conversation: Conversation, turns: Sequence[Turn], *, wait: int) -> int:
    """Soon after something was said; while nothing is, later each time."""
    is_awaited = conversation.state in _WITH_STAFF or _is_being_answered(conversation, turns)
    if not is_awaited:
        return 0
    return NEWS_FIRST if turns else wait


def _is_being_answered(conversation: Conversation, turns: Sequence[Turn]) -> bool:
    """Whether another request makes the answer to what was said last: a stream that broke off."""
    last = turns[-1] if turns else conversation.turns.exclude(author=Author.NOTE).last()
    if last is None or last.author != Author.SHOPPER:
        return False
    return clock.now() - last.at < GIVEN_UP_AFTER


def drawn(turns: Sequence[Turn], maker: PartMaker) -> list[DrawnTurn]:
    """Turns with their parts; what they name is looked up once for all of them."""
    blocks = {turn.pk: _blocks(turn) for turn in turns}
    maker.read(block for of_turn in blocks.values() for block in of_turn)
    return [
        DrawnTurn(
            id=turn.pk,
            author=turn.author,
            parts=tuple(_parts(blocks[turn.pk], maker)),
            at=turn.at,
            thumb=turn.thumb,
            may_be_judged=turn.author == Author.ASSISTANT and turn.answers_id is not None,
        )
        for turn in turns
    ]


def _blocks(turn: Turn) -> tuple[Block, ...]:
    return from_json(turn.blocks) if turn.blocks else (Said(turn.text),)


def _parts(blocks: Iterable[Block], maker: PartMaker) -> list[Part]:
    return [part for block in blocks if (part := maker.part(block)) is not None]
