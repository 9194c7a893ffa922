"""Finding, comparing, recommending, asking about products: tools say what the shop knows."""

import pytest
from django.urls import reverse
from django.utils import translation

from assistant.dialogue.memory import read_memory
from assistant.goods import finding, naming
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
from catalog.models import Attribute, ProductAttribute, Review, ReviewStatus
from catalog.tests.factories import make_category, make_product
from orders.carts import add_to_cart, open_cart
from orders.models import CartLine
from search import indexing
from search.engines.base import EngineDown

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


def test_a_bare_price_is_about_what_was_looked_for_before(shop):
    situation = _situation(query={"words": "lamp"})
    outcome = find_products(FindProducts(price_to=60), situation)
    assert _block(outcome, Products).product_ids == (shop["aurora"].pk,)


def test_nothing_at_that_price_is_said_and_the_nearest_shown(shop):
    outcome = find_products(FindProducts(words="lamp", price_to=10), _situation())
    assert "nothing like that at such a price" in _text(outcome)
    assert _block(outcome, Products).product_ids[0] == shop["aurora"].pk  # the cheaper one first


def test_who_names_nothing_is_asked_what_they_look_for(shop):
    outcome = find_products(FindProducts(), _situation())
    free = read_memory(outcome.memory).asked.free
    assert free.filled("lamp").arguments == {"words": "lamp"}


def test_a_list_that_is_longer_has_its_page_and_a_short_one_none(shop):
    for number in range(8):
        make_product(f"Candle {number}")
    indexing.rebuild()
    shown = _block(find_products(FindProducts(words="candle"), _situation()), Products)
    assert len(shown.product_ids) == 6
    assert shown.path == f"{reverse('storefront:list')}?q=candle"
    assert _block(find_products(FindProducts(words="shirt"), _situation()), Products).path == ""


def test_what_was_shown_is_remembered_in_its_order(shop):
    outcome = find_products(FindProducts(words="lamp", cheapest=True), _situation())
    assert read_memory(outcome.memory).shown == (shop["aurora"].pk, shop["nordlicht"].pk)
    assert [one["place"] for one in outcome.facts["products"]] == [1, 2]


def test_without_a_search_engine_names_are_looked_up_in_the_database(shop, monkeypatch):
    def _down(*_args, **_kwargs):
        raise EngineDown

    monkeypatch.setattr(finding, "search", _down)
    outcome = find_products(FindProducts(words="aurora"), _situation())
    assert _block(outcome, Products).product_ids == (shop["aurora"].pk,)


def test_two_places_are_compared_trait_by_trait(shop):
    shown = [shop["nordlicht"].pk, shop["aurora"].pk]
    outcome = compare_products(CompareProducts(places=(1, 2)), _situation(shown=shown))
    table = _block(outcome, Comparison)
    assert table.product_ids == tuple(shown)
    rows = dict(table.rows)
    assert rows["Price"] == ("€89.00", "€49.00")
    assert rows["Material"] == ("–", "Brass")
    assert "Aurora desk lamp is the cheapest: €40.00 less than Nordlicht" in _text(outcome)


def test_products_are_compared_by_name(shop):
    outcome = compare_products(
        CompareProducts(words="Aurora and Nordlicht", question="compare Aurora and Nordlicht"),
        _situation(),
    )
    assert set(_block(outcome, Comparison).product_ids) == {
        shop["aurora"].pk,
        shop["nordlicht"].pk,
    }


def test_a_message_of_hundreds_of_names_is_not_hundreds_of_searches(shop, monkeypatch):
    looked_for = []
    found = naming.find
    monkeypatch.setattr(
        naming, "find", lambda wanted, *rest, **more: looked_for.append(wanted.words)
        or found(wanted, *rest, **more)
    )  # fmt: skip
    said = " and ".join(f"x{number}" for number in range(150))
    compare_products(CompareProducts(words=said, question=f"compare {said}"), _situation())
    assert 0 < len(looked_for) <= naming.MOST_NAMED


