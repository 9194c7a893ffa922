"""Which of some texts are like another: the cosine between their words' weights (TF-IDF)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

import numpy as np
from sklearn.feature_extraction.text import TfidfVectorizer

from .terms import terms


@dataclass(frozen=True, slots=True)
class Similar:
    """A text by its place among those that were given; ``score`` is from 0 to 1."""

    place: int
    score: float


def most_similar(
    asked: str, texts: Sequence[str], *, language: str, most: int, threshold: float
) -> list[Similar]:
    """The texts most like ``asked``, best first; none that is less like it than ``threshold``.

    Words are stemmed and without filler, weighed by how rare they are among the texts (inverse
    document frequency, Spärck Jones 1972) and sublinearly by how often they are said. Of two that
    are equally like it the first given comes first. Some hundred texts take milliseconds.
    """
    read = partial(terms, language=language)
    if not read(asked) or not any(read(text) for text in texts):
        return []
    weighed = TfidfVectorizer(analyzer=read, sublinear_tf=True, dtype=np.float32)
    known = weighed.fit_transform(texts)
    scores = (known @ weighed.transform([asked]).T).toarray().ravel()
    order = np.argsort(-scores, kind="stable")[:most]
    return [
        Similar(int(place), float(scores[place])) for place in order if scores[place] >= threshold
    ]
