"""From purchases in the log to reasoned lists on a page, through training and the register."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.utils import timezone

from catalog.services import retire_product
from catalog.tests.factories import make_product
from events.context import EventContext
from events.names import Consent, EventName
from events.services import Fact, record
from inventory.services import adjust_stock
from mlops.artifacts import artifact_path
from mlops.models import VersionState
from mlops.training import train
from recommendations import serving
from recommendations.serving import ReasonKind, forget_champion, forget_model
from recommendations.training import NAME

pytestmark = pytest.mark.django_db
START = timezone.now() - timedelta(days=20)


def _no_report(text: str) -> None:
    pass


def _buy(person: EventContext, order: str, *products, day: int = 0) -> None:
    for product in products:
        record(
            Fact(
                name=EventName.PRODUCT_PURCHASED,
                product_id=product.pk,
                order_ref=order,
                quantity=1,
                at=START + timedelta(days=day),
            ),
            context=person,
        )


def _person() -> EventContext:
    return EventContext(visitor=uuid4(), customer=uuid4(), consent=Consent.PERSONALISATION)


@pytest.fixture
def shelf(settings, tmp_path):
    """Lamps are bought with bulbs, mugs with teapots, by twelve people each."""
    settings.ARTIFACTS_DIR = tmp_path
    names = ("Lamp", "Bulb", "Mug", "Teapot", "Rug")
    products = {name: make_product(name, stock=50) for name in names}
    for index in range(12):
        _buy(_person(), f"light-{index}", products["Lamp"], products["Bulb"], day=index)
        _buy(_person(), f"tea-{index}", products["Mug"], products["Teapot"], day=index)
    _buy(_person(), "rug", products["Rug"])
    train(NAME, _no_report)
    forget_model()
    return products


def test_what_is_bought_together_is_recommended_together(shelf):
    first = serving.together(shelf["Lamp"].pk)[0]

    assert first.product_id == shelf["Bulb"].pk
    assert (first.reason, first.because) == (ReasonKind.BOUGHT_TOGETHER, shelf["Lamp"].pk)
    assert first.model_version.startswith("recommendations:")


def test_for_you_speaks_of_what_was_bought_and_never_repeats_it(shelf):
    person = _person()
    _buy(person, "mine", shelf["Mug"], day=15)

    found = serving.for_you(person)

    assert found[0].product_id == shelf["Teapot"].pk
    assert (found[0].reason, found[0].because) == (ReasonKind.BECAUSE_BOUGHT, shelf["Mug"].pk)
    assert shelf["Mug"].pk not in {entry.product_id for entry in found}


def test_a_view_a_second_ago_changes_the_answer(shelf):
    person = _person()
    assert serving.for_you(person) == []
    record(Fact(name=EventName.PRODUCT_VIEWED, product_id=shelf["Lamp"].pk), context=person)

    found = serving.for_you(person)

    assert found[0].product_id == shelf["Bulb"].pk
    assert found[0].reason == ReasonKind.BECAUSE_VIEWED


def test_nothing_personal_without_consent(shelf):
    person = _person()
    _buy(person, "mine", shelf["Mug"], day=15)
    refused = EventContext(visitor=person.visitor, customer=person.customer)

    assert serving.for_you(refused) == []


def test_sold_out_and_retired_products_are_not_shown(shelf):
    adjust_stock(variant_id=shelf["Bulb"].variants.get().pk, on_hand=0, note="count")
    retire_product(product=shelf["Teapot"])
    forget_model()

    shown = {entry.product_id for entry in serving.together(shelf["Lamp"].pk)}
    shown |= {entry.product_id for entry in serving.together(shelf["Mug"].pk)}
    shown |= {entry.product_id for entry in serving.trending()}
    assert not shown & {shelf["Bulb"].pk, shelf["Teapot"].pk}


def test_a_product_that_the_model_never_saw_harms_nobody(shelf):
    new = make_product("New")

    assert serving.similar(new.pk) == []
    assert serving.for_cart([new.pk]) == []
    assert serving.for_cart([new.pk, shelf["Lamp"].pk])[0].product_id == shelf["Bulb"].pk


def test_without_any_model_every_answer_is_empty():
    forget_champion()

    assert serving.similar(1) == serving.together(1) == serving.trending() == []
    assert serving.for_you(_person()) == []


def test_a_damaged_artifact_leaves_the_one_in_memory_serving(shelf):
    before = serving.current_model()
    version = train(NAME, _no_report)
    (artifact_path(version.artifact) / "popularity.npy").write_bytes(b"nothing")
    forget_champion()

    assert serving.current_model() is before
    assert serving.together(shelf["Lamp"].pk)


def test_a_new_champion_takes_over(shelf):
    before = serving.current_model().version
    version = train(NAME, _no_report)
    forget_champion()

    assert version.state == VersionState.CHAMPION
    assert serving.current_model().version == version.version != before


def test_training_without_purchases_makes_no_version():
    make_product()

    assert train(NAME, _no_report) is None
