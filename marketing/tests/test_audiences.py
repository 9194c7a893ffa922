"""Who is in an audience: each field by itself, and whole rules against a plain reading of them."""

from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.models import Company, Customer, CustomerGroup, PreferenceKind, Stance
from accounts.preferences import set_preference
from analytics.models import CustomerProfile
from catalog.models import Category
from catalog.tests.factories import make_product
from catalog.wishlists import add_wish
from events.models import Event
from events.names import Consent, EventName
from foundation import clock
from foundation.refusals import Refusal
from marketing.audiences.asking import (
    MOST_AUDIENCES_DEEP,
    TooDeep,
    customers_in,
    is_personal,
    matching,
)
from marketing.audiences.fields import FIELDS, KINDS
from marketing.audiences.rules import Group, RuleRefused, parse
from marketing.audiences.services import AudienceInUse, save_audience
from marketing.campaigns import services
from marketing.models import Audience, UpliftScore
from marketing.tests.factories import (
    make_audience,
    make_campaign,
    make_enrolment,
    make_message,
    make_reader,
)
from orders.carts import add_to_cart, open_cart
from orders.models import Order, OrderLine, OrderState

pytestmark = pytest.mark.django_db


def names(*rules, match="all"):
    """Who matches, by name; each rule is (field, operator, value) or a nested rule."""
    raw = {"match": match, "rules": [_plain(rule) for rule in rules]}
    return sorted(matching(parse(raw, kinds=KINDS)).values_list("name", flat=True))


def _plain(rule):
    if isinstance(rule, dict):
        return rule
    field, operator, value = rule
    return {"field": field, "is": operator, "value": value}


def order(customer, *, product=None, days_ago=1, state=OrderState.PLACED):
    at = clock.now() - timedelta(days=days_ago)
    row = Order.objects.create(
        customer=customer, state=state, currency="EUR", base_currency="EUR", placed_at=at,
        created_at=at,
    )  # fmt: skip
    if product is not None:
        variant = product.variants.get()
        OrderLine.objects.create(
            order=row, variant=variant, product_id_then=product.pk, sku=variant.sku, name="x",
            quantity=1, unit_price_minor=100, total_minor=100,
        )  # fmt: skip
    return row


def profile(customer, **fields):
    return CustomerProfile.objects.create(
        customer=customer, as_of=clock.business_day(), written_at=clock.now(), **fields
    )


@pytest.fixture
def two():
    """Ada, of whom each test tells something, and Bob, of whom nothing is known."""
    return make_reader("Ada"), make_reader("Bob")


def test_no_rule_is_everybody_who_is_there(two):
    make_reader("Gone", erased_at=timezone.now())

    assert names() == ["Ada", "Bob"]
    assert sorted(customers_in(None).values_list("name", flat=True)) == ["Ada", "Bob"]


def test_country_language_group_company_and_account(two):
    ada, bob = two
    group = CustomerGroup.objects.create(code="trade", name="Trade")
    company = Company.objects.create(name="Works", country="DE")
    Customer.objects.filter(pk=ada.pk).update(
        country="DE", language="de", group=group, company=company
    )
    Customer.objects.filter(pk=bob.pk).update(user=None)

    assert names(("country", "one_of", ["DE", "AT"])) == ["Ada"]
    assert names(("country", "none_of", ["DE"])) == ["Bob"]
    assert names(("language", "one_of", ["de"])) == ["Ada"]
    assert names(("group", "one_of", ["trade"])) == ["Ada"]
    assert names(("group", "none_of", ["trade"])) == ["Bob"]
    assert names(("company", "is", True)) == ["Ada"]
    assert names(("company", "is", False)) == ["Bob"]
    assert names(("login", "is", False)) == ["Bob"]


def test_customer_since(two):
    ada, _bob = two
    Customer.objects.filter(pk=ada.pk).update(created_at=clock.now() - timedelta(days=40))

    assert names(("registered", "within", 30)) == ["Bob"]
    assert names(("registered", "before", 30)) == ["Ada"]


