"""Signals, rules and reasons as people read them."""

import pytest
from django.utils.translation import override

from risk.algorithms.house_rules import HOUSE_RULES
from risk.algorithms.rules import Condition
from risk.algorithms.vocabulary import Comparison, Mark, Outcome, Signal, Verdict
from risk.decisions import Reason
from risk.models import Rule
from risk.signal_words import SIGNAL_WORDS, Measure
from risk.tests.factories import make_known, make_rule
from risk.wording import (
    condition_words,
    outcome_words,
    reason_words,
    rule_sentence,
    share_words,
    signal_sentence,
    told,
)


def test_every_signal_has_words_in_both_languages():
    assert set(SIGNAL_WORDS) == set(Signal)
    for signal, words in SIGNAL_WORDS.items():
        assert (words.no is not None) == (words.measure == Measure.FLAG)
        english = {signal_sentence(signal, 1), signal_sentence(signal, 0)}
        assert len(english) == 2
        with override("de"):
            assert not english & {signal_sentence(signal, 1), signal_sentence(signal, 0)}


@pytest.mark.parametrize(
    ("signal", "value", "sentence"),
    [
        (Signal.AMOUNT, 120, "Amount: €120.00"),
        (Signal.AMOUNT_TO_SHOP, 3.456, "Amount beside what is usual in the shop: 3.46 times"),
        (Signal.RETURN_RATE, 0.6, "Orders of a year of which something came back: 60%"),
        (Signal.ACCOUNT_DAYS, 1, "Time since the customer came: 1 day"),
        (Signal.ORDERS_BEFORE, 1200, "Earlier orders: 1,200"),
        (Signal.EXPRESS, 1, "Express delivery"),
        (Signal.EXPRESS, 0, "No express delivery"),
    ],
)
def test_a_value_has_its_unit(signal, value, sentence):
    assert signal_sentence(signal, value) == sentence


@pytest.mark.parametrize(
    ("comparison", "value", "words"),
    [
        (Comparison.AT_LEAST, 2, "Earlier orders: 2 or more"),
        (Comparison.AT_MOST, 2, "Earlier orders: 2 or fewer"),
        (Comparison.AT_MOST, 0, "Earlier orders: none"),
        (Comparison.EQUALS, 2, "Earlier orders: exactly 2"),
    ],
)
def test_a_condition_says_how_it_compares(comparison, value, words):
    assert condition_words(Condition(Signal.ORDERS_BEFORE, comparison, value)) == words


def test_a_flag_is_told_as_it_has_to_be():
    yes = Condition(Signal.GIFT, Comparison.AT_LEAST, 1)
    no = Condition(Signal.GIFT, Comparison.EQUALS, 0)
    assert rule_sentence([yes, no]) == "A gift · Not a gift"


def test_rules_of_the_house_are_told_in_words():
    for house in HOUSE_RULES:
        assert rule_sentence(house.conditions).count(" · ") == len(house.conditions) - 1


def test_small_shares_keep_their_digits():
    assert [share_words(share) for share in (0, 0.0057, 0.123)] == ["0%", "0.57%", "12%"]
    with override("de"):
        assert share_words(0.0057) == "0,57\xa0%"


def test_an_outcome_is_named():
    assert outcome_words(Outcome.HOLD) == "Hold for review"


@pytest.mark.django_db
def test_reasons_are_told_with_their_rule_and_why(django_assert_num_queries):
    rule = make_rule(name="Dear", why="Thieves are in a hurry.")
    known = make_known(Mark.EMAIL, shown="The ring", verdict=Verdict.FRAUD)
    reasons = [
        Reason(f"rule:{rule.pk}", weight=20),
        Reason(f"known:{known.pk}"),
        Reason("express", 1, 4.5),
        Reason("failure:slow"),
        Reason("rule:999999"),
        Reason("heartbeat"),
    ]
    with django_assert_num_queries(2):
        found = told(reasons)
    assert [each.words for each in found] == [
        "Rule: Dear",
        "On the list as not to be served: The ring (E-mail address)",
        "Express delivery",
        "The score took too long; the policy of the door decided",
        "A rule that was deleted since",
        "heartbeat",
    ]
    assert found[0].why == "Thieves are in a hurry."
    assert [each.weight for each in found][:3] == [20, 0, 4.5]


@pytest.mark.django_db
def test_a_rule_of_the_house_is_a_reason_in_the_readers_language():
    rule = Rule.objects.get(code="linked-fraud")
    with override("de"):
        assert reason_words(Reason(f"rule:{rule.pk}")) == (
            "Regel: Teilt etwas mit bestätigtem Betrug"
        )
