"""Words of a question: cut, folded, stemmed. English and German; anything else is only folded."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import tantivy

LONGEST = 300
"""Characters that are read of a question; what is longer was pasted, not asked."""
MOST_WORDS = 24

_PIECE = re.compile(
    r"[€£$¥]|[<>≤≥]=?|\d+(?:[.,]\d+)+|\d+(?=[x×]\d)|[x×](?=\d)"
    r"|[^\W_]+(?:['’`][^\W_]+)*|[-–—\"″”]"
)
_HYPHENS = frozenset("-–—")
_INCHES = frozenset('"″”')
_POSSESSIVE = re.compile(r"['’`]s$")
_UNIT_IN_NUMBER = re.compile(
    r"^(\d{1,5})(mm|cm|m|in|inch|inches|zoll|ml|cl|l|liters?|litres?|ltr|kg|g|oz|lbs?|h|hrs?|std"
    r"|eur|euros?|usd|dollars?|gbp|chf)$"
)


def listed(text: str) -> frozenset[str]:
    """The words of a list that is written in one line."""
    return frozenset(text.split())


STOP_WORDS = {
    "en": listed(
        "a an and any are as at be by can d do for from give got has have i im in is it "
        "its like ll looking me my need of on or our please re s search show some "
        "something that the their them these this those to want with you your"
    ),
    "de": listed(
        "als am an auf aus bei beim bitte brauche das dein deine dem den der des die dies "
        "diese dieser dieses ein eine einem einen einer eines er es etwas für fur gibt "
        "ich ihr im in ist kann man mein meine mich mir mit nach oder sein sie sind suche "
        "und uns unsere vom von was wie will wir zu zum zur"
    ),
}
_STEMMERS = {"en": "english", "de": "german"}


@dataclass(frozen=True, slots=True)
class Word:
    """One word of a question in lower case, and where it stands (``text[start:end]``).

    Two words with a hyphen are one (``t-light``), as is a code with digits (``court-21-sky``);
    a number and the unit that is written to it are two.
    """

    text: str
    start: int
    end: int

    @property
    def is_number(self) -> bool:
        return self.text[0].isdecimal() and self.text.replace(",", "").replace(".", "").isdecimal()


@dataclass(frozen=True, slots=True)
class _Run:
    """Pieces without space between them that a hyphen holds together."""

    pieces: tuple[Word, ...]


def tokenise(text: str) -> tuple[Word, ...]:
    """The words of ``text``, at most ``MOST_WORDS`` of its first ``LONGEST`` characters.

    Positions are those in ``normal(text)``.
    """
    cut = normal(text)
    pieces = [
        Word(found.group(), found.start(), found.end()) for found in _PIECE.finditer(cut.lower())
    ]
    words: list[Word] = []
    for run in _runs(pieces):
        words += _words_of(run)
    return tuple(words[:MOST_WORDS])


def normal(text: str) -> str:
    """``text`` in one Unicode form, with single spaces; what positions of words refer to."""
    composed = unicodedata.normalize("NFC", text)
    kept = "".join(letter for letter in composed if len(letter.lower()) == 1)
    return " ".join(kept.split())[:LONGEST].strip()


def _runs(pieces: list[Word]) -> list[_Run]:
    runs: list[list[Word]] = []
    for piece in pieces:
        last = runs[-1][-1] if runs else None
        touches = last is not None and last.end == piece.start
        is_joint = last is not None and (piece.text in _HYPHENS or last.text in _HYPHENS)
        if touches and is_joint:
            runs[-1].append(piece)
        else:
            runs.append([piece])
    return [_Run(tuple(run)) for run in runs]


def _words_of(run: _Run) -> list[Word]:
    if all(piece.text in _HYPHENS for piece in run.pieces):
        return _parts(run.pieces[0])
    while run.pieces and run.pieces[-1].text in _HYPHENS:
        run = _Run(run.pieces[:-1])
    while run.pieces and run.pieces[0].text in _HYPHENS:
        run = _Run(run.pieces[1:])
    inner = [piece for piece in run.pieces if piece.text not in _HYPHENS]
    if len(inner) > 2 and not any(sign.isdecimal() for piece in inner for sign in piece.text):
        return [part for piece in inner for part in _parts(piece)]
    if len(inner) > 1 and not _is_range(inner):
        text = "-".join(_without_possessive(piece.text) for piece in inner)
        return [Word(text, run.pieces[0].start, run.pieces[-1].end)]
    return [part for piece in run.pieces for part in _parts(piece)]


def _is_range(pieces: list[Word]) -> bool:
    return len(pieces) == 2 and all(piece.text[0].isdecimal() for piece in pieces)


def _parts(piece: Word) -> list[Word]:
    if piece.text in _HYPHENS:
        return [Word("-", piece.start, piece.end)]
    if piece.text in _INCHES:
        return [Word('"', piece.start, piece.end)]
    if mixed := _UNIT_IN_NUMBER.match(piece.text):
        middle = piece.start + mixed.end(1)
        return [
            Word(mixed.group(1), piece.start, middle),
            Word(mixed.group(2), middle, piece.end),
        ]
    return [Word(_without_possessive(piece.text), piece.start, piece.end)]


def _without_possessive(text: str) -> str:
    return _POSSESSIVE.sub("", text)


def fold(text: str) -> str:
    """Lower case without accents: ``Crêpe`` and ``crepe`` are one word, ``ß`` is ``ss``."""
    if text.isascii():
        return text.lower()
    parts = unicodedata.normalize("NFKD", text.casefold())
    return "".join(letter for letter in parts if not unicodedata.combining(letter))


def without_umlaut_letters(text: str) -> str:
    """``kopfhoerer`` as ``kopfhorer``: how ``ö`` is written on a keyboard that has none."""
    return text.replace("ae", "a").replace("oe", "o").replace("ue", "u")


def is_stop_word(text: str, language: str) -> bool:
    return text in STOP_WORDS.get(language[:2], STOP_WORDS["en"])


@lru_cache(maxsize=4)
def _analyser(language: str) -> tantivy.TextAnalyzer:
    builder = tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.whitespace())
    if stemmer := _STEMMERS.get(language[:2]):
        builder = builder.filter(tantivy.Filter.stemmer(stemmer))
    return builder.build()


@lru_cache(maxsize=100_000)
def stem(text: str, language: str) -> str:
    """The Snowball stem (Porter 2001) of one folded word; of a word in no known language, itself.

    >>> stem("mugs", "en"), stem("Tassen", "de")
    ('mug', 'tass')
    """
    found = _analyser(language).analyze(fold(text))
    return str(found[0]) if found else ""


def stems(text: str, language: str) -> tuple[str, ...]:
    """The stems of the words of ``text``, hyphens parted, words that say nothing left out."""
    return stems_of(tokenise(text), language)


def stems_of(words: Sequence[Word], language: str) -> tuple[str, ...]:
    """The same of words that are cut already; of stop words alone, theirs."""
    pieces = [piece for word in words for piece in word.text.split("-")]
    said = [piece for piece in pieces if not is_stop_word(piece, language)] or pieces
    return tuple(found for piece in said if (found := stem(piece, language)))
