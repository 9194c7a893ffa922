"""Who supplies what, what was ordered from them and what came."""

from django.core.validators import MinValueValidator
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from foundation.fields import CurrencyField, PublicIdField
from inventory.models.warehouses import Warehouse


class Supplier(models.Model):
    public_id = PublicIdField()
    code = models.SlugField(_("code"), max_length=40, unique=True)
    name = models.CharField(_("name"), max_length=120)
    email = models.EmailField(_("e-mail address"), blank=True)
    phone = models.CharField(_("phone"), max_length=30, blank=True)
    country = models.CharField(_("country"), max_length=2, blank=True)
    currency = CurrencyField(verbose_name=_("currency"))
    over_receipt_percent = models.PositiveSmallIntegerField(
        _("over-delivery taken, per cent"),
        default=5,
        help_text=_("How much more than was ordered may be received without asking."),
    )
    is_active = models.BooleanField(_("active"), default=True)
    note = models.TextField(_("note"), blank=True)

    class Meta:
        verbose_name = _("supplier")
        verbose_name_plural = _("suppliers")
        ordering = ["name", "id"]

    def __str__(self) -> str:
        return self.name


class SupplierOffer(models.Model):
    """On what terms a supplier sells a variant, and how long it really took so far."""

    supplier = models.ForeignKey(Supplier, on_delete=models.CASCADE, related_name="offers")
    variant = models.ForeignKey(
        "catalog.Variant",
        on_delete=models.CASCADE,
        related_name="supplier_offers",
        verbose_name=_("variant"),
    )
    supplier_sku = models.CharField(_("supplier's SKU"), max_length=60, blank=True)
    cost_minor = models.BigIntegerField(_("cost in minor units"), validators=[MinValueValidator(0)])
    currency = CurrencyField(verbose_name=_("currency"))
    minimum_quantity = models.PositiveIntegerField(
        _("minimum"), default=1, validators=[MinValueValidator(1)]
    )
    pack_size = models.PositiveIntegerField(_("pack"), default=1, validators=[MinValueValidator(1)])
    lead_time_days = models.FloatField(
        _("lead time, days"), default=7, validators=[MinValueValidator(0)]
    )
    lead_time_spread_days = models.FloatField(
        _("± days"),
        default=0,
        validators=[MinValueValidator(0)],
        help_text=_("Standard deviation."),
    )
    measured_days = models.FloatField(_("measured, days"), null=True, blank=True, editable=False)
    measured_spread_days = models.FloatField(
        _("measured spread, days"), null=True, blank=True, editable=False
    )
    measured_receipts = models.PositiveIntegerField(_("receipts"), default=0, editable=False)
    is_preferred = models.BooleanField(_("preferred"), default=False)

    class Meta:
        verbose_name = _("offer")
        verbose_name_plural = _("offers")
        ordering = ["variant_id", "id"]
        constraints = [
            models.UniqueConstraint(fields=["supplier", "variant"], name="offer_once"),
            models.UniqueConstraint(
                fields=["variant"],
                name="offer_one_preferred",
                condition=models.Q(is_preferred=True),
            ),
            models.CheckConstraint(
                condition=models.Q(cost_minor__gte=0, minimum_quantity__gt=0, pack_size__gt=0),
                name="offer_amounts",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.supplier_id}: {self.variant_id}"


class PurchaseOrderState(models.TextChoices):
    DRAFT = "draft", _("Draft")
    SENT = "sent", _("Sent")
    PART_RECEIVED = "part_received", _("Received in part")
    RECEIVED = "received", _("Received")
    CANCELLED = "cancelled", _("Cancelled")


class PurchaseOrder(models.Model):
    """What a supplier is asked to deliver to one warehouse."""

    number = models.CharField(_("number"), max_length=20, unique=True, null=True)
    supplier = models.ForeignKey(
        Supplier,
        on_delete=models.PROTECT,
        related_name="purchase_orders",
        verbose_name=_("supplier"),
    )
    warehouse = models.ForeignKey(
        Warehouse, on_delete=models.PROTECT, related_name="+", verbose_name=_("to")
    )
    state = models.CharField(
        _("state"), max_length=14, choices=PurchaseOrderState, default=PurchaseOrderState.DRAFT
    )
    currency = CurrencyField(verbose_name=_("currency"))
    freight_minor = models.BigIntegerField(
        _("freight and duty in minor units"),
        default=0,
        validators=[MinValueValidator(0)],
        help_text=_("Shared among the lines by value, so that costs are landed costs."),
    )
    expected_on = models.DateField(_("expected on"), null=True, blank=True)
    supplier_reference = models.CharField(_("supplier's number"), max_length=60, blank=True)
    note = models.CharField(_("note"), max_length=200, blank=True)
    created_at = models.DateTimeField(_("made"), default=timezone.now)
    sent_at = models.DateTimeField(_("sent"), null=True, blank=True)
    received_at = models.DateTimeField(_("received"), null=True, blank=True)
    cancelled_at = models.DateTimeField(_("cancelled"), null=True, blank=True)

    class Meta:
        verbose_name = _("purchase order")
        verbose_name_plural = _("purchase orders")
        permissions = [("receive_purchaseorder", _("Can receive deliveries"))]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(freight_minor__gte=0), name="purchase_order_freight"
            ),
            models.CheckConstraint(
                condition=models.Q(state__in=["draft", "cancelled"])
                | models.Q(sent_at__isnull=False),
                name="purchase_order_sent_has_date",
            ),
        ]
        indexes = [
            models.Index(
                fields=["expected_on"],
                name="purchase_order_open",
                condition=models.Q(state__in=["sent", "part_received"]),
            )
        ]

    def __str__(self) -> str:
        return self.number or str(self.pk)


class PurchaseOrderLine(models.Model):
    """Units of one variant at a cost. ``landed_cost_minor`` adds the line's share of freight."""

    order = models.ForeignKey(PurchaseOrder, on_delete=models.CASCADE, related_name="lines")
    variant = models.ForeignKey(
        "catalog.Variant", on_delete=models.PROTECT, related_name="+", verbose_name=_("variant")
    )
    quantity = models.PositiveIntegerField(_("units"))
    received = models.PositiveIntegerField(_("received"), default=0)
    unit_cost_minor = models.BigIntegerField(
        _("unit cost in minor units"), validators=[MinValueValidator(0)]
    )
    landed_cost_minor = models.BigIntegerField(
        _("landed unit cost in minor units"), null=True, blank=True, editable=False
    )

    class Meta:
        verbose_name = _("purchase order line")
        verbose_name_plural = _("purchase order lines")
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["order", "variant"], name="purchase_line_once"),
            models.CheckConstraint(
                condition=models.Q(quantity__gt=0, unit_cost_minor__gte=0),
                name="purchase_line_some",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.quantity} × {self.variant_id}"


class PurchaseReceipt(models.Model):
    """Units of a line that arrived at a moment: what lead times are measured by."""

    line = models.ForeignKey(PurchaseOrderLine, on_delete=models.CASCADE, related_name="receipts")
    quantity = models.PositiveIntegerField(_("units"))
    delivery_note = models.CharField(_("delivery note"), max_length=60, blank=True)
    received_at = models.DateTimeField(_("received"), default=timezone.now)

    class Meta:
        verbose_name = _("receipt")
        verbose_name_plural = _("receipts")
        ordering = ["received_at", "id"]
        constraints = [
            models.CheckConstraint(condition=models.Q(quantity__gt=0), name="receipt_some")
        ]

    def __str__(self) -> str:
        return f"{self.quantity} × {self.line_id}"
