"""Rules and synonyms as staff keep them, and what they do to a list at once."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError

from accounts.models import User
from catalog.models import ProductStatus
from catalog.tests.factories import make_category, make_product
from foundation import clock
from foundation.remembered import forget_all
from recommendations.rules.facts import forget_facts
from search import merchandising
from search.algorithms.rules import Kind, Match
from search.models import SearchRule, Synonym
from search.services import delete_rule, save_rule, save_synonym

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _anew():
    forget_all()
    forget_facts()
    yield
    forget_all()


def _rule(kind, words="lamp", **fields):
    return save_rule(rule=SearchRule(kind=kind, words=words, **fields), actor=None)


def _shown(product_ids, words="lamp", **options):
    return merchandising.apply(product_ids, merchandising.rules_for(words, "en"), **options)


def test_without_rules_a_list_is_left_alone_without_a_query(django_assert_num_queries):
    merchandising.rules_for("lamp", "en")
    with django_assert_num_queries(0):
        assert _shown([3, 1, 2]) == [3, 1, 2]


def test_a_category_is_lifted_with_all_below_it():
    home = make_category("Home")
    make_category("Light", parent=home)
    cup, light = make_product("Cup", category="Cups"), make_product("Lamp", category="Light")
    _rule(Kind.BOOST, category=home, strength=100)
    assert _shown([cup.pk, light.pk]) == [light.pk, cup.pk]


def test_a_pinned_product_that_was_not_found_is_added_but_not_under_filters():
    found, pinned = make_product("Found"), make_product("Pinned")
    _rule(Kind.PIN, product=pinned, position=1)
    assert _shown([found.pk]) == [pinned.pk, found.pk]
    assert _shown([found.pk], may_add=False) == [found.pk]
    assert _shown([]) == [pinned.pk]


def test_a_pinned_product_that_is_off_the_shelves_is_not_added():
    found, pinned = make_product("Found"), make_product("Pinned")
    _rule(Kind.PIN, product=pinned, position=1)
    pinned.status = ProductStatus.RETIRED
    pinned.save()
    assert _shown([found.pk]) == [found.pk]


def test_a_rule_holds_between_its_dates_and_ends_when_it_is_taken_away():
    product, other = make_product("One"), make_product("Other")
    now = clock.now()
    rule = _rule(Kind.EXCLUDE, product=product, ends_at=now + timedelta(days=1))
    assert _shown([product.pk, other.pk]) == [other.pk]
    tomorrow = merchandising.rules_for("lamp", "en", at=now + timedelta(days=2))
    assert merchandising.apply([product.pk, other.pk], tomorrow) == [product.pk, other.pk]
    delete_rule(rule=rule)
    assert _shown([product.pk, other.pk]) == [product.pk, other.pk]


def test_banner_and_redirect_are_told_for_their_words_alone():
    _rule(Kind.BANNER, text="Free delivery of lamps", link="/en/delivery/")
    _rule(Kind.REDIRECT, words="gift card, voucher", link="/en/gift-cards/")
    assert merchandising.banner_for("LAMP", "de").text == "Free delivery of lamps"
    assert merchandising.banner_for("rug", "en") is None
    assert merchandising.rules_for("Voucher", "en").redirect == "/en/gift-cards/"


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"kind": Kind.PIN}, "product"),
        ({"kind": Kind.BANNER}, "text"),
        ({"kind": Kind.REDIRECT}, "link"),
        ({"kind": Kind.REDIRECT, "link": "//evil.example/"}, "link"),
        ({"kind": Kind.REDIRECT, "link": "/en/products/?q=lamp"}, "link"),
        ({"kind": Kind.BANNER, "text": "Hello", "link": "javascript:alert(1)"}, "link"),
        ({"kind": Kind.BANNER, "text": "Hello", "words": " , "}, "words"),
        ({"kind": Kind.BANNER, "text": "Hello", "match": Match.EVERY}, "match"),
        ({"kind": Kind.BANNER, "text": "Hello", "language": "xx"}, "language"),
    ],
)
def test_a_rule_that_says_nothing_or_leads_astray_is_refused(fields, field):
    with pytest.raises(ValidationError) as refused:
        save_rule(rule=SearchRule(**{"words": "lamp", **fields}), actor=None)
    assert field in refused.value.message_dict
    assert not SearchRule.objects.exists()


def test_what_a_kind_does_not_use_is_emptied():
    rule = _rule(Kind.REDIRECT, link="/en/", product=make_product(), text="left over", position=3)
    assert (rule.product, rule.text, rule.position) == (None, "", None)


def test_synonyms_are_kept_normalised_with_who_wrote_them():
    user = User.objects.create_user("m@example.com", "a good long password")
    row = save_synonym(synonym=Synonym(language="en", words="Sofa,  COUCH , sofa"), actor=user)
    assert (row.words, row.meant, row.changed_by) == ("sofa, couch", "", user)
    one_way = save_synonym(
        synonym=Synonym(language="de", words="Handy", meant="Telefon"), actor=user
    )
    assert str(one_way) == "handy → telefon"


@pytest.mark.parametrize(
    ("words", "meant", "language"), [("sofa", "", "en"), ("", "couch", "en"), ("a, b", "", "xx")]
)
def test_a_synonym_that_says_nothing_is_refused(words, meant, language):
    with pytest.raises(ValidationError):
        save_synonym(synonym=Synonym(language=language, words=words, meant=meant), actor=None)
