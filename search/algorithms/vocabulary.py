"""What a catalogue's own words mean: how often each is used, and which are values to filter by."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

from . import colours, prices, units
from .spelling import Speller
from .synonyms import LONGEST_PHRASE, Phrase, SynonymSet, Thesaurus, thesaurus
from .units import Measure, parse_measure
from .words import STOP_WORDS, stems, tokenise

BRAND, CATEGORY = "brand", "category"
OPTION, ATTRIBUTE = "option.", "attribute."
SIZE_WORDS = frozenset({"size", "sizes", "größe", "groesse", "grösse", "gr", "eu", "uk"})
LETTER_SIZES = frozenset({"xxs", "xs", "s", "m", "l", "xl", "xxl", "xxxl", "2xl", "3xl", "4xl"})
LONGEST_VALUE = 4
"""Words of a value of which one word alone may stand for it: what is longer is a sentence."""
UNTOUCHED = (
    prices.WORDS | units.WORDS | SIZE_WORDS | colours.TONES | STOP_WORDS["en"] | STOP_WORDS["de"]
)
"""Words of the question itself, which no catalogue has and nobody misspelt."""


@dataclass(frozen=True, slots=True)
class FacetValue:
    """A value to filter by (``key`` and ``value`` as in ``search.query.Selected``) and its text.

    ``swatch`` is ``#rrggbb`` of a colour.
    """

    key: str
    value: str
    text: str
    swatch: str = ""


@dataclass(frozen=True)
class Vocabulary:
    """One language's. ``words`` are lower case, with how many products have each.

    Everything may be empty: then words are only cut, and prices and sizes read.
    """

    language: str
    words: Mapping[str, int] = field(default_factory=dict)
    values: tuple[FacetValue, ...] = ()
    synonyms: tuple[SynonymSet, ...] = ()
    attributes_filter: bool = False
    """Whether words that are values of attributes (``linen``, ``1.5 l``) become filters, too.

    Off: measured, that hides more that would do than it keeps out; as words they are found anyway
    (``docs/search.md``)."""

    @cached_property
    def speller(self) -> Speller:
        """Knows the catalogue's words, those of its values, synonyms and the colours."""
        counts = dict(self.words)
        said = [value.text for value in self.values if not value.key.startswith(ATTRIBUTE)]
        for entry in self.synonyms:
            said += [*entry.terms, *entry.replacements]
        for text in said:
            for word in tokenise(text):
                for piece in word.text.split("-"):
                    counts.setdefault(piece, 1)
        if self.values or self.words:
            for colour in colours.plain_words(self.language):
                counts.setdefault(colour, 3)
        return Speller(counts, language=self.language, also_known=UNTOUCHED)

    @cached_property
    def thesaurus(self) -> Thesaurus:
        return thesaurus(self.synonyms, self.language)

    @cached_property
    def phrases(self) -> Mapping[Phrase, tuple[FacetValue, ...]]:
        """Values by the stems of their whole text."""
        found: dict[Phrase, list[FacetValue]] = defaultdict(list)
        for value in self.values:
            key = stems(value.text, self.language)
            if value.key.startswith(ATTRIBUTE) and not self.attributes_filter:
                continue
            if 0 < len(key) <= LONGEST_PHRASE and parse_measure(value.text) is None:
                found[key].append(value)
        return {key: tuple(values) for key, values in found.items()}

    @cached_property
    def attribute_words(self) -> Mapping[str, tuple[FacetValue, ...]]:
        """Attribute values by the stem of each of their words (``linen`` of ``washed linen``)."""
        found: dict[str, list[FacetValue]] = defaultdict(list)
        for value in self.values if self.attributes_filter else ():
            parts = stems(value.text, self.language)
            if value.key.startswith(ATTRIBUTE) and len(parts) <= LONGEST_VALUE:
                for part in dict.fromkeys(parts):
                    found[part].append(value)
        return {part: tuple(values) for part, values in found.items()}

    @cached_property
    def ambiguous_categories(self) -> frozenset[str]:
        """Categories whose name is a part of another's (``Tea``, ``Tea-light holders``), by id."""
        names = {value.value: stems(value.text, self.language)
                 for value in self.values if value.key == CATEGORY}  # fmt: skip
        return frozenset(
            key
            for key, name in names.items()
            if any(other != key and set(name) <= set(text) for other, text in names.items())
        )

    @cached_property
    def measures(self) -> Mapping[Measure, tuple[FacetValue, ...]]:
        """Values that are sizes with a unit, by what they measure."""
        found: dict[Measure, list[FacetValue]] = defaultdict(list)
        for value in self.values if self.attributes_filter else ():
            if measure := parse_measure(value.text):
                found[measure].append(value)
        return {measure: tuple(values) for measure, values in found.items()}

    @cached_property
    def sizes(self) -> Mapping[str, tuple[FacetValue, ...]]:
        """Sizes by their text in lower case: letters, numbers and spans of numbers."""
        found: dict[str, list[FacetValue]] = defaultdict(list)
        for value in self.values:
            text = value.text.lower().replace(" ", "").replace("–", "-")
            is_size = text in LETTER_SIZES or text.replace("-", "").replace(".", "").isdecimal()
            if value.key.startswith(OPTION) and not value.swatch and is_size:
                found[text].append(value)
        return {text: tuple(values) for text, values in found.items()}

    @cached_property
    def swatches(self) -> Mapping[str, Mapping[str, str]]:
        """Per option that has colours: its value codes and their swatches."""
        found: dict[str, dict[str, str]] = defaultdict(dict)
        for value in self.values:
            if value.swatch:
                found[value.key][value.value] = value.swatch
        return found

    @cached_property
    def texts(self) -> Mapping[tuple[str, str], str]:
        """What a value is called, by key and value."""
        return {(value.key, value.value): value.text for value in self.values}