def test_one_product_alone_is_not_compared_with_itself(shop):
    outcome = compare_products(CompareProducts(words="Aurora"), _situation())
    assert "With what shall I compare Aurora desk lamp?" in _text(outcome)
    assert read_memory(outcome.memory).asked is not None


def test_what_is_sold_out_is_said_when_compared(shop):
    shown = [shop["gone"].pk, shop["aurora"].pk]
    outcome = compare_products(CompareProducts(), _situation(shown=shown))
    assert "Velvet chair is sold out." in _text(outcome)


@pytest.mark.parametrize(
    ("question", "told"),
    [
        ("how much is it?", "Aurora desk lamp costs €49.00."),
        ("is it in stock?", "Aurora desk lamp: In stock."),
        ("what material is it?", "Material: Brass."),
        ("what do people say about it?", "Nobody has reviewed it yet."),
    ],
)
def test_what_was_asked_of_a_product_is_answered(shop, question, told):
    situation = _situation(product=shop["aurora"].pk)
    assert told in _text(about_product(AboutProduct(question=question), situation))


def test_a_size_is_answered_for_the_variant(shop):
    asked = AboutProduct(words="linen shirt", question="is the linen shirt in stock in forest, M?")
    assert "Linen shirt (Forest, M): In stock." in _text(about_product(asked, _situation()))


def test_what_a_page_does_not_say_is_not_made_up(shop):
    situation = _situation(product=shop["nordlicht"].pk)
    outcome = about_product(AboutProduct(question="what is it made of?"), situation)
    assert _text(outcome) == "More than its page says of it I do not know."


def test_a_name_that_fits_several_is_asked_about(shop):
    outcome = about_product(
        AboutProduct(words="lamp", question="is the lamp in stock?"), _situation()
    )
    labels = {label for label, _sent in _block(outcome, Choices).options}
    assert labels == {"Aurora desk lamp", "Nordlicht floor lamp"}
    option = read_memory(outcome.memory).asked.option("nordlicht floor lamp")
    assert option.use.arguments["product_id"] == shop["nordlicht"].pk


def test_putting_in_the_cart_is_prepared_and_nothing_is_put_in(shop):
    situation = _situation(shown=[shop["nordlicht"].pk, shop["aurora"].pk])
    outcome = prepare_cart_add(PrepareCartAdd(places=(2,), quantity=2), situation)
    proposal = Proposal.objects.get(public_id=_block(outcome, Offer).public_id)
    assert proposal.kind == ProposalKind.CART_ADD
    variant = shop["aurora"].variants.get()
    assert proposal.payload == {"variant_id": variant.pk, "quantity": 2}
    assert proposal.conversation == situation.conversation
    assert not CartLine.objects.exists()


def test_a_choice_that_is_left_is_asked_for_one_option_after_the_other(shop):
    situation = _situation(product=shop["shirt"].pk)
    outcome = prepare_cart_add(PrepareCartAdd(question="put it in the cart"), situation)
    assert [label for label, _sent in _block(outcome, Choices).options] == ["Forest", "Sand"]
    use = read_memory(outcome.memory).asked.option("sand").use
    outcome = prepare_cart_add(PrepareCartAdd(**use.arguments), situation)
    assert [label for label, _sent in _block(outcome, Choices).options] == ["M", "L"]
    use = read_memory(outcome.memory).asked.option("L").use
    outcome = prepare_cart_add(PrepareCartAdd(**use.arguments), situation)
    payload = Proposal.objects.get(public_id=_block(outcome, Offer).public_id).payload
    chosen = shop["shirt"].variants.get(pk=payload["variant_id"])
    assert {value.code for value in chosen.option_values.all()} == {"sand", "l"}


def test_what_is_sold_out_is_not_prepared(shop):
    outcome = prepare_cart_add(PrepareCartAdd(words="velvet chair"), _situation())
    assert "Velvet chair is sold out." in _text(outcome)
    assert not Proposal.objects.exists()


def test_more_than_there_is_is_not_prepared(shop):
    outcome = prepare_cart_add(PrepareCartAdd(words="aurora", quantity=40), _situation())
    assert "Only 10 are left." in _text(outcome)
    assert not Proposal.objects.exists()


