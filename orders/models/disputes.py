"""Payments that the payer's bank takes back: disputes, or chargebacks."""

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from foundation.fields import CurrencyField, PublicIdField
from orders.models.payments import Payment


class DisputeState(models.TextChoices):
    """How far a dispute is. While it is open, and once it is lost, the bank has the money."""

    INQUIRY = "inquiry", _("The bank asks")
    OPEN = "open", pgettext_lazy("dispute", "Open")
    WON = "won", pgettext_lazy("dispute", "Won")
    LOST = "lost", pgettext_lazy("dispute", "Lost")


class DisputeReason(models.TextChoices):
    """What the payer says, in the words of the card networks."""

    FRAUDULENT = "fraudulent", _("The payer did not order it")
    UNRECOGNISED = "unrecognised", _("The payer does not recognise it")
    NOT_RECEIVED = "not_received", _("It did not arrive")
    NOT_AS_DESCRIBED = "not_as_described", _("It is not what was described")
    DUPLICATE = "duplicate", _("It was paid twice")
    NOT_REFUNDED = "not_refunded", _("A refund did not arrive")
    OTHER = "other", pgettext_lazy("dispute", "Something else")


class Dispute(models.Model):
    """A payment that its payer disputes; ``reference`` is the provider's name for the case."""

    public_id = PublicIdField()
    payment = models.ForeignKey(Payment, on_delete=models.CASCADE, related_name="disputes")
    reference = models.CharField(max_length=120)
    state = models.CharField(max_length=10, choices=DisputeState, default=DisputeState.OPEN)
    reason = models.CharField(max_length=20, choices=DisputeReason, default=DisputeReason.OTHER)
    amount_minor = models.BigIntegerField()
    currency = CurrencyField()
    opened_at = models.DateTimeField(default=timezone.now)
    respond_by = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("dispute")
        verbose_name_plural = _("disputes")
        constraints = [
            models.UniqueConstraint(fields=["payment", "reference"], name="dispute_once"),
            models.CheckConstraint(condition=models.Q(amount_minor__gt=0), name="dispute_some"),
        ]
        indexes = [models.Index(fields=["state", "respond_by"], name="dispute_open")]

    def __str__(self) -> str:
        return f"{self.reference} {self.state}"
