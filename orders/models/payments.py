"""What providers were asked to take and to give back, and what they told by themselves."""

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from foundation.fields import CurrencyField, PublicIdField
from orders.models.orders import Order


class PaymentState(models.TextChoices):
    PENDING = "pending", _("Pending")
    HELD = "held", _("Kept for the order")
    ACTION_REQUIRED = "action", _("Waiting for the shopper")
    DUE = "due", _("Invoice open")
    PAID = "paid", _("Paid")
    DECLINED = "declined", _("Declined")


class Payment(models.Model):
    """What a payment provider was asked for an order and what it said."""

    public_id = PublicIdField()
    order = models.ForeignKey(Order, on_delete=models.CASCADE, related_name="payments")
    provider = models.CharField(max_length=20)
    provider_ref = models.CharField(max_length=120, blank=True)
    key = models.CharField(max_length=80, unique=True)
    state = models.CharField(max_length=10, choices=PaymentState, default=PaymentState.PENDING)
    amount_minor = models.BigIntegerField()
    currency = CurrencyField()
    message = models.CharField(max_length=200, blank=True)
    action_url = models.CharField(
        max_length=1000,
        blank=True,
        help_text=_("Where the shopper proves that it is they who pay."),
    )
    created_at = models.DateTimeField(default=timezone.now)
    asked_at = models.DateTimeField(
        null=True, blank=True, help_text=_("When the provider was last asked what became of it.")
    )
    ask_at = models.DateTimeField(
        null=True, blank=True, help_text=_("When it is next to be asked; empty: once it hangs.")
    )
    attempts = models.PositiveSmallIntegerField(
        default=0, help_text=_("How often the provider was asked without a result.")
    )
    expires_at = models.DateTimeField(
        null=True, blank=True, help_text=_("Until when the shopper may finish what is asked.")
    )
    due_on = models.DateField(null=True, blank=True)
    settled_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("payment")
        verbose_name_plural = _("payments")
        indexes = [
            models.Index(fields=["state", "created_at"], name="payment_open"),
            models.Index(fields=["provider", "provider_ref"], name="payment_reference"),
            models.Index(fields=["settled_at"], name="payment_settled"),
        ]

    def __str__(self) -> str:
        return f"{self.provider} {self.state}"


class RefundState(models.TextChoices):
    DUE = "due", _("To be given back")
    DONE = "done", _("Given back")
    FAILED = "failed", _("Refused by the provider")


class Refund(models.Model):
    """Money that goes back. Written with its reason; carried out by the reconciler, once a key."""

    public_id = PublicIdField()
    payment = models.ForeignKey(Payment, on_delete=models.CASCADE, related_name="refunds")
    key = models.CharField(max_length=80, unique=True)
    state = models.CharField(max_length=10, choices=RefundState, default=RefundState.DUE)
    amount_minor = models.BigIntegerField()
    currency = CurrencyField()
    reason = models.CharField(max_length=200, blank=True)
    parts = models.JSONField(
        default=list, blank=True, editable=False,
        help_text=_("Which units of which lines it is for: what the credit note lists."),
    )  # fmt: skip
    return_request = models.ForeignKey(
        "orders.ReturnRequest",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="refunds",
    )
    as_credit = models.BooleanField(
        default=False, db_default=False,
        help_text=_("Goes to the customer's store credit, not back to where it came from."),
    )  # fmt: skip
    in_cash = models.BooleanField(
        default=False, db_default=False,
        help_text=_("Was handed over at a counter, whatever way it was paid."),
    )  # fmt: skip
    provider_ref = models.CharField(max_length=120, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    message = models.CharField(max_length=200, blank=True)
    created_at = models.DateTimeField(default=timezone.now)
    due_at = models.DateTimeField(default=timezone.now)
    settled_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("refund")
        verbose_name_plural = _("refunds")
        constraints = [
            models.CheckConstraint(condition=models.Q(amount_minor__gt=0), name="refund_some"),
        ]
        indexes = [
            models.Index(fields=["state", "due_at"], name="refund_due"),
            models.Index(fields=["settled_at"], name="refund_settled"),
        ]

    def __str__(self) -> str:
        return f"{self.amount_minor} {self.currency} {self.state}"


class WebhookEvent(models.Model):
    """A message of a provider, kept before it is acted on, so that a repeat does nothing."""

    provider = models.CharField(max_length=20)
    event_id = models.CharField(max_length=120)
    type = models.CharField(max_length=60, blank=True)
    payload = models.JSONField(default=dict, blank=True)
    received_at = models.DateTimeField(default=timezone.now)
    due_at = models.DateTimeField(default=timezone.now)
    handled_at = models.DateTimeField(null=True, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    error = models.CharField(max_length=300, blank=True)

    class Meta:
        verbose_name = _("webhook event")
        verbose_name_plural = _("webhook events")
        constraints = [
            models.UniqueConstraint(fields=["provider", "event_id"], name="webhook_once")
        ]
        indexes = [models.Index(fields=["handled_at", "due_at"], name="webhook_open")]

    def __str__(self) -> str:
        return f"{self.provider} {self.type} {self.event_id}"
