"""Finding, comparing, recommending and asking about products: what tools say is what the shop knows."""

import pytest
from django.urls import reverse

from assistant.dialogue.memory import read_memory
from assistant.goods.finding import FoundGoods
from assistant.kinds import ProposalKind
from assistant.models import Proposal
from assistant.replies import Choices, Comparison, Links, Offer, Products
from assistant.tests.factories import make_asker, make_conversation
from assistant.tools.about_product import AboutProduct, about_product
from assistant.tools.base import Situation
from assistant.tools.cart import PrepareCartAdd, ShowCart, prepare_cart_add, show_cart
from assistant.tools.comparing import CompareProducts, compare_products
from assistant.tools.products import (
    FindProducts,
    RecommendProducts,
    find_products,
    recommend_products,
)
from catalog.models import Attribute, ProductAttribute
from catalog.tests.factories import make_category, make_product
from orders.carts import add_to_cart, open_cart
from search import indexing

pytestmark = pytest.mark.django_db


@pytest.fixture
def shop():
    lamps = make_category("Lamps")
    made = {
        "aurora": make_product("Aurora desk lamp", price="49.00", category=lamps, brand="Lumen"),
        "nordlicht": make_product("Nordlicht floor lamp", price="89.00", category=lamps),
        "shirt": make_product("Linen shirt", price="30.00", colours=["forest", "sand"], sizes="ML"),
        "gone": make_product("Velvet chair", price="120.00", stock=0),
    }
    material = Attribute.objects.create(code="material", name_en="Material")
    ProductAttribute.objects.create(product=made["aurora"], attribute=material, text="Brass")
    indexing.rebuild()
    return made


def _situation(**memory):
    conversation = make_conversation(memory=memory)
    return Situation(make_asker(), conversation, "en")


def _text(outcome):
    return "\n".join(block.text for block in outcome.blocks if block.kind == "said")


def _block(outcome, kind):
    return next(block for block in outcome.blocks if isinstance(block, kind))


def test_words_and_a_price_find_what_costs_no_more(shop):
    outcome = find_products(FindProducts(words="lamp", price_to=60), _situation())
    assert _block(outcome, Products).product_ids == (shop["aurora"].pk,)
    assert "€60.00" in _text(outcome)
    assert "€60.00" in outcome.facts.values()
