"""Every signal in words that staff read: in rules, in reasons, in reports."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from risk.algorithms.vocabulary import Signal


class Measure(StrEnum):
    """What a signal's number counts."""

    COUNT = "count"
    MONEY = "money"
    TIMES = "times"
    SHARE = "share"
    DAYS = "days"
    FLAG = "flag"


@dataclass(frozen=True, slots=True)
class SignalWords:
    """``name`` stands before a number; a flag has two: ``name`` where it is so, else ``no``."""

    name: Promise
    measure: Measure
    topic: Promise
    no: Promise | None = None


_ATTEMPT: Final = pgettext_lazy("risk", "The attempt itself")
_AMOUNT: Final = pgettext_lazy("risk", "How dear it is")
_CARD: Final = pgettext_lazy("risk", "The card")
_BROWSER: Final = pgettext_lazy("risk", "The browser")
_EMAIL: Final = pgettext_lazy("risk", "The e-mail address")
_ADDRESS: Final = pgettext_lazy("risk", "The delivery address")
_NETWORK: Final = pgettext_lazy("risk", "The network")
_CUSTOMER: Final = pgettext_lazy("risk", "The customer")
_COUPON: Final = pgettext_lazy("risk", "The coupon")
_RETURNS: Final = pgettext_lazy("risk", "Returns")
_REVIEWS: Final = pgettext_lazy("risk", "Reviews")
_OTHERS: Final = pgettext_lazy("risk", "What became of others")


def _count(topic: Promise, name: Promise) -> SignalWords:
    return SignalWords(name, Measure.COUNT, topic)


def _flag(topic: Promise, name: Promise, no: Promise) -> SignalWords:
    return SignalWords(name, Measure.FLAG, topic, no)


