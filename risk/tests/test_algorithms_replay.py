"""A past played again: as it was judged then, by what was known then."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from risk.algorithms.attempts import DOORS, SIGNALS, Attempt
from risk.algorithms.combining import combine
from risk.algorithms.rules import PLACES, CompiledRule, Condition
from risk.algorithms.vocabulary import Comparison, Door, Mark, Outcome, Result, Signal
from risk.replay.playing import OUTCOMES, Judged, Replay
from risk.replay.visits import Visit

DAY = 86_400.0
START = 1_700_000_000.0


def _visit(
    at: float, *, door: Door = Door.CHECKOUT, result: Result = Result.PASSED, amount: float = 50.0,
    card: int | None = None, late_card: int | None = None, worn_at: float | None = None,
    customer: int = 7,
) -> Visit:  # fmt: skip
    marks = {Mark.CUSTOMER: customer, Mark.EMAIL: customer, Mark.DEVICE: 5}
    if card is not None:
        marks[Mark.CARD] = card
    late = {Mark.CARD: late_card} if late_card is not None else {}
    return Visit(
        Attempt(door, START + at, marks, {Signal.AMOUNT: amount}), result, late, worn_at=worn_at
    )


def _rule(signal: Signal, value: float, *, points: int = 30, hold: bool = True) -> CompiledRule:
    return CompiledRule(
        "a", Door.CHECKOUT, Outcome.HOLD if hold else Outcome.ALLOW, points,
        (Condition(signal, Comparison.AT_LEAST, value),),
    )  # fmt: skip


def _signal(judged: Judged, row: int, signal: Signal) -> float:
    return float(judged.signals[row, PLACES[signal]])


def test_each_attempt_knows_of_those_before_it_and_of_none_after() -> None:
    judged = Replay([]).play([_visit(60.0 * minute) for minute in range(4)])
    counts = [_signal(judged, row, Signal.DEVICE_ATTEMPTS_1H) for row in range(4)]
    assert counts == [1, 2, 3, 4]


def test_days_played_apart_are_one_past() -> None:
    together = Replay([]).play([_visit(0.0), _visit(DAY)])
    apart = Replay([])
    first, second = apart.play([_visit(0.0)]), apart.play([_visit(DAY)])
    # What is usual is taken once a day, so amounts are compared only from the second day on.
    dear = [PLACES[Signal.AMOUNT_TO_SHOP]]
    kept = np.delete(np.arange(len(SIGNALS)), dear)
    both = np.vstack([first.signals, second.signals])
    assert np.array_equal(together.signals[:, kept], both[:, kept], equal_nan=True)
    assert np.array_equal(second.place, [1])


def test_the_card_of_a_declined_payment_is_known_only_afterwards() -> None:
    judged = Replay([]).play(
        [
            _visit(0.0, result=Result.FAILED, late_card=1),
            _visit(30.0, result=Result.FAILED, late_card=2),
            _visit(60.0, card=3),
        ]
    )
    assert _signal(judged, 1, Signal.DEVICE_CARDS_7D) == 1
    assert _signal(judged, 2, Signal.DEVICE_CARDS_7D) == 3
    assert _signal(judged, 2, Signal.DEVICE_FAILURES_1D) == 2


def test_wear_counts_from_when_the_stockroom_saw_it() -> None:
    replay = Replay([])
    worn = _visit(0.0, door=Door.RETURN, worn_at=START + 3 * DAY)
    replay.play([worn])
    early = replay.play([_visit(2 * DAY, door=Door.RETURN)])
    late = replay.play([_visit(4 * DAY, door=Door.RETURN)])
    assert _signal(early, 0, Signal.WORN_RETURNS_365D) == 0
    assert _signal(late, 0, Signal.WORN_RETURNS_365D) == 1


def test_what_is_confirmed_counts_from_then_on() -> None:
    replay = Replay([])
    first = replay.play([_visit(0.0)])
    before = replay.play([_visit(60.0, customer=8)])
    replay.confirm(int(first.place[0]), 1)
    after = replay.play([_visit(120.0, customer=9)])
    assert _signal(before, 0, Signal.LINKED_FRAUD) == 0
    assert _signal(after, 0, Signal.LINKED_FRAUD) == 1
    assert replay.lessons().verdict.tolist() == [1, 0, 0]


def test_rules_give_points_and_ask_for_an_outcome() -> None:
    replay = Replay([_rule(Signal.AMOUNT, 100), _rule(Signal.AMOUNT, 200, points=90, hold=False)])
    judged = replay.play(
        [_visit(0.0, amount=50), _visit(1.0, amount=150), _visit(2.0, amount=250),
         _visit(3.0, amount=250, door=Door.RETURN)]
    )  # fmt: skip
    assert judged.points.tolist() == [0, 30, 100, 0]
    assert judged.score.tolist() == [0, 30, 100, 0]
    outcomes = [OUTCOMES[place] for place in judged.outcome]
    assert outcomes == [Outcome.ALLOW, Outcome.HOLD, Outcome.HOLD, Outcome.ALLOW]
    assert judged.fired == ((), ("a",), ("a", "a"), ())
    assert np.isnan(judged.anomaly).all()


def test_a_past_that_is_only_remembered_is_known_of_and_not_learned_from() -> None:
    replay = Replay([])
    replay.remember([_visit(0.0), _visit(60.0)])
    judged = replay.play([_visit(120.0)])
    assert judged.place.tolist() == [2]
    assert _signal(judged, 0, Signal.DEVICE_ATTEMPTS_1H) == 3
    replay.confirm(2, -1)
    replay.confirm(1, 1)
    assert replay.lessons().verdict.tolist() == [-1]
    assert _signal(replay.play([_visit(180.0, customer=9)]), 0, Signal.LINKED_FRAUD) == 1
    with pytest.raises(ValueError, match="before"):
        replay.remember([_visit(240.0)])


def test_models_speak_once_they_have_learned() -> None:
    replay = Replay([])
    rng = np.random.default_rng(2)
    visits = [
        _visit(3_600.0 * row, amount=float(rng.gamma(2, 30)), customer=100 + row)
        for row in range(300)
    ]
    replay.play(visits)
    replay.learn(now=START + 3_600.0 * 300)
    assert set(replay.scorers) == {Door.CHECKOUT}
    judged = replay.play([_visit(3_600.0 * 301, amount=4_000.0, customer=900)])
    assert judged.anomaly[0] > 0.8
    assert judged.score[0] == combine(0.0, float(judged.anomaly[0]))
    assert replay.lessons().door.tolist() == [DOORS.index(Door.CHECKOUT)] * 301


def test_a_wrong_password_is_remembered_and_not_judged() -> None:
    replay = Replay([_rule(Signal.AMOUNT, 1)])
    wrong = replace(_visit(0.0, door=Door.LOGIN, result=Result.FAILED), is_judged=False)
    judged = replay.play([wrong, _visit(60.0, door=Door.LOGIN)])
    assert np.isnan(judged.signals[0]).all()
    assert judged.score[0] == 0
    assert _signal(judged, 1, Signal.LOGIN_FAILURES_1D) == 1
    assert len(replay.lessons()) == 1