def test_number_of_orders_counts_placed_ones_alone(two):
    ada, bob = two
    order(ada), order(ada)
    order(bob, state=OrderState.CANCELLED)

    assert names(("orders", "at_least", 2)) == ["Ada"]
    assert names(("orders", "at_least", 1)) == ["Ada"]
    assert names(("orders", "at_least", 3)) == []
    assert names(("orders", "at_most", 0)) == ["Bob"]
    assert names(("orders", "at_most", 2)) == ["Ada", "Bob"]
    assert names(("orders", "at_least", 0)) == ["Ada", "Bob"]
    assert names(("orders", "at_least", 0), match="none") == []


def test_last_and_first_order_and_nobody_without_one(two):
    ada, _bob = two
    order(ada, days_ago=100), order(ada, days_ago=10)

    assert names(("last_order", "within", 10)) == ["Ada"]
    assert names(("last_order", "before", 10)) == []
    assert names(("last_order", "before", 9)) == ["Ada"]
    assert names(("first_order", "before", 99)) == ["Ada"]
    assert names(("first_order", "within", 99)) == []
    assert names(("first_order", "within", 100)) == ["Ada"]


def test_bought_from_a_category_or_below_it_within_days(two):
    ada, _bob = two
    product = make_product("Mug", category="Kitchen")
    below = Category.objects.add_child(product.category, {"name": "Mugs", "slug": "mugs"})
    product.category = below
    product.save()
    order(ada, product=product, days_ago=20)

    assert names(("bought_category", "did", {"of": ["kitchen"], "days": 30})) == ["Ada"]
    assert names(("bought_category", "did", {"of": ["mugs"], "days": 30})) == ["Ada"]
    assert names(("bought_category", "did", {"of": ["mugs"], "days": 10})) == []
    assert names(("bought_category", "did", {"of": ["no-such"], "days": 30})) == []
    assert names(("bought_category", "did", {"of": [], "days": 30})) == ["Ada"]
    assert names(("bought_category", "did_not", {"of": ["mugs"], "days": 30})) == ["Bob"]


def test_bought_a_product_by_its_sku(two):
    ada, _bob = two
    product = make_product("Mug")
    order(ada, product=product)
    sku = product.variants.get().sku

    assert names(("bought_product", "did", {"of": [sku], "days": 5})) == ["Ada"]
    assert names(("bought_product", "did", {"of": ["other"], "days": 5})) == []


def test_something_in_the_cart_or_on_a_wishlist(two):
    ada, bob = two
    variant = make_product("Mug", stock=5).variants.get()
    add_to_cart(cart=open_cart(customer=ada, currency="EUR"), variant=variant, quantity=1)
    open_cart(customer=bob, currency="EUR")
    add_wish(customer=ada, variant=variant)

    assert names(("cart", "is", True)) == ["Ada"]
    assert names(("cart", "is", False)) == ["Bob"]
    assert names(("wish", "is", True)) == ["Ada"]


def test_scores_of_the_profile_and_the_unknown_is_neither_high_nor_low(two):
    ada, _bob = two
    profile(
        ada, segment="at_risk", cluster="often", churn_risk=0.7, value_365_minor=20_000,
        revenue_minor=30_000, engagement=55,
    )  # fmt: skip
    UpliftScore.objects.create(
        customer=ada, effect=0.1, ordered=0.2, place=0.25, version="1", scored_at=clock.now()
    )

    assert names(("segment", "one_of", ["at_risk"])) == ["Ada"]
    assert names(("segment", "none_of", ["at_risk"])) == ["Bob"]
    assert names(("cluster", "one_of", ["often"])) == ["Ada"]
    assert names(("churn_risk", "at_least", 70)) == ["Ada"]
    assert names(("churn_risk", "at_most", 69)) == []
    assert names(("value", "at_least", 20_000)) == ["Ada"]
    assert names(("revenue", "at_most", 29_999)) == []
    assert names(("engagement", "at_least", 50)) == ["Ada"]
    assert names(("uplift", "at_most", 25)) == ["Ada"]
    assert names(("churn_risk", "at_least", 50), match="none") == ["Bob"]


