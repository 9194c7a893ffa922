"""The cards of the test provider, and what it keeps of one that is charged again.

A token names the card's kind, its fingerprint and its last month: all that a test bank must know.
"""

from __future__ import annotations

import calendar
from datetime import date
from enum import StrEnum

from django.utils.translation import gettext as _

from foundation import clock
from orders.payments.base import KeptMeans

YEARS_GOOD = 4


class TestCard(StrEnum):
    """What the shopper of a test shop may choose to happen; the last two for what comes again."""

    SUCCESS = "success"
    SECURE = "secure"
    DECLINE = "decline"
    TIMEOUT = "timeout"
    LATE = "late"
    SHARED = "shared"
    ONCE = "once"
    EXPIRING = "expiring"


_NUMBERS = {
    TestCard.SUCCESS: "4242",
    TestCard.SECURE: "3220",
    TestCard.DECLINE: "0002",
    TestCard.TIMEOUT: "0119",
    TestCard.SHARED: "0259",
    TestCard.ONCE: "0341",
    TestCard.EXPIRING: "0069",
}


def keep(choice: str, fingerprint: str) -> str:
    """The token of a card that is kept from today on."""
    today = clock.business_day()
    year = today.year if choice == TestCard.EXPIRING else today.year + YEARS_GOOD
    return f"{choice}.{fingerprint}.{year}-{today.month:02}"


def choice_of(token: str) -> str:
    return token.partition(".")[0]


def fingerprint_of(token: str) -> str:
    return token.partition(".")[2].partition(".")[0]


def described(token: str) -> KeptMeans:
    """A kept card as its owner sees it."""
    number = _NUMBERS.get(TestCard(choice_of(token)), "")
    return KeptMeans(token, f"•••• {number}", _last_day(token))


def problem(token: str) -> str:
    """Why a kept card cannot be charged today; empty where it can."""
    if choice_of(token) in (TestCard.ONCE, TestCard.DECLINE):
        return _("The card was declined.")
    return _("The card has expired.") if _last_day(token) < clock.business_day() else ""


def _last_day(token: str) -> date:
    year, month = map(int, token.rpartition(".")[2].split("-"))
    return date(year, month, calendar.monthrange(year, month)[1])
