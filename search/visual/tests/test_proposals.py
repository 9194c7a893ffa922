"""What a new picture says of its product, and that nothing is written before staff accept."""

import pytest

from catalog.illustrations import Kind
from catalog.models import Attribute, AttributeType, ProductAttribute
from catalog.services import add_picture
from catalog.tests.factories import make_option, make_product
from events.models import OutboxMessage
from search.visual.proposals import accept, propose
from search.visual.tests.gallery import photograph

pytestmark = pytest.mark.django_db


@pytest.fixture
def stoneware(gallery):
    """Both mugs are of stoneware, and staff know a red and a blue."""
    make_option("colour", ["poppy", "cobalt"])
    material = Attribute.objects.create(
        code="material", name_en="Material", type=AttributeType.TEXT
    )
    for product in (gallery.mug, gallery.cup):
        ProductAttribute.objects.create(product=product, attribute=material, text="stoneware")
    return material


@pytest.fixture
def newcomer(gallery):
    """A red mug that staff began to enter, on the wrong shelf."""
    draft = make_product("New mug", category="Wear", published=False)
    add_picture(product=draft, name="new.jpg", content=photograph(Kind.MUG, "poppy"))
    return draft


def test_a_new_picture_proposes_shelf_colour_and_attributes(gallery, stoneware, newcomer):
    found = propose(newcomer)
    assert found.categories[0].category == gallery.mug.category
    assert found.categories[0].share > 0.5
    assert [one.value.code for one in found.colours] == ["poppy"]
    assert [(one.attribute_id, one.text) for one in found.attributes] == [
        (stoneware.pk, "stoneware")
    ]


def test_proposing_writes_nothing(gallery, stoneware, newcomer):
    OutboxMessage.objects.all().delete()
    propose(newcomer)
    newcomer.refresh_from_db()
    assert str(newcomer.category) == "Wear"
    assert newcomer.images.get().option_value is None
    assert not newcomer.attributes.exists()
    assert not OutboxMessage.objects.exists()


def test_what_is_accepted_is_written_and_told(gallery, stoneware, newcomer):
    found = propose(newcomer)
    OutboxMessage.objects.all().delete()
    accept(
        product=newcomer,
        category=found.categories[0].category,
        colours={one.image.pk: one.value for one in found.colours},
        attributes=found.attributes,
    )
    newcomer.refresh_from_db()
    assert newcomer.category == gallery.mug.category
    assert newcomer.images.get().option_value.code == "poppy"
    assert [str(one.value) for one in newcomer.attributes.all()] == ["stoneware"]
    assert OutboxMessage.objects.filter(topic="product.changed").exists()


def test_what_staff_said_already_is_not_asked_again(gallery, stoneware, newcomer):
    first = propose(newcomer)
    ProductAttribute.objects.create(product=newcomer, attribute=stoneware, text="glass")
    newcomer.images.update(option_value=first.colours[0].value)
    found = propose(newcomer)
    assert (found.colours, found.attributes) == ((), ())
    accept(product=newcomer, attributes=first.attributes)
    assert [one.text for one in newcomer.attributes.all()] == ["glass"]


def test_a_product_has_no_vote_on_itself(gallery):
    gallery.sweater.category = gallery.mug.category
    gallery.sweater.save()
    own = propose(gallery.lamp)
    assert gallery.lamp.category not in [one.category for one in own.categories]


def test_without_an_index_or_a_picture_nothing_is_proposed(hung):
    assert propose(hung.mug) is None


def test_a_product_without_pictures_has_no_proposals(gallery):
    assert propose(make_product("Unseen", published=False)) is None
