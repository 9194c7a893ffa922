"""How a proposal is shown and what comes of it: plain data that any page can draw."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from assistant.kinds import ProposalKind
from assistant.replies import Block
from orders.models import Cart


class FieldKind(StrEnum):
    TEXT = "text"
    LONG_TEXT = "long_text"
    CHOICE = "choice"
    EMAIL = "email"
    PHONE = "phone"


@dataclass(frozen=True, slots=True)
class Field:
    """Something to fill in. ``options`` are (value, label); ``group`` heads fields that belong
    together, such as those of one line of an order; ``longest`` 0 means that nothing is typed.
    """

    name: str
    label: str
    kind: FieldKind = FieldKind.TEXT
    value: str = ""
    options: tuple[tuple[str, str], ...] = ()
    is_needed: bool = False
    longest: int = 0
    autocomplete: str = ""
    hint: str = ""
    group: str = ""


@dataclass(frozen=True, slots=True)
class Form:
    """What is asked before a proposal is carried out; ``is_grave`` of what cannot be undone."""

    title: str
    text: str
    button: str
    fields: tuple[Field, ...] = ()
    is_grave: bool = False


@dataclass(frozen=True, slots=True)
class Described:
    """A proposal as its owner sees it now: its form while it ``is_open``, else what came of it."""

    public_id: str
    kind: ProposalKind
    title: str
    text: str = ""
    fields: tuple[Field, ...] = ()
    button: str = ""
    decline: str = ""
    is_open: bool = False
    is_grave: bool = False
    outcome: str = ""


@dataclass(frozen=True, slots=True)
class Settled:
    """What was done, in words and parts; ``cart`` is the one that was filled, else None."""

    text: str
    blocks: tuple[Block, ...] = ()
    cart: Cart | None = None
