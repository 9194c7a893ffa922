"""Each question of the shop has its own answer, and gives way where it has none."""

import pytest
from django.core.cache import cache

from catalog.tests.factories import make_product
from events.context import EventContext
from events.names import EventName
from events.outbox import drain
from events.services import Fact, record
from mlops.training import train
from recommendations import serving
from recommendations.serving import ReasonKind, Strategy, forget_model
from recommendations.tests.people import buy, look, person
from recommendations.training import NAME

pytestmark = pytest.mark.django_db
NAMES = ("Oak lamp", "Glow bulb", "Clay mug", "Iron teapot", "Wool rug", "Oak lamp low")


def ids(found):
    return [one.product_id for one in found]


@pytest.fixture
def shelf(settings, tmp_path):
    """Lamps go with bulbs, mugs with teapots; one lamp is much like the other."""
    cache.clear()
    settings.ARTIFACTS_DIR = tmp_path
    products = {name: make_product(name, stock=50) for name in NAMES}
    for number in range(12):
        light = [products["Oak lamp"], products["Glow bulb"]]
        if number < 4:
            light.append(products["Oak lamp low"])
        buy(person(), f"light-{number}", *light, days_ago=20 - number)
        tea = (products["Clay mug"], products["Iron teapot"])
        buy(person(), f"tea-{number}", *tea, days_ago=20 - number)
    train(NAME, lambda text: None)
    forget_model()
    return products


def test_what_goes_with_a_lamp_is_no_other_lamp(shelf):
    beside = ids(serving.together(shelf["Oak lamp"].pk))
    instead = ids(serving.similar(shelf["Oak lamp"].pk))

    assert beside[0] == shelf["Glow bulb"].pk
    assert shelf["Oak lamp low"].pk not in beside
    assert shelf["Oak lamp low"].pk in instead


def test_because_viewed_speaks_of_the_last_look_that_was_not_bought(shelf):
    ada = person()
    look(ada, shelf["Oak lamp"])
    look(ada, shelf["Clay mug"])
    buy(ada, "o1", shelf["Clay mug"])

    found = serving.because_viewed(ada)

    assert {one.reason for one in found} == {ReasonKind.BECAUSE_VIEWED}
    assert {one.because for one in found} == {shelf["Oak lamp"].pk}
    assert not {shelf["Oak lamp"].pk, shelf["Clay mug"].pk} & set(ids(found))


def test_what_is_bought_monthly_is_offered_after_a_month_and_not_after_a_day(shelf):
    monthly, fresh = person(), person()
    for days in (31, 61, 91):
        buy(monthly, f"m{days}", shelf["Glow bulb"], days_ago=days)
    for days in (1, 31, 61):
        buy(fresh, f"f{days}", shelf["Glow bulb"], days_ago=days)

    [again] = serving.buy_again(monthly)

    assert (again.product_id, again.reason) == (shelf["Glow bulb"].pk, ReasonKind.DUE_AGAIN)
    assert serving.buy_again(fresh) == []


def test_what_was_sent_back_is_not_offered_again(shelf):
    ada = person()
    buy(ada, "o1", shelf["Glow bulb"], shelf["Wool rug"], days_ago=40)
    record(Fact(EventName.PRODUCT_RETURNED, product_id=shelf["Wool rug"].pk, order_ref="o1"))
    returned = Fact(EventName.PRODUCT_RETURNED, product_id=shelf["Wool rug"].pk, order_ref="o1")
    record(returned, context=ada)

    assert ids(serving.buy_again(ada)) == [shelf["Glow bulb"].pk]


def test_the_last_hour_comes_before_the_fortnight(shelf):
    quiet = serving.trending()
    assert {one.strategy for one in quiet} == {Strategy.CROWD}
    for _ in range(5):
        look(EventContext(), shelf["Wool rug"])
    assert ids(serving.trending()) == ids(quiet), "counted anew every few minutes only"
    cache.clear()

    busy = serving.trending()

    assert (busy[0].product_id, busy[0].strategy) == (shelf["Wool rug"].pk, Strategy.LAST_HOUR)
    assert ids(busy)[1:] == [key for key in ids(quiet) if key != shelf["Wool rug"].pk]


def test_an_hour_old_rush_has_faded_behind_a_fresh_one(shelf):
    for _ in range(6):
        look(EventContext(), shelf["Wool rug"], minutes_ago=55)
    for _ in range(4):
        look(EventContext(), shelf["Oak lamp low"])

    first, second = serving.trending(n=2)

    assert (first.product_id, second.product_id) == (shelf["Oak lamp low"].pk, shelf["Wool rug"].pk)


