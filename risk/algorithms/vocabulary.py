"""The closed lists of fraud detection. Values are kept in tables: never rename one."""

from __future__ import annotations

from enum import StrEnum


class Door(StrEnum):
    """Where somebody asks to be let through."""

    CHECKOUT = "checkout"
    LOGIN = "login"
    REVIEW = "review"
    RETURN = "return"
    COUPON = "coupon"


class Mark(StrEnum):
    """What two attempts can have in common: keyed hashes that mean something only by equality."""

    CUSTOMER = "customer"
    EMAIL = "email"
    PHONE = "phone"
    CARD = "card"
    ADDRESS = "address"
    """The delivery address."""
    DEVICE = "device"
    """One browser."""
    NETWORK = "network"
    COUPON = "coupon"
    """The code that was used."""
    THING = "thing"
    """What a review is about."""
    WORDING = "wording"
    """The text of a review, without what is only typed differently."""


IDENTITIES = (Mark.CUSTOMER, Mark.EMAIL, Mark.PHONE, Mark.CARD, Mark.ADDRESS, Mark.DEVICE)
"""Marks that stand for a person; a network, a code or a product is shared by strangers."""


class Result(StrEnum):
    """What became of an attempt apart from what we thought of it."""

    OPEN = ""
    PASSED = "passed"
    """Paid, logged in, published, taken back, redeemed."""
    FAILED = "failed"
    """Declined by the bank, wrong password."""


class Verdict(StrEnum):
    FRAUD = "fraud"
    LEGITIMATE = "legitimate"


class Outcome(StrEnum):
    """What is done with an attempt, from the mildest to the gravest."""

    ALLOW = "allow"
    STEP_UP = "step_up"
    """Let through once it is proven: by the bank, by a code sent by e-mail."""
    HOLD = "hold"
    """Let through, but nothing leaves the house until somebody looked."""
    REFUSE = "refuse"

    @property
    def gravity(self) -> int:
        return list(Outcome).index(self)


def gravest(*outcomes: Outcome) -> Outcome:
    return max(outcomes, key=lambda outcome: outcome.gravity, default=Outcome.ALLOW)


class Comparison(StrEnum):
    AT_LEAST = ">="
    AT_MOST = "<="
    EQUALS = "="


class Signal(StrEnum):
    """One number that is known of an attempt when it is judged. Unknown is NaN, a flag is 0 or 1.

    ``X_Ys_Z`` counts different Ys that came with this X within Z; ``linked`` is by any identity.
    """

    # Facts that the door tells
    AMOUNT = "amount"
    """Major units of the shop's base currency."""
    UNITS = "units"
    EXPRESS = "express"
    GIFT = "gift"
    GUEST = "guest"
    COUPON_USED = "coupon_used"
    FIRST_ORDER_COUPON = "first_order_coupon"
    """A code that is meant for new customers, or good once for each."""
    DISPOSABLE_MAIL = "disposable_mail"
    CARD_ABROAD = "card_abroad"
    """The card is of another country than the delivery."""
    NETWORK_ABROAD = "network_abroad"
    BILLING_DIFFERS = "billing_differs"
    NIGHT = "night"
    ACCOUNT_DAYS = "account_days"
    """Days since the customer came; 0 for guests."""
    ORDERS_BEFORE = "orders_before"
    RATING = "rating"
    UNVERIFIED = "unverified"
    """A review by somebody who did not buy the product."""
    REASON_WORN = "reason_worn"
    RETURN_SHARE_OF_ORDER = "return_share_of_order"

    # How dear it is beside what is usual
    AMOUNT_TO_SHOP = "amount_to_shop"
    """Ratio to the median of the shop's attempts of this door."""
    AMOUNT_TO_CUSTOMER = "amount_to_customer"

    # Velocity
    CARD_ATTEMPTS_1D = "card_attempts_1d"
    CARD_EMAILS_90D = "card_emails_90d"
    CARD_DEVICES_90D = "card_devices_90d"
    DEVICE_ATTEMPTS_1H = "device_attempts_1h"
    DEVICE_ATTEMPTS_1D = "device_attempts_1d"
    DEVICE_FAILURES_1D = "device_failures_1d"
    DEVICE_CARDS_7D = "device_cards_7d"
    DEVICE_EMAILS_7D = "device_emails_7d"
    DEVICE_CUSTOMERS_90D = "device_customers_90d"
    EMAIL_ATTEMPTS_1D = "email_attempts_1d"
    EMAIL_FAILURES_1D = "email_failures_1d"
    EMAIL_CARDS_90D = "email_cards_90d"
    EMAIL_ADDRESSES_90D = "email_addresses_90d"
    ADDRESS_ATTEMPTS_7D = "address_attempts_7d"
    ADDRESS_EMAILS_90D = "address_emails_90d"
    ADDRESS_CARDS_90D = "address_cards_90d"
    NETWORK_ATTEMPTS_1H = "network_attempts_1h"
    NETWORK_FAILURES_1D = "network_failures_1d"
    NETWORK_EMAILS_1D = "network_emails_1d"
    NETWORK_CARDS_1D = "network_cards_1d"
    NETWORK_CUSTOMERS_90D = "network_customers_90d"

    # What is new about a customer who is not
    NEW_DEVICE = "new_device"
    NEW_NETWORK = "new_network"
    NEW_ADDRESS = "new_address"
    NEW_CARD = "new_card"
    DAYS_SINCE_LAST = "days_since_last"
    """Since the customer's last attempt at any door that passed."""
    LOGIN_FAILURES_1D = "login_failures_1d"
    """Wrong passwords for this customer or e-mail address."""
    STRANGE_LOGIN_1D = "strange_login_1d"
    """The account was entered within a day from a device and a network that were new to it."""

    # Promotion abuse
    COUPON_BY_ADDRESS_90D = "coupon_by_address_90d"
    """Other customers or e-mail addresses who used the same code with this address."""
    COUPON_BY_DEVICE_90D = "coupon_by_device_90d"
    COUPON_BY_CARD_90D = "coupon_by_card_90d"
    COUPON_BY_NETWORK_7D = "coupon_by_network_7d"

    # Return abuse
    RETURNS_365D = "returns_365d"
    RETURN_RATE = "return_rate"
    """Share of the customer's paid orders in a year of which something came back, this one too."""
    WORN_RETURNS_365D = "worn_returns_365d"

    # Review spam
    THING_REVIEWS_1D = "thing_reviews_1d"
    THING_UNVERIFIED_7D = "thing_unverified_7d"
    NETWORK_REVIEWS_7D = "network_reviews_7d"
    DEVICE_REVIEWS_7D = "device_reviews_7d"
    WORDING_REPEATS_90D = "wording_repeats_90d"

    # What became of others who share something
    LINKED_FRAUD = "linked_fraud"
    """Confirmed fraud that shares an identity; not what strangers did in the account of a customer
    who comes with a browser of their own."""
    LINKED_LEGITIMATE = "linked_legitimate"
    """Confirmed honest attempts, or ones paid over 60 days ago, that share an identity."""
    NETWORK_FRAUD_30D = "network_fraud_30d"
    LINKED_ATTEMPTS = "linked_attempts"
    """Other attempts that share an identity, within 90 days."""
