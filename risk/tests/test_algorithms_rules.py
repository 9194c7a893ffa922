"""Rules fire alike one by one and in bulk; what a look back reckons is what the rules would do."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from risk.algorithms.attempts import SIGNALS
from risk.algorithms.house_rules import HOUSE_RULES
from risk.algorithms.lists import outcome_of_known
from risk.algorithms.looking_back import Bounds, Past, effect_of, sums, without
from risk.algorithms.rules import (
    PLACES,
    CompiledRule,
    Condition,
    fired,
    fires,
    outcome_of,
    points_of,
)
from risk.algorithms.vocabulary import Comparison, Door, Mark, Outcome, Signal, Verdict

VALUES = st.one_of(st.just(float("nan")), st.sampled_from([0.0, 1.0, 2.0, 3.0]), st.floats(0, 1e6))
CONDITIONS = st.builds(
    Condition,
    signal=st.sampled_from(SIGNALS[:6]),
    comparison=st.sampled_from(Comparison),
    value=st.sampled_from([0.0, 1.0, 2.0, 2.5]),
)
RULES = st.builds(
    CompiledRule,
    key=st.just("rule:1"),
    door=st.just(Door.CHECKOUT),
    outcome=st.sampled_from(Outcome),
    points=st.integers(0, 100),
    conditions=st.lists(CONDITIONS, max_size=4).map(tuple),
)
BOUNDS = Bounds(step_up=45, hold=65, refuse=101)


def rule(*conditions, key="rule:1", outcome=Outcome.HOLD, points=20, door=Door.CHECKOUT):
    return CompiledRule(key, door, outcome, points, conditions)


def at_least(signal, value=1.0):
    return Condition(signal, Comparison.AT_LEAST, value)


def attempts(*known):
    matrix = np.full((len(known), len(SIGNALS)), np.nan)
    for row, signals in enumerate(known):
        for signal, value in signals.items():
            matrix[row, PLACES[signal]] = value
    return matrix


def past(*known, applied=None, points=0.0, verdict=0, listed=False):
    n = len(known)
    return Past(
        at=np.arange(n, dtype=np.float64),
        amount_minor=np.full(n, 1_000),
        verdict=np.full(n, verdict),
        outcome=np.zeros(n, np.int64),
        is_listed=np.full(n, listed),
        rule_points=np.full(n, float(points)),
        anomaly=np.full(n, np.nan),
        fraud=np.full(n, np.nan),
        applied=applied or [()] * n,
        signals=attempts(*known),
    )


@given(RULES, st.lists(st.lists(VALUES, min_size=6, max_size=6), max_size=8))
def test_a_rule_fires_one_by_one_as_in_bulk(asked, rows):
    matrix = np.full((len(rows), len(SIGNALS)), np.nan)
    for place, row in enumerate(rows):
        matrix[place, :6] = row
    in_bulk = fires(asked, matrix).tolist()
    assert in_bulk == [bool(fired([asked], Door.CHECKOUT, row)) for row in matrix]


@pytest.mark.parametrize("comparison", Comparison)
def test_what_is_unknown_meets_no_condition(comparison):
    unknown = attempts({})
    for value in (0.0, float("nan")):
        asked = rule(Condition(Signal.AMOUNT, comparison, value))
        assert not fired([asked], Door.CHECKOUT, unknown[0])
        assert not fires(asked, unknown).any()


def test_all_conditions_have_to_be_met():
    asked = rule(at_least(Signal.EXPRESS), Condition(Signal.UNITS, Comparison.AT_MOST, 2))
    known = attempts(
        {Signal.EXPRESS: 1, Signal.UNITS: 2},
        {Signal.EXPRESS: 1, Signal.UNITS: 3},
        {Signal.EXPRESS: 0, Signal.UNITS: 2},
    )
    assert fires(asked, known).tolist() == [True, False, False]


def test_a_rule_without_conditions_never_fires():
    assert not fired([rule()], Door.CHECKOUT, attempts({Signal.AMOUNT: 9})[0])
    assert not fires(rule(), attempts({Signal.AMOUNT: 9})).any()


def test_a_rule_of_another_door_stays_silent():
    asked = rule(at_least(Signal.AMOUNT), door=Door.RETURN)
    assert not fired([asked], Door.CHECKOUT, attempts({Signal.AMOUNT: 9})[0])


def test_points_are_summed_to_a_whole_score_and_the_gravest_outcome_counts():
    rules = [rule(points=60), rule(points=70, outcome=Outcome.STEP_UP)]
    assert points_of(rules) == 100
    assert outcome_of(rules) == Outcome.HOLD
    assert outcome_of([]) == Outcome.ALLOW


def test_rules_of_the_house_can_be_told_apart_and_never_fire_on_nothing():
    assert len({each.code for each in HOUSE_RULES}) == len(HOUSE_RULES)
    for house in HOUSE_RULES:
        assert house.conditions
        assert not fires(house.compiled(), attempts({})).any()


def test_the_house_refuses_a_burst_of_declined_cards_alone():
    refusing = [each.code for each in HOUSE_RULES if each.outcome == Outcome.REFUSE]
    assert refusing == ["card-testing-browser"]


def test_a_usual_order_meets_no_rule_of_the_house():
    usual = {
        Signal.AMOUNT: 60, Signal.AMOUNT_TO_SHOP: 1.1, Signal.EXPRESS: 1, Signal.ORDERS_BEFORE: 0,
        Signal.DEVICE_ATTEMPTS_1H: 2, Signal.DEVICE_FAILURES_1D: 1, Signal.DEVICE_CARDS_7D: 2,
        Signal.CARD_EMAILS_90D: 2, Signal.ADDRESS_CARDS_90D: 3, Signal.ADDRESS_EMAILS_90D: 4,
        Signal.EMAIL_CARDS_90D: 2, Signal.CARD_ABROAD: 0, Signal.NETWORK_ABROAD: 0,
        Signal.LINKED_FRAUD: 0, Signal.NETWORK_FRAUD_30D: 0, Signal.COUPON_BY_ADDRESS_90D: 1,
        Signal.FIRST_ORDER_COUPON: 1, Signal.COUPON_BY_DEVICE_90D: 1, Signal.DISPOSABLE_MAIL: 0,
    }  # fmt: skip
    compiled = [each.compiled() for each in HOUSE_RULES]
    assert fired(compiled, Door.CHECKOUT, attempts(usual)[0]) == ()


@pytest.mark.parametrize(
    ("known", "outcome"),
    [
        ([], None),
        ([(Mark.EMAIL, Verdict.FRAUD)], Outcome.REFUSE),
        ([(Mark.NETWORK, Verdict.FRAUD)], Outcome.HOLD),
        ([(Mark.NETWORK, Verdict.FRAUD), (Mark.CARD, Verdict.FRAUD)], Outcome.REFUSE),
        ([(Mark.NETWORK, Verdict.LEGITIMATE)], Outcome.ALLOW),
        ([(Mark.EMAIL, Verdict.FRAUD), (Mark.CUSTOMER, Verdict.LEGITIMATE)], Outcome.HOLD),
    ],
)
def test_what_follows_from_the_list(known, outcome):
    assert outcome_of_known(known) == outcome


def test_a_rule_answers_for_what_is_done_because_of_it_alone():
    """The second attempt was held by another rule already, the third is not met."""
    asked = rule(at_least(Signal.EXPRESS), key="rule:2")
    attempts_then = past(
        {Signal.EXPRESS: 1}, {Signal.EXPRESS: 1}, {Signal.EXPRESS: 0},
        applied=[(), ("rule:1",), ()],
    )  # fmt: skip
    effect = effect_of(asked, attempts_then, bounds=BOUNDS, rules={"rule:1": Outcome.HOLD})
    assert effect.fires.tolist() == [True, True, False]
    assert effect.is_its_own.tolist() == [True, False, False]
    assert effect.ended(attempts_then, Outcome.HOLD).count == 2


def test_points_alone_can_reach_a_bound():
    asked = rule(at_least(Signal.EXPRESS), outcome=Outcome.ALLOW, points=30)
    near = past({Signal.EXPRESS: 1}, {Signal.EXPRESS: 0}, points=25)
    effect = effect_of(asked, near, bounds=BOUNDS, rules={})
    assert effect.gravity.tolist() == [Outcome.STEP_UP.gravity, Outcome.ALLOW.gravity]


def test_a_rule_as_it_stands_is_taken_out_before_it_is_judged():
    stands = rule(at_least(Signal.EXPRESS), points=70)
    then = past({Signal.EXPRESS: 1}, applied=[("rule:1",)], points=70)
    others = without(then, stands)
    assert others.rule_points.tolist() == [0]
    effect = effect_of(stands, others, bounds=BOUNDS, rules={"rule:1": Outcome.HOLD})
    assert effect.is_its_own.all()
    milder = effect_of(
        rule(at_least(Signal.EXPRESS, 2)), others, bounds=BOUNDS, rules={"rule:1": Outcome.HOLD}
    )
    assert not milder.gravity.any()


def test_the_list_of_known_ones_goes_before_every_rule():
    trusted = past({Signal.EXPRESS: 1}, listed=True)
    effect = effect_of(
        rule(at_least(Signal.EXPRESS), outcome=Outcome.REFUSE), trusted, bounds=BOUNDS, rules={}
    )
    assert effect.fires.all()
    assert not effect.gravity.any()


def test_a_door_has_its_own_gravest():
    held = Bounds(45, 65, 101, most=Outcome.HOLD)
    effect = effect_of(
        rule(at_least(Signal.EXPRESS), outcome=Outcome.REFUSE),
        past({Signal.EXPRESS: 1}),
        bounds=held,
        rules={},
    )
    assert effect.gravity.tolist() == [Outcome.HOLD.gravity]


@given(st.lists(st.sampled_from([-1, 0, 1]), max_size=30))
def test_sums_are_whole(verdicts):
    then = past(*[{} for _each in verdicts])
    then.verdict[:] = verdicts
    found = sums(then, np.ones(len(verdicts), np.bool_))
    assert found.fraud + found.honest + found.unknown == found.count == len(verdicts)
    assert found.fraud_minor == 1_000 * verdicts.count(1)
