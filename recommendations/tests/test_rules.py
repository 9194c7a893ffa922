"""Rules and settings: what may be kept, when they hold, and what they read of the goods."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from catalog.models import Category
from catalog.tests.factories import make_product
from foundation import clock
from foundation.money import Money
from inventory.services import adjust_stock
from pricing.services import set_price
from recommendations.models import RecommendationRule, SegmentPrices, SurfaceSettings
from recommendations.rules.book import RuleKind, Segment, ShopSurface, TargetKind
from recommendations.rules.facts import candidates_of
from recommendations.rules.selectors import rule_book
from recommendations.rules.sentences import rule_sentence
from recommendations.rules.services import (
    delete_rule,
    delete_settings,
    save_rule,
    save_settings,
    set_price_bands,
)

pytestmark = pytest.mark.django_db


def make_rule(kind=RuleKind.EXCLUDE, **fields):
    return save_rule(rule=RecommendationRule(kind=kind, **fields), actor=None)


def test_a_rule_holds_on_its_surfaces_and_everywhere_without_any():
    lamp, mug = make_product("Lamp"), make_product("Mug")
    make_rule(product=lamp, surfaces=[ShopSurface.CART.value])
    make_rule(RuleKind.PIN, product=mug, position=2)

    cart, similar = rule_book(ShopSurface.CART), rule_book(ShopSurface.SIMILAR)
    assert {rule.target for rule in cart.rules} == {
        (TargetKind.PRODUCT, lamp.pk), (TargetKind.PRODUCT, mug.pk),
    }  # fmt: skip
    assert [(rule.kind, rule.position) for rule in similar.rules] == [(RuleKind.PIN, 2)]


def test_a_rule_holds_between_its_dates_while_it_is_active():
    now = clock.now()
    product = make_product()
    rule = make_rule(product=product, starts_at=now, ends_at=now + timedelta(days=2))

    def holds(**later):
        return bool(rule_book(ShopSurface.CART, at=now + timedelta(**later)).rules)

    assert [holds(days=-1), holds(days=1), holds(days=2)] == [False, True, False]
    rule.is_active = False
    save_rule(rule=rule, actor=None)
    assert not holds(days=1)


def test_a_change_is_heard_at_once_in_this_process(django_assert_num_queries):
    rule = make_rule(product=make_product())
    assert rule_book(ShopSurface.CART).rules
    with django_assert_num_queries(0):
        rule_book(ShopSurface.SIMILAR)
    delete_rule(rule=rule)
    assert rule_book(ShopSurface.CART).is_empty


def test_what_a_kind_does_not_use_is_emptied_and_what_it_needs_is_asked_for():
    product = make_product()
    pin = make_rule(RuleKind.PIN, product=product, position=1, strength=40, days=3)
    assert (pin.position, pin.strength, pin.days) == (1, None, None)
    for kind, fields in (
        (RuleKind.PIN, {}), (RuleKind.PIN, {"position": 99}), (RuleKind.BOOST, {}),
        (RuleKind.BURY, {"strength": 101}), (RuleKind.REPEAT, {}),
    ):  # fmt: skip
        with pytest.raises(ValidationError):
            make_rule(kind, product=product, **fields)


def test_a_rule_is_about_one_thing():
    product = make_product(brand="Oak")
    with pytest.raises(ValidationError, match="Name one thing"):
        make_rule()
    with pytest.raises(ValidationError, match="Name one thing"):
        make_rule(product=product, brand=product.brand)
    with pytest.raises(IntegrityError), transaction.atomic():
        RecommendationRule.objects.create(kind=RuleKind.EXCLUDE)


def test_a_surface_that_there_is_not_is_refused():
    with pytest.raises(ValidationError, match="no such place"):
        make_rule(product=make_product(), surfaces=["attic"])


def test_every_surface_named_is_everywhere():
    rule = make_rule(product=make_product(), surfaces=[surface.value for surface in ShopSurface])
    assert rule.surfaces == []


def test_settings_become_shares_and_bands():
    settings = save_settings(
        settings=SurfaceSettings(
            surface=ShopSurface.SIMILAR, margin_boost=25, diversity=40, most_of_brand=2
        ),
        actor=None,
    )
    set_price_bands(
        settings=settings, bands=[SegmentPrices(segment=Segment.NEW, highest_minor=5000)]
    )
    book = rule_book(ShopSurface.SIMILAR)

    assert (book.margin_boost, book.diversity, book.most_of_brand) == (0.25, 0.4, 2)
    assert book.bands[Segment.NEW].holds(4999)
    assert not book.bands[Segment.NEW].holds(5001)
    assert rule_book(ShopSurface.CART).is_empty
    delete_settings(settings=settings)
    assert rule_book(ShopSurface.SIMILAR).is_empty


def test_a_band_that_ends_before_it_begins_is_refused_and_the_others_stay():
    settings = save_settings(settings=SurfaceSettings(surface=ShopSurface.CART), actor=None)
    good = SegmentPrices(segment=Segment.NEW, lowest_minor=100)
    set_price_bands(settings=settings, bands=[good])
    for lowest, highest in ((200, 100), (None, None), (-1, 10)):
        bad = SegmentPrices(segment=Segment.POWER, lowest_minor=lowest, highest_minor=highest)
        with pytest.raises(ValidationError):
            set_price_bands(settings=settings, bands=[bad])
    assert settings.bands.get().segment == Segment.NEW


def test_facts_are_of_the_shelf_and_those_above_the_price_and_the_stock():
    lamp = make_product("Lamp", brand="Oak", category="Lights", stock=7)
    above = Category.objects.get(pk=lamp.category_id)
    below = Category.objects.add_child(above, instance=Category(name="Desk", slug="desk"))
    lamp.category = below
    lamp.save()
    variant = lamp.variants.get()
    set_price(variant=variant, amount=Money(2000, "EUR"), cost=Money(500, "EUR"))

    (facts,) = candidates_of([lamp.pk, 999_999])
    assert facts.categories == (below.pk, above.pk)
    assert (facts.brand, facts.price, facts.stock) == (lamp.brand_id, 2000, 7)
    assert facts.margin == pytest.approx(0.75)


def test_facts_are_remembered(django_assert_num_queries):
    product = make_product(stock=3)
    candidates_of([product.pk])
    adjust_stock(variant_id=product.variants.get().pk, on_hand=1, note="count")
    with django_assert_num_queries(0):
        assert candidates_of([product.pk])[0].stock == 3


def test_a_rule_reads_as_a_sentence():
    product = make_product("Lamp", brand="Oak", category="Lights")
    boost = make_rule(
        RuleKind.BOOST, brand=product.brand, strength=30, surfaces=[ShopSurface.CART.value]
    )
    assert rule_sentence(boost) == (
        "everything of “Oak” is lifted by 30 % of the list, only in “Completes the cart”."
    )
    pin = make_rule(RuleKind.PIN, category=product.category, position=1)
    assert rule_sentence(pin) == "The best of everything in “Lights” stands at place 1."
