"""The vocabulary of the shop: what is on sale, in the page's language, remembered for a minute."""

import pytest

from catalog.models import Attribute, AttributeType, Category, ProductAttribute
from catalog.tests.factories import make_product
from foundation import remembered
from search import reading
from search.algorithms.understanding import understand
from search.engines.embedded import EmbeddedEngine
from search.models import Synonym
from search.vocabulary import vocabulary

pytestmark = pytest.mark.django_db


@pytest.fixture
def engine(tmp_path, monkeypatch):
    """The disk index in a folder of the test's own."""
    own = EmbeddedEngine(tmp_path / "index")
    monkeypatch.setattr("search.vocabulary.current", lambda: own)
    remembered.forget_all()
    yield own
    remembered.forget_all()


def _index(engine):
    engine.rebuild(reading.all_documents())
    remembered.forget_all()


def test_a_shop_without_products_or_index_has_an_empty_vocabulary(engine):
    found = vocabulary("en")

    assert not found.words
    assert not found.values
    assert understand("rde dres undr 50", found, currency_exponent=2).corrected == ""


def test_brands_categories_options_and_attributes_are_values(engine):
    product = make_product(
        "Rain jacket", category="Jackets", brand="Fennway", colours=["forest"], sizes=["M"]
    )
    material = Attribute.objects.create(code="material", name_en="Material")
    ProductAttribute.objects.create(product=product, attribute=material, text="waxed cotton")
    dry = Attribute.objects.create(
        code="waterproof", name_en="Waterproof", type=AttributeType.BOOLEAN
    )
    ProductAttribute.objects.create(product=product, attribute=dry, boolean=True)
    _index(engine)

    found = vocabulary("en")

    shelf = Category.objects.get(slug_en="jackets")
    values = {(value.key, value.value): value.text for value in found.values}
    assert values["category", str(shelf.pk)] == "Jackets"
    assert values["brand", "fennway"] == "Fennway"
    assert values["option.colour", "forest"] == "Forest"
    assert values["attribute.material", "waxed cotton"] == "waxed cotton"
    assert values["attribute.waterproof", "yes"] == "Waterproof"
    assert found.words["jacket"] == 1


def test_names_are_those_of_the_language_else_of_the_first(engine):
    make_product("Rain jacket", category="Jackets")
    Category.objects.filter(slug_en="jackets").update(name_de="Jacken")

    german = {value.text for value in vocabulary("de").values}

    assert "Jacken" in german
    assert "Jackets" not in german


def test_what_was_reckoned_is_kept_where_nothing_changed(engine):
    make_product("Rain jacket")
    _index(engine)
    before = vocabulary("en")
    remembered.forget_all()

    assert vocabulary("en") is before


def test_synonyms_of_staff_widen_what_is_looked_for(engine):
    make_product("Lodger sofa")
    _index(engine)
    Synonym.objects.create(language="en", words="sofa, couch", meant="")
    remembered.forget_all()

    groups = understand("couch", vocabulary("en"), currency_exponent=2).groups

    assert [term.text for term in groups[0].terms] == ["couch", "sofa"]
