"""A question cut into parts: prices, sizes, brands, colours, attributes, and plain words."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from search.query import Term, TermGroup

from . import colours
from .prices import PriceSpan, read_price
from .synonyms import LONGEST_PHRASE, SYNONYM_WEIGHT
from .units import read_measure, spellings
from .vocabulary import (
    BRAND,
    LETTER_SIZES,
    SIZE_WORDS,
    FacetValue,
    Vocabulary,
)
from .words import Word, is_stop_word, stems_of

VALUE_WEIGHT = 0.8
"""Of the name of a value (``poppy``) beside the word that meant it (``red``)."""
MOST_ALTERNATIVES = 12


@dataclass(frozen=True, slots=True)
class Part:
    """Words that belong together, and what they mean where that is more than themselves.

    ``values`` are all of one key. ``is_sure``: nothing else can be meant (a basic colour, a size
    that was called one); else what stands around it decides.
    """

    words: tuple[Word, ...]
    group: TermGroup
    values: tuple[FacetValue, ...] = ()
    price: PriceSpan | None = None
    is_sure: bool = False
    is_exact: bool = False
    """The whole text of a value was said, not a word of it."""
    is_measure: bool = False

    @property
    def key(self) -> str:
        return self.values[0].key if self.values else ""


@dataclass(frozen=True, slots=True)
class _Question:
    words: Sequence[Word]
    vocabulary: Vocabulary
    exponent: int


_Reader = Callable[[_Question, int], Part | None]


def parts_of(words: Sequence[Word], vocabulary: Vocabulary, *, exponent: int) -> list[Part]:
    """All parts in order; every word is in one of them."""
    return _read(_Question(words, vocabulary, exponent), _READERS)


def plain_parts(words: Sequence[Word], vocabulary: Vocabulary) -> list[Part]:
    """The same, nothing taken for a value; words that say nothing are left out if any other is."""
    found = _read(_Question(words, vocabulary, 0), (_synonym, _joined))
    return [part for part in found if not says_nothing(part, vocabulary)]


def says_nothing(part: Part, vocabulary: Vocabulary) -> bool:
    """Whether it is one stop word, or a mark."""
    if part.values or part.price or len(part.words) > 1:
        return False
    text = part.words[0].text
    return is_stop_word(text, vocabulary.language) or not any(sign.isalnum() for sign in text)


def _read(question: _Question, readers: Iterable[_Reader]) -> list[Part]:
    parts: list[Part] = []
    at = 0
    while at < len(question.words):
        found = (part for read in readers if (part := read(question, at)) is not None)
        part = next(found, None) or _plain(question, at)
        parts.append(part)
        at += len(part.words)
    return parts


def _price(question: _Question, at: int) -> Part | None:
    is_value = _size_text(question, at)[0] in question.vocabulary.sizes
    found = read_price(question.words, at, exponent=question.exponent, is_value=is_value)
    if found is None:
        return None
    words = tuple(question.words[at : at + found[1]])
    return Part(words, _group(_text(words)), price=found[0], is_sure=True)


def _size_text(question: _Question, at: int) -> tuple[str, int]:
    """The text at ``at`` as a size would be written, and its words (``36 - 40`` is three)."""
    words = question.words[at : at + 3]
    if len(words) == 3 and words[1].text == "-" and words[0].is_number and words[2].is_number:
        return f"{words[0].text}-{words[2].text}", 3
    return words[0].text if words else "", 1


_SPOKEN_SIZES = {"small": "s", "medium": "m", "large": "l", "klein": "s", "mittel": "m",
                 "groß": "l", "gross": "l"}  # fmt: skip


def _size(question: _Question, at: int) -> Part | None:
    is_said = question.words[at].text in SIZE_WORDS
    start = at + 1 if is_said else at
    text, used = _size_text(question, start)
    if is_said:
        text = _SPOKEN_SIZES.get(text, text)
    values = question.vocabulary.sizes.get(text, ())
    if len({value.key for value in values}) != 1:
        return None
    is_last = start + used == len(question.words) and at > 0
    stands_out = used == 3 or (len(text) > 1 and text in LETTER_SIZES)
    ends_with_it = is_last and (text in LETTER_SIZES or len(text) > 1)
    if not (is_said or stands_out or ends_with_it):
        return None
    words = tuple(question.words[at : start + used])
    return Part(words, _group(text), values, is_sure=True, is_exact=True)


def _measure(question: _Question, at: int) -> Part | None:
    found = read_measure(question.words, at)
    if found is None:
        return None
    measure, used = found
    words = tuple(question.words[at : at + used])
    values = question.vocabulary.measures.get(measure, ())
    is_one = len({value.key for value in values}) == 1
    group = _group(_text(words), spellings(measure), weight=1.0)
    return Part(words, group, values if is_one else (), is_exact=True, is_measure=True)


def _value(question: _Question, at: int) -> Part | None:
    """The longest run of words that is the whole text of a value of one key."""
    vocabulary = question.vocabulary
    for end in range(min(len(question.words), at + LONGEST_PHRASE + 1), at, -1):
        words = tuple(question.words[at:end])
        if _ends_idly(words, vocabulary):
            continue
        values = vocabulary.phrases.get(stems_of(words, vocabulary.language), ())
        if values and len({value.key for value in values}) == 1:
            group = _group(_text(words))
            return Part(words, group, values, is_sure=values[0].key == BRAND, is_exact=True)
    return None


def _ends_idly(words: tuple[Word, ...], vocabulary: Vocabulary) -> bool:
    return any(is_stop_word(word.text, vocabulary.language) for word in (words[0], words[-1]))


def _colour(question: _Question, at: int) -> Part | None:
    """A basic colour, with ``light`` or ``dark`` before it, as the swatches that it may mean."""
    words = question.words
    tone = words[at].text if colours.is_tone(words[at].text) else ""
    place = at + 1 if tone else at
    if place >= len(words) or not colours.is_colour(words[place].text):
        return None
    said = tuple(words[at : place + 1])
    for key, swatches in question.vocabulary.swatches.items():
        codes = colours.swatches_named(words[place].text, swatches, tone=tone)
        if codes:
            texts = question.vocabulary.texts
            values = tuple(FacetValue(key, code, texts[key, code]) for code in sorted(codes))
            group = _group(words[place].text, [value.text for value in values])
            return Part(said, group, values, is_sure=True)
    return None


def _attribute(question: _Question, at: int) -> Part | None:
    """A word of attribute values of one key (``leather`` of ``calf leather``)."""
    word = question.words[at]
    found = stems_of((word,), question.vocabulary.language)
    if len(found) != 1 or is_stop_word(word.text, question.vocabulary.language):
        return None
    values = question.vocabulary.attribute_words.get(found[0], ())
    if len({value.key for value in values}) != 1 or found in question.vocabulary.phrases:
        return None
    return Part((word,), _group(word.text), values)


def _synonym(question: _Question, at: int) -> Part | None:
    vocabulary = question.vocabulary
    for end in range(min(len(question.words), at + LONGEST_PHRASE), at, -1):
        words = tuple(question.words[at:end])
        if end - at > 1 and _ends_idly(words, vocabulary):
            continue
        if others := vocabulary.thesaurus.get(stems_of(words, vocabulary.language)):
            return Part(words, _group(_text(words), others, weight=SYNONYM_WEIGHT))
    return None


def _joined(question: _Question, at: int) -> Part | None:
    """``tea pot`` and ``t-light`` where the catalogue writes one word."""
    speller = question.vocabulary.speller
    word = question.words[at]
    if "-" in word.text:
        pieces = [piece for piece in word.text.split("-") if piece]
        return Part((word,), _group(word.text, [" ".join(pieces), "".join(pieces)], weight=0.9))
    if at + 1 >= len(question.words):
        return None
    following = question.words[at + 1]
    if joined := speller.joined(word.text, following.text):
        return Part(
            (word, following), _group(f"{word.text} {following.text}", [joined], weight=0.9)
        )
    return None


def _plain(question: _Question, at: int) -> Part:
    word = question.words[at]
    return Part((word,), _group(question.vocabulary.speller.written(word.text)))


def _group(text: str, others: Iterable[str] = (), *, weight: float = VALUE_WEIGHT) -> TermGroup:
    said = dict.fromkeys((text.lower(), *(other.lower() for other in others)))
    texts = [one for one in said if one][:MOST_ALTERNATIVES]
    return TermGroup(tuple(Term(one, 1.0 if one == text.lower() else weight) for one in texts))


def _text(words: Sequence[Word]) -> str:
    return " ".join(word.text for word in words)


_READERS: tuple[_Reader, ...] = (
    _price, _size, _measure, _value, _colour, _attribute, _synonym, _joined,
)  # fmt: skip
