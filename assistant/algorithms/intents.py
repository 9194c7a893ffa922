"""What a message wants: TF-IDF of its words and letters, and a linear classifier that may refuse.

A support vector machine a class against the rest (Joachims 1998), its margins made chances by one
temperature (Guo et al. 2017) that is read from lessons that each model did not see. Whoever's best
chance is under ``threshold`` is refused: it is set where most lessons that mean something pass.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
import numpy.typing as npt
from scipy.sparse import csr_matrix
from sklearn.svm import LinearSVC

from assistant.algorithms.features import features_of
from assistant.algorithms.goods import Goods
from assistant.algorithms.lexicon import Lexicon

FloatArray = npt.NDArray[np.float64]
IntArray = npt.NDArray[np.int64]
Array = npt.NDArray[np.generic]

OTHER = "none"
"""The class of what nobody here can do."""
FEWEST = 2
"""Cases that must show a feature: of one alone nothing is learned."""
BLOCKS = "wclk"
"""Kinds of features by the first letter of their names, each of length one by itself ..."""
BLOCK_WEIGHTS = np.array([0.8, 1.0, 0.3, 1.0])
"""... and weighed by these."""
WORDS = (BLOCKS.index("w"), BLOCKS.index("k"))
PENALTY = 0.5
FOLDS = 5
KEPT = 0.96
"""Part of the lessons within scope that must pass the threshold."""
TEMPERATURES = np.array([1.0, 1.5, 2.0, 2.5, 3.0, 3.5, 4.0, 5.0, 6.0, 8.0])
SEED = 20


@dataclass(frozen=True, slots=True)
class Case:
    """A message whose intent is known; ``fold`` says with whom it is set aside."""

    text: str
    intent: str
    fold: int = 0


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
        places, values = self._row(text)
        margins = values @ self.weights[places] + self.offsets
        return _softmax((margins * self.temperature)[None, :])[0]

    def guesses(self, text: str, *, most: int = 3) -> list[tuple[str, float]]:
        """The likeliest intents within scope with their chances, best first."""
        chances = self.chances(text)
        order = [place for place in np.argsort(-chances) if place != self._other]
        return [(self.intents[place], float(chances[place])) for place in order[:most]]

    def knows(self, text: str) -> bool:
        """Whether any of its words were learned from, by themselves or by what they mean."""
        places, _values = self._row(text)
        return bool(np.isin(self.blocks[places], WORDS).any())

    def _row(self, text: str) -> tuple[IntArray, FloatArray]:
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


def fit(cases: Sequence[Case], lexicon: Lexicon) -> IntentModel:
    """Learn from cases; the same cases give the same model.

    Raises:
        ValueError: fewer than two intents.
    """
    model = _fit(cases, lexicon)
    told = out_of_fold(cases, lexicon, model.intents)
    truth = np.array([model.intents.index(case.intent) for case in cases])
    temperature = _temperature(told, truth)
    chances = _softmax(told * temperature)
    return replace(
        model, temperature=temperature, threshold=_threshold(chances, truth, model.intents)
    )


def out_of_fold(cases: Sequence[Case], lexicon: Lexicon, intents: Sequence[str]) -> FloatArray:
    """Margins of each case by a model that saw none of its fold, float64 [n_cases, n_intents]."""
    told = np.full((len(cases), len(intents)), -1.0)
    folds = np.array([case.fold for case in cases])
    for fold in np.unique(folds):
        model = _fit([case for case in cases if case.fold != fold], lexicon)
        columns = [intents.index(intent) for intent in model.intents]
        for row in np.flatnonzero(folds == fold).tolist():
            places, values = model._row(cases[row].text)
            told[row, columns] = values @ model.weights[places] + model.offsets
    return told


def _fit(cases: Sequence[Case], lexicon: Lexicon) -> IntentModel:
    shown = [features_of(case.text, lexicon) for case in cases]
    seen = Counter(feature for features in shown for feature in set(features))
    terms = sorted(feature for feature, count in seen.items() if count >= FEWEST)
    rarity = np.log(len(cases) / np.array([seen[term] for term in terms], np.float64)) + 1
    intents = tuple(sorted({case.intent for case in cases}))
    model = IntentModel(
        intents=intents,
        terms=np.array(terms, np.str_),
        rarity=rarity.astype(np.float32),
        weights=np.zeros((len(terms), len(intents)), np.float32),
        offsets=np.zeros(len(intents), np.float32),
        lexicon=lexicon,
    )
    machine = LinearSVC(C=PENALTY, random_state=SEED)
    machine.fit(_matrix(model, cases), [case.intent for case in cases])
    return replace(
        model,
        weights=machine.coef_.T.astype(np.float32),
        offsets=machine.intercept_.astype(np.float32),
    )


def _matrix(model: IntentModel, cases: Sequence[Case]) -> csr_matrix:
    rows = [model._row(case.text) for case in cases]
    ends = np.cumsum([0, *(len(places) for places, _values in rows)])
    return csr_matrix(
        (
            np.concatenate([values for _places, values in rows]),
            np.concatenate([places for places, _values in rows]),
            ends,
        ),
        shape=(len(cases), len(model.terms)),
    )


def _softmax(scores: FloatArray) -> FloatArray:
    raised = np.exp(scores - scores.max(axis=1, keepdims=True))
    return np.asarray(raised / raised.sum(axis=1, keepdims=True), np.float64)


def _temperature(margins: FloatArray, truth: IntArray) -> float:
    """The factor under which the true intents are likeliest."""
    rows = np.arange(len(truth))
    losses = [
        -float(np.log(_softmax(margins * factor)[rows, truth] + 1e-12).mean())
        for factor in TEMPERATURES
    ]
    return float(TEMPERATURES[int(np.argmin(losses))])


def _threshold(chances: FloatArray, truth: IntArray, intents: Sequence[str]) -> float:
    """The chance that ``KEPT`` of the cases within scope reach."""
    if OTHER not in intents:
        return 0.0
    other = intents.index(OTHER)
    best = np.delete(chances, other, axis=1).max(axis=1)
    return float(np.quantile(best[truth != other], 1 - KEPT))


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
