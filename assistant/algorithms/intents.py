"""What a message wants: TF-IDF of its words and letters, and a linear classifier that may refuse.

A support vector machine a class against the rest (Joachims 1998), its margins made chances by one
temperature (Guo et al. 2017) that is read from lessons that each model did not see. Whoever's best
chance is under ``threshold`` is refused: it is set where most lessons that mean something pass.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt

from assistant.algorithms.features import features_of
from assistant.algorithms.goods import Goods
from assistant.algorithms.lexicon import Lexicon

FloatArray = npt.NDArray[np.float64]
IntArray = npt.NDArray[np.int64]
Array = npt.NDArray[np.generic]

OTHER = "none"
"""The class of what nobody here can do."""
BLOCKS = "wclk"
"""Kinds of features by the first letter of their names, each of length one by itself ..."""
BLOCK_WEIGHTS = np.array([0.8, 1.0, 0.3, 1.0])
"""... and weighed by these."""
WORDS = (BLOCKS.index("w"), BLOCKS.index("k"))


@dataclass(frozen=True)
class IntentModel:
    """Weights of the features for each intent.

    ``weights`` float32 [n_terms, n_intents]; ``rarity`` (idf) float32 [n_terms]; ``blocks`` int8
    [n_terms], places in ``BLOCKS``.
    """

    intents: tuple[str, ...]
    terms: npt.NDArray[np.str_]
    rarity: npt.NDArray[np.float32]
    weights: npt.NDArray[np.float32]
    offsets: npt.NDArray[np.float32]
    lexicon: Lexicon
    temperature: float = 1.0
    threshold: float = 0.0

    @cached_property
    def _places(self) -> dict[str, int]:
        return {term: place for place, term in enumerate(self.terms.tolist())}

    @cached_property
    def blocks(self) -> npt.NDArray[np.int8]:
        return np.array([BLOCKS.index(term[0]) for term in self.terms.tolist()], np.int8)

    @cached_property
    def _other(self) -> int:
        return self.intents.index(OTHER) if OTHER in self.intents else -1

    def chances(self, text: str) -> FloatArray:
        """The chance of each intent, float64 [n_intents]; of a message that says nothing, equal."""
        return softmax((self.margins(text) * self.temperature)[None, :])[0]

    def guesses(self, text: str, *, most: int = 3) -> list[tuple[str, float]]:
        """The likeliest intents within scope with their chances, best first."""
        chances = self.chances(text)
        order = [place for place in np.argsort(-chances) if place != self._other]
        return [(self.intents[place], float(chances[place])) for place in order[:most]]

    def knows(self, text: str) -> bool:
        """Whether any of its words were learned from, by themselves or by what they mean."""
        places, _values = self.row(text)
        return bool(np.isin(self.blocks[places], WORDS).any())

    def margins(self, text: str) -> FloatArray:
        """How far on the side of each intent, float64 [n_intents]."""
        places, values = self.row(text)
        return np.asarray(values @ self.weights[places] + self.offsets, np.float64)

    def row(self, text: str) -> tuple[IntArray, FloatArray]:
        """The places of the terms that a message shows, and what each weighs."""
        found = Counter(
            place
            for feature in features_of(text, self.lexicon)
            if (place := self._places.get(feature)) is not None
        )
        places = np.fromiter(found.keys(), np.int64, len(found))
        counts = np.fromiter(found.values(), np.float64, len(found))
        return places, weighed(counts, self.rarity[places], self.blocks[places])


def weighed(
    counts: FloatArray, rarity: npt.NDArray[np.float32], blocks: npt.NDArray[np.int8]
) -> FloatArray:
    """Sublinear TF-IDF, each block scaled to its weight."""
    values = (1 + np.log(counts)) * rarity
    for block, weight in enumerate(BLOCK_WEIGHTS):
        own = blocks == block
        length = float(np.sqrt((values[own] ** 2).sum()))
        if length:
            values[own] *= weight / length
    return np.asarray(values, np.float64)


def softmax(scores: FloatArray) -> FloatArray:
    """Chances of scores [n_messages, n_intents], a row each."""
    raised = np.exp(scores - scores.max(axis=1, keepdims=True))
    return np.asarray(raised / raised.sum(axis=1, keepdims=True), np.float64)


def arrays_of(model: IntentModel) -> dict[str, Array]:
    """The model as plain arrays."""
    return {
        "intents": np.array(model.intents, np.str_),
        "terms": model.terms,
        "rarity": model.rarity,
        "weights": model.weights.astype(np.float16),
        "offsets": model.offsets,
        "goods": np.array(sorted(model.lexicon.goods.forms), np.str_),
        "concept_words": np.array(list(model.lexicon.concepts), np.str_),
        "concepts": np.array(list(model.lexicon.concepts.values()), np.str_),
        "scale": np.array([model.temperature, model.threshold]),
    }


def from_arrays(arrays: Mapping[str, Array]) -> IntentModel:
    """The inverse of ``arrays_of``.

    Raises:
        KeyError: an array is missing.
        ValueError: they do not belong together.
    """
    intents = tuple(str(intent) for intent in arrays["intents"])
    terms = np.asarray(arrays["terms"], np.str_)
    weights = np.asarray(arrays["weights"], np.float32)
    if weights.shape != (len(terms), len(intents)):
        raise ValueError("weights are of other terms or intents")
    temperature, threshold = (float(value) for value in arrays["scale"])
    return IntentModel(
        intents=intents,
        terms=terms,
        rarity=np.asarray(arrays["rarity"], np.float32),
        weights=weights,
        offsets=np.asarray(arrays["offsets"], np.float32),
        lexicon=Lexicon(
            Goods(frozenset(_texts(arrays["goods"]))),
            dict(zip(_texts(arrays["concept_words"]), _texts(arrays["concepts"]), strict=True)),
        ),
        temperature=temperature,
        threshold=threshold,
    )


def _texts(values: Array) -> Iterator[str]:
    return (str(value) for value in values)
