"""What a tool tells in ``Outcome.facts``: JSON that a language model may speak of.

Amounts stand in facts as ``Money.formatted`` writes them, for the guard lets no other amount
through. Never in facts: names, e-mail addresses, postal addresses or tokens of persons.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

QUOTED = "quoted"
LONGEST_QUOTATION = 600


def quoted(text: str) -> dict[str, str]:
    """Prose that the shop's staff did not write for answers: reviews, descriptions of products.

    A language model is told that it is no more than data; no amount in it counts as told.
    """
    return {QUOTED: text[:LONGEST_QUOTATION]}


def told_values(facts: Any) -> Iterator[str]:
    """Every value of facts as text, without what is quoted."""
    if isinstance(facts, Mapping):
        for name, value in facts.items():
            if name != QUOTED:
                yield from told_values(value)
    elif isinstance(facts, list | tuple | set | frozenset):
        for value in facts:
            yield from told_values(value)
    elif facts is not None and not isinstance(facts, bool):
        yield str(facts)


def told_money(facts: Any) -> Iterator[str]:
    """Amounts that are told in two parts: ``{"amount": "12.50", "currency": "EUR"}``."""
    if isinstance(facts, Mapping):
        if "amount" in facts and "currency" in facts:
            yield f"{facts['amount']} {facts['currency']}"
        for name, value in facts.items():
            if name != QUOTED:
                yield from told_money(value)
    elif isinstance(facts, list | tuple):
        for value in facts:
            yield from told_money(value)
