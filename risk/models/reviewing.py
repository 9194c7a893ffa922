"""What people decide and what they know: held attempts, and what turned out to be fraud."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from foundation.fields import PublicIdField
from risk.kinds import DOORS, OUTCOMES, VERDICTS, CaseState, FraudKind, LabelSource
from risk.models.assessments import Assessment


class Case(models.Model):
    """A held attempt in the queue, with a deadline at which the policy decides: none is stuck."""

    public_id = PublicIdField()
    assessment = models.OneToOneField(Assessment, on_delete=models.CASCADE, related_name="case")
    state = models.CharField(max_length=8, choices=CaseState, default=CaseState.OPEN)
    at_stake_minor = models.BigIntegerField(
        default=0, help_text=_("Score times amount, in the base currency: the queue's order.")
    )
    opened_at = models.DateTimeField(default=timezone.now)
    due_at = models.DateTimeField()
    taken_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    taken_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    decided_at = models.DateTimeField(null=True, blank=True)
    outcome = models.CharField(
        max_length=8, choices=OUTCOMES, blank=True,
        help_text=_("What the door is to do: let it through or refuse it."),
    )  # fmt: skip
    kind = models.CharField(max_length=12, choices=FraudKind, blank=True)
    carried_out_at = models.DateTimeField(
        null=True, blank=True, help_text=_("When the door heard of the decision and acted.")
    )
    attempts = models.PositiveSmallIntegerField(default=0)
    error = models.CharField(max_length=300, blank=True)
    note = models.TextField(blank=True)

    class Meta:
        verbose_name = _("held attempt")
        verbose_name_plural = _("held attempts")
        indexes = [
            models.Index(fields=["state", "due_at"], name="risk_case_due"),
            models.Index(fields=["state", "-at_stake_minor"], name="risk_case_queue"),
        ]

    def __str__(self) -> str:
        return str(self.assessment)


class Label(models.Model):
    """What an attempt turned out to be, as one source says; the last word of a source counts."""

    door = models.CharField(max_length=10, choices=DOORS)
    subject = models.CharField(max_length=60)
    assessment = models.ForeignKey(
        Assessment, on_delete=models.SET_NULL, null=True, blank=True, related_name="labels"
    )
    verdict = models.CharField(max_length=10, choices=VERDICTS)
    kind = models.CharField(max_length=12, choices=FraudKind, blank=True)
    source = models.CharField(max_length=10, choices=LabelSource)
    lost_minor = models.BigIntegerField(
        default=0, help_text=_("What it cost, in the base currency; 0 where nothing or unknown.")
    )
    note = models.CharField(max_length=300, blank=True)
    labelled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    labelled_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("label")
        verbose_name_plural = _("labels")
        constraints = [
            models.UniqueConstraint(
                fields=["door", "subject", "source"], name="risk_label_once_a_source"
            )
        ]
        indexes = [models.Index(fields=["-labelled_at"], name="risk_label_newest")]

    def __str__(self) -> str:
        return f"{self.subject} {self.get_verdict_display()}"
