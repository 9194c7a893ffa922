"""Goods that come again: what is offered so, who has subscribed, and every renewal."""

from __future__ import annotations

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from foundation.fields import CurrencyField, PublicIdField
from orders.models.carts import Cart
from orders.models.intervals import Interval
from orders.models.orders import Order


class SubscriptionOffer(models.Model):
    """That a product can be had again and again, how often, and how much less it costs then."""

    product = models.OneToOneField(
        "catalog.Product", on_delete=models.CASCADE, related_name="subscription_offer",
        verbose_name=_("product"),
    )  # fmt: skip
    intervals = models.JSONField(_("offered"), default=list)
    basis_points = models.PositiveIntegerField(
        _("off the price"), default=0, help_text=_("In hundredths of a per cent.")
    )
    is_active = models.BooleanField(_("active"), default=True)

    class Meta:
        verbose_name = _("subscription offer")
        verbose_name_plural = _("subscription offers")
        ordering = ["product_id"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(basis_points__lt=10_000), name="subscription_offer_percent"
            )
        ]

    def __str__(self) -> str:
        return str(self.product)


class Mandate(models.Model):
    """A means of payment that a customer agreed to have kept and charged.

    ``token`` is the provider's own name for it; the number of a card is never known here.
    """

    public_id = PublicIdField()
    customer = models.ForeignKey(
        "accounts.Customer", on_delete=models.CASCADE, related_name="mandates"
    )
    provider = models.CharField(max_length=20)
    token = models.CharField(max_length=120)
    label = models.CharField(max_length=80, blank=True)
    expires_on = models.DateField(null=True, blank=True)
    granted_at = models.DateTimeField(default=timezone.now)
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("mandate")
        verbose_name_plural = _("mandates")
        ordering = ["-granted_at", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["customer", "provider", "token"], name="mandate_once")
        ]

    def __str__(self) -> str:
        return self.label or self.public_id


class SubscriptionState(models.TextChoices):
    """``STARTING``: its first order is not placed yet."""

    STARTING = "starting", _("Starting")
    ACTIVE = "active", _("Active")
    PAUSED = "paused", _("Paused")
    ENDED = "ended", _("Ended")


class PauseReason(models.TextChoices):
    NONE = "", _("Not paused")
    CUSTOMER = "customer", _("By the customer")
    STAFF = "staff", _("By the shop")
    PAYMENT = "payment", _("The payment failed")
    ORDER = "order", _("It could not be ordered")


class OutOfStockChoice(models.TextChoices):
    """What the customer wants where something is not in stock on the day."""

    WAIT = "wait", _("Wait until all of it is there")
    LEAVE_OUT = "leave_out", _("Send without it")


class Subscription(models.Model):
    """Goods that a customer has ordered again on every due day, until they say stop.

    ``next_on`` is the day of the renewal that is due next; ``anchor_on`` the day that months are
    counted from. ``details`` is the checkout as its buyer filled it in.
    """

    public_id = PublicIdField()
    customer = models.ForeignKey(
        "accounts.Customer", on_delete=models.SET_NULL, null=True, blank=True,
        related_name="subscriptions", verbose_name=_("customer"),
    )  # fmt: skip
    state = models.CharField(
        _("state"), max_length=10, choices=SubscriptionState, default=SubscriptionState.STARTING
    )
    pause_reason = models.CharField(max_length=10, choices=PauseReason, blank=True, default="")
    interval = models.CharField(_("interval"), max_length=3, choices=Interval)
    anchor_on = models.DateField()
    next_on = models.DateField(_("next on"), null=True, blank=True)
    if_out = models.CharField(
        max_length=10, choices=OutOfStockChoice, default=OutOfStockChoice.WAIT
    )
    currency = CurrencyField()
    language = models.CharField(max_length=8, blank=True)
    details = models.JSONField(default=dict, blank=True, editable=False)
    shipping_code = models.CharField(max_length=40, blank=True)
    provider = models.CharField(max_length=20)
    mandate = models.ForeignKey(
        Mandate, on_delete=models.SET_NULL, null=True, blank=True, related_name="subscriptions"
    )
    first_order = models.ForeignKey(
        Order, on_delete=models.SET_NULL, null=True, blank=True, related_name="subscriptions"
    )
    created_at = models.DateTimeField(_("since"), default=timezone.now)
    paused_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("subscription")
        verbose_name_plural = _("subscriptions")
        ordering = ["-created_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(state="active") | models.Q(next_on__isnull=False),
                name="subscription_active_next",
            ),
        ]
        indexes = [
            models.Index(fields=["state", "next_on"], name="subscription_due"),
            models.Index(fields=["customer", "-created_at"], name="subscription_of"),
        ]

    def __str__(self) -> str:
        return self.public_id