def test_the_cart_shown_is_the_one_of_the_session(shop):
    cart = open_cart(customer=None, currency="EUR")
    add_to_cart(cart=cart, variant=shop["aurora"].variants.get(), quantity=2)
    conversation = make_conversation()
    holder = Situation(make_asker(cart_token=cart.token), conversation, "en")
    outcome = show_cart(ShowCart(), holder)
    assert "2 × Aurora desk lamp: €98.00" in _text(outcome)
    assert _block(outcome, Links).links == (("To the cart", reverse("storefront:cart")),)
    assert "€98.00" in outcome.facts["total"]
    stranger = Situation(make_asker(), conversation, "en")
    assert _text(show_cart(ShowCart(), stranger)) == "Your cart is empty."


def test_recommendations_without_any_model_are_what_many_buy(shop):
    outcome = recommend_products(RecommendProducts(price_to=60), _situation())
    shown = _block(outcome, Products).product_ids
    assert shown
    assert shop["nordlicht"].pk not in shown


def test_a_french_answer_tells_amounts_as_the_french_write_them(shop):
    situation = Situation(make_asker(), make_conversation(), "fr")
    with translation.override("fr"):
        outcome = find_products(FindProducts(words="lamp", price_to=60), situation)
    assert "60,00\xa0€" in _text(outcome)
    assert _block(outcome, Products).product_ids == (shop["aurora"].pk,)


def test_of_a_list_that_fits_in_part_only_the_thing_itself_is_shown(shop):
    blanket = make_product("Warm blanket", price="25.00")
    for name in ("Warm lamp", "Cold lamp"):
        make_product(name, price="20.00")
    indexing.rebuild()
    outcome = find_products(FindProducts(words="warm lamp"), _situation())
    shown = _block(outcome, Products).product_ids
    assert blanket.pk not in shown
    assert outcome.facts["products"][0]["name"] == "Warm lamp"
    assert "These fit “warm lamp” best." in _text(outcome)


def test_what_is_much_like_another_is_no_list_of_its_words(shop):
    situation = _situation(product=shop["aurora"].pk, shown=[shop["aurora"].pk])
    asked = RecommendProducts(words="similar", question="something similar to it")
    assert "“similar”" not in _text(recommend_products(asked, situation))


def test_a_limit_that_was_understood_may_be_said_of_what_many_buy(shop):
    outcome = recommend_products(RecommendProducts(price_to=60), _situation())
    assert "They cost at most €60.00." in _text(outcome)
    assert outcome.facts["price_to"] == "€60.00"


def test_which_product_is_meant_can_be_chosen_from_those_shown(shop):
    situation = _situation(shown=[shop["aurora"].pk, shop["nordlicht"].pk])
    outcome = about_product(AboutProduct(question="is it heavy?"), situation)
    labels = [label for label, _sent in _block(outcome, Choices).options]
    assert labels == ["Aurora desk lamp", "Nordlicht floor lamp"]


def test_something_cheaper_costs_less_than_what_was_spoken_of(shop):
    situation = _situation(product=shop["nordlicht"].pk, query={"words": "lamp"})
    asked = FindProducts(question="show me something cheaper")
    shown = _block(find_products(asked, situation), Products).product_ids
    assert shown == (shop["aurora"].pk,)


def test_a_trait_is_asked_for_by_its_value(shop):
    situation = _situation(product=shop["aurora"].pk)
    asked = AboutProduct(question="is it made of brass?")
    assert "Material: Brass." in _text(about_product(asked, situation))


def test_what_others_say_counts_stars_and_quotes_nobody(shop):
    for number, rating in enumerate((5, 4, 4)):
        Review.objects.create(
            product=shop["aurora"],
            author=f"Buyer {number}",
            rating=rating,
            text="See http://evil.example for 1 €",
            status=ReviewStatus.PUBLISHED,
        )
    situation = _situation(product=shop["aurora"].pk)
    outcome = about_product(AboutProduct(question="what do the reviews say?"), situation)
    assert "4.3 of 5 stars from 3 reviews." in _text(outcome)
    assert "evil" not in _text(outcome)
