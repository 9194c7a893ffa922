"""What staff set: rules, lists of known ones, and a policy for each door."""

from __future__ import annotations

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from risk.algorithms.vocabulary import Outcome, Signal
from risk.kinds import (
    COMPARISONS,
    DOORS,
    MARKS,
    OUTCOMES,
    VERDICTS,
    AtDeadline,
    Mode,
    WhenDown,
)

SIGNAL_LENGTH = 40


class Rule(models.Model):
    """All its conditions together ask for an outcome and add points to the score."""

    name = models.CharField(max_length=120)
    code = models.CharField(
        max_length=40, unique=True, null=True, blank=True, editable=False,
        help_text=_("Of rules that came with the shop."),
    )  # fmt: skip
    door = models.CharField(max_length=10, choices=DOORS)
    outcome = models.CharField(max_length=8, choices=OUTCOMES, default=Outcome.HOLD.value)
    points = models.PositiveSmallIntegerField(
        default=20,
        validators=[MaxValueValidator(100)],
        help_text=_("What it adds to the score of 0 to 100, whatever the outcome."),
    )
    is_active = models.BooleanField(default=True)
    why = models.CharField(max_length=200, blank=True, help_text=_("What reviewers read."))
    position = models.PositiveSmallIntegerField(default=100)
    created_at = models.DateTimeField(default=timezone.now)
    changed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("rule")
        verbose_name_plural = _("rules")
        ordering = ["door", "position", "id"]

    def __str__(self) -> str:
        return self.name


class RuleCondition(models.Model):
    """One signal beside one value."""

    rule = models.ForeignKey(Rule, on_delete=models.CASCADE, related_name="conditions")
    signal = models.CharField(
        max_length=SIGNAL_LENGTH, choices=[(signal.value, signal.value) for signal in Signal]
    )
    comparison = models.CharField(max_length=2, choices=COMPARISONS, default=">=")
    value = models.FloatField()

    class Meta:
        verbose_name = _("condition")
        verbose_name_plural = _("conditions")
        ordering = ["id"]

    def __str__(self) -> str:
        return f"{self.signal} {self.comparison} {self.value:g}"


class KnownMark(models.Model):
    """A mark that staff know: trusted, or shut out. Only its hash is kept, and a name for it."""

    mark = models.CharField(max_length=10, choices=MARKS)
    key = models.BigIntegerField(editable=False)
    verdict = models.CharField(max_length=10, choices=VERDICTS)
    shown = models.CharField(
        max_length=80, help_text=_("What staff call it, such as the office of a customer.")
    )
    why = models.CharField(max_length=200, blank=True)
    added_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    added_at = models.DateTimeField(default=timezone.now)
    until = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("known one")
        verbose_name_plural = _("known ones")
        constraints = [models.UniqueConstraint(fields=["mark", "key"], name="risk_known_once")]

    def __str__(self) -> str:
        return f"{self.get_mark_display()} {self.shown}"


class DoorPolicy(models.Model):
    """How a door acts on scores, and when there is none. A door without a row has the defaults."""

    door = models.CharField(max_length=10, choices=DOORS, unique=True)
    mode = models.CharField(max_length=8, choices=Mode, default=Mode.ACT)
    step_up_from = models.FloatField(
        default=45, validators=[MinValueValidator(0), MaxValueValidator(101)],
        help_text=_("Score from which proof is asked for; over 100: never."),
    )  # fmt: skip
    hold_from = models.FloatField(
        default=65, validators=[MinValueValidator(0), MaxValueValidator(101)],
        help_text=_("Score from which it is held for review; over 100: never."),
    )  # fmt: skip
    refuse_from = models.FloatField(
        default=101, validators=[MinValueValidator(0), MaxValueValidator(101)],
        help_text=_("Score from which it is refused; over 100: never."),
    )  # fmt: skip
    when_down = models.CharField(max_length=6, choices=WhenDown, default=WhenDown.OPEN)
    hold_above_minor = models.BigIntegerField(
        null=True, blank=True, validators=[MinValueValidator(0)],
        help_text=_("Without a score, orders from this amount in the base currency are held."),
    )  # fmt: skip
    hold_hours = models.PositiveSmallIntegerField(
        default=24, validators=[MinValueValidator(1), MaxValueValidator(240)],
        help_text=_("By when a held one is decided."),
    )  # fmt: skip
    at_deadline = models.CharField(max_length=8, choices=AtDeadline, default=AtDeadline.RELEASE)
    review_share = models.FloatField(
        default=0.02, validators=[MinValueValidator(0), MaxValueValidator(1)],
        help_text=_("Share of all attempts that the staff can look at."),
    )  # fmt: skip
    review_cost_minor = models.BigIntegerField(
        default=200, help_text=_("What one look costs, in the base currency.")
    )
    chargeback_fee_minor = models.BigIntegerField(
        default=2000, help_text=_("What a bank takes for a chargeback beside the amount.")
    )
    lost_customer_share = models.FloatField(
        default=0.25, validators=[MinValueValidator(0), MaxValueValidator(1)],
        help_text=_("Share of honest customers who do not come back after they were refused."),
    )  # fmt: skip
    changed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("policy of a door")
        verbose_name_plural = _("policies of doors")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(hold_from__gte=models.F("step_up_from"))
                & models.Q(refuse_from__gte=models.F("hold_from")),
                name="risk_policy_order",
            )
        ]

    def __str__(self) -> str:
        return self.get_door_display()
