"""Which language a short message is in: letters in threes and whole words, naive Bayes.

Cavnar and Trenkle (1994) tell languages by runs of letters; of five words, whole words tell more.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt

FloatArray = npt.NDArray[np.float64]
Array = npt.NDArray[np.generic]

SMOOTHING = 0.5
FEWEST = 2
_WORD = re.compile(r"[^\W\d_]+")


@dataclass(frozen=True)
class LanguageModel:
    """How likely each run of letters is in each language.

    ``weights`` float32 [n_terms, n_languages], logarithms of chances; ``unknown`` float32
    [n_languages], of what was not learned.
    """

    languages: tuple[str, ...]
    terms: npt.NDArray[np.str_]
    weights: npt.NDArray[np.float32]

    @cached_property
    def _places(self) -> dict[str, int]:
        return {term: place for place, term in enumerate(self.terms.tolist())}

    def chances(self, text: str, *, prior: Mapping[str, float]) -> dict[str, float]:
        """The chance of each language, from what is expected beforehand (``prior``)."""
        places = [place for term in _terms(text) if (place := self._places.get(term)) is not None]
        scores = np.log([prior.get(language, 1e-6) for language in self.languages])
        scores = scores + self.weights[places].sum(axis=0, dtype=np.float64)
        raised = np.exp(scores - scores.max())
        return dict(zip(self.languages, (raised / raised.sum()).tolist(), strict=True))


def fit(texts: Sequence[tuple[str, str]]) -> LanguageModel:
    """Learn from texts with their languages."""
    languages = tuple(sorted({language for _text, language in texts}))
    counts = {language: Counter[str]() for language in languages}
    for text, language in texts:
        counts[language].update(_terms(text))
    total = sum(counts.values(), Counter[str]())
    terms = sorted(term for term, count in total.items() if count >= FEWEST)
    table = np.array([[counts[one][term] for one in languages] for term in terms], np.float64)
    table += SMOOTHING
    weights = np.log(table / table.sum(axis=0)) - np.log(1 / len(terms))
    return LanguageModel(languages, np.array(terms, np.str_), weights.astype(np.float32))


def _terms(text: str) -> list[str]:
    found = []
    for word in _WORD.findall(text.lower()):
        edged = f" {word} "
        found.append(f"={word}")
        found += [edged[at : at + 3] for at in range(len(edged) - 2)]
    return found


def arrays_of(model: LanguageModel) -> dict[str, Array]:
    """The model as plain arrays."""
    return {
        "languages": np.array(model.languages, np.str_),
        "language_terms": model.terms,
        "language_weights": model.weights,
    }


def from_arrays(arrays: Mapping[str, Array]) -> LanguageModel:
    """The inverse of ``arrays_of``.

    Raises:
        KeyError: an array is missing.
    """
    return LanguageModel(
        tuple(str(language) for language in arrays["languages"]),
        np.asarray(arrays["language_terms"], np.str_),
        np.asarray(arrays["language_weights"], np.float32),
    )
