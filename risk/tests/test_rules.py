"""Keeping rules, reading them for judging, and asking the past before a rule is kept."""

from datetime import timedelta
from time import process_time

import pytest
from django.core.management import call_command
from django.utils.translation import override

from accounts.models import User
from events.models import AuditEntry
from foundation import clock
from foundation.refusals import Refusal
from risk.algorithms.house_rules import HOUSE_RULES
from risk.algorithms.rules import Condition
from risk.algorithms.vocabulary import Comparison, Door, Mark, Outcome, Signal, Verdict
from risk.kinds import LabelSource
from risk.models import Assessment, Rule
from risk.rules import book
from risk.rules.drafting import RuleDraft
from risk.rules.house_words import HOUSE_WORDS, rule_name
from risk.rules.looking_back import look_back
from risk.rules.services import delete_rule, save_rule, switch_rules, write_house_rules
from risk.tests.factories import make_assessment, make_known, make_label, make_policy, make_rule

pytestmark = pytest.mark.django_db
EXPRESS = Condition(Signal.EXPRESS, Comparison.EQUALS, 1)
DEAR = Condition(Signal.AMOUNT, Comparison.AT_LEAST, 500)


def draft(*conditions, **said):
    values = {
        "name": "Dear and express", "door": Door.CHECKOUT, "outcome": Outcome.HOLD, "points": 20,
        **said,
    }  # fmt: skip
    return RuleDraft(conditions=conditions or (EXPRESS, DEAR), **values)


@pytest.fixture
def no_rules():
    Rule.objects.all().delete()
    book.forget()


@pytest.fixture
def boss():
    return User.objects.create_superuser("boss@example.com", "a good long password")


def attempt(amount, *, express=1, days_ago=3, **fields):
    return make_assessment(
        signals={Signal.AMOUNT: amount, Signal.EXPRESS: express},
        amount_minor=amount * 100,
        occurred_at=clock.now() - timedelta(days=days_ago),
        parts={"rules": 0},
        **fields,
    )


def test_a_new_shop_has_the_rules_of_the_house():
    assert set(Rule.objects.values_list("code", flat=True)) == {each.code for each in HOUSE_RULES}
    assert set(HOUSE_WORDS) == {each.code for each in HOUSE_RULES}
    by_key = {rule.key: rule for rule in book.rules_of(Door.CHECKOUT)}
    for house in HOUSE_RULES:
        if house.door == Door.CHECKOUT:
            kept = by_key[f"rule:{Rule.objects.get(code=house.code).pk}"]
            assert (kept.outcome, kept.points, kept.conditions) == (
                house.outcome, house.points, house.conditions,
            )  # fmt: skip


def test_rules_of_the_house_are_added_once_and_stay_as_staff_left_them(boss):
    changed = Rule.objects.get(code="declined-browser")
    switch_rules(rules=[changed], on=False, by=boss)
    Rule.objects.filter(code="linked-fraud").delete()
    assert write_house_rules() == 1
    assert write_house_rules() == 0
    changed.refresh_from_db()
    assert not changed.is_active


def test_a_rule_nobody_changed_follows_the_house():
    rule = Rule.objects.get(code="declined-browser")
    Rule.objects.filter(pk=rule.pk).update(points=1)
    rule.conditions.all().delete()
    assert write_house_rules() == 1
    rule.refresh_from_db()
    house = next(each for each in HOUSE_RULES if each.code == "declined-browser")
    assert book.compiled(rule).conditions == house.conditions
    assert rule.points == house.points


def test_the_command_lists_every_rule_in_words(capsys):
    call_command("risk_rules", house=True)
    told = capsys.readouterr().out
    assert "0 rules were added or renewed." in told
    assert told.count(" points  ") == len(HOUSE_RULES)


def test_a_rule_counts_at_once_and_is_in_the_audit_trail(no_rules, boss):
    assert book.rules_of(Door.CHECKOUT) == ()
    rule = save_rule(rule=None, draft=draft(), by=boss)
    (kept,) = book.rules_of(Door.CHECKOUT)
    assert kept.key == f"rule:{rule.pk}"
    assert kept.conditions == (EXPRESS, DEAR)
    save_rule(rule=rule, draft=draft(EXPRESS, points=35), by=boss)
    assert book.rules_of(Door.CHECKOUT)[0].conditions == (EXPRESS,)
    entry = AuditEntry.objects.filter(model="risk.rule").latest("pk")
    assert entry.actor == boss.pk
    assert (entry.changes["before"]["points"], entry.changes["after"]["points"]) == (20, 35)


