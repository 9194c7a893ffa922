"""Quotes: a buyer asks for prices, staff offer, the buyer takes the offer or does not."""

from orders.quotes.accept import accept_quote, hand_back, place_approved
from orders.quotes.closing import (
    call_off_order,
    call_off_unpaid,
    decline_quote,
    expire_quotes,
    pay_until,
    remind_of_quotes,
    waits_unpaid,
    withdraw_unanswerable,
)
from orders.quotes.errors import QuoteRefused
from orders.quotes.offer import Offer, OfferedLine, make_offer, usual_validity, withdraw_quote
from orders.quotes.request import ask_again, request_quote

__all__ = [
    "Offer",
    "OfferedLine",
    "QuoteRefused",
    "accept_quote",
    "ask_again",
    "call_off_order",
    "call_off_unpaid",
    "decline_quote",
    "expire_quotes",
    "hand_back",
    "make_offer",
    "pay_until",
    "place_approved",
    "remind_of_quotes",
    "request_quote",
    "usual_validity",
    "waits_unpaid",
    "withdraw_quote",
    "withdraw_unanswerable",
]
