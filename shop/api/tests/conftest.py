"""A shop to ask: two shelves, a product in colours, one sold out, one not published."""

import pytest

from catalog.illustrations import Kind
from catalog.models import Attribute, ProductAttribute
from catalog.tests.factories import make_category, make_product
from shop.storefront.listing import rebuild_listings


class Goods:
    """The products that the tests speak of."""

    def __init__(self):
        home = make_category("Home")
        kitchen = make_category("Kitchen", parent=home)
        self.mug = make_product(
            "Stone mug", price="12.50", compare_at="15.00", stock=5, brand="Alder",
            colours=["forest", "sand"], kind=Kind.MUG, category=kitchen,
        )  # fmt: skip
        self.chair = make_product("Oak chair", price="120.00", stock=None, category=home)
        self.sold_out = make_product("Glazed bowl", price="30.00", stock=0, category=kitchen)
        self.draft = make_product("Secret lamp", published=False, category=home)
        material = Attribute.objects.create(code="material", name_en="Material")
        ProductAttribute.objects.create(product=self.mug, attribute=material, text="Stoneware")
        rebuild_listings()

    @staticmethod
    def variant(product):
        return product.variants.order_by("pk").first()


@pytest.fixture
def goods(db):
    return Goods()