class SubscriptionLine(models.Model):
    """Units of a variant that come each time, and how much less than the day's price they cost."""

    subscription = models.ForeignKey(Subscription, on_delete=models.CASCADE, related_name="lines")
    variant = models.ForeignKey(
        "catalog.Variant", on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    sku = models.CharField(max_length=60)
    name = models.CharField(max_length=240)
    quantity = models.PositiveIntegerField()
    basis_points = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name = _("subscription line")
        verbose_name_plural = _("subscription lines")
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["subscription", "variant"], name="subscription_line_once"
            ),
            models.CheckConstraint(
                condition=models.Q(quantity__gt=0, basis_points__lt=10_000),
                name="subscription_line_some",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.quantity} × {self.sku}"


class RenewalState(models.TextChoices):
    """The first four are open: of these a subscription has one at most."""

    PLANNED = "planned", _("Planned")
    PLACING = "placing", _("Being ordered")
    DECLINED = "declined", _("Payment declined, tried again")
    WAITING = "waiting", _("Waiting until it can be had")
    PLACED = "placed", _("Ordered")
    SKIPPED = "skipped", _("Skipped")
    FAILED = "failed", _("Given up")


OPEN_RENEWALS = (
    RenewalState.PLANNED,
    RenewalState.PLACING,
    RenewalState.DECLINED,
    RenewalState.WAITING,
)


class Renewal(models.Model):
    """One due day of a subscription: what its buyer was told it would cost, and what became of it.

    ``tries`` counts the orders attempted: each has a key of its own. ``declines`` counts those
    whose payment failed. ``try_on`` is the day of the next attempt.
    """

    public_id = PublicIdField()
    subscription = models.ForeignKey(
        Subscription, on_delete=models.CASCADE, related_name="renewals"
    )
    due_on = models.DateField(_("due on"))
    try_on = models.DateField(_("tried on"))
    state = models.CharField(
        _("state"), max_length=10, choices=RenewalState, default=RenewalState.PLANNED
    )
    told_minor = models.BigIntegerField(
        _("told"), null=True, blank=True, help_text=_("What its buyer was told that it will cost.")
    )
    currency = CurrencyField()
    tries = models.PositiveSmallIntegerField(default=0)
    declines = models.PositiveSmallIntegerField(default=0)
    rounds = models.PositiveSmallIntegerField(
        default=0, help_text=_("How often its buyer was told what it will cost.")
    )
    order = models.OneToOneField(
        Order, on_delete=models.SET_NULL, null=True, blank=True, related_name="renewal"
    )
    cart = models.OneToOneField(
        Cart, on_delete=models.SET_NULL, null=True, blank=True, related_name="renewal",
        help_text=_("What is ordered, while it is."),
    )  # fmt: skip
    message = models.CharField(max_length=300, blank=True)
    claimed_at = models.DateTimeField(null=True, blank=True, editable=False)
    created_at = models.DateTimeField(default=timezone.now)
    closed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("renewal")
        verbose_name_plural = _("renewals")
        ordering = ["-due_on", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["subscription", "due_on"], name="renewal_once"),
            models.UniqueConstraint(
                fields=["subscription"],
                name="renewal_one_open",
                condition=models.Q(state__in=["planned", "placing", "declined", "waiting"]),
            ),
        ]
        indexes = [models.Index(fields=["state", "try_on"], name="renewal_due")]

    def __str__(self) -> str:
        return f"{self.subscription_id} {self.due_on}"

    @property
    def is_open(self) -> bool:
        return self.state in OPEN_RENEWALS
