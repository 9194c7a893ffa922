"""What a wish shows of its intent: runs of words, runs of letters, and how long it is.

Goods are one word (``§thing``) in the runs of words, so that "do you have lamps" teaches "do you
have tents"; the letters forgive slips and tell word endings (Joulin et al. 2016 call them the
cheapest of good features).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from assistant.algorithms.lexicon import Lexicon
from assistant.algorithms.words import words_of

THING = "§thing"
LONGEST_RUN = 3
LETTERS = (2, 3, 4, 5)
MOST_CONCEPTS = 8
WORD, LETTER, LENGTH, CONCEPT = "w", "c", "l", "k"
"""What a feature's name begins with."""
_LENGTHS = ((1, "1"), (2, "2"), (3, "3"), (5, "5"), (8, "8"), (14, "14"))


def features_of(text: str, lexicon: Lexicon) -> list[str]:
    """The features of a wish, each as often as it shows; empty for one without words."""
    words = words_of(text)
    if not words:
        return []
    named = [lexicon.goods.has(word) for word in words]
    masked = [THING if name else word for word, name in zip(words, named, strict=True)]
    found = [f"{WORD}:{run}" for run in _runs(masked)]
    found += [f"{LETTER}:{run}" for word in masked for run in _letters(word)]
    found += [f"{CONCEPT}:{run}" for run in _concepts(masked, lexicon)]
    found.append(f"{LENGTH}:{_length(len(words))}")
    return found


def _runs(words: Sequence[str]) -> Iterator[str]:
    """Runs of one to three words; longer ones also over the message's edges."""
    yield from words
    edged = ["^", *words, "$"]
    for size in range(2, LONGEST_RUN + 1):
        for at in range(len(edged) - size + 1):
            yield " ".join(edged[at : at + size])


def _letters(word: str) -> Iterator[str]:
    if word.startswith("§"):
        return
    edged = f" {word} "
    for size in LETTERS:
        for at in range(len(edged) - size + 1):
            yield edged[at : at + size]


def _length(words: int) -> str:
    return next((name for most, name in _LENGTHS if words <= most), "more")


def _concepts(words: Sequence[str], lexicon: Lexicon) -> Iterator[str]:
    """Concepts, and every two of them in their order."""
    said = [word if word.startswith("§") else lexicon.concept(word) for word in words]
    said = [concept for concept in said if concept][:MOST_CONCEPTS]
    yield from said
    for at, first in enumerate(said):
        yield from (f"{first}>{then}" for then in said[at + 1 :])
