"""What the models learn and how they are asked, on attempts whose truth is known."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.ensemble import IsolationForest

from risk.algorithms.attempts import DOORS, SIGNALS, FloatArray
from risk.algorithms.combining import (
    MOST_FOR_ANOMALY,
    combine,
    fraud_points,
)
from risk.algorithms.isolation import (
    FEWEST_ATTEMPTS,
    SEED,
    TREES,
    Forest,
    fit_forest,
)
from risk.algorithms.learned import grown, rows_of
from risk.algorithms.scorers import (
    Lessons,
    Scorer,
    cases_of,
    fit_scorers,
    from_arrays,
    to_arrays,
)
from risk.algorithms.vocabulary import Door, Signal

DAY = 86_400.0
NOW = 400 * DAY
AMOUNT, CARDS = SIGNALS.index(Signal.AMOUNT_TO_SHOP), SIGNALS.index(Signal.DEVICE_CARDS_7D)
ABROAD, FAILURES = SIGNALS.index(Signal.CARD_ABROAD), SIGNALS.index(Signal.DEVICE_FAILURES_1D)
ORDERS = SIGNALS.index(Signal.ORDERS_BEFORE)


def _attempts(count: int, *, seed: int = 0) -> FloatArray:
    """Honest ones: usual amounts, one card, now and then a failure; the rest is unknown."""
    draw = np.random.default_rng(seed)
    signals = np.full((count, len(SIGNALS)), np.nan)
    signals[:, AMOUNT] = draw.lognormal(0, 0.5, count)
    signals[:, CARDS] = 1 + (draw.random(count) < 0.05)
    signals[:, ABROAD] = draw.random(count) < 0.04
    signals[:, FAILURES] = draw.poisson(0.1, count)
    signals[:, ORDERS] = draw.poisson(2, count)
    return signals


def _thieves(count: int, *, seed: int = 1) -> FloatArray:
    signals = _attempts(count, seed=seed)
    draw = np.random.default_rng(seed)
    signals[:, AMOUNT] *= 3
    signals[:, CARDS] = 2 + draw.poisson(1.5, count)
    signals[:, FAILURES] = 1 + draw.poisson(2, count)
    signals[:, ORDERS] = 0
    return signals


def _lessons(honest: int, thieves: int, *, confirmed_honest: int = 0, door: int = 0) -> Lessons:
    """Spread over a year, thieves in between, all of them confirmed."""
    count = honest + thieves
    is_thief = np.zeros(count, np.bool_)
    is_thief[np.linspace(0, count - 1, thieves).astype(int)] = True
    signals = np.empty((count, len(SIGNALS)))
    signals[is_thief], signals[~is_thief] = _thieves(thieves), _attempts(honest)
    verdict = is_thief.astype(np.int64)
    verdict[np.flatnonzero(~is_thief)[:confirmed_honest]] = -1
    at = np.linspace(NOW - 365 * DAY, NOW - DAY, count)
    return Lessons(np.full(count, door), at, signals, verdict, np.ones(count, np.bool_))


class TestForest:
    def test_scores_as_scikit_learn_does(self) -> None:
        signals = _attempts(600)
        forest = fit_forest(signals)
        assert forest is not None
        rows = forest.watched.prepared(signals)
        theirs = IsolationForest(n_estimators=TREES, random_state=SEED).fit(rows)
        asked = np.vstack([signals, _thieves(50)])
        expected = -theirs.score_samples(forest.watched.prepared(asked))
        np.testing.assert_allclose(forest.scores(asked), expected, rtol=0, atol=1e-9)

    def test_what_columns_did_and_the_roots_sum_to_the_length_of_the_paths(self) -> None:
        forest = fit_forest(_attempts(400))
        assert forest is not None
        thief = _thieves(1)[0]
        row = forest.watched.prepared(thief[None, :])
        roots = forest.trees.value[forest.trees.root].sum()
        assert roots + forest.trees.changes(row[0]).sum() == pytest.approx(
            forest.trees.sums(row)[0]
        )

    def test_thieves_are_more_unusual_than_nearly_everybody(self) -> None:
        forest = fit_forest(_attempts(1_000))
        assert forest is not None
        assert np.median(forest.anomalies(_thieves(40))) > 0.99
        assert np.median(forest.anomalies(_attempts(200, seed=5))) < 0.9

    def test_one_of_ten_is_told_to_be_more_unusual_than_nine_of_ten(self) -> None:
        signals = _attempts(5_000)
        forest = fit_forest(signals)
        assert forest is not None
        later = forest.anomalies(_attempts(5_000, seed=9))
        assert (later > 0.9).mean() == pytest.approx(0.1, abs=0.03)
        assert (later > 0.99).mean() == pytest.approx(0.01, abs=0.01)

    def test_many_orders_before_are_nothing_unusual(self) -> None:
        """What is rare on the honest side is cut off."""
        forest = fit_forest(_attempts(1_000))
        assert forest is not None
        loyal = _attempts(1)
        loyal[:, ORDERS] = 2
        much_more_loyal = loyal.copy()
        much_more_loyal[:, ORDERS] = 500
        assert forest.scores(loyal)[0] == forest.scores(much_more_loyal)[0]

    @pytest.mark.parametrize("count", [0, 1, FEWEST_ATTEMPTS - 1])
    def test_few_attempts_teach_nothing(self, count: int) -> None:
        assert fit_forest(_attempts(count)) is None

    def test_attempts_that_are_all_alike_teach_nothing(self) -> None:
        assert fit_forest(np.repeat(_attempts(1), 500, axis=0)) is None

    def test_attempts_of_which_nothing_is_known_teach_nothing(self) -> None:
        assert fit_forest(np.full((500, len(SIGNALS)), np.nan)) is None

    def test_is_kept_as_arrays_and_read_again(self) -> None:
        forest = fit_forest(_attempts(300))
        assert forest is not None
        again = Forest.from_arrays("one", forest.to_arrays("one"))
        asked = _thieves(20)
        np.testing.assert_array_equal(again.anomalies(asked), forest.anomalies(asked))


class TestLearned:
    def test_walks_as_lightgbm_does(self) -> None:
        import lightgbm

        cases = cases_of(_lessons(3_000, 220), now=NOW)
        trees = grown(cases)
        theirs = _booster_of(cases)
        assert isinstance(theirs, lightgbm.Booster)
        for rows in (cases.rows, rows_of(np.zeros(50, np.int64), _thieves(50, seed=4))):
            expected = theirs.predict(rows, raw_score=True, num_threads=1)
            np.testing.assert_allclose(trees.sums(rows), expected, rtol=0, atol=1e-9)

    def test_unknown_values_go_where_lightgbm_sends_them(self) -> None:
        lessons = _lessons(3_000, 220)
        holes = np.random.default_rng(3).random(lessons.signals.shape) < 0.3
        lessons.signals[holes] = np.nan
        cases = cases_of(lessons, now=NOW)
        expected = _booster_of(cases).predict(cases.rows, raw_score=True, num_threads=1)
        np.testing.assert_allclose(grown(cases).sums(cases.rows), expected, rtol=0, atol=1e-9)

    def test_an_unknown_that_learning_never_saw_goes_where_lightgbm_sends_it(self) -> None:
        cases = cases_of(_lessons(3_000, 220), now=NOW)
        asked = np.full_like(cases.rows[:5], np.nan)
        expected = _booster_of(cases).predict(asked, raw_score=True, num_threads=1)
        np.testing.assert_allclose(grown(cases).sums(asked), expected, rtol=0, atol=1e-9)

    def test_thieves_are_likelier_frauds(self) -> None:
        scorer = fit_scorers(_lessons(4_000, 240), now=NOW)[DOORS[0]]
        assert scorer.fraud(_thieves(1, seed=8)[0]) > 0.5  # type: ignore[operator]
        honest = scorer.frauds(_attempts(500, seed=8))
        assert honest is not None
        assert honest.mean() < 0.02

    def test_chances_come_true(self) -> None:
        """Half of the thieves look like anybody: nobody is told to be one for sure."""
        lessons = _lessons(4_000, 500)
        thieves = np.flatnonzero(lessons.verdict == 1)[::2]
        lessons.signals[thieves] = _attempts(len(thieves), seed=21)
        scorer = fit_scorers(lessons, now=NOW)[DOORS[0]]
        told = scorer.frauds(_attempts(2_000, seed=22))
        assert told is not None
        assert told.mean() == pytest.approx(250 / 4_250, rel=0.5)

    def test_fewer_than_two_hundred_confirmed_teach_only_what_is_usual(self) -> None:
        scorer = fit_scorers(_lessons(2_000, 199), now=NOW)[DOORS[0]]
        assert scorer.forest is not None
        assert scorer.fraud(_thieves(1)[0]) is None

    def test_confirmed_ones_of_one_kind_teach_only_what_is_usual(self) -> None:
        scorer = fit_scorers(_lessons(2_000, 0, confirmed_honest=300), now=NOW)[DOORS[0]]
        assert scorer.learned is None

    def test_fraud_alone_teaches_nothing(self) -> None:
        assert fit_scorers(_lessons(0, 300), now=NOW) == {}

    def test_the_silence_of_sixty_days_is_honesty_of_less_weight(self) -> None:
        lessons = _lessons(100, 1, confirmed_honest=10)
        cases = cases_of(lessons, now=NOW)
        young = (lessons.at >= NOW - 60 * DAY) & (lessons.verdict == 0)
        assert young.any()
        assert len(cases) == len(lessons) - young.sum()
        assert set(cases.weight[cases.is_fraud == 1]) == {1.0}
        assert sorted(set(cases.weight)) == [0.3, 1.0]
        assert (cases.weight == 1.0).sum() == 11

    def test_silence_tells_least_where_nobody_would_complain(self) -> None:
        weights = {
            door: cases_of(_lessons(100, 0, door=DOORS.index(door)), now=NOW).weight.max()
            for door in DOORS
        }
        assert weights[Door.CHECKOUT] == weights[Door.LOGIN]
        assert weights[Door.RETURN] < weights[Door.CHECKOUT] / 5

    def test_the_silence_of_what_never_went_through_tells_nothing(self) -> None:
        lessons = _lessons(400, 1)
        lessons.passed[:100] = False
        passed = int((lessons.passed & (lessons.at < NOW - 60 * DAY)).sum())
        confirmed_and_failed = int((lessons.verdict[:100] != 0).sum())
        assert len(cases_of(lessons, now=NOW)) == passed + confirmed_and_failed


class TestScorer:
    def test_nothing_learned_from_nothing(self) -> None:
        assert fit_scorers(Lessons.empty(), now=NOW) == {}

    def test_one_attempt_with_one_label_teaches_nothing(self) -> None:
        assert fit_scorers(_lessons(0, 1), now=NOW) == {}

    def test_is_kept_as_arrays_and_read_again(self) -> None:
        scorers = fit_scorers(_lessons(2_000, 220), now=NOW)
        again = from_arrays(to_arrays(scorers), version="v1")
        asked = _thieves(20)
        for door, scorer in scorers.items():
            np.testing.assert_array_equal(again[door].frauds(asked), scorer.frauds(asked))
            assert again[door].version == "v1"
        assert again[DOORS[0]].anomaly(asked[0]) == scorers[DOORS[0]].anomaly(asked[0])

    def test_what_was_learned_from_other_signals_is_not_read(self) -> None:
        arrays = to_arrays(fit_scorers(_lessons(300, 0), now=NOW))
        arrays["signals"] = arrays["signals"][::-1]
        with pytest.raises(ValueError, match="other signals"):
            from_arrays(arrays)

    def test_reasons_name_what_was_unusual_and_sum_to_no_more_than_their_points(self) -> None:
        scorer = fit_scorers(_lessons(2_000, 0), now=NOW)[DOORS[0]]
        thief = _thieves(1, seed=3)[0]
        reasons = scorer.reasons(thief)
        assert {signal for signal, _points in reasons} >= {Signal.DEVICE_CARDS_7D}
        total = sum(points for _signal, points in reasons)
        assert 0 < total <= combine(0.0, scorer.anomaly(thief)) + 1e-9

    def test_reasons_of_the_learned_model_speak_for_somebody_too(self) -> None:
        learned = fit_scorers(_lessons(4_000, 240), now=NOW)[DOORS[0]].learned
        mixed = _thieves(1)[0]
        mixed[AMOUNT], mixed[FAILURES], mixed[CARDS], mixed[ORDERS] = 4, 5, 4, 6
        points = dict(Scorer(DOORS[0], None, learned).reasons(mixed))
        assert points[Signal.DEVICE_FAILURES_1D] > 0
        assert points[Signal.ORDERS_BEFORE] < 0

    def test_without_models_nothing_is_said(self) -> None:
        scorer = Scorer(Door.LOGIN)
        signals = _attempts(1)[0]
        assert scorer.anomaly(signals) == 0
        assert scorer.fraud(signals) is None
        assert scorer.reasons(signals) == []


chances = st.floats(0, 1)
points_of_rules = st.floats(0, 300)


class TestCombining:
    @given(points_of_rules, st.none() | chances, st.none() | chances)
    def test_a_score_lies_between_0_and_100(self, rules, anomaly, fraud) -> None:
        assert 0 <= combine(rules, anomaly, fraud) <= 100

    @given(points_of_rules, chances, chances, chances)
    def test_more_against_somebody_never_lowers_the_score(self, rules, one, other, fraud) -> None:
        low, high = sorted((one, other))
        assert combine(rules, low, fraud) <= combine(rules, high, fraud) + 1e-9
        assert combine(rules, fraud, low) <= combine(rules, fraud, high) + 1e-9
        assert combine(rules, low, fraud) <= combine(rules + 5, low, fraud) + 1e-9

    @given(points_of_rules)
    def test_rules_alone_count_as_they_are(self, rules) -> None:
        assert combine(rules) == pytest.approx(min(rules, 100))

    def test_being_unusual_alone_never_asks_for_proof(self) -> None:
        assert combine(0.0, 1.0) == pytest.approx(MOST_FOR_ANOMALY)
        assert MOST_FOR_ANOMALY < 45

    def test_one_fraud_among_ten_is_the_middle(self) -> None:
        assert fraud_points(0.1) == pytest.approx(50)
        assert fraud_points(0.0) == 0
        assert fraud_points(1.0) == pytest.approx(100)

    @given(st.lists(st.tuples(points_of_rules, chances, chances), min_size=1))
    def test_many_at_once_are_as_one_by_one(self, asked) -> None:
        together = combine(*(np.array(column) for column in zip(*asked, strict=True)))
        np.testing.assert_allclose(together, [combine(*one) for one in asked])


def _booster_of(cases):
    """What ``grown`` learned, as LightGBM itself keeps it."""
    import lightgbm

    kept = []
    train = lightgbm.train

    def _and_keep(*args, **options):
        kept.append(train(*args, **options))
        return kept[-1]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(lightgbm, "train", _and_keep)
        grown(cases)
    return kept[0]
