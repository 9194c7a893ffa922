"""Which of our goods reads most like a title in another shop.

Titles are bags of words and of pieces of words, weighed by how rare they are, and compared by the
cosine (Salton and Buckley 1988, "Term-weighting approaches in automatic text retrieval"). Pieces
forgive spelling and inflection; words tell "lamp" from "lampshade". Two things that the cosine does
not know are said apart: numbers that disagree (256 GB, 512 GB) and brands that disagree.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy import sparse
from sklearn.feature_extraction.text import TfidfVectorizer

AT_ONCE = 100
MOST_CANDIDATES = 5
LOOKED_AT = 25
"""How many by cosine alone are looked at more closely."""
OTHER_NUMBERS = 0.6
OTHER_BRAND = 0.5
WEIGHT_OF_PIECES = 0.6
_NUMBER = re.compile(r"\d+(?:[.,]\d+)?")


@dataclass(frozen=True, slots=True)
class Named:
    """What something is called, and by whom it is made where that is known."""

    title: str
    brand: str = ""

    @property
    def text(self) -> str:
        known = self.brand.casefold() in self.title.casefold()
        return self.title if known else f"{self.brand} {self.title}"


@dataclass(frozen=True, slots=True)
class Like:
    """The place of one of ours, and how much it reads alike: 1 is the same."""

    place: int
    similarity: float


def likest(
    theirs: Sequence[Named], ours: Sequence[Named], *, least: float = 0.0
) -> list[list[Like]]:
    """For each title of theirs up to five of ours that read most alike, the best first.

    Args:
        least: what is less alike is left out.
    """
    if not theirs or not ours:
        return [[] for _one in theirs]
    fitted = _vectorizers([one.text for one in ours])
    if fitted is None:
        return [[] for _one in theirs]
    our_rows = _rows(*fitted, [one.text for one in ours])
    their_rows = _rows(*fitted, [one.text for one in theirs])
    found: list[list[Like]] = []
    for start in range(0, len(theirs), AT_ONCE):
        cosines = their_rows[start : start + AT_ONCE] @ our_rows.T
        for offset in range(cosines.shape[0]):
            places, values = _best(cosines, offset)
            found.append(_closer(theirs[start + offset], ours, places, values, least))
    return found


def _vectorizers(texts: list[str]) -> tuple[TfidfVectorizer, TfidfVectorizer] | None:
    """Fitted to our names; None where there is nothing but signs in them."""
    words = TfidfVectorizer(strip_accents="unicode", dtype=np.float32)
    pieces = TfidfVectorizer(
        analyzer="char_wb", ngram_range=(3, 4), strip_accents="unicode", dtype=np.float32
    )
    try:
        return words.fit(texts), pieces.fit(texts)
    except ValueError:
        return None


def _rows(words: TfidfVectorizer, pieces: TfidfVectorizer, texts: list[str]) -> Any:
    """Unit vectors of words and of pieces side by side, so that a product of two is a cosine."""
    parts = [
        words.transform(texts) * np.sqrt(1 - WEIGHT_OF_PIECES),
        pieces.transform(texts) * np.sqrt(WEIGHT_OF_PIECES),
    ]
    return sparse.hstack(parts, format="csr", dtype=np.float32)


def _best(cosines: Any, row: int) -> tuple[list[int], list[float]]:
    begin, end = cosines.indptr[row], cosines.indptr[row + 1]
    values, places = cosines.data[begin:end], cosines.indices[begin:end]
    order = np.lexsort((places, -values))[:LOOKED_AT]
    return places[order].tolist(), values[order].tolist()


def _closer(
    their: Named, ours: Sequence[Named], places: list[int], cosines: list[float], least: float
) -> list[Like]:
    """Candidates by cosine, judged by their numbers and brands as well."""
    likes = [
        Like(place, round(min(cosine, 1.0) * _agreement(their, ours[place]), 4))
        for place, cosine in zip(places, cosines, strict=True)
    ]
    likes.sort(key=lambda like: (-like.similarity, like.place))
    return [like for like in likes if like.similarity >= least][:MOST_CANDIDATES]


def _agreement(their: Named, our: Named) -> float:
    """How much of a cosine is left, in 0 … 1, where numbers or brands disagree."""
    share = 1.0
    theirs, ours = _numbers(their.title), _numbers(our.title)
    if theirs and ours and theirs != ours:
        share *= OTHER_NUMBERS if not theirs & ours else (1 + OTHER_NUMBERS) / 2
    if their.brand and our.brand and their.brand.casefold() != our.brand.casefold():
        share *= OTHER_BRAND
    return share


def _numbers(title: str) -> set[str]:
    return {found.replace(",", ".") for found in _NUMBER.findall(title)}
