"""What is prepared is carried out by a click of the owner alone, once, and only while it can be."""

import pytest
from django.utils import translation

from accounts.tests.factories import make_customer
from assistant.kinds import (
    Author,
    ConversationState,
    HandoverReason,
    ProposalKind,
    ProposalState,
)
from assistant.models import Proposal, Turn
from assistant.proposals import decline, described, handlers, offer, settle
from assistant.replies import from_json
from assistant.tests.factories import make_asker, make_conversation
from catalog.models import Product, ProductStatus
from catalog.tests.factories import make_product
from foundation.refusals import Refusal
from orders.carts import find_cart
from orders.fulfilment import ship_order
from orders.models import Cart, Order, OrderState, ReturnRequest
from orders.tests.books import books_balance
from orders.tests.placed import line_ids, make_order

pytestmark = pytest.mark.django_db

PLACE = {"name": "Ada King", "line1": "5 Ockham Lane", "postcode": "GU23 6NP", "city": "Ockham"}


def _bought(**fields) -> tuple[Order, object]:
    """An order, and whoever opened it by its link."""
    order = make_order("12.00", quantity=2, **fields)
    return order, make_asker(order_tokens=frozenset({order.token}))


def _offered(conversation, kind, order) -> Proposal:
    return offer(conversation=conversation, kind=kind, payload={"order": order.public_id})


def _settle(proposal, asker, **choices):
    return settle(
        conversation=proposal.conversation,
        public_id=proposal.public_id,
        asker=asker,
        choices=choices,
    )


def test_every_kind_has_its_handler():
    assert set(handlers.names()) == set(ProposalKind.values)


def test_an_order_is_cancelled_by_the_click_and_the_outcome_is_said():
    order, asker = _bought()
    talk = make_conversation()
    proposal = _offered(talk, ProposalKind.CANCEL, order)
    order.refresh_from_db()
    assert order.state == OrderState.PLACED  # offering does nothing

    done = _settle(proposal, asker)

    order.refresh_from_db()
    proposal.refresh_from_db()
    assert order.state == OrderState.CANCELLED
    assert (proposal.state, proposal.outcome) == (ProposalState.DONE, done.text)
    turn = Turn.objects.get(conversation=talk)
    assert (turn.author, turn.text) == (Author.ASSISTANT, done.text)
    assert [block.kind for block in from_json(turn.blocks)] == ["said", "orders"]
    assert books_balance()


def test_a_second_click_does_nothing_more():
    product = make_product(price="5.00", stock=9)
    talk = make_conversation()
    proposal = offer(
        conversation=talk,
        kind=ProposalKind.CART_ADD,
        payload={"variant_id": product.variants.get().pk, "quantity": 2},
    )
    first = _settle(proposal, make_asker())
    again = _settle(proposal, make_asker(cart_token=first.cart.token))
    assert again.text == first.text
    assert again.cart is None
    assert [line.quantity for cart in Cart.objects.all() for line in cart.lines.all()] == [2]
    assert Turn.objects.count() == 1


def test_what_was_declined_is_not_carried_out():
    order, asker = _bought()
    proposal = _offered(make_conversation(), ProposalKind.CANCEL, order)
    decline(conversation=proposal.conversation, public_id=proposal.public_id)
    with pytest.raises(Refusal):
        _settle(proposal, asker)
    order.refresh_from_db()
    assert order.state == OrderState.PLACED
    proposal.refresh_from_db()
    assert not described(proposal, asker).is_open


def test_declining_what_was_carried_out_changes_nothing():
    order, asker = _bought()
    proposal = _offered(make_conversation(), ProposalKind.CANCEL, order)
    _settle(proposal, asker)
    decline(conversation=proposal.conversation, public_id=proposal.public_id)
    proposal.refresh_from_db()
    assert proposal.state == ProposalState.DONE


@pytest.mark.parametrize("kind", [ProposalKind.CANCEL, ProposalKind.ADDRESS, ProposalKind.RETURN])
def test_nobody_but_the_owner_sees_or_settles_it(kind):
    order, asker = _bought()
    if kind == ProposalKind.RETURN:
        ship_order(order=order)
    [line] = line_ids(order)
    proposal = _offered(make_conversation(), kind, order)
    typed = {**PLACE, f"units-{line}": "1", f"reason-{line}": "other"}
    before = Order.objects.values().get(pk=order.pk)
    for stranger in (make_asker(), make_asker(make_customer("eve@example.com"))):
        shown = described(proposal, stranger)
        assert not shown.is_open
        assert "Ada" not in str(shown)
        with pytest.raises(Refusal):
            _settle(proposal, stranger, **typed)
    assert Order.objects.values().get(pk=order.pk) == before
    assert not ReturnRequest.objects.exists()
    assert described(proposal, asker).is_open
    _settle(proposal, asker, **typed)  # what strangers tried spoils nothing
    assert Order.objects.values().get(pk=order.pk) != before or ReturnRequest.objects.exists()


