"""Rules are read strictly from whatever JSON, find whom they say, and can be read aloud."""

import json

import pytest
from django.utils import translation
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from accounts.models import Customer
from events.names import Consent
from foundation.money import Money
from marketing.audiences.asking import matching
from marketing.audiences.counting import Head
from marketing.audiences.fields import FIELDS, KINDS
from marketing.audiences.presets import PRESETS
from marketing.audiences.rules import (
    MOST_CONDITIONS,
    MOST_DEEP,
    Condition,
    Group,
    Match,
    RuleRefused,
    conditions,
    parse,
    unparse,
)
from marketing.audiences.shapes import OPERATORS, Deed, Kind, Operator, plain_value
from marketing.audiences.words import sentence
from marketing.tests.factories import make_audience, make_campaign, make_reader

KEYS = st.text(st.characters(codec="utf-8", exclude_characters="\0"), min_size=1, max_size=80)
VALUES = {
    Kind.CHOICE: st.lists(KEYS, min_size=1, max_size=5, unique=True).map(tuple),
    Kind.NUMBER: st.integers(0, 10**12),
    Kind.MONEY: st.integers(0, 10**12),
    Kind.PERCENT: st.integers(0, 100),
    Kind.DAYS_AGO: st.integers(0, 3650),
    Kind.FLAG: st.booleans(),
    Kind.DEED: st.builds(
        Deed, st.lists(KEYS, max_size=5, unique=True).map(tuple), st.integers(1, 3650)
    ),
}


@st.composite
def one_condition(draw):
    key = draw(st.sampled_from(sorted(KINDS)))
    kind = KINDS[key]
    return Condition(key, draw(st.sampled_from(OPERATORS[kind])), draw(VALUES[kind]))


def groups(deep=MOST_DEEP):
    inner = one_condition() | groups(deep - 1) if deep > 1 else one_condition()
    return st.builds(Group, st.sampled_from(Match), st.lists(inner, max_size=3).map(tuple))


@given(groups())
def test_a_rule_is_the_same_after_it_was_written_down(rule):
    assert parse(json.loads(json.dumps(unparse(rule))), kinds=KINDS) == rule


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(
            st.sampled_from(["match", "rules", "field", "is", "value", "of", "days"]), inner
        )
    ),
    max_leaves=15,
)


@given(JSON)
def test_whatever_json_is_read_or_refused(raw):
    try:
        rule = parse(raw, kinds=KINDS)
    except RuleRefused:
        return  # any other exception is a fault
    assert all(each.field in FIELDS for each in conditions(rule))


def leaf(field="orders", operator="at_least", value=1):
    return {"field": field, "is": operator, "value": value}


def nested(deep):
    return {"match": "all", "rules": [nested(deep - 1)] if deep > 1 else [leaf()]}


@pytest.mark.parametrize(
    ("raw", "place"),
    [
        ([], ()),
        (nested(MOST_DEEP + 1), (0,) * MOST_DEEP),
        ({"match": "all", "rules": [leaf()] * (MOST_CONDITIONS + 1)}, ()),
        ({"match": "all", "rules": [nested(2)] * (MOST_CONDITIONS + 1)}, ()),
        ({"match": "all", "rules": [leaf(), leaf(field="mood")]}, (1,)),
        ({"match": "all", "rules": [leaf(operator="one_of")]}, (0,)),
        ({"match": "all", "rules": [leaf(value=True)]}, (0,)),
        ({"match": "all", "rules": [leaf(value="1")]}, (0,)),
        ({"match": "all", "rules": [leaf(value=-1)]}, (0,)),
        ({"match": "all", "rules": [leaf("segment", "one_of", [])]}, (0,)),
        ({"match": "all", "rules": [leaf("segment", "one_of", ["a\0"])]}, (0,)),
        ({"match": "all", "rules": [leaf("segment", "one_of", ["x" * 81])]}, (0,)),
        ({"match": "all", "rules": [leaf("segment", "one_of", "champions")]}, (0,)),
        ({"match": "all", "rules": [leaf("churn_risk", "at_least", 101)]}, (0,)),
        ({"match": "all", "rules": [leaf("viewed", "did", {"of": [], "days": 0})]}, (0,)),
        ({"match": "all", "rules": [leaf("login", "is", 1)]}, (0,)),
        ({"match": "all", "rules": [], "more": 1}, ()),
    ],
)
def test_what_is_no_rule_is_refused_where_it_is_wrong(raw, place):
    with pytest.raises(RuleRefused) as refused:
        parse(raw, kinds=KINDS)

    assert refused.value.place == place


def test_the_deepest_and_the_largest_rule_are_read():
    parse(nested(MOST_DEEP), kinds=KINDS)
    parse({"match": "all", "rules": [leaf()] * MOST_CONDITIONS}, kinds=KINDS)


TRAITS = st.fixed_dictionaries(
    {
        "country": st.sampled_from(["DE", "GB", ""]),
        "language": st.sampled_from(["de", "en", ""]),
        "consent": st.sampled_from(Consent),
        "birth_year": st.sampled_from([None, 1950, 1990]),
    }
)


