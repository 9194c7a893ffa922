"""Gift cards on the page of the order that bought them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from catalog.models import ProductKind
from foundation.money import Money
from loyalty.gift_cards import code_of
from orders.gift_cards import cards_of
from orders.models import Order


@dataclass(frozen=True, slots=True)
class BoughtCard:
    """``code`` is empty where the card went to somebody else, who alone gets it."""

    name: str
    code: str
    worth: Money
    sent_to: str
    send_on: date | None
    is_blocked: bool


def bought_cards(order: Order) -> tuple[BoughtCard, ...]:
    """The cards that an order bought; orders without such lines ask nothing more."""
    if not any(line.kind == ProductKind.GIFT_CARD for line in order.lines.all()):
        return ()
    return tuple(
        BoughtCard(
            name=str(card),
            code=code_of(card) if card.to_email.lower() == order.email.lower() else "",
            worth=Money(card.worth, card.account.currency),
            sent_to=card.to_email,
            send_on=card.send_on if card.sent_at is None else None,
            is_blocked=not card.account.is_active,
        )
        for card in cards_of(order)
    )
