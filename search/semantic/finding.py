"""Which products mean what was asked for: compared exactly with all, a few milliseconds."""

from __future__ import annotations

from search.algorithms.sentences.nearest import nearest
from search.semantic.index import sentences
from search.semantic.network import LANGUAGE, network

CONSIDERED = 48
"""Nearest products that a list may choose from, filters and staff's rules permitting."""


def alike(words: str, language: str, *, at_least: float) -> list[int]:
    """Ids of the products that are nearest in meaning, the nearest first.

    Empty where nothing is that near, in a language that the network was not taught, and where
    there is no network or no table of it.

    Args:
        at_least: the cosine of what is shown, at most 1.
    """
    if language != LANGUAGE or not words.strip():
        return []
    table = sentences.newest()
    if table is None or not len(table.products):
        return []
    reading = network()
    if reading is None or reading.version != table.network:
        return []
    asked = reading.vectors([words])[0]
    rows = nearest(table.vectors, asked, at_least=at_least, most=CONSIDERED)
    return [int(table.products[row]) for row in rows]
