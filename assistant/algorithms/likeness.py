"""How alike two questions are, whatever their filler, order of words and small slips."""

from __future__ import annotations

from .terms import terms

PART = 3
"""Letters of the parts of words that are compared."""


def parts(text: str, language: str) -> frozenset[str]:
    """Parts of three letters of the words that say something, with their ends marked."""
    return frozenset(
        f" {term} "[start : start + PART]
        for term in terms(text, language)
        for start in range(len(term) + 3 - PART)
    )


def alike(one: frozenset[str], other: frozenset[str]) -> float:
    """Dice's coefficient (1945) of two sets of parts: 0 for nothing in common, 1 for the same."""
    if not one or not other:
        return 0.0
    return 2 * len(one & other) / (len(one) + len(other))
