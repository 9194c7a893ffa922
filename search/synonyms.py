"""The staff's synonyms as the understanding of words asks for them."""

from __future__ import annotations

from foundation.remembered import Remembered
from search.algorithms.synonyms import SynonymSet
from search.models import Synonym


def synonym_sets(language: str) -> tuple[SynonymSet, ...]:
    """What staff say that words mean in a language, at most five seconds old."""
    return _sets.get().get(language, ())


def _read() -> dict[str, tuple[SynonymSet, ...]]:
    found: dict[str, list[SynonymSet]] = {}
    for row in Synonym.objects.filter(is_active=True).order_by("pk"):
        meant = tuple(row.meant.split(", ")) if row.meant else ()
        found.setdefault(row.language, []).append(SynonymSet(tuple(row.words.split(", ")), meant))
    return {language: tuple(sets) for language, sets in found.items()}


_sets = Remembered(_read)
