"""What staff say holds in every answer of the shop."""

import pytest

from catalog.tests.factories import make_product
from inventory.services import adjust_stock
from mlops.training import train
from recommendations import serving
from recommendations.models import RecommendationRule, SegmentPrices, SurfaceSettings
from recommendations.rules.applying import watching
from recommendations.rules.arranging import Deed
from recommendations.rules.book import RuleKind, Segment, ShopSurface
from recommendations.rules.services import save_rule, save_settings, set_price_bands
from recommendations.serving import ReasonKind, forget_model
from recommendations.tests.people import buy, person
from recommendations.training import NAME

pytestmark = pytest.mark.django_db


def say(kind, product, **fields):
    return save_rule(rule=RecommendationRule(kind=kind, product=product, **fields), actor=None)


def ids(found):
    return [one.product_id for one in found]


@pytest.fixture
def shelf(settings, tmp_path):
    """A lamp is bought with a bulb by most, with a shade by some, with a plug by few."""
    settings.ARTIFACTS_DIR = tmp_path
    names = ("Lamp", "Bulb", "Shade", "Plug", "Rug")
    products = {
        name: make_product(name, stock=50, category=name, price=f"{10 + 10 * place}.00")
        for place, name in enumerate(names)
    }
    for number in range(12):
        light = [products["Lamp"], products["Bulb"]]
        light += [products["Shade"]] if number < 8 else [products["Plug"]]
        buy(person(), f"light-{number}", *light, days_ago=20 - number)
    buy(person(), "rug", products["Rug"], days_ago=3)
    train(NAME, lambda text: None)
    forget_model()
    return products


def test_an_excluded_product_is_in_no_answer_and_a_surface_may_be_left_out(shelf):
    say(RuleKind.EXCLUDE, shelf["Bulb"], surfaces=[ShopSurface.TOGETHER.value])

    assert shelf["Bulb"].pk not in ids(serving.together(shelf["Lamp"].pk))
    assert shelf["Bulb"].pk in ids(serving.for_cart([shelf["Lamp"].pk]))


def test_a_pinned_product_stands_at_its_place_even_where_no_model_names_it(shelf):
    before = serving.together(shelf["Lamp"].pk)
    say(RuleKind.PIN, shelf["Rug"], position=1)
    after = serving.together(shelf["Lamp"].pk)

    assert shelf["Rug"].pk not in ids(before)
    assert ids(after)[0] == shelf["Rug"].pk
    assert after[0].reason == ReasonKind.PICKED
    assert ids(after)[1:] == ids(before)


def test_a_pin_shows_nothing_sold_out_dismissed_or_of_the_cart_itself(shelf):
    say(RuleKind.PIN, shelf["Rug"], position=1)
    lamp, rug = shelf["Lamp"].pk, shelf["Rug"].pk

    assert rug not in ids(serving.for_cart([lamp, rug]))
    assert rug not in ids(serving.together(lamp, besides=[rug]))
    adjust_stock(variant_id=shelf["Rug"].variants.get().pk, on_hand=0, note="count")
    forget_model()
    assert rug not in ids(serving.together(lamp))


def test_a_pin_does_not_speak_where_the_models_are_silent(shelf):
    say(RuleKind.PIN, shelf["Rug"], position=1)

    assert serving.for_you(person()) == []


def test_what_was_bought_comes_back_only_where_staff_say_it_is_bought_again(shelf):
    ada = person()
    buy(ada, "mine", shelf["Lamp"], shelf["Bulb"], days_ago=12)
    assert shelf["Bulb"].pk not in ids(serving.for_you(ada))
    say(RuleKind.REPEAT, shelf["Bulb"], days=10)

    assert shelf["Bulb"].pk in ids(serving.for_you(ada))
    say(RuleKind.REPEAT, shelf["Bulb"], days=30, priority=1)
    assert shelf["Bulb"].pk not in ids(serving.for_you(ada))


def test_the_price_band_goes_by_how_often_somebody_bought(shelf):
    settings = save_settings(settings=SurfaceSettings(surface=ShopSurface.FOR_YOU), actor=None)
    bands = [SegmentPrices(segment=Segment.OCCASIONAL, lowest_minor=3500)]
    set_price_bands(settings=settings, bands=bands)
    ada = person()
    buy(ada, "mine", shelf["Lamp"], days_ago=2)

    with watching() as seen:
        shown = ids(serving.for_you(ada))
    marks = {
        placed.candidate.product: {mark.deed for mark in placed.marks}
        for placed in seen[0].arrangement.shown
    }
    assert shown.index(shelf["Plug"].pk) < shown.index(shelf["Bulb"].pk)
    assert Deed.OUT_OF_BAND in marks[shelf["Bulb"].pk]
    assert Deed.OUT_OF_BAND not in marks[shelf["Plug"].pk]


def test_without_rules_no_query_is_asked_for_them(shelf, django_assert_num_queries):
    serving.together(shelf["Lamp"].pk)
    with django_assert_num_queries(0):
        assert serving.together(shelf["Lamp"].pk)