def test_a_proposal_of_another_conversation_is_as_none():
    order, asker = _bought()
    proposal = _offered(make_conversation(), ProposalKind.CANCEL, order)
    told = []
    for public_id in (proposal.public_id, "no-such-proposal"):
        with pytest.raises(Refusal) as problem:
            settle(conversation=make_conversation(), public_id=public_id, asker=asker, choices={})
        told.append(problem.value.message)
    assert told[0] == told[1]
    order.refresh_from_db()
    assert order.state == OrderState.PLACED


def test_what_was_sent_meanwhile_is_neither_cancelled_nor_sent_elsewhere():
    order, asker = _bought()
    talk = make_conversation()
    offered = [_offered(talk, kind, order) for kind in (ProposalKind.CANCEL, ProposalKind.ADDRESS)]
    ship_order(order=order)
    for proposal in offered:
        assert not described(proposal, asker).is_open
        with pytest.raises(Refusal):
            _settle(proposal, asker, **PLACE)
        proposal.refresh_from_db()
        assert proposal.state == ProposalState.OFFERED
    order.refresh_from_db()
    assert (order.state, order.ship_city) == (OrderState.PLACED, "London")
    assert not Turn.objects.exists()


def test_the_address_form_holds_what_stands_and_names_what_is_wrong():
    order, asker = _bought()
    proposal = _offered(make_conversation(), ProposalKind.ADDRESS, order)
    form = described(proposal, asker)
    assert {field.name: field.value for field in form.fields}["city"] == "London"
    with pytest.raises(Refusal) as problem:
        _settle(proposal, asker, **{**PLACE, "city": " "})
    assert problem.value.field == "city"
    _settle(proposal, asker, **PLACE, country="US", email="eve@example.com")
    order.refresh_from_db()
    assert (order.ship_city, order.ship_country, order.email) == ("Ockham", "GB", "ada@example.com")


def test_a_return_is_asked_for_with_units_and_reason():
    order, asker = _bought()
    ship_order(order=order)
    [line] = line_ids(order)
    proposal = _offered(make_conversation(), ProposalKind.RETURN, order)
    form = described(proposal, asker)
    assert form.is_open
    assert [value for value, _label in form.fields[0].options] == ["0", "1", "2"]
    for typed, field in (
        ({}, ""),
        ({f"units-{line}": "3", f"reason-{line}": "other"}, f"units-{line}"),
        ({f"units-{line}": "-1", f"reason-{line}": "other"}, f"units-{line}"),
        ({f"units-{line}": "1", f"reason-{line}": "<script>"}, f"reason-{line}"),
        ({"units-999999": "1", "reason-999999": "other"}, ""),
    ):
        with pytest.raises(Refusal) as problem:
            _settle(proposal, asker, **typed)
        assert problem.value.field == field
    assert not ReturnRequest.objects.exists()
    _settle(proposal, asker, **{f"units-{line}": "1", f"reason-{line}": "too_small", "note": "Hm"})
    request = ReturnRequest.objects.get()
    assert (request.customer_note, request.lines.get().quantity) == ("Hm", 1)


def test_only_the_latest_of_the_same_stays_open():
    order, _asker = _bought()
    other, _asker = _bought()
    talk = make_conversation()
    first = _offered(talk, ProposalKind.CANCEL, order)
    kept = _offered(talk, ProposalKind.CANCEL, other)
    again = _offered(talk, ProposalKind.CANCEL, order)
    states = {row.pk: row.state for row in Proposal.objects.all()}
    assert states[first.pk] == ProposalState.DECLINED
    assert states[kept.pk] == states[again.pk] == ProposalState.OFFERED


@pytest.mark.parametrize("typed", ["0", "-1", "1e3", "٣", "9999", "two"])
def test_a_number_of_units_that_is_none_puts_nothing_into_the_cart(typed):
    product = make_product(price="5.00", stock=9)
    proposal = offer(
        conversation=make_conversation(),
        kind=ProposalKind.CART_ADD,
        payload={"variant_id": product.variants.get().pk, "quantity": 1},
    )
    with pytest.raises(Refusal) as problem:
        _settle(proposal, make_asker(), quantity=typed)
    assert problem.value.field == "quantity"
    assert not Cart.objects.exists()


