"""The words of the accounts: what is booked, how a sale is taxed, and what a posting tells of."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Role(models.TextChoices):
    """What an account is for; its number in the shop's own chart is set by staff."""

    RECEIVABLES = "receivables", pgettext_lazy("account", "Receivables")
    MONEY = "money", pgettext_lazy("account", "Money at the way of paying")
    DISPUTED = "disputed", pgettext_lazy("account", "Disputed payments")
    REVENUE = "revenue", pgettext_lazy("account", "Revenue")
    VAT = "vat", pgettext_lazy("account", "Value added tax")
    GIFT_CARDS = "gift_cards", pgettext_lazy("account", "Gift cards that are owed")
    STORE_CREDIT = "store_credit", pgettext_lazy("account", "Store credit that is owed")
    POINTS = "points", pgettext_lazy("account", "Points that were spent")
    GIVEN_AWAY = "given_away", pgettext_lazy("account", "Value given away")
    EXPIRED_VALUE = "expired_value", pgettext_lazy("account", "Value that expired")
    CASH_MOVED = "cash_moved", pgettext_lazy("account", "Cash between drawers, safe and bank")
    CASH_DIFFERENCE = "cash_difference", pgettext_lazy("account", "Differences of cash")
    LOSSES = "losses", pgettext_lazy("account", "Payments lost to disputes")
    ROUNDING = "rounding", pgettext_lazy("account", "Rounding of currencies")


class Treatment(models.TextChoices):
    """How a sale is taxed, as a VAT return asks."""

    DOMESTIC = "domestic", _("At home")
    OSS = "oss", _("Consumers in the EU (OSS)")
    REVERSE_CHARGE = "reverse_charge", _("Reverse charge")
    EXPORT = "export", _("Export")
    EXEMPT = "exempt", _("Exempt by a certificate")
    ABROAD = "abroad", _("With another country's tax")
    VOUCHER = "voucher", _("Gift cards: no sale yet")


class PostingKind(models.TextChoices):
    """What a journal entry tells of."""

    SALE = "sale", pgettext_lazy("posting", "Sale")
    CREDIT_NOTE = "credit_note", _("Credit note")
    CANCELLATION = "cancellation", _("Cancelled before it was paid")
    PAYMENT = "payment", _("Payment")
    REFUND = "refund", _("Refund")
    DISPUTE = "dispute", _("Disputed payment")
    DISPUTE_WON = "dispute_won", _("Dispute won")
    DISPUTE_LOST = "dispute_lost", _("Dispute lost")
    VALUE = "value", _("Gift cards and store credit")
    CASH = "cash", _("Cash in a drawer")
