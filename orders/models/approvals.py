"""Orders that somebody in the buyer's company has to agree to before they are placed."""

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from foundation.fields import CurrencyField, PublicIdField
from orders.models.carts import Cart
from orders.models.orders import Order
from orders.models.quotes import Quote


class ApprovalState(models.TextChoices):
    """``PLACING`` while an approved order is made: nobody else decides meanwhile."""

    WAITING = "waiting", _("Waiting for approval")
    PLACING = "placing", _("Being placed")
    APPROVED = "approved", _("Approved")
    DECLINED = "declined", _("Declined")
    WITHDRAWN = "withdrawn", _("Withdrawn")


class ApprovalRequest(models.Model):
    """A member means to order; an approver of the company says yes or no.

    ``total_minor`` is what it came to when it was asked for; it is placed at what it comes to
    when it is approved. ``details`` is the checkout as the member filled it in, kept until it is
    decided.
    """

    public_id = PublicIdField()
    company = models.ForeignKey(
        "accounts.Company", on_delete=models.PROTECT, related_name="approvals",
        verbose_name=_("company"),
    )  # fmt: skip
    requested_by = models.ForeignKey(
        "accounts.Customer", on_delete=models.SET_NULL, null=True, blank=True,
        related_name="approval_requests", verbose_name=_("requested by"),
    )  # fmt: skip
    cart = models.ForeignKey(
        Cart, on_delete=models.SET_NULL, null=True, blank=True, related_name="+",
        help_text=_("What is ordered, where it is no quote."),
    )  # fmt: skip
    quote = models.ForeignKey(
        Quote, on_delete=models.CASCADE, null=True, blank=True, related_name="approvals",
        verbose_name=_("quote"), help_text=_("The accepted offer, where it is one."),
    )  # fmt: skip
    state = models.CharField(
        _("state"), max_length=10, choices=ApprovalState, default=ApprovalState.WAITING
    )
    details = models.JSONField(default=dict, blank=True, editable=False)
    shipping_code = models.CharField(max_length=40, blank=True)
    use_gift_cards = models.BooleanField(default=False, db_default=False)
    use_points = models.BooleanField(default=False, db_default=False)
    use_credit = models.BooleanField(default=False, db_default=False)
    po_number = models.CharField(_("purchase-order number"), max_length=40, blank=True)
    note = models.CharField(_("note"), max_length=300, blank=True)
    language = models.CharField(max_length=8, blank=True)
    currency = CurrencyField()
    total_minor = models.BigIntegerField(_("total"))
    tries = models.PositiveSmallIntegerField(
        default=0, help_text=_("How often placing it failed: each try has a key of its own.")
    )
    order = models.OneToOneField(
        Order, on_delete=models.SET_NULL, null=True, blank=True, related_name="approval",
        verbose_name=_("order"),
    )  # fmt: skip
    decided_by = models.ForeignKey(
        "accounts.Customer", on_delete=models.SET_NULL, null=True, blank=True, related_name="+",
        verbose_name=_("decided by"),
    )  # fmt: skip
    decided_at = models.DateTimeField(_("decided"), null=True, blank=True)
    reason = models.CharField(_("reason"), max_length=300, blank=True)
    created_at = models.DateTimeField(_("requested"), default=timezone.now)

    class Meta:
        verbose_name = _("approval request")
        verbose_name_plural = _("approval requests")
        ordering = ["-created_at", "-pk"]
        constraints = [
            models.CheckConstraint(condition=models.Q(total_minor__gte=0), name="approval_total")
        ]
        indexes = [
            models.Index(fields=["company", "state", "-created_at"], name="approval_of_company")
        ]

    def __str__(self) -> str:
        return f"{self.company}: {self.public_id}"
