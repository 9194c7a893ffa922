"""The words of the risk office as staff read them; the lists are ``algorithms.vocabulary``."""

from __future__ import annotations

from enum import StrEnum

from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from risk.algorithms.vocabulary import Comparison, Door, Mark, Outcome, Result, Verdict

Choices = list[tuple[str, Promise]]

DOORS: Choices = [
    (Door.CHECKOUT.value, _("Checkout")),
    (Door.LOGIN.value, _("Login")),
    (Door.REVIEW.value, pgettext_lazy("door", "Product review")),
    (Door.RETURN.value, _("Return")),
    (Door.COUPON.value, _("Coupon")),
]
MARKS: Choices = [
    (Mark.CUSTOMER.value, _("Customer")),
    (Mark.EMAIL.value, _("E-mail address")),
    (Mark.PHONE.value, _("Phone number")),
    (Mark.CARD.value, _("Card")),
    (Mark.ADDRESS.value, _("Delivery address")),
    (Mark.DEVICE.value, _("Browser")),
    (Mark.NETWORK.value, _("Network")),
    (Mark.COUPON.value, _("Coupon")),
    (Mark.THING.value, _("Product")),
    (Mark.WORDING.value, _("Wording")),
]
OUTCOMES: Choices = [
    (Outcome.ALLOW.value, pgettext_lazy("risk", "Let through")),
    (Outcome.STEP_UP.value, pgettext_lazy("risk", "Ask for proof")),
    (Outcome.HOLD.value, pgettext_lazy("risk", "Hold for review")),
    (Outcome.REFUSE.value, pgettext_lazy("risk", "Refuse")),
]
RESULTS: Choices = [
    (Result.OPEN.value, pgettext_lazy("risk", "Open")),
    (Result.PASSED.value, pgettext_lazy("risk", "Went through")),
    (Result.FAILED.value, pgettext_lazy("risk", "Failed")),
]
VERDICTS: Choices = [
    (Verdict.FRAUD.value, _("Fraud")),
    (Verdict.LEGITIMATE.value, _("Honest")),
]
STANDING_VERDICTS: list[tuple[int, Promise]] = [
    (1, _("Fraud")),
    (0, pgettext_lazy("verdict", "Nobody said")),
    (-1, _("Honest")),
]
"""As ``algorithms.attempts.History.verdict``."""
COMPARISONS: Choices = [
    (Comparison.AT_LEAST.value, _("is at least")),
    (Comparison.AT_MOST.value, _("is at most")),
    (Comparison.EQUALS.value, _("is")),
]


class FraudKind(models.TextChoices):
    """What a fraud was, in the words of the trade."""

    NONE = "", _("None")
    CARD_TESTING = "card_testing", _("Card testing")
    STOLEN_CARD = "stolen_card", _("Stolen card")
    TAKEOVER = "takeover", _("Account takeover")
    PROMOTION_ABUSE = "promotion", _("Promotion abuse")
    RETURN_ABUSE = "return", _("Return abuse")
    REVIEW_SPAM = "review_spam", _("Review spam")
    FRIENDLY = "friendly", _("Disputed by the buyer in spite of delivery")
    OTHER = "other", pgettext_lazy("fraud", "Something else")


class LabelSource(models.TextChoices):
    """Who says so."""

    REVIEWER = "reviewer", _("A reviewer")
    CHARGEBACK = "chargeback", _("A chargeback")
    CUSTOMER = "customer", _("The customer: it was not them")
    SIMULATED = "simulated", _("The simulated market")


class Mode(models.TextChoices):
    """How much a door heeds its scores."""

    OFF = "off", _("Off: nothing is scored")
    OBSERVE = "observe", _("Observe: scored, nobody is stopped")
    ACT = "act", _("Act on the scores")


class WhenDown(models.TextChoices):
    """What is done where the scorer does not answer."""

    OPEN = "open", _("Let through (fail open)")
    HOLD = "hold", _("Hold for review")
    CLOSED = "closed", _("Refuse (fail closed)")


class AtDeadline(models.TextChoices):
    """What becomes of a held attempt that nobody decided in time."""

    RELEASE = "release", _("Let through")
    REFUSE = "refuse", _("Refuse and give the money back")


class CaseState(models.TextChoices):
    OPEN = "open", pgettext_lazy("case", "Waiting")
    RELEASED = "released", pgettext_lazy("case", "Let through")
    REFUSED = "refused", pgettext_lazy("case", "Refused")
    LAPSED = "lapsed", pgettext_lazy("case", "Decided by the deadline")
    GONE = "gone", pgettext_lazy("case", "Over by itself")


class DecidedBy(models.TextChoices):
    """What an outcome comes from."""

    SCORE = "score", _("The score")
    RULE = "rule", _("A rule")
    LIST = "list", _("The list of known ones")
    POLICY = "policy", _("The policy: the scorer did not answer")
    NOTHING = "", _("Nothing stood against it")


class Failure(StrEnum):
    """Why the scorer gave no answer of its own."""

    SLOW = "slow"
    DATABASE = "database"
    FAULT = "fault"
    RESTING = "resting"
    """It failed lately, so it is not asked for a while."""
