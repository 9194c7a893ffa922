"""The trained engine: what a message was understood as, served by tools, one wish after another.

Whatever it says is told by a tool or stands here as a text of the shop.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.utils import translation

from assistant.dialogue import clarifying, small_talk
from assistant.dialogue.awaited import is_turned_down, use_awaited
from assistant.dialogue.context import in_context
from assistant.dialogue.joining import joined
from assistant.dialogue.memory import Key, Memory, Use, read_memory
from assistant.dialogue.policy import LOST, TOOL_OF, arguments_of, intent_of, use_of
from assistant.kinds import Engine, Intent
from assistant.replies import Block, Reply, Said
from assistant.tools.base import Outcome, Situation, tools
from assistant.understanding.reading import Reading, Wish
from assistant.understanding.serving import read
from foundation.refusals import Refusal

FIND, ARTICLES = TOOL_OF[Intent.FIND_PRODUCTS], TOOL_OF[Intent.ASK_SHOP]
MOST_WISHES = 3
PATIENCE = 2
"""Not understood so often in a row: a person is offered."""


@dataclass(slots=True)
class _Answer:
    """An answer while it is made. ``kept`` is the memory that the next message meets."""

    situation: Situation
    before: Memory
    kept: dict[str, Any]
    intent: Intent = Intent.NONE
    confidence: float | None = None
    blocks: list[Block] = field(default_factory=list)
    facts: list[Mapping[str, Any]] = field(default_factory=list)
    is_missed: bool = False
    is_unanswered: bool = False


@dataclass(frozen=True, slots=True)
class Answered:
    """A reply with the facts that its tools told: what the guard lets it speak of."""

    reply: Reply
    facts: tuple[Mapping[str, Any], ...]


def respond(*, situation: Situation, text: str) -> Reply:
    """What the trained engine answers to a message, before the guard saw it."""
    reading = read(text, language=situation.language)
    return answered(situation=situation, reading=reading).reply


def answered(*, situation: Situation, reading: Reading) -> Answered:
    """The answer to a message that was read already."""
    with translation.override(situation.language):
        answer = _begin(situation)
        _serve(answer, reading)
    _count_missed(answer)
    reply = Reply(
        blocks=tuple(dict.fromkeys(answer.blocks)),
        intent=answer.intent,
        confidence=answer.confidence,
        engine=Engine.TRAINED,
        model_version=reading.model_version,
        is_unanswered=answer.is_unanswered,
        memory=answer.kept,
    )
    return Answered(reply, tuple(answer.facts))


def _begin(situation: Situation) -> _Answer:
    """A question that waited is answered now, or it is over."""
    kept = dict(situation.conversation.memory)
    before = read_memory(kept)
    kept.pop(Key.ASKED, None)
    return _Answer(situation, before, kept)


def _serve(answer: _Answer, reading: Reading) -> None:
    asked = answer.before.asked
    if asked is not None and (use := use_awaited(asked, reading)) is not None:
        answer.intent = intent_of(use)
        answer.confidence = max((wish.confidence for wish in reading.wishes), default=None)
        _apply(answer, use)
        return
    if asked is not None and is_turned_down(reading):
        answer.intent = Intent.DENY
        answer.blocks.append(Said(small_talk.turned_down()))
        return
    wishes = joined(_that_matter(reading.wishes))
    for wish in wishes[:MOST_WISHES]:
        _serve_wish(answer, in_context(wish, answer.situation))
    if not wishes:
        _miss(answer)


def _that_matter(wishes: tuple[Wish, ...]) -> list[Wish]:
    """A greeting or thanks beside a wish needs no answer of its own; nor does a scrap of words."""
    matter = [wish for wish in wishes if wish.intent not in small_talk.INTENTS]
    clear = [wish for wish in matter if wish.intent is not Intent.NONE]
    return clear or matter or list(wishes[:1])


def _serve_wish(answer: _Answer, wish: Wish) -> None:
    if answer.intent is Intent.NONE:
        answer.intent, answer.confidence = wish.intent, wish.confidence
    if (said := small_talk.answer_to(wish.intent)) is not None:
        answer.blocks.append(Said(said))
    elif clarifying.is_unclear(wish):
        _clarify(answer, wish)
    elif (use := use_of(wish)) is not None:
        _apply(answer, use, wish)
    else:
        _miss(answer)


def _clarify(answer: _Answer, wish: Wish) -> None:
    """Serve what can be nothing else, ask which of two is meant, or say that it is not known."""
    if (use := clarifying.certain_use(wish, answer.situation)) is not None:
        answer.intent = intent_of(use)
        _apply(answer, use, wish)
    elif (asked := clarifying.question_for(wish)) is not None:
        _take(answer, asked)
    else:
        _miss(answer)


def _apply(answer: _Answer, use: Use, wish: Wish | None = None) -> None:
    outcome = _used(answer.situation, use)
    if outcome is None:
        _miss(answer)
        return
    if outcome.is_unanswered and wish is not None and use.tool == FIND:
        written = _written_down(answer, wish)
        if written is None and wish.confidence < clarifying.UNSURE_BELOW:
            _miss(answer)
            return
        outcome = written or outcome
    _take(answer, outcome)
    answer.kept[Key.TOPIC.value] = intent_of(use).value


def _written_down(answer: _Answer, wish: Wish) -> Outcome | None:
    """What articles say to words that fit no goods: "do you engrave names on glasses?"."""
    outcome = _used(answer.situation, Use(ARTICLES, {"question": wish.text}))
    return None if outcome is None or outcome.is_unanswered else outcome


def _used(situation: Situation, use: Use) -> Outcome | None:
    tool = tools.get(use.tool)
    if tool is None:
        return None
    try:
        return tool.use(arguments_of(tool, use.arguments), situation)
    except Refusal as refusal:
        return Outcome((Said(refusal.message),))


def _take(answer: _Answer, outcome: Outcome) -> None:
    """The next wish of the same message may already refer to what this one showed."""
    answer.blocks += outcome.blocks
    answer.facts.append(outcome.facts)
    answer.kept |= outcome.memory
    answer.is_unanswered |= outcome.is_unanswered
    answer.situation.conversation.memory = answer.kept


def _miss(answer: _Answer) -> None:
    answer.is_missed = answer.is_unanswered = True
    if answer.before.missed + 1 >= PATIENCE and (lost := _used(answer.situation, LOST)) is not None:
        _take(answer, lost)
        return
    answer.blocks.append(Said(small_talk.not_understood()))
    if (abilities := _used(answer.situation, Use("ask_abilities"))) is not None:
        _take(answer, abilities)


def _count_missed(answer: _Answer) -> None:
    """An offer of a person starts the count anew, as does an answer."""
    missed = answer.before.missed + 1 if answer.is_missed else 0
    answer.kept[Key.MISSED.value] = 0 if missed >= PATIENCE else missed
