"""Offers that staff make for a buyer: what was asked for, every offer, and what became of it."""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from foundation.fields import CurrencyField, PublicIdField
from orders.models.orders import Order


class QuoteState(models.TextChoices):
    REQUESTED = "requested", _("Asked for")
    OFFERED = "offered", _("Offered")
    APPROVAL = "approval", _("Accepted, waits for approval")
    ACCEPTED = "accepted", _("Accepted")
    DECLINED = "declined", _("Declined")
    EXPIRED = "expired", _("Expired")
    WITHDRAWN = "withdrawn", _("Withdrawn")


class Quote(models.Model):
    """What a buyer asks a price for; ``version`` is the number of its version that counts."""

    public_id = PublicIdField()
    number = models.CharField(
        max_length=20, unique=True, null=True,
        help_text=_("What people call it; from the sequence of the row's key."),
    )  # fmt: skip
    customer = models.ForeignKey(
        "accounts.Customer", on_delete=models.SET_NULL, null=True, blank=True, related_name="quotes"
    )
    company = models.ForeignKey(
        "accounts.Company", on_delete=models.PROTECT, null=True, blank=True, related_name="quotes"
    )
    state = models.CharField(max_length=10, choices=QuoteState, default=QuoteState.REQUESTED)
    version = models.PositiveSmallIntegerField(default=1)
    currency = CurrencyField()
    language = models.CharField(max_length=8, blank=True)
    details = models.JSONField(
        default=dict, blank=True, help_text=_("Who asks and where it is to go, as they typed it.")
    )
    po_number = models.CharField(max_length=40, blank=True)
    order = models.OneToOneField(
        Order, on_delete=models.SET_NULL, null=True, blank=True, related_name="quote"
    )
    valid_until = models.DateTimeField(null=True, blank=True)
    reminded_at = models.DateTimeField(null=True, blank=True, editable=False)
    created_at = models.DateTimeField(default=timezone.now)
    closed_at = models.DateTimeField(null=True, blank=True)
    reason = models.CharField(
        max_length=300, blank=True, help_text=_("Why it was declined or withdrawn.")
    )

    class Meta:
        verbose_name = _("quote")
        verbose_name_plural = _("quotes")
        ordering = ["-created_at", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(state="offered") | models.Q(valid_until__isnull=False),
                name="quote_offered_until",
            ),
            models.CheckConstraint(
                condition=models.Q(order__isnull=True) | models.Q(state="accepted"),
                name="quote_order_accepted",
            ),
        ]
        indexes = [
            models.Index(fields=["state", "valid_until"], name="quote_ends"),
            models.Index(fields=["customer", "-created_at"], name="quote_of_customer"),
            models.Index(fields=["company", "-created_at"], name="quote_of_company"),
        ]

    def __str__(self) -> str:
        return self.number or f"quote {self.pk}"


class QuoteVersion(models.Model):
    """One round of a quote: the wish and, once offered, every sum to the cent.

    Once it was offered nothing of it changes: another offer is another version.
    """

    quote = models.ForeignKey(Quote, on_delete=models.CASCADE, related_name="versions")
    number = models.PositiveSmallIntegerField()
    wish = models.CharField(max_length=1000, blank=True)
    asked_at = models.DateTimeField(default=timezone.now)
    offered_at = models.DateTimeField(null=True, blank=True)
    offered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    valid_until = models.DateTimeField(null=True, blank=True)
    note = models.CharField(max_length=1000, blank=True)
    prices_include_tax = models.BooleanField(default=True)
    reverse_charge = models.BooleanField(default=False)
    tax_exemption = models.CharField(
        max_length=60, blank=True, help_text=_("The certificate by which no tax is charged.")
    )
    shipping_code = models.CharField(max_length=40, blank=True)
    shipping_method = models.CharField(max_length=80, blank=True)
    subtotal_minor = models.BigIntegerField(default=0)
    shipping_minor = models.BigIntegerField(default=0)
    shipping_tax_minor = models.BigIntegerField(default=0)
    shipping_tax_rate_basis_points = models.IntegerField(default=0)
    tax_minor = models.BigIntegerField(default=0)
    total_minor = models.BigIntegerField(default=0)

    class Meta:
        verbose_name = _("quote version")
        verbose_name_plural = _("quote versions")
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["quote", "number"], name="quote_version_once"),
            models.CheckConstraint(
                condition=models.Q(total_minor__gte=0, shipping_minor__gte=0),
                name="quote_version_sums",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.quote_id}/{self.number}"


class QuoteLine(models.Model):
    """Units of a variant: the price that the buyer is usually asked, and the one offered."""

    version = models.ForeignKey(QuoteVersion, on_delete=models.CASCADE, related_name="lines")
    variant = models.ForeignKey(
        "catalog.Variant", on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    product_id_then = models.BigIntegerField(null=True, blank=True)
    sku = models.CharField(max_length=60)
    name = models.CharField(max_length=240)
    quantity = models.PositiveIntegerField()
    listed_minor = models.BigIntegerField()
    unit_price_minor = models.BigIntegerField(null=True, blank=True)
    tax_rate_basis_points = models.IntegerField(default=0)
    tax_minor = models.BigIntegerField(default=0)
    total_minor = models.BigIntegerField(default=0)
    unit_cost_minor = models.BigIntegerField(null=True, blank=True)

    class Meta:
        verbose_name = _("quote line")
        verbose_name_plural = _("quote lines")
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["version", "variant"], name="quote_line_once"),
            models.CheckConstraint(condition=models.Q(quantity__gt=0), name="quote_line_some"),
            models.CheckConstraint(
                condition=models.Q(unit_price_minor__isnull=True)
                | models.Q(unit_price_minor__gte=0),
                name="quote_line_price",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.quantity} × {self.sku}"
