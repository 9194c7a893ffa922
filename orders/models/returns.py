"""What comes back, why, and what was found when it was looked at."""

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from foundation.fields import PublicIdField
from orders.models.orders import Order, OrderLine


class ReturnState(models.TextChoices):
    REQUESTED = "requested", _("Asked for")
    APPROVED = "approved", _("On its way back")
    RECEIVED = "received", _("Arrived")
    COMPLETED = "completed", _("Done")
    REFUSED = "refused", _("Refused")
    CANCELLED = "cancelled", _("Taken back by the customer")


class ReturnReason(models.TextChoices):
    CHANGED_MIND = "changed_mind", _("I changed my mind")
    TOO_SMALL = "too_small", _("Too small")
    TOO_LARGE = "too_large", _("Too large")
    NOT_AS_DESCRIBED = "not_described", _("Not as described")
    DAMAGED = "damaged", _("It arrived damaged")
    DEFECTIVE = "defective", _("It does not work")
    WRONG_ITEM = "wrong_item", _("I got something else")
    LATE = "late", _("It came too late")
    OTHER = "other", _("Another reason")


class ItemCondition(models.TextChoices):
    AS_NEW = "as_new", _("As new")
    OPENED = "opened", _("Opened, can be sold")
    DAMAGED = "damaged", _("Damaged")
    MISSING = "missing", _("Not in the parcel")


class ReturnRequest(models.Model):
    """Goods that a customer sends back: asked for, approved, received, inspected, settled."""

    public_id = PublicIdField()
    number = models.CharField(
        max_length=30, unique=True, help_text=_("What people call it: the order's and a count.")
    )
    key = models.CharField(
        max_length=64, unique=True, null=True, blank=True, editable=False,
        help_text=_("A form sent twice asks once."),
    )  # fmt: skip
    order = models.ForeignKey(Order, on_delete=models.CASCADE, related_name="returns")
    state = models.CharField(max_length=10, choices=ReturnState, default=ReturnState.REQUESTED)
    customer_note = models.CharField(max_length=500, blank=True)
    staff_note = models.CharField(max_length=500, blank=True)
    requested_at = models.DateTimeField(default=timezone.now)
    decided_at = models.DateTimeField(null=True, blank=True)
    received_at = models.DateTimeField(null=True, blank=True)
    completed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("return")
        verbose_name_plural = _("returns")
        ordering = ["-requested_at", "-id"]
        indexes = [models.Index(fields=["state", "requested_at"], name="return_open")]

    def __str__(self) -> str:
        return str(self.number)


class ReturnLine(models.Model):
    """Units of an order's line that come back; the inspection fills in what was found."""

    request = models.ForeignKey(ReturnRequest, on_delete=models.CASCADE, related_name="lines")
    line = models.ForeignKey(OrderLine, on_delete=models.CASCADE, related_name="return_lines")
    quantity = models.PositiveIntegerField()
    reason = models.CharField(max_length=14, choices=ReturnReason, default=ReturnReason.OTHER)
    condition = models.CharField(max_length=10, choices=ItemCondition, blank=True)
    accepted = models.PositiveIntegerField(
        default=0, help_text=_("Units that came and are taken back.")
    )
    restocked = models.PositiveIntegerField(default=0)
    worth_minor = models.BigIntegerField(
        default=0, help_text=_("What was paid for the accepted units.")
    )
    tax_minor = models.BigIntegerField(default=0, help_text=_("The tax in that."))

    class Meta:
        verbose_name = _("returned line")
        verbose_name_plural = _("returned lines")
        constraints = [
            models.UniqueConstraint(fields=["request", "line"], name="return_line_once"),
            models.CheckConstraint(
                condition=models.Q(
                    quantity__gt=0,
                    accepted__lte=models.F("quantity"),
                    restocked__lte=models.F("accepted"),
                ),
                name="return_line_units",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.quantity} × {self.line_id}"
