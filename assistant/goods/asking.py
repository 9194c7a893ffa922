"""Asking which product is meant, where words fit several or none."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from assistant.dialogue.memory import Free, Key, Option, Use, asked, read_memory
from assistant.goods import facts, telling
from assistant.goods.naming import MOST_ASKED, Meant
from assistant.replies import Choices, Products, Said
from assistant.tools.base import Outcome, Situation


def which_product(
    meant: Meant, situation: Situation, *, tool: str, told: Mapping[str, Any]
) -> Outcome:
    """Ask which is meant: of the candidates, else of those shown last; else for the name.

    Args:
        tool: what is used once it is known; it takes ``product_id`` and ``words``.
        told: its other arguments, as they were said.
    """
    seen = read_memory(situation.conversation.memory).shown
    shown = facts.products(meant.candidates or seen[:MOST_ASKED], situation)
    free = Free(Use(tool, dict(told)), "words")
    if not shown:
        return Outcome((Said(_("Which product do you mean?")),), memory=asked(free=free))
    options = [Option(one.name, Use(tool, {**told, "product_id": one.id})) for one in shown]
    ids = tuple(one.id for one in shown)
    return Outcome(
        (
            Said(_("Which of these do you mean?")),
            Products(ids),
            Choices(tuple((option.label, option.label) for option in options)),
        ),
        facts={"candidates": telling.placed_facts(shown, situation)},
        memory={Key.SHOWN.value: list(ids), **asked(options, free)},
    )