SIGNAL_WORDS: Final[dict[Signal, SignalWords]] = {
    Signal.AMOUNT: SignalWords(pgettext_lazy("risk", "Amount"), Measure.MONEY, _AMOUNT),
    Signal.AMOUNT_TO_SHOP: SignalWords(
        _("Amount beside what is usual in the shop"), Measure.TIMES, _AMOUNT
    ),
    Signal.AMOUNT_TO_CUSTOMER: SignalWords(
        _("Amount beside what is usual for the customer"), Measure.TIMES, _AMOUNT
    ),
    Signal.UNITS: _count(_ATTEMPT, _("Pieces")),
    Signal.EXPRESS: _flag(_ATTEMPT, _("Express delivery"), _("No express delivery")),
    Signal.GIFT: _flag(
        _ATTEMPT, pgettext_lazy("risk", "A gift"), pgettext_lazy("risk", "Not a gift")
    ),
    Signal.GUEST: _flag(_ATTEMPT, _("Ordered as a guest"), _("Ordered with an account")),
    Signal.BILLING_DIFFERS: _flag(
        _ATTEMPT, _("Billed to another address"), _("Billed to the delivery address")
    ),
    Signal.NIGHT: _flag(_ATTEMPT, _("At night"), _("Not at night")),
    Signal.DISPOSABLE_MAIL: _flag(
        _EMAIL, _("A throw-away e-mail address"), _("Not a throw-away e-mail address")
    ),
    Signal.EMAIL_ATTEMPTS_1D: _count(_EMAIL, _("Attempts with this e-mail address within a day")),
    Signal.EMAIL_FAILURES_1D: _count(
        _EMAIL, _("Failed attempts with this e-mail address within a day")
    ),
    Signal.EMAIL_CARDS_90D: _count(_EMAIL, _("Cards used with this e-mail address within 90 days")),
    Signal.EMAIL_ADDRESSES_90D: _count(
        _EMAIL, _("Delivery addresses of this e-mail address within 90 days")
    ),
    Signal.CARD_ABROAD: _flag(
        _CARD,
        _("Card of another country than the delivery"),
        _("Card of the country of the delivery"),
    ),
    Signal.NEW_CARD: _flag(
        _CARD, _("A card the customer never used here"), _("A card the customer used before")
    ),
    Signal.CARD_ATTEMPTS_1D: _count(_CARD, _("Attempts with this card within a day")),
    Signal.CARD_EMAILS_90D: _count(
        _CARD, _("E-mail addresses that used this card within 90 days")
    ),
    Signal.CARD_DEVICES_90D: _count(_CARD, _("Browsers that used this card within 90 days")),
    Signal.NEW_DEVICE: _flag(
        _BROWSER, _("A browser new to the customer"), _("A browser the customer used before")
    ),
    Signal.DEVICE_ATTEMPTS_1H: _count(_BROWSER, _("Attempts from this browser within an hour")),
    Signal.DEVICE_ATTEMPTS_1D: _count(_BROWSER, _("Attempts from this browser within a day")),
    Signal.DEVICE_FAILURES_1D: _count(
        _BROWSER, _("Failed attempts from this browser within a day")
    ),
    Signal.DEVICE_CARDS_7D: _count(_BROWSER, _("Cards used from this browser within 7 days")),
    Signal.DEVICE_EMAILS_7D: _count(
        _BROWSER, _("E-mail addresses used from this browser within 7 days")
    ),
    Signal.DEVICE_CUSTOMERS_90D: _count(
        _BROWSER, _("Customers who came from this browser within 90 days")
    ),
    Signal.NEW_ADDRESS: _flag(
        _ADDRESS,
        _("A delivery address new to the customer"),
        _("A delivery address the customer used before"),
    ),
    Signal.ADDRESS_ATTEMPTS_7D: _count(
        _ADDRESS, _("Attempts with this delivery address within 7 days")
    ),
    Signal.ADDRESS_EMAILS_90D: _count(
        _ADDRESS, _("E-mail addresses with this delivery address within 90 days")
    ),
    Signal.ADDRESS_CARDS_90D: _count(
        _ADDRESS, _("Cards used with this delivery address within 90 days")
    ),
    Signal.NETWORK_ABROAD: _flag(
        _NETWORK, _("Network of another country"), _("Network of the same country")
    ),
    Signal.NEW_NETWORK: _flag(
        _NETWORK, _("A network new to the customer"), _("A network the customer used before")
    ),
    Signal.NETWORK_ATTEMPTS_1H: _count(_NETWORK, _("Attempts from this network within an hour")),
    Signal.NETWORK_FAILURES_1D: _count(
        _NETWORK, _("Failed attempts from this network within a day")
    ),
    Signal.NETWORK_EMAILS_1D: _count(
        _NETWORK, _("E-mail addresses used from this network within a day")
    ),
    Signal.NETWORK_CARDS_1D: _count(_NETWORK, _("Cards used from this network within a day")),
    Signal.NETWORK_CUSTOMERS_90D: _count(
        _NETWORK, _("Customers who came from this network within 90 days")
    ),
    Signal.ACCOUNT_DAYS: SignalWords(
        _("Time since the customer came"), Measure.DAYS, _CUSTOMER
    ),
    Signal.ORDERS_BEFORE: _count(_CUSTOMER, _("Earlier orders")),
    Signal.DAYS_SINCE_LAST: SignalWords(
        _("Time since the customer was last here"), Measure.DAYS, _CUSTOMER
    ),
    Signal.LOGIN_FAILURES_1D: _count(
        _CUSTOMER, _("Wrong passwords for this account within a day")
    ),
    Signal.STRANGE_LOGIN_1D: _flag(
        _CUSTOMER,
        _("The account was entered within a day from a browser and a network new to it"),
        _("No login within a day from a browser and a network new to the account"),
    ),
    Signal.COUPON_USED: _flag(_COUPON, _("With a coupon"), _("Without a coupon")),
    Signal.FIRST_ORDER_COUPON: _flag(
        _COUPON, _("A code that is meant once for each"), _("No code that is meant once for each")
    ),
    Signal.COUPON_BY_ADDRESS_90D: _count(
        _COUPON, _("Others who used the same code with this delivery address within 90 days")
    ),
    Signal.COUPON_BY_DEVICE_90D: _count(
        _COUPON, _("Others who used the same code from this browser within 90 days")
    ),
    Signal.COUPON_BY_CARD_90D: _count(
        _COUPON, _("Others who used the same code with this card within 90 days")
    ),
    Signal.COUPON_BY_NETWORK_7D: _count(
        _COUPON, _("Others who used the same code from this network within 7 days")
    ),
    Signal.RETURNS_365D: _count(_RETURNS, _("Returns within a year, this one too")),
    Signal.RETURN_RATE: SignalWords(
        _("Orders of a year of which something came back"), Measure.SHARE, _RETURNS
    ),
    Signal.RETURN_SHARE_OF_ORDER: SignalWords(
        _("Part of the order that comes back"), Measure.SHARE, _RETURNS
    ),
    Signal.REASON_WORN: _flag(_RETURNS, _("It was found worn"), _("It was not found worn")),
    Signal.WORN_RETURNS_365D: _count(_RETURNS, _("Returns within a year that were found worn")),
    Signal.RATING: _count(_REVIEWS, pgettext_lazy("risk", "Stars")),
    Signal.UNVERIFIED: _flag(
        _REVIEWS,
        _("A review by somebody who did not buy it here"),
        _("A review by somebody who bought it here"),
    ),
    Signal.THING_REVIEWS_1D: _count(_REVIEWS, _("Reviews of this product within a day")),
    Signal.THING_UNVERIFIED_7D: _count(
        _REVIEWS, _("Reviews of this product without a purchase within 7 days")
    ),
    Signal.NETWORK_REVIEWS_7D: _count(_REVIEWS, _("Reviews from this network within 7 days")),
    Signal.DEVICE_REVIEWS_7D: _count(_REVIEWS, _("Reviews from this browser within 7 days")),
    Signal.WORDING_REPEATS_90D: _count(
        _REVIEWS, _("Other reviews in the same words within 90 days")
    ),
    Signal.LINKED_FRAUD: _count(_OTHERS, _("Confirmed fraud that shares something with it")),
    Signal.LINKED_LEGITIMATE: _count(
        _OTHERS, _("Confirmed honest attempts that share something with it")
    ),
    Signal.NETWORK_FRAUD_30D: _count(
        _OTHERS, _("Confirmed fraud from the same network within 30 days")
    ),
    Signal.LINKED_ATTEMPTS: _count(
        _OTHERS, _("Other attempts within 90 days that share something with it")
    ),
}  # fmt: skip