def test_a_rule_that_is_switched_off_is_not_asked(no_rules, boss):
    rule = save_rule(rule=None, draft=draft(), by=boss)
    assert switch_rules(rules=[rule], on=False, by=boss) == 1
    assert book.rules_of(Door.CHECKOUT) == ()
    assert switch_rules(rules=[rule], on=False, by=boss) == 0


@pytest.mark.parametrize(
    ("said", "field"),
    [
        ({"name": ""}, "name"),
        ({"points": 101}, "points"),
        ({"outcome": Outcome.ALLOW, "points": 0}, "points"),
        ({"outcome": Outcome.REFUSE, "door": Door.REVIEW}, "outcome"),
        ({"conditions": ()}, "conditions"),
        ({"conditions": (EXPRESS, Condition(Signal.GIFT, Comparison.EQUALS, 3))}, "condition:1"),
        ({"conditions": (Condition(Signal.RETURN_RATE, Comparison.AT_LEAST, 70),)}, "condition:0"),
        ({"conditions": (Condition(Signal.UNITS, Comparison.AT_LEAST, 0),)}, "condition:0"),
        (
            {"conditions": (Condition(Signal.UNITS, Comparison.AT_MOST, float("inf")),)},
            "condition:0",
        ),
    ],
)
def test_what_a_rule_lacks_is_told_where_it_belongs(no_rules, said, field):
    values = {"name": "A", "door": Door.CHECKOUT, "outcome": Outcome.HOLD, "points": 20,
              "conditions": (EXPRESS,), **said}  # fmt: skip
    with pytest.raises(Refusal) as refused:
        save_rule(rule=None, draft=RuleDraft(**values), by=None)
    assert refused.value.field == field
    assert not Rule.objects.exists()


def test_a_rule_of_the_house_is_switched_off_not_deleted(boss):
    with pytest.raises(Refusal):
        delete_rule(rule=Rule.objects.get(code="linked-fraud"), by=boss)
    own = save_rule(rule=None, draft=draft(), by=boss)
    delete_rule(rule=own, by=boss)
    assert not Rule.objects.filter(code=None).exists()


def test_a_rule_of_the_house_speaks_german_until_staff_call_it_otherwise(boss):
    rule = Rule.objects.get(code="linked-fraud")
    english = rule_name(rule)
    with override("de"):
        assert rule_name(rule) != english
        saved = save_rule(rule=rule, draft=draft(name=rule_name(rule)), by=boss)
    assert saved.name == english
    renamed = save_rule(rule=rule, draft=draft(name="Ours"), by=boss)
    with override("de"):
        assert rule_name(renamed) == "Ours"


def test_a_rule_of_a_later_version_is_left_out_instead_of_catching_more(no_rules):
    known, unknown = make_rule((Signal.AMOUNT, 500.0)), make_rule((Signal.AMOUNT, 500.0))
    unknown.conditions.create(signal="heartbeat", value=1)
    assert [rule.key for rule in book.rules_of(Door.CHECKOUT)] == [f"rule:{known.pk}"]


def test_known_ones_are_found_by_kind_and_key_until_their_time_is_over():
    network = make_known(Mark.NETWORK, key=5)
    make_known(Mark.EMAIL, key=6, until=clock.now() - timedelta(minutes=1))
    assert book.known_of({Mark.NETWORK: 5, Mark.EMAIL: 6}) == [network]
    assert book.known_of({Mark.EMAIL: 5}) == []
    assert book.known_of({}) == []


def test_a_policy_is_known_without_the_database_once_it_was_read(django_assert_num_queries):
    make_policy(Door.LOGIN, hold_from=70, refuse_from=90)
    assert book.policy_of(Door.LOGIN).hold_from == 70
    with django_assert_num_queries(0):
        assert book.policy_of(Door.LOGIN).refuse_from == 90
        assert book.last_policy_of(Door.LOGIN).hold_from == 70
        book.forget()
        assert book.last_policy_of(Door.LOGIN).hold_from == 65


