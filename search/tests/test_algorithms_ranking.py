"""The blend of text and signals: what it may do to a list, and what never."""

from dataclasses import fields, replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from search.algorithms.ranking import (
    TEXT_ALONE,
    WEIGHTS,
    Signals,
    Weights,
    blended,
    matrix,
    rerank,
)
from search.query import Candidate

SIGNALS = [field.name for field in fields(Signals)]
share = st.floats(0, 1)
# Engines' scores are nought or well above it: the smallest of all floats has no half.
scores = st.just(0.0) | st.floats(1e-6, 30)
lists = st.lists(
    st.tuples(scores, st.tuples(*(share for _name in SIGNALS))), min_size=1, max_size=20
)


def _candidates(rows):
    return [Candidate(number, score) for number, (score, _told) in enumerate(rows)]


def _signals(rows):
    return {number: Signals(*told) for number, (_score, told) in enumerate(rows)}


@given(lists)
def test_every_candidate_is_there_once_and_in_falling_order(rows):
    found = rerank(_candidates(rows), _signals(rows))
    assert sorted(one.product_id for one in found) == list(range(len(rows)))
    scores = [one.score for one in found]
    assert scores == sorted(scores, reverse=True)


@given(lists, st.sampled_from(SIGNALS), st.data())
def test_a_product_never_falls_by_more_of_a_signal(rows, name, data):
    chosen = data.draw(st.integers(0, len(rows) - 1))
    signals = _signals(rows)
    more = min(1.0, getattr(signals[chosen], name) + data.draw(share))
    before = [one.product_id for one in rerank(_candidates(rows), signals)]
    signals[chosen] = replace(signals[chosen], **{name: more})
    after = [one.product_id for one in rerank(_candidates(rows), signals)]
    assert after.index(chosen) <= before.index(chosen)


@given(lists, st.floats(0.1, 10))
def test_the_scale_of_the_text_scores_does_not_matter(rows, factor):
    table = matrix(list(_signals(rows).values()))
    scores = np.array([score for score, _told in rows])
    assert blended(scores * factor, table) == pytest.approx(blended(scores, table), abs=1e-6)


def test_equals_stay_as_they_came():
    rows = [Candidate(7, 2.0), Candidate(3, 2.0), Candidate(5, 2.0)]
    assert [one.product_id for one in rerank(rows, {})] == [7, 3, 5]


def test_of_what_fits_alike_the_one_that_sells_comes_first():
    rows = [Candidate(1, 5.0), Candidate(2, 4.9)]
    found = rerank(rows, {1: Signals(popularity=0.1), 2: Signals(popularity=0.9)})
    assert [one.product_id for one in found] == [2, 1]


def test_nothing_that_sells_outvotes_a_text_that_fits_far_better():
    best = Signals(**dict.fromkeys(SIGNALS, 1.0))
    rows = [Candidate(1, 10.0), Candidate(2, 3.0)]
    found = rerank(rows, {1: Signals(), 2: best})
    assert [one.product_id for one in found] == [1, 2]


def test_the_text_alone_leaves_the_order_of_the_engine():
    rows = [Candidate(1, 3.0), Candidate(2, 2.0)]
    found = rerank(rows, {2: Signals(popularity=1.0)}, weights=TEXT_ALONE)
    assert [one.product_id for one in found] == [1, 2]


def test_a_newcomer_without_signals_stands_where_the_usual_product_does():
    rows = [Candidate(1, 1.0), Candidate(2, 1.0), Candidate(3, 1.0)]
    signals = {1: Signals(popularity=0.2), 3: Signals(popularity=0.8)}
    assert [one.product_id for one in rerank(rows, signals)] == [3, 2, 1]


def test_a_weight_below_nought_is_refused():
    with pytest.raises(ValueError, match="punish"):
        Weights(margin=-0.1)
    assert WEIGHTS.text == 1.0