def test_a_new_product_has_neighbours_as_soon_as_the_outbox_was_emptied(shelf):
    new = make_product("Oak lamp tall", stock=5)
    assert serving.current_model().items([new.pk]).size == 0
    drain()
    forget_model()  # what another process would see after half a minute

    assert ids(serving.similar(new.pk))[0] in {shelf["Oak lamp"].pk, shelf["Oak lamp low"].pk}
    beside = serving.similar(shelf["Oak lamp"].pk)
    assert (new.pk, Strategy.NEWCOMER) in {(one.product_id, one.strategy) for one in beside}
    ada = person()
    look(ada, shelf["Oak lamp"])
    assert (new.pk, ReasonKind.NEW) in {
        (one.product_id, one.reason) for one in serving.new_for_you(ada)
    }


def test_a_guest_who_looks_at_lamps_gets_other_answers_than_one_who_looks_at_mugs(shelf):
    old_customer, guest = person(), EventContext(visitor=person().visitor, consent=1)
    for number in range(6):
        buy(old_customer, f"old{number}", shelf["Clay mug"], days_ago=10 + number)
    before = ids(serving.for_you(old_customer))
    for who in (old_customer, guest):
        look(who, shelf["Oak lamp"])

    assert before[0] == shelf["Iron teapot"].pk
    for who in (old_customer, guest):
        first = serving.for_you(who)[0]
        assert (first.product_id, first.reason) == (
            shelf["Glow bulb"].pk,
            ReasonKind.BECAUSE_VIEWED,
        )


def test_shoppers_like_you_name_what_you_have_not_seen(shelf):
    ada = person()
    look(ada, shelf["Oak lamp"])

    found = serving.neighbours(ada)

    assert shelf["Glow bulb"].pk in ids(found)
    assert shelf["Oak lamp"].pk not in ids(found)
    assert {one.reason for one in found} == {ReasonKind.LIKE_MINDED}


def test_picks_of_a_category_stay_in_it(shelf, settings):
    ada = person()
    look(ada, shelf["Oak lamp"])
    category = shelf["Oak lamp"].category_id

    assert serving.in_category(ada, [category])
    assert serving.in_category(ada, [category + 1_000]) == []


def test_a_mail_has_what_is_due_before_what_may_be_liked(shelf):
    ada = person()
    for days in (31, 61):
        buy(ada, f"m{days}", shelf["Clay mug"], days_ago=days)

    found = serving.email_picks(ada)

    assert found[0].reason == ReasonKind.DUE_AGAIN
    assert shelf["Iron teapot"].pk in ids(found)
    assert len(ids(found)) == len(set(ids(found)))


def test_not_for_me_holds_on_every_list(shelf):
    ada = person()
    look(ada, shelf["Oak lamp"])
    dismissed = Fact(EventName.RECOMMENDATION_DISMISSED, product_id=shelf["Glow bulb"].pk)
    record(dismissed, context=ada)

    lists = (
        serving.for_you(ada),
        serving.trending(context=ada),
        serving.together(shelf["Oak lamp"].pk, context=ada),
        serving.similar(shelf["Oak lamp low"].pk, context=ada),
        serving.neighbours(ada),
    )
    assert lists[1]
    assert all(shelf["Glow bulb"].pk not in ids(found) for found in lists)
    assert shelf["Glow bulb"].pk in ids(serving.trending(context=person()))


def test_what_the_page_shows_already_is_left_out(shelf):
    whole = ids(serving.trending())

    assert ids(serving.trending(besides=whole[:2])) == whole[2:]


@pytest.mark.parametrize(
    "ask",
    ["for_you", "because_viewed", "buy_again", "new_for_you", "neighbours", "email_picks"],
)
def test_nothing_personal_without_consent(shelf, ask):
    ada = person()
    look(ada, shelf["Oak lamp"])
    for days in (31, 61):
        buy(ada, f"m{days}", shelf["Clay mug"], days_ago=days)
    refused = EventContext(visitor=ada.visitor, customer=ada.customer)

    assert getattr(serving, ask)(refused) == []


def test_a_process_sees_a_new_champion_within_ten_seconds_and_never_fails(shelf, monkeypatch):
    from recommendations.serving import model as holding

    moment = [1_000.0]
    monkeypatch.setattr(holding.time, "monotonic", lambda: moment[0])
    forget_model()
    first = serving.current_model().version
    newer = train(NAME, lambda text: None)
    seen = []
    for _second in range(11):
        assert serving.together(shelf["Oak lamp"].pk)
        seen.append(serving.current_model().version)
        moment[0] += 1

    assert seen[0] == first
    assert seen[-1] == newer.version != first
