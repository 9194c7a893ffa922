"""What the tools tell of orders, to whom, and what they prepare."""

from datetime import timedelta

import pytest
from django.utils import translation

from accounts.tests.factories import make_customer
from assistant.asker import Asker
from assistant.kinds import HandoverReason, ProposalKind
from assistant.models import Proposal
from assistant.replies import Choices, Links, Offer, Orders
from assistant.tests.factories import make_asker, make_conversation
from assistant.tools.base import Outcome, Situation, tools
from assistant.tools.orders import OrderWish
from foundation import clock
from foundation.money import Money
from orders.cancellation import cancel_order
from orders.fulfilment import mark_delivered, ship_order
from orders.models import Order, Shipment
from orders.refunds import carry_out_refunds, refund_order
from orders.returns import WantedReturn, request_return
from orders.tests.placed import line_ids, make_order

pytestmark = pytest.mark.django_db

TOOLS = ("order_state", "begin_return", "change_address", "cancel_order")


def _use(name: str, asker: Asker, number: str = "", **memory) -> Outcome:
    situation = Situation(asker, make_conversation(memory=memory), "en")
    tool = tools.get(name)
    return tool.use(tool.arguments(order_number=number), situation)


def _text(outcome: Outcome) -> str:
    return " ".join(block.text for block in outcome.blocks if block.kind == "said")


def _holder(*orders: Order) -> Asker:
    return make_asker(order_tokens=frozenset(order.token for order in orders))


def _block(outcome: Outcome, kind: type):
    return next((block for block in outcome.blocks if isinstance(block, kind)), None)


def test_an_order_is_told_from_placed_to_arrived():
    order = make_order("12.00")
    asker = _holder(order)
    assert "was not sent yet. It is expected" in _text(_use("order_state", asker))
    parcel = ship_order(order=order, tracking="AB123")
    on_its_way = _text(_use("order_state", asker))
    assert "is on its way. A parcel left on" in on_its_way
    assert "AB123" in on_its_way
    assert "You can send it back until" in on_its_way
    mark_delivered(shipment=parcel)
    assert "has arrived. A parcel arrived on" in _text(_use("order_state", asker))


def test_money_that_goes_back_and_returns_are_told_with_their_amounts_as_facts():
    order = make_order("12.00", quantity=2)
    ship_order(order=order)
    request = request_return(order=order, wanted=[WantedReturn(line_ids(order)[0], 1)])
    refund_order(order=order, key="k", amount=Money(250, "EUR"))
    outcome = _use("order_state", _holder(order))
    assert f"Return {request.number} is asked for" in _text(outcome)
    assert "€2.50 are being given back" in _text(outcome)
    carry_out_refunds()
    outcome = _use("order_state", _holder(order))
    assert "€2.50 were given back" in _text(outcome)
    assert "€2.50" in outcome.facts["orders"][0]["told"]


def test_no_fact_names_a_person_or_opens_an_order():
    order = make_order("12.00")
    for name in TOOLS:
        facts = str(_use(name, _holder(order)).facts)
        for secret in (order.token, order.email, "Ada", "Lovelace", "St James", order.public_id):
            assert secret not in facts


@pytest.mark.parametrize("name", TOOLS)
def test_anothers_number_is_answered_as_one_that_nobody_has(name):
    order = make_order("12.00", quantity=2)
    ada = make_order("9.00")
    Order.objects.filter(pk=ada.pk).update(customer=make_customer("bea@example.com"))
    strangers = (
        make_asker(),
        make_asker(make_customer("eve@example.com")),
        make_asker(Order.objects.get(pk=ada.pk).customer),
    )
    for stranger in strangers:
        answers = [_use(name, stranger, number) for number in (str(order), "987654", f"#{order} ")]
        assert len({(answer.blocks, str(answer.facts)) for answer in answers}) == 1
        assert str(order) not in str(answers[0])
    assert not Proposal.objects.exists()


def test_a_guest_is_told_how_to_open_an_order():
    outcome = _use("order_state", make_asker())
    assert "confirmation mail" in _text(outcome)
    assert _block(outcome, Links).links[0][1].startswith("/accounts/login/")


def test_the_number_may_be_written_as_people_write_it():
    order = make_order("12.00")
    asker = _holder(order)
    for written in (f"#{order}", f" {order}. ", f"Nr. {order}"[4:]):
        assert _block(_use("order_state", asker, written), Orders) == Orders((order.public_id,))


