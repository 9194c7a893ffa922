"""The closed lists of the market: what an event, a device, a channel, an attack can be."""

from __future__ import annotations

from enum import IntEnum


class EventKind(IntEnum):
    """What a shopper did."""

    LIST_VIEW = 1
    SEARCH = 2
    VIEW = 3
    WISHLIST = 4
    ADD_TO_CART = 5
    REMOVE = 6
    CHECKOUT = 7
    PURCHASE = 8


class Surface(IntEnum):
    """Where a recommendation can be shown."""

    HOME = 0
    PRODUCT = 1
    CART = 2


class Device(IntEnum):
    PHONE = 0
    DESKTOP = 1
    TABLET = 2


class Source(IntEnum):
    """Channel that brought a session."""

    DIRECT = 0
    ORGANIC_SEARCH = 1
    PAID_SEARCH = 2
    SOCIAL = 3
    EMAIL = 4
    AFFILIATE = 5
    REFERRAL = 6


class SessionKind(IntEnum):
    """Who really stands behind a session (hidden)."""

    CUSTOMER = 0
    PROSPECT = 1
    GUEST = 2
    BOT = 3
    ATTACK = 4


class FraudKind(IntEnum):
    """What was planted (hidden)."""

    NONE = 0
    CARD_TESTING = 1
    STOLEN_CARD = 2
    ACCOUNT_TAKEOVER = 3
    PROMOTION_ABUSE = 4
    RETURN_ABUSE = 5
    REVIEW_SPAM = 6


class MailKind(IntEnum):
    NEWSLETTER = 0
    WELCOME = 1
    ABANDONED_CART = 2
    WIN_BACK = 3
    REPLENISHMENT = 4
    BROWSE = 5


class MailMedium(IntEnum):
    """By what a mailing goes out."""

    EMAIL = 0
    PUSH = 1


class MailResponse(IntEnum):
    """How a customer answers mail (hidden): the four classes of uplift modelling."""

    PERSUADABLE = 0
    SURE_THING = 1
    LOST_CAUSE = 2
    SLEEPING_DOG = 3


class ReturnReason(IntEnum):
    DOES_NOT_FIT = 0
    QUALITY = 1
    CHANGED_MIND = 2
    DAMAGED = 3
    USED = 4


class Aspect(IntEnum):
    """What a review mostly speaks of."""

    QUALITY = 0
    FIT = 1
    VALUE = 2
    DELIVERY = 3
    LOOKS = 4


class Stream(IntEnum):
    """One random stream a purpose and day, so that a change in one never shifts another."""

    WORLD = 0
    CALIBRATION = 1
    TRAFFIC = 2
    BROWSING = 3
    EXPOSURE = 4
    CHOICE = 5
    FULFILMENT = 6
    JOURNAL = 7
    AFTERMATH = 8
    ATTACKS = 9
    PRICES = 10
    MAIL = 11
    SUPPLY = 12
    LIFE = 13
    PROMOTIONS = 14
    CHECKOUT = 15
    BOTS = 16
    WISHES = 17
    DOORS = 18
