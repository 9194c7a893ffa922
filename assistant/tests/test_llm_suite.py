"""The hand-written suite through the stand-in model: what is served is no worse than without it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import pytest

from assistant.dialogue.policy import TOOL_OF, use_of
from assistant.kinds import Engine, Intent
from assistant.llm import loop
from assistant.tests.factories import make_asker, make_conversation
from assistant.tests.model_server import Wanted, model_server, set_up
from assistant.tools.base import Situation, tools
from assistant.understanding.judging import read_suite
from assistant.understanding.serving import read
from catalog.tests.factories import make_product
from foundation.registries import Registry

SUITE = Path(__file__).parent / "suite" / "judge.tsv"
pytestmark = [pytest.mark.django_db, pytest.mark.slow]


@pytest.fixture
def used(monkeypatch):
    """The names of the tools that are used, which work as ever."""
    names: list[str] = []
    registry = Registry("tools that are watched")

    def watched(tool):
        def use(arguments, situation):
            names.append(tool.name)
            return tool.use(arguments, situation)

        return replace(tool, use=use)

    for name, tool in tools:
        registry.register(name, watched(tool))
    monkeypatch.setattr(loop, "tools", registry)
    return names


def _tools_of(intents) -> frozenset[str]:
    return frozenset(TOOL_OF[intent] for intent in intents if intent in TOOL_OF)


def _wanted(reading, described: Mapping[str, Mapping]) -> list[Wanted]:
    """What a model wants that understands as well as the trained intents do."""
    uses = [use for wish in reading.wishes if (use := use_of(wish)) is not None]
    return [
        Wanted(
            use.tool,
            {
                name: list(value) if isinstance(value, tuple) else value
                for name, value in use.arguments.items()
                if name in described[use.tool]["properties"]
            },
        )
        for use in uses
    ]


def test_the_suite_through_a_model_is_no_worse_and_none_of_it_fails(settings, used):
    for name in ("Arc lamp", "Wool blanket", "Running shoe"):
        make_product(name=name)
    right_by_intents, right_by_model, failed = 0, 0, []
    utterances = read_suite(SUITE)
    with model_server() as server:
        set_up(settings, server)
        for one in utterances:
            reading = read(one.text, language=one.language)
            server.brain = lambda heard, reading=reading: (
                "Here is what I found."
                if heard.findings
                else _wanted(reading, heard.tools) or "That is nothing that I can do here."
            )
            used.clear()
            language = reading.language.value
            talk = Situation(make_asker(), make_conversation(language=language), language)
            reply = loop.answer(situation=talk, text=one.text)
            wanted = _tools_of(one.wanted)
            found = frozenset(wish.intent for wish in reading.wishes)
            right_by_intents += wanted == _tools_of(found - {Intent.NONE})
            right_by_model += wanted == frozenset(used)
            if reply.engine != Engine.MODEL or not reply.text:
                failed.append(one.text)
    assert len(utterances) >= 250
    assert failed == []
    assert right_by_model >= right_by_intents > 0.8 * len(utterances)
