"""What a shopper wants of their orders. Whose they are says the session, never a message.

A number that is not the asker's is answered exactly as one that nobody has.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from assistant import proposals
from assistant.dialogue.memory import Key, Option, Use, asked
from assistant.kinds import ProposalKind
from assistant.ownership import order_by_number, order_by_public_id, orders_of
from assistant.replies import Block, Choices, Links, Offer, Orders, Said
from assistant.tools.base import Outcome, Situation, Tool, tools
from assistant.tools.order_words import short_name, told
from foundation import clock
from orders.addressing import can_be_readdressed
from orders.cancellation import can_be_cancelled
from orders.models import FulfilmentState, Order, OrderState
from orders.returns import return_deadline, returnable_lines

MOST_LOOKED_AT = 20
MOST_TOLD = 3


@dataclass(frozen=True, slots=True)
class OrderWish:
    """Which order is meant, by the number on its confirmation; "" for none named."""

    order_number: str = ""


@dataclass(frozen=True, slots=True)
class Preparation:
    """Something that can be prepared for an order: to which, by which proposal, in which words.

    ``which`` asks for one of several; ``none`` tells that no order of the asker's allows it.
    """

    tool: str
    kind: ProposalKind
    can: Callable[[Order], bool]
    refused: Callable[[Order], str]
    ready: Callable[[], str]
    which: Callable[[], str]
    none: Callable[[], str]


def order_state(wish: OrderWish, situation: Situation) -> Outcome:
    """How far the order that is named is, else the latest ones."""
    owned = list(orders_of(situation.asker)[:MOST_TOLD])
    if wish.order_number:
        found = _by_number(wish.order_number, situation)
        return _told([found]) if found else _unknown(situation, is_numbered=True)
    if not owned:
        return _unknown(situation)
    return _told([order for order in owned if _is_under_way(order)] or owned[:1])


def begin_return(wish: OrderWish, situation: Situation) -> Outcome:
    """Prepare the form that asks to send something back."""
    return _prepared(_RETURN, wish, situation)


def change_address(wish: OrderWish, situation: Situation) -> Outcome:
    """Prepare the form that changes where an order goes."""
    return _prepared(_ADDRESS, wish, situation)


def cancel_order(wish: OrderWish, situation: Situation) -> Outcome:
    """Prepare the button that cancels an order."""
    return _prepared(_CANCEL, wish, situation)


def _prepared(wanted: Preparation, wish: OrderWish, situation: Situation) -> Outcome:
    owned = list(orders_of(situation.asker)[:MOST_LOOKED_AT])
    if wish.order_number:
        order = _by_number(wish.order_number, situation)
        return (
            _offered(wanted, order, situation) if order else _unknown(situation, is_numbered=True)
        )
    if not owned:
        return _unknown(situation)
    possible = [order for order in owned if wanted.can(order)]
    spoken_of = _spoken_of(situation)
    if spoken_of is not None and (spoken_of in possible or not possible):
        return _offered(wanted, spoken_of, situation)
    if len(possible) == 1:
        return _offered(wanted, possible[0], situation)
    if possible:
        return _which(wanted, possible[:MOST_TOLD])
    if len(owned) == 1:
        return _offered(wanted, owned[0], situation)
    return Outcome((Said(wanted.none()), _person()), facts={"answer": wanted.none()})


def _offered(wanted: Preparation, order: Order, situation: Situation) -> Outcome:
    """The form, or why there is none for this order."""
    memory = {Key.ORDER.value: order.public_id}
    if not wanted.can(order):
        text = wanted.refused(order)
        blocks: tuple[Block, ...] = (Said(text), Orders((order.public_id,)), _person())
        return Outcome(blocks, _facts([order], answer=text), memory)
    made = proposals.offer(
        conversation=situation.conversation,
        kind=wanted.kind,
        payload={"order": order.public_id},
    )
    text = wanted.ready()
    facts = _facts([order], answer=text, needs="a click of the shopper on the form below")
    return Outcome((Said(text), Offer(made.public_id)), facts, memory)


def _which(wanted: Preparation, orders: Iterable[Order]) -> Outcome:
    options = tuple(
        Option(short_name(order), Use(wanted.tool, {"order_number": str(order)}))
        for order in orders
    )
    text = wanted.which()
    choices = Choices(tuple((option.label, option.label) for option in options))
    facts = {"answer": text, "orders": [option.label for option in options]}
    return Outcome((Said(text), choices), facts, asked(options))


def _told(orders: list[Order]) -> Outcome:
    texts = [told(order) for order in orders]
    memory = {Key.ORDER.value: orders[0].public_id} if len(orders) == 1 else {}
    blocks = (
        Said("\n\n".join(texts)),
        Orders(tuple(order.public_id for order in orders)),
    )
    facts = {
        "orders": [
            {"number": str(order), "told": text} for order, text in zip(orders, texts, strict=True)
        ]
    }
    return Outcome(blocks, facts, memory)


def _unknown(situation: Situation, *, is_numbered: bool = False) -> Outcome:
    """The same words whether a number is another's or nobody's."""
    asker = situation.asker
    if asker.customer is not None and is_numbered:
        text = _("I find no such order among yours. If you made it as a guest, open the link in "
                 "its confirmation mail, then I can see it.")  # fmt: skip
        return Outcome((Said(text), *_latest(situation)), facts={"answer": text})
    if asker.customer is not None:
        text = _("You have no order with us yet. If you made one as a guest, open the link in "
                 "its confirmation mail, then I can see it.")  # fmt: skip
        return Outcome((Said(text),), facts={"answer": text})
    text = _("I can only see orders that you opened in this browser. Open the link in the "
             "confirmation mail of your order, or log in, and ask me again.")  # fmt: skip
    with translation.override(asker.language):
        path = reverse("account_login")
    return Outcome((Said(text), Links(((_("Log in"), path),))), facts={"answer": text})


def _is_under_way(order: Order) -> bool:
    """Whether something is still to happen with it."""
    if order.state == OrderState.CANCELLED or order.fulfilment_state == FulfilmentState.RETURNED:
        return False
    is_sent = order.fulfilment_state in (FulfilmentState.FULFILLED, FulfilmentState.PARTLY_RETURNED)
    return not is_sent or order.shipments.filter(delivered_at__isnull=True).exists()


def _latest(situation: Situation) -> tuple[Block, ...]:
    latest = orders_of(situation.asker).values_list("public_id", flat=True)[:1]
    return (Orders(tuple(latest)),) if latest else ()


def _by_number(number: str, situation: Situation) -> Order | None:
    digits = "".join(letter for letter in number if letter.isascii() and letter.isalnum())
    return order_by_number(situation.asker, digits) if digits else None


def _spoken_of(situation: Situation) -> Order | None:
    """The order that the talk was about last, if it still is the asker's."""
    public_id = situation.conversation.memory.get(Key.ORDER.value)
    return order_by_public_id(situation.asker, public_id) if isinstance(public_id, str) else None


