"""What a kind of proposal asks, and how it is carried out: a handler each."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from assistant.asker import Asker
from assistant.models import Conversation
from assistant.proposals.forms import Form, Settled
from foundation.registries import Registry


@dataclass(frozen=True, slots=True)
class Deed:
    """A proposal that its owner clicked: what was prepared, who clicks, what they filled in.

    ``key`` is the same however often it is clicked.
    """

    conversation: Conversation
    payload: Mapping[str, Any]
    asker: Asker
    choices: Mapping[str, str]
    key: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Handler:
    """A kind of proposal.

    ``form`` and ``carry_out`` ask anew whose it is and whether it is possible, and raise
    ``Refusal`` where it is not. ``subject`` is the name in the payload of what it is about: of
    several proposals of a kind about the same thing only the latest is open; "" means that there
    is only one of the kind.
    """

    form: Callable[[Mapping[str, Any], Asker, Conversation], Form]
    carry_out: Callable[[Deed], Settled]
    subject: str = ""


handlers: Registry[Handler] = Registry("handlers of proposals")
