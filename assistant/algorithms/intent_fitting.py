"""Learning intents from cases, with chances that come true and a threshold to refuse under."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt
from scipy.sparse import csr_matrix
from sklearn.svm import LinearSVC

from assistant.algorithms.features import features_of
from assistant.algorithms.intents import OTHER, FloatArray, IntArray, IntentModel, softmax
from assistant.algorithms.lexicon import Lexicon

FEWEST = 2
"""Cases that must show a feature: of one alone nothing is learned."""
PENALTY = 0.5
NEVER = -5.0
"""The margin of an intent that a fold did not know."""
FOLDS = 5
KEPT = 0.96
"""Part of the lessons within scope that must pass the threshold."""
TEMPERATURES = np.array([1.0, 1.5, 2.0, 2.5, 3.0, 3.5, 4.0, 5.0, 6.0, 8.0])
SEED = 20


@dataclass(frozen=True, slots=True)
class Case:
    """A message whose intent is known.

    ``fold`` says with whom it is set aside, ``source`` is the place of the lesson it was made of.
    """

    text: str
    intent: str
    fold: int = 0
    source: int = 0


def fit(cases: Sequence[Case], lexicon: Lexicon) -> IntentModel:
    """Learn from cases; the same cases give the same model.

    Raises:
        ValueError: fewer than two intents.
    """
    model = _fit(cases, lexicon)
    told = out_of_fold(cases, lexicon, model.intents)
    truth = np.array([model.intents.index(case.intent) for case in cases])
    temperature = _temperature(told, truth)
    chances = softmax(told * temperature)
    return replace(
        model, temperature=temperature, threshold=_threshold(chances, truth, model.intents)
    )


def out_of_fold(
    cases: Sequence[Case],
    lexicon: Lexicon,
    intents: Sequence[str],
    *,
    learned_from: npt.NDArray[np.bool_] | None = None,
) -> FloatArray:
    """Margins of each case by a model that saw none of its fold, float64 [n_cases, n_intents].

    ``learned_from`` [n_cases] are the cases that may teach; all where it is None.
    """
    told = np.full((len(cases), len(intents)), NEVER)
    folds = np.array([case.fold for case in cases])
    teaches = np.ones(len(cases), np.bool_) if learned_from is None else learned_from
    for fold in np.unique(folds):
        teachers = np.flatnonzero((folds != fold) & teaches).tolist()
        model = _fit([cases[row] for row in teachers], lexicon)
        columns = [intents.index(intent) for intent in model.intents]
        for row in np.flatnonzero(folds == fold).tolist():
            told[row, columns] = model.margins(cases[row].text)
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
    rows = [model.row(case.text) for case in cases]
    ends = np.cumsum([0, *(len(places) for places, _values in rows)])
    return csr_matrix(
        (
            np.concatenate([values for _places, values in rows]),
            np.concatenate([places for places, _values in rows]),
            ends,
        ),
        shape=(len(cases), len(model.terms)),
    )


def _temperature(margins: FloatArray, truth: IntArray) -> float:
    """The factor under which the true intents are likeliest."""
    rows = np.arange(len(truth))
    losses = [
        -float(np.log(softmax(margins * factor)[rows, truth] + 1e-12).mean())
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
