"""Carts, orders and their payments and shipments."""

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from events.names import Channel
from foundation.fields import CurrencyField, PublicIdField
from foundation.ids import new_token


class CartState(models.TextChoices):
    OPEN = "open", _("Open")
    CLAIMED = "claimed", _("In checkout")
    ORDERED = "ordered", _("Ordered")
    MERGED = "merged", _("Merged")


class Cart(models.Model):
    """What somebody means to buy. Guests hold it by a secret token in a cookie."""

    token = models.CharField(max_length=40, unique=True, default=new_token, editable=False)
    customer = models.ForeignKey(
        "accounts.Customer", on_delete=models.CASCADE, null=True, blank=True, related_name="carts"
    )
    state = models.CharField(max_length=10, choices=CartState, default=CartState.OPEN)
    currency = CurrencyField()
    created_at = models.DateTimeField(default=timezone.now)
    updated_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("cart")
        verbose_name_plural = _("carts")
        constraints = [
            models.UniqueConstraint(
                fields=["customer"],
                name="cart_one_open",
                condition=models.Q(state__in=["open", "claimed"], customer__isnull=False),
            )
        ]
        indexes = [models.Index(fields=["updated_at"], name="cart_age")]

    def __str__(self) -> str:
        return f"cart {self.pk}"


class CartLine(models.Model):
    cart = models.ForeignKey(Cart, on_delete=models.CASCADE, related_name="lines")
    variant = models.ForeignKey("catalog.Variant", on_delete=models.CASCADE, related_name="+")
    quantity = models.PositiveIntegerField()
    added_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("cart line")
        verbose_name_plural = _("cart lines")
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["cart", "variant"], name="cart_line_once"),
            models.CheckConstraint(condition=models.Q(quantity__gt=0), name="cart_line_some"),
        ]

    def __str__(self) -> str:
        return f"{self.quantity} × {self.variant_id}"


class ShippingMethod(models.Model):
    public_id = PublicIdField()
    code = models.SlugField(max_length=40, unique=True)
    name = models.CharField(max_length=80)
    description = models.CharField(max_length=160, blank=True)
    price_minor = models.BigIntegerField(help_text=_("In the base currency."))
    free_from_minor = models.BigIntegerField(null=True, blank=True)
    days_min = models.PositiveSmallIntegerField(default=2)
    days_max = models.PositiveSmallIntegerField(default=4)
    position = models.PositiveSmallIntegerField(default=0)
    is_active = models.BooleanField(default=True)

    class Meta:
        verbose_name = _("shipping method")
        verbose_name_plural = _("shipping methods")
        ordering = ["position", "id"]

    def __str__(self) -> str:
        return str(self.name)


class OrderState(models.TextChoices):
    PENDING = "pending", _("Waiting for payment")
    PLACED = "placed", _("Placed")
    SHIPPED = "shipped", _("Shipped")
    CANCELLED = "cancelled", _("Cancelled")


class Order(models.Model):
    """What was agreed: names, prices, tax and rate as they were at that moment."""

    public_id = PublicIdField()
    number = models.CharField(
        max_length=20,
        unique=True,
        null=True,
        help_text=_("What people call it; from the row's key."),
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
    state = models.CharField(max_length=10, choices=OrderState, default=OrderState.PENDING)
    channel = models.CharField(max_length=10, choices=Channel, default=Channel.WEB)
    external_ref = models.CharField(max_length=60, blank=True)

    email = models.EmailField(blank=True)
    ship_name = models.CharField(max_length=120, blank=True)
    ship_line1 = models.CharField(max_length=120, blank=True)
    ship_line2 = models.CharField(max_length=120, blank=True)
    ship_postcode = models.CharField(max_length=20, blank=True)
    ship_city = models.CharField(max_length=80, blank=True)
    ship_country = models.CharField(max_length=2, blank=True)
    phone = models.CharField(max_length=30, blank=True)

    currency = CurrencyField()
    base_currency = CurrencyField()
    rate = models.DecimalField(
        max_digits=18, decimal_places=8, default=1,
        help_text=_("Units of the order's currency for one of the base currency."),
    )  # fmt: skip
    prices_include_tax = models.BooleanField(default=True)
    subtotal_minor = models.BigIntegerField(default=0)
    discount_minor = models.BigIntegerField(default=0)
    shipping_minor = models.BigIntegerField(default=0)
    tax_minor = models.BigIntegerField(default=0)
    total_minor = models.BigIntegerField(default=0)
    shipping_method = models.CharField(max_length=80, blank=True)

    context = models.JSONField(
        default=dict, blank=True, editable=False,
        help_text=_("How the shopper came; kept only until the order is complete."),
    )  # fmt: skip
    created_at = models.DateTimeField(default=timezone.now)
    placed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("order")
        verbose_name_plural = _("orders")
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
            models.Index(fields=["state", "created_at"], name="order_state"),
        ]

    def __str__(self) -> str:
        return self.number or self.public_id


class OrderLine(models.Model):
    """A line of an order: a snapshot that no later change of the product touches."""

    order = models.ForeignKey(Order, on_delete=models.CASCADE, related_name="lines")
    variant = models.ForeignKey(
        "catalog.Variant", on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    product_id_then = models.BigIntegerField(null=True, blank=True)
    sku = models.CharField(max_length=60)
    name = models.CharField(max_length=240)
    quantity = models.PositiveIntegerField()
    returned = models.PositiveIntegerField(default=0)
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
                condition=models.Q(returned__lte=models.F("quantity")), name="order_line_returned"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.quantity} × {self.sku}"


class PaymentState(models.TextChoices):
    PENDING = "pending", _("Pending")
    PAID = "paid", _("Paid")
    REFUND_DUE = "refund_due", _("To be given back")
    DECLINED = "declined", _("Declined")
    REFUNDED = "refunded", _("Refunded")


class Payment(models.Model):
    """What a payment provider was asked for an order and what it said."""

    public_id = PublicIdField()
    order = models.ForeignKey(Order, on_delete=models.CASCADE, related_name="payments")
    provider = models.CharField(max_length=20)
    provider_ref = models.CharField(max_length=80, blank=True)
    key = models.CharField(max_length=80, unique=True)
    state = models.CharField(max_length=10, choices=PaymentState, default=PaymentState.PENDING)
    amount_minor = models.BigIntegerField()
    currency = CurrencyField()
    message = models.CharField(max_length=200, blank=True)
    created_at = models.DateTimeField(default=timezone.now)
    settled_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("payment")
        verbose_name_plural = _("payments")
        indexes = [models.Index(fields=["state", "created_at"], name="payment_open")]

    def __str__(self) -> str:
        return f"{self.provider} {self.state}"


class Shipment(models.Model):
    """What left a warehouse for an order."""

    public_id = PublicIdField()
    order = models.ForeignKey(Order, on_delete=models.CASCADE, related_name="shipments")
    tracking = models.CharField(max_length=80, blank=True)
    shipped_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("shipment")
        verbose_name_plural = _("shipments")

    def __str__(self) -> str:
        return f"{self.order_id} {self.shipped_at:%Y-%m-%d}"
