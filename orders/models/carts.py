"""What somebody means to buy."""

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from foundation.fields import CurrencyField
from foundation.ids import new_token
from orders.models.intervals import Interval


class CartState(models.TextChoices):
    OPEN = "open", _("Open")
    CLAIMED = "claimed", _("In checkout")
    ORDERED = "ordered", _("Ordered")
    MERGED = "merged", _("Merged")
    WAITING = "waiting", _("Waiting for approval")


class Cart(models.Model):
    """What somebody means to buy. Guests hold it by a secret token in a cookie."""

    token = models.CharField(max_length=40, unique=True, default=new_token, editable=False)
    customer = models.ForeignKey(
        "accounts.Customer", on_delete=models.CASCADE, null=True, blank=True, related_name="carts"
    )
    state = models.CharField(max_length=10, choices=CartState, default=CartState.OPEN)
    currency = CurrencyField()
    country = models.CharField(
        max_length=2, blank=True, help_text=_("Where it is to go, once the shopper said so.")
    )
    coupon_codes = models.JSONField(default=list, blank=True)
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
    price_minor = models.BigIntegerField(
        null=True,
        blank=True,
        help_text=_("The price in force when the shopper last chose it, to tell what changed."),
    )
    price_currency = CurrencyField(blank=True, default="")
    interval = models.CharField(
        max_length=3, choices=Interval, blank=True, default="", db_default="",
        help_text=_("How often it is to come; empty: it is bought once."),
    )  # fmt: skip
    basis_points = models.PositiveIntegerField(
        default=0, db_default=0, help_text=_("Off the price, since it comes again.")
    )

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
