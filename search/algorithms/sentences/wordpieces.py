"""Words cut into the pieces that the network knows, as BERT's uncased vocabulary does it.

Wu et al., "Google's Neural Machine Translation System" (2016), for the pieces; Devlin et al.,
"BERT" (2019), for what is done before. ``wordpieces.txt`` is the vocabulary of
``bert-base-uncased`` (Google, Apache-2.0): the number of a line is the number of its piece.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

VOCABULARY = Path(__file__).with_name("wordpieces.txt")
UNKNOWN, BEGIN, END = "[UNK]", "[CLS]", "[SEP]"
INSIDE = "##"
"""What a piece begins with that does not begin a word."""
LONGEST_WORD = 100
IDEOGRAPHS = (
    (0x3400, 0x4DBF), (0x4E00, 0x9FFF), (0xF900, 0xFAFF), (0x20000, 0x2A6DF), (0x2A700, 0x2CEAF),
    (0x2F800, 0x2FA1F),
)  # fmt: skip
"""What is written without spaces: each sign is a word."""


@dataclass(frozen=True)
class Pieces:
    """A vocabulary: the number of each piece."""

    numbers: Mapping[str, int]

    def encode(self, text: str, *, most: int) -> list[int]:
        """The numbers of a text's pieces between those of begin and end, ``most`` in all."""
        found = [self.numbers[piece] for word in words(text) for piece in self._cut(word)]
        return [self.numbers[BEGIN], *found[: most - 2], self.numbers[END]]

    def _cut(self, word: str) -> list[str]:
        """The longest piece that the word begins with, then of what is left, and so on."""
        if len(word) > LONGEST_WORD:
            return [UNKNOWN]
        pieces: list[str] = []
        start = 0
        while start < len(word):
            piece = self._longest(word, start)
            if piece is None:
                return [UNKNOWN]
            pieces.append(piece)
            start += len(piece) - (len(INSIDE) if start else 0)
        return pieces

    def _longest(self, word: str, start: int) -> str | None:
        mark = INSIDE if start else ""
        for end in range(len(word), start, -1):
            if (piece := mark + word[start:end]) in self.numbers:
                return piece
        return None


@lru_cache(maxsize=1)
def pieces() -> Pieces:
    """The vocabulary that the network was taught with."""
    lines = VOCABULARY.read_text(encoding="utf-8").split("\n")
    return Pieces({piece: number for number, piece in enumerate(lines) if piece})


def words(text: str) -> Iterator[str]:
    """Words and single signs of a text: lower case, without accents."""
    plain = unicodedata.normalize("NFD", text.lower())
    word: list[str] = []
    for letter in plain:
        kind = unicodedata.category(letter)
        if kind == "Mn" or _is_nothing(letter, kind):
            continue
        if letter.isspace() or _stands_alone(letter, kind):
            if word:
                yield "".join(word)
                word = []
            if not letter.isspace():
                yield letter
        else:
            word.append(letter)
    if word:
        yield "".join(word)


def _is_nothing(letter: str, kind: str) -> bool:
    return letter == "\ufffd" or (kind in ("Cc", "Cf") and letter not in "\t\n\r")


def _stands_alone(letter: str, kind: str) -> bool:
    """Punctuation, every ASCII sign that is no letter or digit, and ideographs."""
    if letter.isascii():
        return not letter.isalnum()
    return kind.startswith("P") or any(low <= ord(letter) <= high for low, high in IDEOGRAPHS)
