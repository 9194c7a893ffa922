"""Texts of shoppers as clauses, and clauses as the words and word pairs that a model weighs."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import numpy.typing as npt
from scipy.sparse import csr_matrix

FloatArray = npt.NDArray[np.float64]

_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")
_END = re.compile(r"[.!?…;\n]+(?=\s|$)")
_TURN = re.compile(
    r",?\s+(?=(?:but|although|though|however|except|aber|jedoch|obwohl|allerdings|leider)\b)",
    re.IGNORECASE,
)
"""Before these words a sentence changes its mind: "pretty, but it broke" says two things."""


@dataclass(frozen=True, slots=True)
class Clause:
    """A stretch of a text that says one thing: ``text[begin:end]``."""

    begin: int
    end: int


def clauses(text: str) -> list[Clause]:
    """The clauses of a text in their order: sentences, parted again where they change their mind.

    A stretch without any word is none.
    """
    found = []
    for begin, end in _stretches(text, 0, len(text), _END):
        for first, last in _stretches(text, begin, end, _TURN):
            if _WORD.search(text, first, last):
                found.append(_trimmed(text, first, last))
    return found


def words(text: str) -> list[str]:
    """The words in lower case, with one form of apostrophe; figures are none."""
    return [match.group().lower().replace("’", "'") for match in _WORD.finditer(text)]


def terms(text: str) -> list[str]:
    """Every word and every pair of neighbours, so that "not good" is not "good"."""
    single = words(text)
    return [*single, *(f"{one} {other}" for one, other in pairwise(single))]


def term_matrix(texts: Sequence[str], vocabulary: dict[str, int]) -> csr_matrix:
    """Which known terms each text has: float64 [n_texts, n_terms], each row of length one.

    A row of a text without a known term is empty.
    """
    columns: list[int] = []
    starts = [0]
    for text in texts:
        columns.extend(sorted({vocabulary[term] for term in terms(text) if term in vocabulary}))
        starts.append(len(columns))
    sizes = np.diff(starts)
    values = np.repeat(1 / np.sqrt(np.maximum(sizes, 1)), sizes)
    shape = (len(texts), len(vocabulary))
    return csr_matrix((values, columns, starts), shape=shape, dtype=np.float64)


def _stretches(
    text: str, begin: int, end: int, border: re.Pattern[str]
) -> Iterator[tuple[int, int]]:
    for match in border.finditer(text, begin, end):
        yield begin, match.start()
        begin = match.end()
    yield begin, end


def _trimmed(text: str, begin: int, end: int) -> Clause:
    while begin < end and text[begin].isspace():
        begin += 1
    while end > begin and text[end - 1].isspace():
        end -= 1
    return Clause(begin, end)
