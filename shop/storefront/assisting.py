"""The door to the assistant: who asks, as the session tells it, and which talk is theirs."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.conf import settings
from django.http import HttpRequest
from django.utils import translation
from django.utils.translation import get_language

from accounts.models import Customer
from assistant import conversations
from assistant.asker import MOST_TOKENS, Asker
from assistant.models import Conversation
from shop.storefront.currency import active_currency, showing_currency
from shop.storefront.holding import cart_of, customer_of, token_of

_TALK, _ORDERS = "assistant", "opened_orders"


def asker_of(request: HttpRequest) -> Asker:
    """Who asks: the login, the orders that this browser opened, the cart that it holds."""
    cart = cart_of(request)
    return Asker(
        language=page_language(request),
        currency=active_currency(),
        customer=customer_of(request),
        order_tokens=frozenset(_opened_orders(request)),
        cart_token=token_of(request),
        country=cart.country if cart else "",
        context=request.visitor.context,  # type: ignore[attr-defined]
    )


def page_language(request: HttpRequest) -> str:
    """The language of the page, which addresses are made in, whatever a talk is held in."""
    return str(getattr(request, "LANGUAGE_CODE", "") or get_language() or settings.LANGUAGE_CODE)


def opens_order(request: HttpRequest, token: str) -> None:
    """Remember that this browser holds the link of an order, the latest first."""
    before = _opened_orders(request)
    opened = [token, *(other for other in before if other != token)][:MOST_TOKENS]
    if opened != before:
        request.session[_ORDERS] = opened


def talk_of(request: HttpRequest, asker: Asker) -> Conversation | None:
    """The conversation of this browser or customer, if one goes on."""
    return conversations.conversation_of(_talk_token(request), asker)


def talk_to_fill(request: HttpRequest, asker: Asker) -> Conversation:
    """The conversation that goes on, or a new one that this browser holds from here on."""
    found = talk_of(request, asker)
    if found is None:
        found = conversations.open_conversation(asker=asker, language=asker.language)
    hold_talk(request, found.token)
    return found


def hold_talk(request: HttpRequest, token: str) -> None:
    if _talk_token(request) != token:
        request.session[_TALK] = token


def is_known_talk(request: HttpRequest, talk: Conversation | None) -> bool:
    """Whether it is the customer's own, or the one that this browser holds already."""
    if talk is None:
        return False
    return talk.customer_id is not None or talk.token == _talk_token(request)


def forget_talk(request: HttpRequest) -> None:
    request.session.pop(_TALK, None)


def adopt_talk(request: HttpRequest, customer: Customer) -> None:
    """What was said before the login is the customer's."""
    asker = Asker(page_language(request), active_currency(), customer)
    if (token := _talk_token(request)) and (found := conversations.conversation_of(token, asker)):
        conversations.adopt(conversation=found, customer=customer)


@contextmanager
def surroundings(asker: Asker) -> Iterator[None]:
    """The language and currency of the page, for what runs after the middleware is through."""
    with translation.override(asker.language), showing_currency(asker.currency):
        yield


def _talk_token(request: HttpRequest) -> str:
    return str(request.session.get(_TALK, ""))


def _opened_orders(request: HttpRequest) -> list[str]:
    found = request.session.get(_ORDERS)
    return [str(token) for token in found] if isinstance(found, list) else []
