"""How often anybody is spoken to: the shop's caps, and each contact that counts against them."""

from __future__ import annotations

import secrets

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import Customer
from experiments.algorithms.assignment import WHOLE
from marketing.kinds import Medium


def new_salt() -> str:
    return secrets.token_hex(8)


class ContactPolicy(models.Model):
    """The one row of the shop's rules for speaking to customers; hours are of the shop's clock.

    ``holdout`` is the share (of ten thousand) of customers to whom no campaign speaks at all.
    """

    ONLY = 1

    most_a_day = models.PositiveSmallIntegerField(
        _("contacts a day at most"), default=1, validators=[MinValueValidator(1)]
    )
    most_a_week = models.PositiveSmallIntegerField(
        _("contacts a week at most"), default=3, validators=[MinValueValidator(1)]
    )
    most_a_month = models.PositiveSmallIntegerField(
        _("contacts in thirty days at most"), default=8, validators=[MinValueValidator(1)]
    )
    quiet_from = models.PositiveSmallIntegerField(
        _("quiet from hour"), default=21, validators=[MaxValueValidator(23)]
    )
    quiet_until = models.PositiveSmallIntegerField(
        _("quiet until hour"), default=8, validators=[MaxValueValidator(23)]
    )
    holdout = models.PositiveSmallIntegerField(
        _("held out of everything"),
        default=200,
        validators=[MaxValueValidator(WHOLE // 2)],
        help_text=_("Of ten thousand customers: they show what all campaigns together earn."),
    )
    salt = models.CharField(max_length=32, default=new_salt, editable=False)
    changed_at = models.DateTimeField(_("changed"), default=timezone.now)

    class Meta:
        verbose_name = _("contact policy")
        verbose_name_plural = _("contact policy")
        constraints = [
            models.CheckConstraint(condition=Q(pk=1), name="contact_policy_only"),
            models.CheckConstraint(
                condition=Q(most_a_day__lte=models.F("most_a_week"))
                & Q(most_a_week__lte=models.F("most_a_month")),
                name="contact_policy_caps",
                violation_error_message=_(
                    "A day's cap must fit into a week's, and that a month's."
                ),
            ),
        ]

    def __str__(self) -> str:
        return str(_("Contact policy"))


class Contact(models.Model):
    """A customer was, or is about to be, spoken to; it counts against the caps.

    Taken before anything is sent, and given back where nothing was sent after all.
    """

    customer = models.ForeignKey(
        Customer, on_delete=models.CASCADE, related_name="contacts", verbose_name=_("customer")
    )
    medium = models.CharField(_("by"), max_length=8, choices=Medium)
    at = models.DateTimeField(_("when"))

    class Meta:
        verbose_name = _("contact")
        verbose_name_plural = _("contacts")
        indexes = [models.Index(fields=["customer", "-at"], name="contact_of_customer")]

    def __str__(self) -> str:
        return f"{self.get_medium_display()} {self.at:%Y-%m-%d}"
