"""Stock on its way from one warehouse to another."""

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from inventory.models.warehouses import Warehouse


class TransferState(models.TextChoices):
    DRAFT = "draft", _("Draft")
    SENT = "sent", _("On its way")
    RECEIVED = "received", _("Received")
    CANCELLED = "cancelled", _("Cancelled")


class StockTransfer(models.Model):
    """Units that leave one warehouse for another; between the two they lie in neither."""

    number = models.CharField(_("number"), max_length=20, unique=True, null=True)
    source = models.ForeignKey(
        Warehouse, on_delete=models.PROTECT, related_name="+", verbose_name=_("from")
    )
    target = models.ForeignKey(
        Warehouse, on_delete=models.PROTECT, related_name="+", verbose_name=_("to")
    )
    state = models.CharField(
        _("state"), max_length=10, choices=TransferState, default=TransferState.DRAFT
    )
    expected_on = models.DateField(_("expected on"), null=True, blank=True)
    note = models.CharField(_("note"), max_length=200, blank=True)
    created_at = models.DateTimeField(_("made"), default=timezone.now)
    sent_at = models.DateTimeField(_("sent"), null=True, blank=True)
    received_at = models.DateTimeField(_("received"), null=True, blank=True)

    class Meta:
        verbose_name = _("transfer")
        verbose_name_plural = _("transfers")
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(source=models.F("target")),
                name="transfer_two_places",
                violation_error_message=_("Choose two different warehouses."),
            )
        ]

    def __str__(self) -> str:
        return self.number or str(self.pk)


class TransferLine(models.Model):
    """Units of one variant. What was sent and had not arrived when it was closed is lost."""

    transfer = models.ForeignKey(StockTransfer, on_delete=models.CASCADE, related_name="lines")
    variant = models.ForeignKey(
        "catalog.Variant", on_delete=models.PROTECT, related_name="+", verbose_name=_("variant")
    )
    quantity = models.PositiveIntegerField(_("units"))
    received = models.PositiveIntegerField(_("received"), default=0)

    class Meta:
        verbose_name = _("transfer line")
        verbose_name_plural = _("transfer lines")
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["transfer", "variant"], name="transfer_line_once"),
            models.CheckConstraint(condition=models.Q(quantity__gt=0), name="transfer_line_some"),
            models.CheckConstraint(
                condition=models.Q(received__lte=models.F("quantity")),
                name="transfer_line_received",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.quantity} × {self.variant_id}"