def test_of_several_orders_those_under_way_are_told():
    done, first, second = (make_order("12.00") for _count in range(3))
    parcel = ship_order(order=done)
    mark_delivered(shipment=parcel)
    told = _block(_use("order_state", _holder(done, first, second)), Orders)
    assert set(told.public_ids) == {first.public_id, second.public_id}


def test_with_nothing_under_way_the_latest_is_told():
    old, new = make_order("12.00"), make_order("12.00")
    for order in (old, new):
        cancel_order(order=order)
    outcome = _use("order_state", _holder(old, new))
    assert _block(outcome, Orders).public_ids == (new.public_id,)
    assert outcome.memory == {"order": new.public_id}


@pytest.mark.parametrize(
    ("name", "kind"),
    [("change_address", ProposalKind.ADDRESS), ("cancel_order", ProposalKind.CANCEL)],
)
def test_the_one_order_that_can_be_is_offered(name, kind):
    sent, open_order = make_order("12.00"), make_order("12.00")
    ship_order(order=sent)
    outcome = _use(name, _holder(sent, open_order))
    proposal = Proposal.objects.get(public_id=_block(outcome, Offer).public_id)
    assert (proposal.kind, proposal.payload) == (kind, {"order": open_order.public_id})


def test_of_several_it_asks_which_and_the_choice_names_one():
    orders = [make_order("12.00") for _count in range(2)]
    outcome = _use("cancel_order", _holder(*orders))
    labels = [label for label, _sent in _block(outcome, Choices).options]
    options = outcome.memory["asked"]["options"]
    assert labels == [option["label"] for option in options]
    assert {option["arguments"]["order_number"] for option in options} == {
        str(order) for order in orders
    }
    assert not Proposal.objects.exists()


def test_the_order_spoken_of_is_meant():
    orders = [make_order("12.00") for _count in range(2)]
    outcome = _use("cancel_order", _holder(*orders), order=orders[0].public_id)
    assert outcome.memory == {"order": orders[0].public_id}
    assert _block(outcome, Offer)


def test_anothers_order_in_the_memory_of_a_talk_is_not_meant():
    order, own = make_order("12.00"), make_order("9.00")
    outcome = _use("cancel_order", _holder(own), order=order.public_id)
    assert outcome.memory == {"order": own.public_id}


def test_why_not_is_said_in_words():
    order = make_order("12.00")
    asker = _holder(order)
    assert "was not sent, so nothing" in _text(_use("begin_return", asker))
    ship_order(order=order)
    assert "was sent already" in _text(_use("change_address", asker))
    assert "was sent already" in _text(_use("cancel_order", asker))
    request_return(order=order, wanted=[WantedReturn(line_ids(order)[0], 1)])
    assert "asked for already" in _text(_use("begin_return", asker))
    Shipment.objects.update(shipped_at=clock.now() - timedelta(days=400))
    assert "is over" in _text(_use("begin_return", asker))
    assert not Proposal.objects.exists()


def test_a_person_and_a_message_are_only_prepared():
    situation = Situation(make_asker(), make_conversation(), "en")
    for name, arguments in (
        ("take_message", {"text": "Hello"}),
        ("hand_over", {"reason": "complaint"}),
        ("hand_over", {"reason": "no such reason"}),
    ):
        tool = tools.get(name)
        assert _block(tool.use(tool.arguments(**arguments), situation), Offer)
    payloads = [row.payload for row in Proposal.objects.order_by("pk")]
    assert payloads[1:] == [
        {"reason": HandoverReason.COMPLAINT},
        {"reason": HandoverReason.ASKED},
    ]
    situation.conversation.refresh_from_db()
    assert situation.conversation.handed_over_at is None


def test_every_example_of_abilities_can_be_sent():
    tool = tools.get("ask_abilities")
    outcome = tool.use(tool.arguments(), Situation(make_asker(), make_conversation(), "en"))
    options = _block(outcome, Choices).options
    assert options
    assert all(label == sent for label, sent in options)


def test_paths_are_of_the_page_whatever_language_is_answered_in():
    situation = Situation(make_asker(), make_conversation(), "fr")
    with translation.override("fr"):
        outcome = tools.get("order_state").use(OrderWish(), situation)
    assert _block(outcome, Links).links[0][1].startswith("/accounts/login/")
