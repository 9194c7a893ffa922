"""The model's answer: it asks for tools, is told what they found, and then speaks.

Each sentence passes the guard before anybody sees it, with what the tools of this answer told.
"""

from __future__ import annotations

import time
from collections.abc import Generator, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.utils import translation

from assistant.algorithms.sentences import whole_sentences
from assistant.dialogue.guard import Guard, guarded
from assistant.dialogue.memory import Key, Use
from assistant.dialogue.policy import intent_of
from assistant.kinds import Engine, Intent
from assistant.llm import limits
from assistant.llm.access import Failure, ModelAccess, ModelFailed, access
from assistant.llm.client import Question, ToolCall, asked
from assistant.llm.prompt import opening, told
from assistant.llm.pseudonyms import Pseudonyms, pseudonyms_for
from assistant.llm.schemas import BadArguments, arguments_from, schema_of
from assistant.replies import Block, Reply, Said, whole_of
from assistant.tools.base import Outcome, Situation, tools
from foundation.refusals import Refusal

MOST_ROUNDS = 4
"""Questions to the model for one answer: three with tools, one to speak."""
MOST_USES = 6
LONGEST_VERSION = 60


@dataclass(slots=True)
class _Talk:
    """An answer while it is made."""

    situation: Situation
    access: ModelAccess
    until: float
    pseudonyms: Pseudonyms
    messages: list[Mapping[str, Any]]
    memory: dict[str, Any]
    outcomes: list[Outcome] = field(default_factory=list)
    intent: Intent = Intent.NONE
    kept: str = ""

    @property
    def facts(self) -> list[Mapping[str, Any]]:
        return [outcome.facts for outcome in self.outcomes]


def answer(*, situation: Situation, text: str) -> Reply:
    """The model's whole answer to a message.

    Raises:
        ModelFailed: it gave none that can be used.
    """
    return whole_of(answer_in_parts(situation=situation, text=text))


def answer_in_parts(*, situation: Situation, text: str) -> Iterator[Block | Reply]:
    """Sentences as they come, parts that tools gave, then the whole answer.

    Raises:
        ModelFailed: at any time; what came before it is void.
    """
    endpoint = access()
    if endpoint is None:
        raise ModelFailed(Failure.UNREACHABLE, "none is set up")
    with limits.asking(endpoint):
        talk = _begin(situation, endpoint, text)
        yield from _speak(talk)
    yield from _end(talk)


def _begin(situation: Situation, endpoint: ModelAccess, text: str) -> _Talk:
    pseudonyms = pseudonyms_for(situation.asker, situation.conversation)
    memory = dict(situation.conversation.memory)
    memory.pop(Key.ASKED, None)
    return _Talk(
        situation=situation,
        access=endpoint,
        until=time.monotonic() + endpoint.own_seconds,
        pseudonyms=pseudonyms,
        messages=[*opening(situation, text, pseudonyms)],
        memory=memory | {Key.MISSED.value: 0},
    )


def _speak(talk: _Talk) -> Iterator[Block]:
    """Rounds of tools until the model speaks without wanting another."""
    for _round in range(MOST_ROUNDS):
        calls = yield from _ask(talk)
        if not calls:
            return
        _use_all(talk, calls)
    raise ModelFailed(Failure.ROUNDS)


def _ask(talk: _Talk) -> Generator[Block, None, tuple[ToolCall, ...]]:
    """One question to the model; its sentences as they end. Returns the tools that it wants."""
    question = Question(talk.messages, [schema_of(tool) for _name, tool in tools])
    guard = Guard(talk.situation, talk.facts)
    written, talk.kept = "", ""
    calls: tuple[ToolCall, ...] = ()
    for piece in asked(talk.access, question, until=talk.until):
        if not isinstance(piece, str):
            calls = piece
            continue
        ended, written = whole_sentences(written + piece)
        yield from _said(talk, guard, ended)
    yield from _said(talk, guard, written)
    return calls


def _said(talk: _Talk, guard: Guard, text: str) -> Iterator[Block]:
    kept = guard.kept(talk.pseudonyms.revealed(text))
    if kept:
        talk.kept += kept + (text[len(text.rstrip()) :] or " ")
        yield Said(kept)


def _use_all(talk: _Talk, calls: tuple[ToolCall, ...]) -> None:
    if len(talk.outcomes) + len(calls) > MOST_USES:
        raise ModelFailed(Failure.ROUNDS, "too many tools")
    wanted = [
        {
            "id": call.id or f"call-{place}",
            "type": "function",
            "function": {"name": call.name, "arguments": call.arguments or "{}"},
        }
        for place, call in enumerate(calls)
    ]
    talk.messages.append({"role": "assistant", "content": None, "tool_calls": wanted})
    for call, entry in zip(calls, wanted, strict=True):
        content = _use(talk, call)
        talk.messages.append({"role": "tool", "tool_call_id": entry["id"], "content": content})


def _use(talk: _Talk, call: ToolCall) -> str:
    """Use a tool and tell what it found, or what was wrong with the asking."""
    tool = tools.get(call.name)
    if tool is None:
        return '{"error": "there is no such tool"}'
    try:
        arguments = arguments_from(tool, talk.pseudonyms.revealed(call.arguments))
        with translation.override(talk.situation.language):
            outcome = tool.use(arguments, talk.situation)
    except BadArguments as error:
        return told(Outcome((), {"error": str(error)}), talk.pseudonyms)
    except Refusal as refusal:
        return told(Outcome((), {"refused": refusal.message}), talk.pseudonyms)
    _take(talk, outcome)
    if talk.intent is Intent.NONE:
        talk.intent = intent_of(Use(tool.name))
    return told(outcome, talk.pseudonyms)


def _take(talk: _Talk, outcome: Outcome) -> None:
    """The next tool may already refer to what this one showed."""
    talk.outcomes.append(outcome)
    talk.memory |= outcome.memory
    talk.situation.conversation.memory = talk.memory


def _end(talk: _Talk) -> Iterator[Block | Reply]:
    """The parts that tools gave, then the whole: the model's words, else those of the tools."""
    parts = [part for outcome in talk.outcomes for part in outcome.blocks]
    shown = [part for part in parts if not isinstance(part, Said)]
    words = talk.kept.strip()
    if not words and not parts:
        raise ModelFailed(Failure.EMPTY)
    blocks = [Said(words), *shown] if words else parts
    reply = Reply(
        blocks=tuple(dict.fromkeys(blocks)),
        intent=talk.intent,
        engine=Engine.MODEL,
        model_version=talk.access.model[:LONGEST_VERSION],
        is_unanswered=any(outcome.is_unanswered for outcome in talk.outcomes),
        memory=talk.memory,
    )
    whole = guarded(reply, situation=talk.situation, facts=talk.facts)
    yield from (part for part in whole.blocks if not (words and isinstance(part, Said)))
    yield whole
