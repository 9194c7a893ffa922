"""What the assistant can do: typed tools, the same for trained intents and for a language model.

A tool reads, or prepares a proposal; none of them buys, cancels, refunds or changes anything. Whose
something is comes from the ``Asker``, never from its arguments.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar

from assistant.asker import Asker
from assistant.models import Conversation
from assistant.replies import Block
from foundation.registries import Registry

Arguments = TypeVar("Arguments")


@dataclass(frozen=True, slots=True)
class Situation:
    """Where a tool is used: who asks, in which conversation, in which language it answers."""

    asker: Asker
    conversation: Conversation
    language: str


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a tool found: parts to show, and ``facts`` (JSON) that a language model may speak of.

    ``memory`` is what the next message may refer to, such as the products shown.
    """

    blocks: tuple[Block, ...]
    facts: Mapping[str, Any] = field(default_factory=dict)
    memory: Mapping[str, Any] = field(default_factory=dict)
    is_unanswered: bool = False


@dataclass(frozen=True, slots=True)
class Tool(Generic[Arguments]):
    """A tool: ``arguments`` is a frozen dataclass of plain fields with defaults.

    ``about`` is told to a language model, in English.
    """

    name: str
    about: str
    arguments: type[Arguments]
    use: Callable[[Arguments, Situation], Outcome]


tools: Registry[Tool[Any]] = Registry("tools of the assistant")