def test_what_is_sold_out_or_gone_is_refused_at_the_click():
    product = make_product(price="5.00", stock=1)
    proposal = offer(
        conversation=make_conversation(),
        kind=ProposalKind.CART_ADD,
        payload={"variant_id": product.variants.get().pk, "quantity": 1},
    )
    with pytest.raises(Refusal):
        _settle(proposal, make_asker(), quantity="2")
    Product.objects.filter(pk=product.pk).update(status=ProductStatus.DRAFT)
    assert not described(proposal, make_asker()).is_open
    with pytest.raises(Refusal):
        _settle(proposal, make_asker(), quantity="1")


def test_it_goes_into_the_cart_that_the_asker_holds_and_no_other():
    product = make_product(price="5.00", stock=9)
    ada, eve = make_customer("ada@example.com"), make_customer("eve@example.com")
    proposal = offer(
        conversation=make_conversation(customer=ada),
        kind=ProposalKind.CART_ADD,
        payload={"variant_id": product.variants.get().pk, "quantity": 3},
    )
    done = _settle(proposal, make_asker(ada), quantity="3")
    assert done.cart == find_cart(customer=ada)
    assert find_cart(customer=eve) is None
    assert done.blocks[0].links[0][1] == "/cart/"


def test_a_message_of_a_guest_needs_an_address_and_reaches_the_staff():
    talk = make_conversation()
    proposal = offer(
        conversation=talk, kind=ProposalKind.MESSAGE, payload={"text": "Do you repair mugs?"}
    )
    asker = make_asker()
    assert described(proposal, asker).fields[0].value == "Do you repair mugs?"
    for typed, field in (
        ({"text": "", "email": "bo@example.com"}, "text"),
        ({"text": "Hello", "email": ""}, "email"),
        ({"text": "Hello", "email": "bo@"}, "email"),
        ({"text": "x" * 1_001, "email": "bo@example.com"}, "text"),
    ):
        with pytest.raises(Refusal) as problem:
            _settle(proposal, asker, **typed)
        assert problem.value.field == field
    talk.refresh_from_db()
    assert talk.state == ConversationState.WITH_ASSISTANT
    _settle(proposal, asker, text="Do you\x00 repair mugs?", email="bo@example.com", name="Bo")
    talk.refresh_from_db()
    assert (talk.state, talk.reason) == (ConversationState.WAITING, HandoverReason.MESSAGE)
    assert (talk.email, talk.name) == ("bo@example.com", "Bo")
    said = talk.turns.get(author=Author.SHOPPER)
    assert said.text == "Do you repair mugs?"


def test_a_message_as_long_as_may_be_is_kept_to_its_last_letter():
    talk = make_conversation(customer=make_customer("ada@example.com"))
    proposal = offer(conversation=talk, kind=ProposalKind.MESSAGE, payload={})
    half = "x" * 499
    _settle(proposal, make_asker(talk.customer), text=f"{half}\r\n\r\n{half}")
    assert talk.turns.get(author=Author.SHOPPER).text == f"{half}\n\n{half}"


def test_a_customer_is_asked_for_no_address_and_cannot_set_one():
    talk = make_conversation(customer=make_customer("ada@example.com"))
    proposal = offer(conversation=talk, kind=ProposalKind.HANDOVER, payload={"reason": "complaint"})
    asker = make_asker(talk.customer)
    assert described(proposal, asker).fields == ()
    _settle(proposal, asker, email="eve@example.com")
    talk.refresh_from_db()
    assert (talk.state, talk.reason) == (ConversationState.WAITING, HandoverReason.COMPLAINT)
    assert talk.email == ""


def test_an_invented_reason_is_as_having_asked():
    talk = make_conversation()
    proposal = offer(conversation=talk, kind=ProposalKind.HANDOVER, payload={"reason": "boss"})
    _settle(proposal, make_asker())
    talk.refresh_from_db()
    assert talk.reason == HandoverReason.ASKED


def test_it_is_said_in_the_language_of_the_talk_with_paths_of_the_page():
    product = make_product(price="5.00", stock=9)
    proposal = offer(
        conversation=make_conversation(language="de"),
        kind=ProposalKind.CART_ADD,
        payload={"variant_id": product.variants.get().pk, "quantity": 1},
    )
    with translation.override("en"):
        done = _settle(proposal, make_asker(language="en"))
    assert done.text.startswith("In Ihrem Warenkorb")
    assert done.blocks[0].links[0][1] == "/cart/"
