"""Synonyms: what may stand for a word or for several, and how much it is worth."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from .words import stems

SYNONYM_WEIGHT = 0.7
"""Of a typed word 1: who says sofa sees sofas before couches."""
LONGEST_PHRASE = 4


@dataclass(frozen=True, slots=True)
class SynonymSet:
    """Words of one language that stand for each other.

    Two-way: any of ``terms`` for any other; ``replacements`` is empty. One-way: where one of
    ``terms`` is asked for, ``replacements`` are found as well, but not the reverse
    (``trainers`` finds ``sneaker``; who asks for a ``deck shoe`` sees no runners).
    """

    terms: tuple[str, ...]
    replacements: tuple[str, ...] = ()

    @property
    def is_one_way(self) -> bool:
        return bool(self.replacements)


Phrase = tuple[str, ...]
Thesaurus = Mapping[Phrase, tuple[str, ...]]
"""Stems of a phrase -> the texts that may stand for it."""


def thesaurus(sets: Iterable[SynonymSet], language: str) -> Thesaurus:
    """All sets as one table by stems; a phrase never stands for itself."""
    table: dict[Phrase, dict[str, Phrase]] = {}
    for entry in sets:
        texts = entry.replacements if entry.is_one_way else entry.terms
        standing = [(text, stems(text, language)) for text in texts]
        for term in entry.terms:
            asked = stems(term, language)
            if not 0 < len(asked) <= LONGEST_PHRASE:
                continue
            others = {text: key for text, key in standing if key and key != asked}
            table.setdefault(asked, {}).update(others)
    return {asked: tuple(others) for asked, others in table.items() if others}


def read_synonym_line(line: str) -> SynonymSet | None:
    """One line as Solr and Elasticsearch write it: ``sofa, couch`` or ``trainers => sneaker``.

    None for an empty line, a comment (``#``) or a line that says nothing.
    """
    said = line.partition("#")[0].strip()
    asked, arrow, meant = said.partition("=>")
    terms, replacements = _parts(asked), _parts(meant)
    if arrow:
        return SynonymSet(terms, replacements) if terms and replacements else None
    return SynonymSet(terms) if len(terms) > 1 else None


def _parts(text: str) -> tuple[str, ...]:
    return tuple(part for piece in text.split(",") if (part := " ".join(piece.split())))