def _person() -> Choices:
    text = _("Talk to a person")
    return Choices(((text, text),))


def _facts(orders: list[Order], **more: Any) -> Mapping[str, Any]:
    return {"orders": [{"number": str(order)} for order in orders], **more}


def _can_return(order: Order) -> bool:
    until = return_deadline(order)
    return until is not None and clock.now() <= until and bool(returnable_lines(order))


def _why_no_return(order: Order) -> str:
    named = {"order": order}
    until = return_deadline(order)
    if until is None or order.fulfilment_state == FulfilmentState.UNFULFILLED:
        return _("Order %(order)s was not sent, so nothing of it can come back yet.") % named
    if clock.now() > until:
        return _("The time for returns of order %(order)s is over.") % named
    return _("Everything of order %(order)s that can come back is asked for already.") % named


def _why_no_change(order: Order) -> str:
    if order.cancelled_at:
        return _("Order %(order)s is cancelled already.") % {"order": order}
    if not order.ship_line1:
        return _("Order %(order)s is picked up: it goes to no address.") % {"order": order}
    return _("Order %(order)s was sent already: its address cannot be changed.") % {"order": order}


def _why_no_cancel(order: Order) -> str:
    if order.cancelled_at:
        return _("Order %(order)s is cancelled already.") % {"order": order}
    return _(
        "Order %(order)s was sent already, so it cannot be cancelled. You can send it back."
    ) % {"order": order}


_RETURN = Preparation(
    tool="begin_return",
    kind=ProposalKind.RETURN,
    can=_can_return,
    refused=_why_no_return,
    ready=lambda: _("Choose what you want to send back; I pass it on when you click."),
    which=lambda: _("Which order do you want to send something back from?"),
    none=lambda: _("None of your orders has something that can be sent back now."),
)
_ADDRESS = Preparation(
    tool="change_address",
    kind=ProposalKind.ADDRESS,
    can=can_be_readdressed,
    refused=_why_no_change,
    ready=lambda: _("Here you can change where it goes, until it is sent."),
    which=lambda: _("Which order is to go elsewhere?"),
    none=lambda: _("All of your orders were sent already: no address can be changed."),
)
_CANCEL = Preparation(
    tool="cancel_order",
    kind=ProposalKind.CANCEL,
    can=can_be_cancelled,
    refused=_why_no_cancel,
    ready=lambda: _("It can still be cancelled. Nothing happens until you click."),
    which=lambda: _("Which order do you want to cancel?"),
    none=lambda: _("All of your orders were sent or cancelled already."),
)


def register() -> None:
    """Called when the app is ready."""
    for name, about, use in (
        ("order_state", "How far the shopper's own order is: parcels, days, refunds, returns. "
         "Without a number the latest ones.", order_state),
        ("begin_return", "Prepare a form with which the shopper asks to send goods back.",
         begin_return),
        ("change_address", "Prepare a form with which the shopper changes where an order that was "
         "not sent goes.", change_address),
        ("cancel_order", "Prepare a button with which the shopper cancels an order that was not "
         "sent.", cancel_order),
    ):  # fmt: skip
        tools.register(name, Tool(name, about, OrderWish, use))
