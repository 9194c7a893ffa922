"""Learning from a market whose true wishes are known: clicks are biased, what is learned is not."""

import numpy as np
import pytest

from search.algorithms.learned_ranking import (
    FEATURES,
    JudgedList,
    describe,
    discounted_clicks,
    fit,
    grades,
)
from search.algorithms.position_bias import (
    DEEPEST,
    ClickLog,
    click_rate,
    examination,
    wanted,
)
from search.algorithms.ranking import blended

SEARCHES, PRODUCTS, SHOWN = 60, 20, 150
LOOKED = 1 / np.maximum(np.arange(DEEPEST + 1), 1)


def _market(seed=7):
    """Searches with products whose true wish rests on text and conversion, and their click log.

    The shop ranks by popularity (and a little chance, from day to day), which nobody wishes.
    """
    random = np.random.default_rng(seed)
    text, signals = random.random((SEARCHES, PRODUCTS)), random.random((SEARCHES, PRODUCTS, 7))
    wish = 0.05 + 0.3 * text + 0.4 * signals[:, :, 1] ** 2
    pairs, positions, clicked = [], [], []
    for search in range(SEARCHES):
        for _day in range(SHOWN):
            order = np.argsort(-signals[search, :, 0] - 0.25 * random.normal(size=PRODUCTS))
            places = np.arange(1, PRODUCTS + 1)
            pairs.append(search * PRODUCTS + order)
            positions.append(places)
            clicked.append(random.random(PRODUCTS) < LOOKED[places] * wish[search, order])
    log = ClickLog(*(np.concatenate(part) for part in (pairs, positions, clicked)))
    return text, signals, wish, log


@pytest.fixture(scope="module")
def market():
    return _market()


def _lists(text, signals, relevance):
    return [
        JudgedList(describe(text[search], signals[search]), relevance[search])
        for search in range(SEARCHES)
    ]


def _true_gain(scores, wish):
    """The mean over searches of the true gain that an order by the scores gets."""
    return float(np.mean([discounted_clicks(*pair) for pair in zip(scores, wish, strict=True)]))


def test_the_curve_of_the_places_is_found_without_shuffling(market):
    *_rest, log = market
    found = examination(log)
    assert found[1] == 1.0
    assert (np.diff(found[1:]) <= 0).all()
    assert found[2:11] == pytest.approx(LOOKED[2:11], abs=0.03)


def test_what_is_wanted_is_found_where_plain_clicks_only_show_what_stood_on_top(market):
    _text, _signals, wish, log = market
    fair, plain = wanted(log, examination(log)), click_rate(log)
    true = wish.ravel()
    assert np.corrcoef(fair, true)[0, 1] > np.corrcoef(plain, true)[0, 1] + 0.2


def test_trees_taught_without_the_bias_order_new_searches_better_than_clicks_do(market):
    text, signals, _wish, log = market
    fair = wanted(log, examination(log)).reshape(SEARCHES, PRODUCTS)
    plain = click_rate(log).reshape(SEARCHES, PRODUCTS)
    new_text, new_signals, new_wish, _log = _market(seed=8)
    asked = [describe(new_text[search], new_signals[search]) for search in range(SEARCHES)]
    learned, biased = (
        _answers(fit(_lists(text, signals, labels)), asked) for labels in (fair, plain)
    )
    by_hand = [blended(new_text[search], new_signals[search]) for search in range(SEARCHES)]
    gains = {
        name: _true_gain(scores, new_wish)
        for name, scores in (("learned", learned), ("biased", biased), ("by hand", by_hand))
    }
    assert gains["learned"] > gains["biased"] + 0.01
    assert gains["learned"] > gains["by hand"] + 0.01


def _answers(trees, asked):
    return [trees.scores(rows) for rows in asked]


def test_what_fits_worse_never_rises(market):
    text, signals, _wish, log = market
    fair = wanted(log, examination(log)).reshape(SEARCHES, PRODUCTS)
    trees = fit(_lists(text, signals, fair))
    rows = np.tile(describe(text[0], signals[0])[3], (50, 1))
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
