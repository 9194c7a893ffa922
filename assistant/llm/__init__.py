"""A language model that chooses tools and words, where ``LLM_BASE_URL`` is set.

It has the same tools as the trained engine, the same guard, and the trained engine behind it: any
failure is a ``ModelFailed``.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from assistant.llm.access import Failure, ModelFailed, access

if TYPE_CHECKING:
    from assistant.replies import Block, Reply
    from assistant.tools.base import Situation

__all__ = ["Failure", "ModelFailed", "answer_in_parts", "is_set_up"]


def is_set_up() -> bool:
    """Whether a model is there to be asked."""
    return access() is not None


def answer_in_parts(*, situation: Situation, text: str) -> Iterator[Block | Reply]:
    """The model's answer: parts as they come, then the whole, which stands for all before it.

    Raises:
        ModelFailed: at any time; what came before it is void.
    """
    # A shop without a model never loads its client.
    from assistant.llm.loop import answer_in_parts as in_parts

    yield from in_parts(situation=situation, text=text)
