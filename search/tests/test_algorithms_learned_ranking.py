"""Learning from a market whose true wishes are known: clicks are biased, what is learned is not."""

import numpy as np
import pytest

from benchmarks.click_market import LOOKED, play
from search.algorithms.learned_ranking import (
    FEATURES,
    JudgedList,
    describe,
    discounted_clicks,
    fit,
    grades,
)
from search.algorithms.position_bias import (
    ClickLog,
    click_rate,
    examination,
    wanted,
)
from search.algorithms.ranking import blended

SEARCHES, PRODUCTS = 60, 20


@pytest.fixture(scope="module")
def market():
    return play()


def _lists(market, relevance):
    return [
        JudgedList(describe(market.texts[search], market.signals[search]), relevance[search])
        for search in range(SEARCHES)
    ]


def _true_gain(scores, wish):
    """The mean over searches of the true gain that an order by the scores gets."""
    return float(np.mean([discounted_clicks(*pair) for pair in zip(scores, wish, strict=True)]))


def test_the_curve_of_the_places_is_found_without_shuffling(market):
    found = examination(market.log)
    assert found[1] == 1.0
    assert (np.diff(found[1:]) <= 0).all()
    assert found[2:11] == pytest.approx(LOOKED[2:11], abs=0.03)


def test_what_is_wanted_is_found_where_plain_clicks_only_show_what_stood_on_top(market):
    log = market.log
    fair, plain = wanted(log, examination(log)), click_rate(log)
    true = market.wishes.ravel()
    assert np.corrcoef(fair, true)[0, 1] > np.corrcoef(plain, true)[0, 1] + 0.2


def test_trees_taught_without_the_bias_order_new_searches_better_than_clicks_do(market):
    log, new = market.log, play(seed=8)
    fair = wanted(log, examination(log)).reshape(SEARCHES, PRODUCTS)
    plain = click_rate(log).reshape(SEARCHES, PRODUCTS)
    asked = [describe(new.texts[search], new.signals[search]) for search in range(SEARCHES)]
    learned, biased = (_answers(fit(_lists(market, labels)), asked) for labels in (fair, plain))
    by_hand = [blended(new.texts[search], new.signals[search]) for search in range(SEARCHES)]
    gains = {
        name: _true_gain(scores, new.wishes)
        for name, scores in (("learned", learned), ("biased", biased), ("by hand", by_hand))
    }
    assert gains["learned"] > gains["biased"] + 0.01
    assert gains["learned"] > gains["by hand"] + 0.01


def _answers(trees, asked):
    return [trees.scores(rows) for rows in asked]


def test_what_fits_worse_never_rises(market):
    log = market.log
    fair = wanted(log, examination(log)).reshape(SEARCHES, PRODUCTS)
    trees = fit(_lists(market, fair))
    rows = np.tile(describe(market.texts[0], market.signals[0])[3], (50, 1))
    rows[:, FEATURES.index("text")] = np.linspace(0, 1, 50)
    assert (np.diff(trees.scores(rows)) >= 0).all()


def test_a_log_without_clicks_teaches_the_usual_curve_and_nothing_else():
    shown = np.arange(5)
    log = ClickLog(shown, shown + 1, np.zeros(5, np.bool_))
    found = examination(log)
    assert found[1] == 1.0
    assert found[4] == pytest.approx(4**-0.7)
    assert set(wanted(log, found)) == {0.0}
    assert grades(wanted(log, found)).tolist() == [0] * 5


def test_clicks_are_judged_by_how_high_they_stand():
    weights = np.array([0.0, 2.0, 0.0])
    assert discounted_clicks(np.array([1.0, 3.0, 2.0]), weights) == 1.0
    assert discounted_clicks(np.array([3.0, 1.0, 2.0]), weights) == pytest.approx(0.5)


def test_nothing_to_learn_from_is_said():
    with pytest.raises(ValueError, match="nothing"):
        fit([])
