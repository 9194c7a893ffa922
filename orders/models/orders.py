"""What was agreed."""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from catalog.models import ProductKind
from events.names import Channel
from foundation.fields import CurrencyField, PublicIdField
from foundation.ids import new_token
from orders.models.carts import Cart


class OrderState(models.TextChoices):
    """What an order is; how far its money and its goods are is said by the two derived states."""

    DRAFT = "draft", _("Draft")
    PENDING = "pending", _("Waiting for payment")
    PLACED = "placed", _("Placed")
    CANCELLED = "cancelled", _("Cancelled")


class OrderPaymentState(models.TextChoices):
    UNPAID = "unpaid", _("Not paid")
    DUE = "due", _("Invoice open")
    PAID = "paid", _("Paid")
    PARTLY_REFUNDED = "part_refund", _("Refunded in part")
    REFUNDED = "refunded", _("Refunded")


class FulfilmentState(models.TextChoices):
    UNFULFILLED = "unfulfilled", _("To be sent")
    PARTIAL = "partial", _("Sent in part")
    FULFILLED = "fulfilled", _("Sent")
    PARTLY_RETURNED = "part_return", _("Returned in part")
    RETURNED = "returned", _("Returned")


class HoldState(models.TextChoices):
    """Whether an order waits until somebody has looked at it: ``orders.holds`` alone writes it."""

    NONE = "", _("Not held")
    HELD = "held", _("Held for review")
    RELEASED = "released", _("Released after a review")
    REFUSED = "refused", _("Not accepted after a review")


