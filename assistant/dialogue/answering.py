"""Who answers a message: the language model where one is set up, else the trained engine.

Both use the same tools, and the guard passes over both.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator
from dataclasses import replace

from assistant import llm
from assistant.dialogue.engine import answered
from assistant.dialogue.guard import guarded
from assistant.kinds import Engine, Intent
from assistant.llm import ModelFailed
from assistant.replies import Block, Reply, whole_of
from assistant.tools.base import Situation
from assistant.understanding.reading import Reading
from assistant.understanding.serving import read

logger = logging.getLogger(__name__)


def answer(situation: Situation, text: str) -> Reply:
    """The whole answer to a message. The conversation's language becomes that of the message."""
    return whole_of(answer_in_parts(situation, text))


def answer_in_parts(situation: Situation, text: str) -> Iterator[Block | Reply]:
    """Parts of the answer as they come, then the whole.

    Where a model fails midway the parts so far are void: only the last counts.
    """
    reading = read(text, language=situation.language)
    situation.conversation.language = reading.language
    here = replace(situation, language=reading.language.value)
    if not llm.is_set_up():
        yield from _in_parts(_trained(here, reading))
        return
    memory = dict(here.conversation.memory)
    try:
        for part in llm.answer_in_parts(situation=here, text=text):
            yield _recorded(part, reading) if isinstance(part, Reply) else part
    except ModelFailed as reason:
        logger.info("the language model gave no answer: %s", reason)
        here.conversation.memory = memory
        yield from _in_parts(replace(_trained(here, reading), engine=Engine.FALLBACK))


def _trained(situation: Situation, reading: Reading) -> Reply:
    made = answered(situation=situation, reading=reading)
    return guarded(made.reply, situation=situation, facts={"tools": made.facts})


def _in_parts(reply: Reply) -> Iterator[Block | Reply]:
    yield from reply.blocks
    yield reply


def _recorded(reply: Reply, reading: Reading) -> Reply:
    """With what the message was understood as, so that figures by intent count these too."""
    if reply.intent is not Intent.NONE or not reading.wishes:
        return reply
    first = reading.wishes[0]
    return replace(reply, intent=first.intent, confidence=first.confidence)
