"""Every attempt that was judged: what it shares with others, what was known and decided."""

from __future__ import annotations

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from foundation.fields import CurrencyField, PublicIdField
from risk.algorithms.vocabulary import Mark, Outcome, Result
from risk.kinds import DOORS, OUTCOMES, RESULTS, STANDING_VERDICTS, DecidedBy


def _mark() -> models.BigIntegerField[int | None, int | None]:
    """A keyed hash of 64 bits that means something only by equality; empty without one."""
    return models.BigIntegerField(null=True, blank=True, editable=False)


def _by(mark: Mark) -> models.Index:
    """Attempts with a mark, newest first: what each judgement reads."""
    column = f"{mark}_key"
    return models.Index(
        fields=[column, "-occurred_at"],
        name=f"risk_by_{mark}",
        condition=models.Q(**{f"{column}__isnull": False}),
    )


class Assessment(models.Model):
    """One attempt at one door. The marks are forgotten after a time, the numbers are kept."""

    public_id = PublicIdField()
    door = models.CharField(max_length=10, choices=DOORS)
    subject = models.CharField(
        max_length=60,
        help_text=_("What it is about, in the words of the door: an order, a review."),
    )
    occurred_at = models.DateTimeField(default=timezone.now)
    customer_id_then = models.BigIntegerField(null=True, blank=True)

    customer_key = _mark()
    email_key = _mark()
    phone_key = _mark()
    card_key = _mark()
    address_key = _mark()
    device_key = _mark()
    network_key = _mark()
    coupon_key = _mark()
    thing_key = _mark()
    wording_key = _mark()

    amount_minor = models.BigIntegerField(default=0, help_text=_("In the base currency."))
    currency = CurrencyField(blank=True)
    result = models.CharField(max_length=6, choices=RESULTS, default=Result.OPEN.value, blank=True)
    settled_at = models.DateTimeField(null=True, blank=True)

    # What later attempts are measured by, beside marks and result.
    verdict = models.SmallIntegerField(
        default=0,
        choices=STANDING_VERDICTS,
        help_text=_("What its labels say together."),
    )
    is_worn = models.BooleanField(default=False, help_text=_("A return of what was worn."))
    is_unverified = models.BooleanField(
        default=False, help_text=_("A review by somebody who did not buy it.")
    )
    is_strange = models.BooleanField(
        default=False,
        help_text=_("Came from a browser and a network that were new to its customer."),
    )

    facts = models.JSONField(default=dict, help_text=_("What the door told."))
    signals = models.JSONField(default=dict, help_text=_("Signals by name, as known then."))
    signals_version = models.PositiveSmallIntegerField(default=1)
    score = models.FloatField(null=True, blank=True, help_text=_("0 to 100."))
    parts = models.JSONField(
        default=dict, help_text=_("What rules, anomaly and learned model said each.")
    )
    reasons = models.JSONField(default=list)
    rules = models.JSONField(default=list, help_text=_("Keys of the rules that applied."))
    outcome = models.CharField(max_length=8, choices=OUTCOMES, default=Outcome.ALLOW.value)
    would_be = models.CharField(
        max_length=8, choices=OUTCOMES, blank=True,
        help_text=_("What would have been done, where the door only observes."),
    )  # fmt: skip
    decided_by = models.CharField(max_length=8, choices=DecidedBy, blank=True)
    failure = models.CharField(max_length=10, blank=True)
    model_version = models.CharField(max_length=80, blank=True)
    milliseconds = models.FloatField(null=True, blank=True)

    class Meta:
        verbose_name = _("assessment")
        verbose_name_plural = _("assessments")
        permissions = [("decide_assessment", _("Can decide held orders and say what was fraud"))]
        constraints = [
            models.UniqueConstraint(
                fields=["door", "subject"],
                name="risk_subject_once",
                condition=~models.Q(subject=""),
            ),
        ]
        indexes = [
            models.Index(fields=["door", "-occurred_at"], name="risk_newest"),
            # The constraint has a condition, for which SQLite does not find a subject by it.
            models.Index(fields=["subject", "door"], name="risk_of_subject"),
            models.Index(fields=["outcome", "-occurred_at"], name="risk_outcome"),
            models.Index(fields=["customer_id_then"], name="risk_of_customer"),
            *(_by(mark) for mark in Mark),
        ]

    def __str__(self) -> str:
        return f"{self.get_door_display()} {self.subject}".strip()
