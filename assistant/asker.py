"""Who asks: known from the session alone, never from what is said."""

from __future__ import annotations

from dataclasses import dataclass, field

from accounts.models import Customer
from events.context import NOBODY, EventContext

MOST_TOKENS = 20


@dataclass(frozen=True, slots=True)
class Asker:
    """The session behind a message, as the door read it.

    ``order_tokens`` are of orders that this browser opened by their unguessable links;
    ``cart_token`` is of the cart that it holds; ``language`` is that of the page; ``currency`` and
    ``country`` are those it shops in (``country`` may be "").
    """

    language: str
    currency: str
    customer: Customer | None = None
    order_tokens: frozenset[str] = frozenset()
    cart_token: str = ""
    country: str = ""
    context: EventContext = field(default=NOBODY)
