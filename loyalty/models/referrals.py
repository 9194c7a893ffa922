"""Customers who bring others, and what both get for it."""

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import Customer
from foundation.fields import CurrencyField, PublicIdField


class ReferralState(models.TextChoices):
    CAME = "came", _("Has not bought yet")
    WAITING = "waiting", _("Waits until nothing can be sent back")
    TO_LOOK_AT = "look", _("To be looked at")
    REWARDED = "rewarded", _("Rewarded")
    REFUSED = "refused", _("Not rewarded")


class RefusedBecause(models.TextChoices):
    NOT_NEW = "not_new", _("The friend was a customer before")
    TOO_SMALL = "too_small", _("Too little of the first order was kept")
    TOO_MANY = "too_many", _("More rewards than a year allows")
    SAME_PERSON = "same_person", _("Both seem to be the same person")
    SAME_HOUSEHOLD = "household", _("Both live in one household")
    BY_STAFF = "by_staff", _("Decided by staff")
    SWITCHED_OFF = "off", _("The programme was switched off")


class Referral(models.Model):
    """A friend who came by a customer's link: rewarded once, or told why not."""

    public_id = PublicIdField()
    referrer = models.ForeignKey(
        Customer, on_delete=models.SET_NULL, null=True, blank=True, related_name="referrals_made",
        verbose_name=_("recommended by"),
    )  # fmt: skip
    friend = models.OneToOneField(
        Customer, on_delete=models.SET_NULL, null=True, blank=True, related_name="referral",
        verbose_name=_("friend"),
    )  # fmt: skip
    state = models.CharField(
        _("state"), max_length=10, choices=ReferralState, default=ReferralState.CAME.value
    )
    because = models.CharField(
        _("because"), max_length=12, choices=RefusedBecause, blank=True, default=""
    )
    signs = models.JSONField(
        _("what both share"), default=list, blank=True,
        help_text=_("Kinds of marks that the risk office knows of both."),
    )  # fmt: skip
    order_ref = models.CharField(_("first order"), max_length=60, blank=True)
    referrer_minor = models.BigIntegerField(_("given to who recommended"), default=0)
    referrer_currency = CurrencyField(verbose_name=_("in"), blank=True, default="")
    friend_minor = models.BigIntegerField(_("given to the friend"), default=0)
    friend_currency = CurrencyField(verbose_name=_("in"), blank=True, default="")
    came_at = models.DateTimeField(_("came"), default=timezone.now)
    due_at = models.DateTimeField(_("decided from"), null=True, blank=True)
    ended_at = models.DateTimeField(_("ended"), null=True, blank=True)

    class Meta:
        verbose_name = _("recommended friend")
        verbose_name_plural = _("recommended friends")
        ordering = ["-came_at", "-id"]
        permissions = [("decide_referral", _("Can decide who gets credit for a friend"))]
        constraints = [
            models.CheckConstraint(
                condition=Q(referrer__isnull=True)
                | Q(friend__isnull=True)
                | ~Q(referrer=F("friend")),
                name="referral_of_another",
            )
        ]
        indexes = [
            models.Index(fields=["state", "due_at"], name="referral_due"),
            models.Index(fields=["referrer", "ended_at"], name="referral_of_customer"),
            models.Index(fields=["order_ref"], name="referral_order"),
        ]

    def __str__(self) -> str:
        return f"{self.referrer} → {self.friend}"
