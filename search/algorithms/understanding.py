"""What is meant by the words of a question: filters pulled out of them, and the words that stay.

``red dress under 50`` is a dress, in one of the shop's red colours, for at most 50. Care first: a
word becomes a filter only where that leaves something to look for or is all that was said, and
whatever was taken stays known as words, so that a list that would be too short can be relaxed
(``relaxing``).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from search.query import NO_SELECTION, Selection, TermGroup

from .colours import is_colour
from .parts import Part, parts_of, plain_parts, says_nothing
from .prices import PriceSpan
from .spelling import Speller
from .vocabulary import ATTRIBUTE, CATEGORY, UNTOUCHED, FacetValue, Vocabulary
from .words import Word, normal, tokenise

__all__ = ["FacetValue", "Understood", "Vocabulary", "correct", "understand"]


@dataclass(frozen=True, slots=True)
class Understood:
    """What a question means.

    ``groups`` are looked for, of which ``required`` must be found: all, or none where all that was
    said became filters (then they only order the list). ``selection`` was pulled from the words.
    ``corrected`` is the question as it was read, where that is not as it was typed; ``left`` the
    words that are no filter. ``whole`` are the groups with those of the filters, in order.
    """

    groups: tuple[TermGroup, ...] = ()
    required: int = 0
    selection: Selection = NO_SELECTION
    corrected: str = ""
    left: str = ""
    whole: tuple[TermGroup, ...] = ()


def understand(
    words: str, vocabulary: Vocabulary, *, currency_exponent: int, as_typed: bool = False
) -> Understood:
    """Understand ``words`` as this catalogue would; never raises, whatever was typed.

    ``currency_exponent`` is that of the list's currency (2 for cents). ``as_typed``: neither
    corrected nor understood nor widened by synonyms.
    """
    if as_typed:
        return _as_typed(words, vocabulary)
    corrected = correct(words, vocabulary)
    tokens = tokenise(corrected or words)
    parts = parts_of(tokens, vocabulary, exponent=currency_exponent)
    parts = _decided([part for part in parts if not says_nothing(part, vocabulary)], vocabulary)
    if not parts:
        parts = plain_parts(tokens, vocabulary)
    filters = [part for part in parts if part.values]
    text = [part for part in parts if not part.values and part.price is None]
    groups = tuple(part.group for part in text)
    return Understood(
        groups=groups or tuple(part.group for part in filters),
        required=len(groups),
        selection=_selection(filters, [part.price for part in parts if part.price]),
        corrected=corrected,
        left=" ".join(word.text for part in text for word in part.words),
        whole=tuple(part.group for part in parts if part.price is None),
    )


def correct(words: str, vocabulary: Vocabulary) -> str:
    """``words`` with unknown ones corrected; empty where nothing is to be corrected.

    Nothing is where the catalogue's words are not known: all would look misspelt.
    """
    if not vocabulary.words:
        return ""
    text, tokens = normal(words), tokenise(words)
    pieces: list[str] = []
    last = 0
    for place, token in enumerate(tokens):
        if meant := _meant(tokens, place, vocabulary.speller):
            pieces += [text[last : token.start], meant]
            last = token.end
    return "".join([*pieces, text[last:]]) if pieces else ""


def _meant(tokens: Sequence[Word], place: int, speller: Speller) -> str | None:
    """What a word should be; None for what is right, also together with a neighbour."""
    word = tokens[place].text
    if word in UNTOUCHED or is_colour(word) or speller.knows(word):
        return None
    beside = tokens[max(0, place - 1) : place + 2]
    if any(speller.joined(one.text, other.text) for one, other in pairwise(beside)):
        return None
    return speller.correct(word)


def _as_typed(words: str, vocabulary: Vocabulary) -> Understood:
    plain = Vocabulary(vocabulary.language)
    parts = plain_parts(tokenise(words), plain)
    groups = tuple(TermGroup(part.group.terms[:1]) for part in parts)
    left = " ".join(word.text for part in parts for word in part.words)
    return Understood(groups=groups, required=len(groups), left=left, whole=groups)


def _decided(parts: Sequence[Part], vocabulary: Vocabulary) -> list[Part]:
    """The parts, those that may not be filters as plain words again, read with their neighbours."""
    decided: list[Part] = []
    words: list[Word] = []
    for place, part in enumerate(parts):
        is_filter = part.values and _may_filter(part, place, parts, vocabulary)
        if not is_filter and part.price is None and not part.is_measure:
            words += part.words
            continue
        decided += plain_parts(words, vocabulary)
        words = []
        decided.append(part if is_filter else replace(part, values=()))
    return decided + plain_parts(words, vocabulary)


def _may_filter(part: Part, place: int, parts: Sequence[Part], vocabulary: Vocabulary) -> bool:
    """Whether a value may be taken from the words.

    A category is one where nothing else is looked for and no other is called alike. What
    only may be a value (``sage``, ``linen``) needs something after it or beside it that is looked
    for: the last word of a question is its noun.
    """
    others = [one for at, one in enumerate(parts) if at != place]
    nouns = [one for one in others if not one.values and one.price is None]
    if part.key == CATEGORY:
        is_one = part.values[0].value not in vocabulary.ambiguous_categories
        return is_one and not nouns and not any(one.key == CATEGORY for one in others)
    if part.is_sure:
        return True
    if not nouns and not any(one.key == CATEGORY for one in others):
        return False
    is_last = not any((not one.values and one.price is None) or one.key == CATEGORY
                      for one in parts[place + 1 :])  # fmt: skip
    return not (is_last and part.key.startswith(ATTRIBUTE) and not part.is_exact)


def _selection(filters: Sequence[Part], prices: Sequence[PriceSpan | None]) -> Selection:
    chosen: dict[str, frozenset[str]] = {}
    for part in filters:
        values = frozenset(value.value for value in part.values)
        before = chosen.get(part.key, values)
        chosen[part.key] = before & values or before | values
    lowest, highest = _price(prices)
    return Selection(chosen, price_from=lowest, price_to=highest)


def _price(spans: Sequence[PriceSpan | None]) -> tuple[int | None, int | None]:
    """All spans together (``over 20 under 50``); the last where they exclude each other."""
    said = [span for span in spans if span]
    lows = [span.lowest for span in said if span.lowest is not None]
    highs = [span.highest for span in said if span.highest is not None]
    lowest, highest = max(lows, default=None), min(highs, default=None)
    if lowest is not None and highest is not None and lowest > highest:
        return said[-1].lowest, said[-1].highest
    return lowest, highest