def test_the_past_is_asked_and_nothing_is_written(no_rules):
    fraud, honest = attempt(600), attempt(700)
    make_label(fraud)
    make_label(honest, Verdict.LEGITIMATE)
    attempt(800, express=0)
    attempt(40)
    attempt(900, days_ago=91)
    attempt(900, door=Door.RETURN)
    found = look_back(draft=draft(), rule=None)
    assert (found.attempts, found.draft.applied.count) == (4, 2)
    assert (found.draft.applied.fraud, found.draft.applied.honest) == (1, 1)
    assert found.draft.applied.amount_minor == 130_000
    assert found.draft.ended[Outcome.HOLD].count == found.draft.looks == 2
    assert found.stands is None
    assert {example.pk for example in found.examples} == {fraud.pk, honest.pk}
    assert sum(found.weeks) == 2
    assert [(each.known, each.met) for each in found.asked] == [(4, 3), (4, 3)]
    assert not Rule.objects.exists()


def test_a_rule_as_written_stands_beside_the_rule_as_it_is(no_rules, boss):
    rule = save_rule(rule=None, draft=draft(), by=boss)
    for amount in (300, 600, 900):
        attempt(amount, rules=[f"rule:{rule.pk}"] if amount >= 500 else [])
    wider = Condition(Signal.AMOUNT, Comparison.AT_LEAST, 200)
    found = look_back(draft=draft(EXPRESS, wider), rule=rule)
    assert (found.draft.applied.count, found.stands.applied.count) == (3, 2)
    assert (found.gained.count, found.lost.count) == (1, 0)
    dearer = Condition(Signal.AMOUNT, Comparison.AT_LEAST, 800)
    assert look_back(draft=draft(EXPRESS, dearer), rule=rule).lost.count == 1


def test_more_than_the_staff_can_look_at_is_said(no_rules):
    make_policy(Door.CHECKOUT, review_share=0.5, review_cost_minor=300)
    attempt(600)
    attempt(20)
    found = look_back(draft=draft(), rule=None)
    assert not found.is_too_much
    assert found.review_cost.minor == 300
    attempt(700)
    assert look_back(draft=draft(), rule=None).is_too_much


def test_verdicts_of_the_simulated_market_are_called_simulated(no_rules):
    label = make_label(attempt(600))
    assert not look_back(draft=draft(), rule=None).is_simulated
    label.source = LabelSource.SIMULATED
    label.save()
    assert look_back(draft=draft(), rule=None).is_simulated


def test_an_unknown_signal_is_told_instead_of_a_rule_that_never_applies(no_rules):
    attempt(600)
    never = Condition(Signal.WORDING_REPEATS_90D, Comparison.AT_LEAST, 1)
    (asked,) = look_back(draft=draft(never), rule=None).asked
    assert asked.known == 0


def test_the_past_is_read_by_one_statement_however_long_it_is(
    no_rules, django_assert_max_num_queries
):
    """One for the attempts, one each for policy, rules, examples and simulated labels."""
    for amount in range(500, 530):
        attempt(amount)
    with django_assert_max_num_queries(5):
        assert look_back(draft=draft(), rule=None).draft.applied.count == 30


@pytest.mark.slow
def test_fifty_thousand_attempts_are_asked_within_seconds(no_rules):
    moment = clock.now() - timedelta(days=1)
    signals = {signal.value: 1.5 for signal in Signal}
    Assessment.objects.bulk_create(
        [
            Assessment(
                door=Door.CHECKOUT, subject=f"order-{number}", occurred_at=moment, score=10,
                amount_minor=5_000, parts={"rules": 5}, signals={**signals, "amount": number},
            )
            for number in range(50_000)
        ],
        batch_size=1_000,
    )  # fmt: skip
    many = Condition(Signal.AMOUNT, Comparison.AT_LEAST, 25_000)
    began = process_time()
    found = look_back(draft=draft(many), rule=None)
    assert (found.attempts, found.draft.applied.count) == (50_000, 25_000)
    assert process_time() - began < 8