@st.composite
def simple_condition(draw):
    """Conditions that can be answered from the customer's row alone."""
    key, values = draw(
        st.sampled_from(
            [("country", ["DE", "GB"]), ("language", ["de", "en"]), ("age", ["25", "35", "65"])]
        )
    )
    chosen = draw(st.lists(st.sampled_from(values), min_size=1, unique=True).map(tuple))
    return Condition(key, draw(st.sampled_from([Operator.ONE_OF, Operator.NONE_OF])), chosen)


def simple_groups(deep=MOST_DEEP):
    inner = simple_condition() | simple_groups(deep - 1) if deep > 1 else simple_condition()
    return st.builds(Group, st.sampled_from(Match), st.lists(inner, max_size=3).map(tuple))


@pytest.mark.django_db
@settings(max_examples=80, suppress_health_check=list(HealthCheck))
@given(people=st.lists(TRAITS, min_size=1, max_size=4), rule=simple_groups())
def test_the_database_reads_a_rule_as_people_do(people, rule):
    Customer.objects.all().delete()
    asked = {make_reader(**person).pk: person for person in people}

    found = list(matching(rule).values_list("pk", flat=True))

    assert len(found) == len(set(found))
    assert set(found) == {pk for pk, person in asked.items() if _found(person, rule)}


def _found(person, rule):
    is_personal = any(each.field == "age" for each in conditions(rule))
    agreed = person["consent"] & Consent.PERSONALISATION or not is_personal
    return bool(agreed) and _matches(person, rule) is not False


def _matches(person, rule):
    """True, false, or None of a group that says nothing."""
    if isinstance(rule, Condition):
        return _holds(person, rule)
    answers = [answer for each in rule.rules if (answer := _matches(person, each)) is not None]
    if not answers:
        return None
    if rule.match == Match.ALL:
        return all(answers)
    return any(answers) if rule.match == Match.ANY else not any(answers)


def _holds(person, condition):
    if condition.field == "age":
        born = {None: "", 1950: "65", 1990: "35"}[person["birth_year"]]
        found = born in condition.value
    else:
        found = person[condition.field] in condition.value
    return found if condition.operator == Operator.ONE_OF else not found


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("rules", "words"),
    [
        ([], "Everybody."),
        ([leaf()], "Number of orders is at least 1."),
        ([leaf("segment", "one_of", ["champions", "loyal"])], "Segment is Champions or Loyal."),
        (
            [leaf("segment", "none_of", ["lost"]), leaf("orders", "at_most", 1200)],
            "Segment is not Lost and number of orders is at most 1,200.",
        ),
        ([leaf("last_order", "before", 30)], "Last order was more than 30 days ago."),
        ([leaf("registered", "within", 1)], "Registration was within the last day."),
        (
            [leaf("value", "at_least", 19_950)],
            f"Value of a year is at least {Money(19_950, 'EUR')}.",
        ),
        ([leaf("churn_risk", "at_least", 60)], "Churn risk is at least 60 %."),
        ([leaf("login", "is", False)], "Has an account: no."),
        (
            [leaf("opened", "did_not", {"of": ["spring"], "days": 30})],
            "Opened a campaign (Spring) not within the last 30 days.",
        ),
        (
            [leaf(), {"match": "any", "rules": [leaf("login", "is", True), leaf(value=9)]}],
            "Number of orders is at least 1 and (has an account: yes or number of orders is "
            "at least 9).",
        ),
        (
            [{"match": "none", "rules": [leaf(), leaf(value=2)]}],
            "None of: number of orders is at least 1; number of orders is at least 2.",
        ),
    ],
)
def test_a_rule_reads_as_a_sentence(rules, words):
    make_campaign(name="Spring", slug="spring")

    told = sentence(parse({"match": "all", "rules": rules}, kinds=KINDS))

    assert told.replace("\xa0", " ") == words.replace("\xa0", " ")


@pytest.mark.django_db
def test_many_choices_are_counted_and_gone_ones_told_by_their_key():
    rule = parse(
        {"match": "all", "rules": [leaf("audience", "one_of", [str(n) for n in range(900, 908)])]},
        kinds=KINDS,
    )

    assert sentence(rule) == "In another audience is 900, 901, 902, 903 or 4 more."


@pytest.mark.django_db
def test_every_preset_is_a_rule_with_words_in_both_languages():
    for language in ("en", "de"):
        with translation.override(language):
            told = {preset.key: sentence(parse(preset.rule, kinds=KINDS)) for preset in PRESETS}
        assert all(len(words) > 10 for words in told.values())


@pytest.mark.parametrize(
    ("customers", "writable", "told"),
    [
        (0, 0, ("0", "0")),
        (9, 0, ("fewer than 10", "0")),
        (1200, 400, ("1,200", "400")),
        (1200, 1195, ("1,200", "nearly all")),
        (1200, 1200, ("1,200", "1,200")),
        (1200, 3, ("1,200", "fewer than 10")),
    ],
)
def test_a_count_tells_of_nobody_alone(customers, writable, told):
    head = Head(customers=customers, writable=writable)

    assert (head.customers_told, head.writable_told) == told


@pytest.mark.django_db
def test_an_audience_is_called_by_its_name_in_another():
    audience = make_audience(name="Germans")
    rule = parse({"match": "all", "rules": [leaf("audience", "one_of", [str(audience.pk)])]},
                 kinds=KINDS)  # fmt: skip

    assert sentence(rule) == "In another audience is Germans."
    assert plain_value(("a",)) == ["a"]