def test_age_by_bands_of_who_told_it(two):
    ada, _bob = two
    Customer.objects.filter(pk=ada.pk).update(birth_year=clock.business_day().year - 25)

    assert names(("age", "one_of", ["25"])) == ["Ada"]
    assert names(("age", "one_of", ["18", "35", "65"])) == []
    assert names(("age", "none_of", ["25"])) == ["Bob"]


def test_likes_are_learned_or_said_and_never_muted(two):
    ada, bob = two
    category = make_product("Mug", category="Kitchen").category
    profile(ada, preferences={"category": [[category.pk, 0.6]]})
    boosted = {"kind": PreferenceKind.CATEGORY, "name": "kitchen"}
    set_preference(customer=bob, stance=Stance.BOOSTED, **boosted)

    assert names(("likes_category", "one_of", ["kitchen"])) == ["Ada", "Bob"]

    set_preference(customer=ada, stance=Stance.MUTED, **boosted)

    assert names(("likes_category", "one_of", ["kitchen"])) == ["Bob"]
    assert names(("likes_brand", "one_of", ["kitchen"])) == []


def test_what_they_looked_at_counts_only_where_they_agreed_then(two):
    ada, bob = two
    product = make_product("Mug", category="Kitchen")
    seen = {"name": EventName.PRODUCT_VIEWED, "occurred_at": clock.now(), "product_id": product.pk}
    Event.objects.create(customer=ada.pseudonym, consent=Consent.ALL, **seen)
    Event.objects.create(customer=bob.pseudonym, consent=Consent.MARKETING, **seen)

    assert names(("viewed", "did", {"of": ["kitchen"], "days": 7})) == ["Ada"]
    assert names(("viewed", "did", {"of": [], "days": 7})) == ["Ada"]
    assert names(("searched", "did", {"of": [], "days": 7})) == []
    assert names(("viewed", "did_not", {"of": [], "days": 7})) == ["Bob"]


def test_who_opened_or_clicked(two):
    ada, _bob = two
    campaign = make_campaign(slug="spring")
    make_message(make_enrolment(campaign, ada), opened_at=clock.now())

    assert names(("opened", "did", {"of": ["spring"], "days": 7})) == ["Ada"]
    assert names(("opened", "did", {"of": ["autumn"], "days": 7})) == []
    assert names(("clicked", "did", {"of": [], "days": 7})) == []


def test_groups_of_rules(two):
    ada, bob = two
    Customer.objects.filter(pk=ada.pk).update(country="DE", language="de")
    Customer.objects.filter(pk=bob.pk).update(country="DE", language="en")
    german = ("country", "one_of", ["DE"])
    speaks = ("language", "one_of", ["de"])
    empty = {"match": "any", "rules": []}

    assert names(german, speaks) == ["Ada"]
    assert names(german, speaks, match="any") == ["Ada", "Bob"]
    assert names(speaks, match="none") == ["Bob"]
    assert names(german, {"match": "none", "rules": [_plain(speaks)]}) == ["Bob"]
    assert names(speaks, empty, match="any") == ["Ada"]


def test_only_who_agreed_to_personalisation_is_found_by_scores():
    agreed, kept_to_itself = make_reader("Ada"), make_reader("Bob", consent=Consent.MARKETING)
    for customer in (agreed, kept_to_itself):
        profile(customer, churn_risk=0.9)

    assert names(("churn_risk", "at_least", 50)) == ["Ada"]
    assert names(("churn_risk", "at_most", 50), match="none") == ["Ada"]
    assert names(("orders", "at_most", 9)) == ["Ada", "Bob"]


