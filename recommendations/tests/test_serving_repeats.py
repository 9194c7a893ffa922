"""What somebody has just bought is on no list, unless it is bought again; and what a step up is."""

import pytest
from django.core.cache import cache

from catalog.tests.factories import make_product
from events.context import EventContext
from mlops.training import train
from recommendations import serving
from recommendations.models import RecommendationRule, SegmentPrices, SurfaceSettings
from recommendations.rules.book import RuleKind, Segment, ShopSurface
from recommendations.rules.facts import forget_facts
from recommendations.rules.services import save_rule, save_settings, set_price_bands
from recommendations.serving import Strategy, forget_model
from recommendations.serving.answer import ReasonKind
from recommendations.tests.people import buy, look, person
from recommendations.training import NAME

pytestmark = pytest.mark.django_db
PRICES = {"Oak lamp": "20.00", "Oak lamp large": "28.00", "Glow bulb": "5.00", "Oak tray": "26.00"}


def ids(found):
    return [one.product_id for one in found]


@pytest.fixture
def shelf(settings, tmp_path):
    """Lamps go with bulbs; trays are bought by the same people, and are of oak, too."""
    cache.clear()
    settings.ARTIFACTS_DIR = tmp_path
    products = {
        name: make_product(
            name, price=price, stock=50, category="Kitchen" if name == "Oak tray" else "Lights"
        )
        for name, price in PRICES.items()
    }
    for number in range(12):
        who = person()
        buy(who, f"light-{number}", products["Oak lamp"], products["Glow bulb"], days_ago=9)
        buy(who, f"tray-{number}", products["Oak tray"], days_ago=8)
        if number < 4:
            buy(who, f"large-{number}", products["Oak lamp large"], days_ago=7)
    train(NAME, lambda text: None)
    forget_model()
    forget_facts()
    yield products
    forget_facts()


def _everywhere(who, shelf):
    lamp = shelf["Oak lamp"].pk
    return {
        "trending": ids(serving.trending(context=who)),
        "similar": ids(serving.similar(shelf["Oak lamp large"].pk, context=who)),
        "together": ids(serving.together(lamp, context=who)),
        "cart": ids(serving.for_cart([lamp], context=who)),
    }


def test_what_was_just_bought_is_on_no_list(shelf):
    ada, bulb = person(), shelf["Glow bulb"]
    assert any(bulb.pk in found for found in _everywhere(ada, shelf).values())
    buy(ada, "mine", bulb, days_ago=1)

    assert not [name for name, found in _everywhere(ada, shelf).items() if bulb.pk in found]


@pytest.mark.parametrize("orders", [[1, 30], [45]], ids=["bought twice", "bought long ago"])
def test_what_is_bought_again_or_was_long_ago_may_be_shown(shelf, orders):
    ada, bulb = person(), shelf["Glow bulb"]
    for number, days in enumerate(orders):
        buy(ada, f"mine-{number}", bulb, days_ago=days)

    shown = _everywhere(ada, shelf)
    assert bulb.pk in shown["trending"]
    assert bulb.pk in shown["together"]


def test_staff_say_when_it_may_be_shown_again(shelf):
    ada, bulb = person(), shelf["Glow bulb"]
    buy(ada, "mine", bulb, days_ago=6)
    save_rule(
        rule=RecommendationRule(
            kind=RuleKind.REPEAT, product=bulb, days=5, surfaces=[ShopSurface.TOGETHER.value]
        ),
        actor=None,
    )
    shown = _everywhere(ada, shelf)
    assert bulb.pk in shown["together"]
    assert bulb.pk not in shown["cart"]


def test_what_was_bought_long_ago_may_be_for_you_again(shelf):
    ada, tray = person(), shelf["Oak tray"]
    buy(ada, "mine", shelf["Oak lamp"], days_ago=50)
    buy(ada, "old", tray, days_ago=45)
    assert tray.pk in ids(serving.for_you(ada))
    buy(ada, "fresh", shelf["Oak lamp large"], days_ago=2)
    assert shelf["Oak lamp large"].pk not in ids(serving.for_you(ada))

    shown = {one.product_id: one.reason for one in serving.for_you(ada)}
    assert shown[tray.pk] == ReasonKind.BUY_AGAIN


def test_what_an_earlier_visit_looked_at_may_be_for_you_and_not_what_this_one_did(shelf):
    ada, bulb = person(), shelf["Glow bulb"]
    buy(ada, "mine", shelf["Oak lamp"], days_ago=50)
    look(ada, bulb, minutes_ago=2 * 24 * 60)
    assert bulb.pk in ids(serving.for_you(ada))
    look(ada, bulb)

    assert bulb.pk not in ids(serving.for_you(ada))


def test_nothing_is_held_back_from_who_did_not_agree_to_be_remembered(shelf):
    ada, bulb = person(), shelf["Glow bulb"]
    buy(ada, "mine", bulb)
    stranger = EventContext(visitor=ada.visitor, customer=ada.customer)
    assert bulb.pk in ids(serving.together(shelf["Oak lamp"].pk, context=stranger))


def test_the_price_band_of_a_segment_holds_on_lists_of_a_product(shelf):
    settings = save_settings(settings=SurfaceSettings(surface=ShopSurface.TOGETHER), actor=None)
    set_price_bands(
        settings=settings, bands=[SegmentPrices(segment=Segment.OCCASIONAL, lowest_minor=2000)]
    )
    ada, lamp = person(), shelf["Oak lamp"].pk
    assert ids(serving.together(lamp, context=person()))[0] == shelf["Glow bulb"].pk
    buy(ada, "mine", shelf["Oak lamp large"], days_ago=3)

    assert ids(serving.together(lamp, context=ada))[0] == shelf["Oak tray"].pk


def test_a_step_up_stands_on_the_shelves_around_it(shelf):
    """The tray is dearer, too, of oak and bought by the same people: it lights no room."""
    assert ids(serving.upsell(shelf["Oak lamp"].pk)) == [shelf["Oak lamp large"].pk]


def test_what_is_alike_begins_with_the_shelves_around_it(shelf):
    found = ids(serving.similar(shelf["Oak lamp"].pk))
    assert found.index(shelf["Oak lamp large"].pk) < found.index(shelf["Oak tray"].pk)


def test_this_visit_and_history_take_turns(shelf):
    ada = person()
    buy(ada, "mine", shelf["Oak tray"], days_ago=40)
    look(ada, shelf["Oak lamp"])

    first = serving.for_you(ada)[0]

    assert (first.product_id, first.strategy) == (shelf["Glow bulb"].pk, Strategy.SESSION)
    assert first.because == shelf["Oak lamp"].pk
