"""Papers with numbers of their own."""

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from foundation.fields import CurrencyField
from orders.models.orders import Order
from orders.models.payments import Refund


class NumberSequence(models.Model):
    """The next number of a series without gaps: its row is locked until the number is used."""

    name = models.CharField(max_length=40, primary_key=True)
    next_number = models.PositiveBigIntegerField(default=1)

    class Meta:
        verbose_name = _("number sequence")
        verbose_name_plural = _("number sequences")

    def __str__(self) -> str:
        return f"{self.name}: {self.next_number}"


class InvoiceKind(models.TextChoices):
    INVOICE = "invoice", _("Invoice")
    CREDIT_NOTE = "credit_note", _("Credit note")


class Invoice(models.Model):
    """An invoice or credit note as it was issued; ``content`` is all that stands on it."""

    number = models.CharField(max_length=30, unique=True)
    series = models.CharField(max_length=40, help_text=_("The number sequence it is of."))
    position = models.PositiveBigIntegerField(
        help_text=_("Its place in the series: from 1, without gaps.")
    )
    kind = models.CharField(max_length=12, choices=InvoiceKind, default=InvoiceKind.INVOICE)
    order = models.ForeignKey(Order, on_delete=models.PROTECT, related_name="invoices")
    refund = models.OneToOneField(
        Refund, on_delete=models.PROTECT, null=True, blank=True, related_name="credit_note"
    )
    currency = CurrencyField()
    total_minor = models.BigIntegerField(default=0)
    content = models.JSONField(default=dict)
    issued_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("invoice")
        verbose_name_plural = _("invoices")
        ordering = ["-issued_at", "-id"]
        constraints = [
            models.UniqueConstraint(fields=["series", "position"], name="invoice_in_series"),
            models.UniqueConstraint(
                fields=["order"], name="invoice_one", condition=models.Q(kind="invoice")
            ),
        ]
        indexes = [models.Index(fields=["issued_at"], name="invoice_issued")]

    def __str__(self) -> str:
        return self.number