def test_an_audience_within_another(two):
    ada, _bob = two
    Customer.objects.filter(pk=ada.pk).update(country="DE")
    germans = make_audience(rule=_all(("country", "one_of", ["DE"])))

    assert names(("audience", "one_of", [str(germans.pk)])) == ["Ada"]
    assert names(("audience", "none_of", [str(germans.pk)])) == ["Bob"]
    assert names(("audience", "one_of", ["999999"])) == []


def test_an_audience_is_personal_where_one_within_it_is():
    scored = make_audience(rule=_all(("churn_risk", "at_least", 50)))
    outer = make_audience(rule=_all(("audience", "one_of", [str(scored.pk)])))

    assert is_personal(outer)
    assert not is_personal(make_audience(rule=_all(("orders", "at_least", 1))))
    assert not is_personal(None)


def test_a_ring_of_audiences_is_refused_and_no_endless_question():
    audience = make_audience()
    audience.rule = _all(("churn_risk", "at_least", 1), ("audience", "one_of", [str(audience.pk)]))
    audience.save()

    with pytest.raises(TooDeep):
        customers_in(audience)


def _asking_for(audience):
    return make_audience(rule=_all(("audience", "one_of", [str(audience.pk)])))


def test_who_is_asked_for_by_a_running_campaign_is_left_alone_however_far_round():
    inner = make_audience(rule=_all(("orders", "at_least", 1)))
    outer = _asking_for(_asking_for(inner))
    campaign = make_campaign(audience=outer)
    wider = parse(_all(("orders", "at_least", 0)), kinds=KINDS)

    with pytest.raises(AudienceInUse, match=campaign.name):
        save_audience(audience=inner, rule=wider)

    services.end(campaign=campaign)
    assert save_audience(audience=inner, rule=wider).rule == _all(("orders", "at_least", 0))


def test_no_chain_of_audiences_grows_too_long_from_below():
    last = make_audience()
    chain = [last]
    for _link in range(MOST_AUDIENCES_DEEP):
        chain.append(_asking_for(chain[-1]))
    first = chain[-1]
    assert not is_personal(first), "so long it may be"

    longer = _all(("audience", "one_of", [str(make_audience().pk)]))
    with pytest.raises(TooDeep):
        save_audience(audience=last, rule=parse(longer, kinds=KINDS))

    last.refresh_from_db()
    assert last.rule == {}


@pytest.mark.parametrize("field", ["name", "description"])
def test_words_that_no_database_keeps_are_refused(field):
    with pytest.raises(Refusal) as told:
        save_audience(audience=Audience(**{"name": "All", field: "a\0b"}), rule=Group())
    assert told.value.field == field


def test_a_rule_that_is_none_is_refused():
    with pytest.raises(RuleRefused):
        customers_in(make_audience(rule={"match": "all", "rules": [{"field": "mood"}]}))


def test_every_audience_is_one_statement(two, django_assert_num_queries):
    question = customers_in(make_audience(rule=_all(("orders", "at_least", 2),
                                                    ("country", "one_of", ["DE"]),
                                                    ("churn_risk", "at_least", 50))))  # fmt: skip

    with django_assert_num_queries(1):
        list(question)


def test_every_field_can_be_asked_for(two):
    """Whatever the operators: no field is left without an answer on this database."""
    from marketing.audiences.shapes import OPERATORS, Kind

    values = {
        Kind.CHOICE: ["1"], Kind.NUMBER: 1, Kind.MONEY: 1, Kind.PERCENT: 1, Kind.DAYS_AGO: 1,
        Kind.FLAG: True, Kind.DEED: {"of": ["1"], "days": 1},
    }  # fmt: skip
    for field in FIELDS.values():
        for operator in OPERATORS[field.kind]:
            assert isinstance(names((field.key, operator.value, values[field.kind])), list)
        if field.choices:
            assert isinstance(field.choices(), list)


def _all(*rules):
    return {"match": "all", "rules": [_plain(rule) for rule in rules]}