class Order(models.Model):
    """What was agreed: names, prices, tax and rate as they were at that moment."""

    public_id = PublicIdField()
    number = models.CharField(
        max_length=20,
        unique=True,
        null=True,
        help_text=_("What people call it; from the sequence of the row's key."),
    )
    token = models.CharField(
        max_length=40, unique=True, default=new_token, editable=False,
        help_text=_("Opens the order's page without a login."),
    )  # fmt: skip
    idempotency_key = models.CharField(max_length=64, null=True, blank=True, unique=True)
    fingerprint = models.CharField(max_length=64, blank=True)
    cart = models.OneToOneField(
        Cart, on_delete=models.SET_NULL, null=True, blank=True, related_name="order"
    )
    customer = models.ForeignKey(
        "accounts.Customer", on_delete=models.SET_NULL, null=True, blank=True, related_name="orders"
    )
    company = models.ForeignKey(
        "accounts.Company", on_delete=models.PROTECT, null=True, blank=True, related_name="orders",
        verbose_name=_("company"), help_text=_("For whom its member ordered."),
    )  # fmt: skip
    po_number = models.CharField(
        _("purchase-order number"), max_length=40, blank=True, default="", db_default=""
    )
    state = models.CharField(max_length=10, choices=OrderState, default=OrderState.PENDING)
    payment_state = models.CharField(
        max_length=12, choices=OrderPaymentState, default=OrderPaymentState.UNPAID, editable=False,
        help_text=_("Derived from payments and refunds by orders.states alone."),
    )  # fmt: skip
    fulfilment_state = models.CharField(
        max_length=12, choices=FulfilmentState, default=FulfilmentState.UNFULFILLED, editable=False,
        help_text=_("Derived from shipments and returns by orders.states alone."),
    )  # fmt: skip
    channel = models.CharField(max_length=10, choices=Channel, default=Channel.WEB)
    external_ref = models.CharField(max_length=60, blank=True)
    language = models.CharField(max_length=8, blank=True)

    email = models.EmailField(blank=True)
    ship_name = models.CharField(max_length=120, blank=True)
    ship_company = models.CharField(max_length=120, blank=True)
    ship_line1 = models.CharField(max_length=120, blank=True)
    ship_line2 = models.CharField(max_length=120, blank=True)
    ship_postcode = models.CharField(max_length=20, blank=True)
    ship_city = models.CharField(max_length=80, blank=True)
    ship_region = models.CharField(max_length=40, blank=True)
    ship_country = models.CharField(max_length=2, blank=True)
    phone = models.CharField(max_length=30, blank=True)
    billing = models.JSONField(
        default=dict, blank=True,
        help_text=_("Name, company and address of the invoice where they are not the delivery's."),
    )  # fmt: skip
    vat_number = models.CharField(max_length=20, blank=True)
    reverse_charge = models.BooleanField(
        default=False, help_text=_("The buyer owes the tax: a company elsewhere in the EU.")
    )
    tax_exemption = models.CharField(
        max_length=60, blank=True, default="", db_default="",
        help_text=_("The certificate by which no tax was charged."),
    )  # fmt: skip
    customer_note = models.CharField(max_length=500, blank=True)
    digital_consent_at = models.DateTimeField(
        null=True, blank=True, editable=False,
        help_text=_("When the buyer agreed that downloads start at once and cannot be withdrawn."),
    )  # fmt: skip

    currency = CurrencyField()
    base_currency = CurrencyField()
    rate = models.DecimalField(
        max_digits=18, decimal_places=8, default=1,
        help_text=_("Units of the order's currency for one of the base currency."),
    )  # fmt: skip
    prices_include_tax = models.BooleanField(default=True)
    subtotal_minor = models.BigIntegerField(default=0)
    discount_minor = models.BigIntegerField(
        default=0, help_text=_("Off the goods; what is off the shipping is off it already.")
    )
    shipping_minor = models.BigIntegerField(default=0)
    shipping_tax_minor = models.BigIntegerField(default=0)
    shipping_tax_rate_basis_points = models.IntegerField(default=0)
    tax_minor = models.BigIntegerField(default=0)
    total_minor = models.BigIntegerField(default=0)
    shipping_method = models.CharField(max_length=80, blank=True)
    shipping_code = models.CharField(max_length=40, blank=True)
    expected_from = models.DateField(null=True, blank=True)
    expected_to = models.DateField(null=True, blank=True)

    context = models.JSONField(
        default=dict, blank=True, editable=False,
        help_text=_("How the shopper came; kept only until the order is complete."),
    )  # fmt: skip
    created_at = models.DateTimeField(default=timezone.now)
    placed_at = models.DateTimeField(null=True, blank=True)
    cancelled_at = models.DateTimeField(null=True, blank=True)
    cancel_reason = models.CharField(max_length=200, blank=True)
    hold = models.CharField(
        max_length=10, choices=HoldState, blank=True, default="", db_default="", editable=False
    )
    held_at = models.DateTimeField(null=True, blank=True, editable=False)
    hold_due_at = models.DateTimeField(
        null=True, blank=True, editable=False,
        help_text=_("By when the customer is told what becomes of it."),
    )  # fmt: skip
    hold_ended_at = models.DateTimeField(null=True, blank=True, editable=False)

    class Meta:
        verbose_name = _("order")
        verbose_name_plural = _("orders")
        permissions = [
            ("fulfil_order", _("Can ship orders and take goods back")),
            ("refund_order", _("Can give money back and cancel orders")),
        ]
        constraints = [
            models.CheckConstraint(condition=models.Q(total_minor__gte=0), name="order_total"),
            models.UniqueConstraint(
                fields=["external_ref"],
                name="order_external_ref",
                condition=~models.Q(external_ref=""),
            ),
        ]
        indexes = [
            models.Index(fields=["-placed_at"], name="order_newest"),
            models.Index(fields=["customer", "-placed_at"], name="order_of_customer"),
            models.Index(fields=["company", "-placed_at"], name="order_of_company"),
            models.Index(fields=["state", "created_at"], name="order_state"),
            models.Index(
                fields=["cancelled_at"],
                name="order_cancelled",
                condition=models.Q(cancelled_at__isnull=False),
            ),
            # Of all states: SQLite takes no partial index for a condition with a parameter.
            models.Index(fields=["state", "fulfilment_state", "placed_at"], name="order_to_send"),
            # Few orders are ever held; a condition without a parameter suits SQLite too.
            models.Index(
                fields=["hold", "held_at"],
                name="order_held",
                condition=models.Q(held_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return self.number or self.public_id

    @property
    def is_held(self) -> bool:
        """Whether it may not leave yet; what was cancelled is held by nobody."""
        return self.hold == HoldState.HELD and self.state != OrderState.CANCELLED


class OrderLine(models.Model):
    """A line of an order: a snapshot that no later change of the product touches."""

    order = models.ForeignKey(Order, on_delete=models.CASCADE, related_name="lines")
    variant = models.ForeignKey(
        "catalog.Variant", on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    product_id_then = models.BigIntegerField(null=True, blank=True)
    kind = models.CharField(
        max_length=10, choices=ProductKind, default=ProductKind.GOODS.value,
        db_default=ProductKind.GOODS.value,
    )  # fmt: skip
    sku = models.CharField(max_length=60)
    name = models.CharField(max_length=240)
    quantity = models.PositiveIntegerField()
    shipped = models.PositiveIntegerField(default=0)
    cancelled = models.PositiveIntegerField(default=0)
    returned = models.PositiveIntegerField(default=0)
    is_gift = models.BooleanField(default=False)
    unit_price_minor = models.BigIntegerField()
    discount_minor = models.BigIntegerField(default=0)
    tax_rate_basis_points = models.IntegerField(default=0)
    tax_minor = models.BigIntegerField(default=0)
    total_minor = models.BigIntegerField()
    unit_cost_minor = models.BigIntegerField(null=True, blank=True)

    class Meta:
        verbose_name = _("order line")
        verbose_name_plural = _("order lines")
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(condition=models.Q(quantity__gt=0), name="order_line_some"),
            models.CheckConstraint(
                condition=models.Q(
                    quantity__gte=models.F("shipped") + models.F("cancelled"),
                    returned__lte=models.F("shipped"),
                ),
                name="order_line_units",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.quantity} × {self.sku}"


class OrderDiscount(models.Model):
    """What a promotion took off an order: a snapshot, whatever becomes of the promotion."""

    order = models.ForeignKey(Order, on_delete=models.CASCADE, related_name="discounts")
    promotion_id_then = models.BigIntegerField(null=True, blank=True)
    label = models.CharField(max_length=160)
    code = models.CharField(max_length=40, blank=True)
    amount_minor = models.BigIntegerField()
    is_shipping = models.BooleanField(
        default=False, help_text=_("Off the shipping, whose price has it off already.")
    )

    class Meta:
        verbose_name = _("discount")
        verbose_name_plural = _("discounts")
        ordering = ["id"]

    def __str__(self) -> str:
        return f"{self.label}: {self.amount_minor}"


class OrderNote(models.Model):
    """What staff wrote down about an order."""

    order = models.ForeignKey(Order, on_delete=models.CASCADE, related_name="notes")
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    text = models.TextField()
    is_for_customer = models.BooleanField(
        default=False, help_text=_("Shown on the customer's page of the order.")
    )
    written_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("order note")
        verbose_name_plural = _("order notes")
        ordering = ["written_at", "id"]

    def __str__(self) -> str:
        return self.text[:60]
