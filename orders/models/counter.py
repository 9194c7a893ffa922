"""The shop's counters: registers, shifts with their cash, what is sold and taken back at them,
and orders that are collected in a store.
"""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from foundation.fields import CurrencyField, PublicIdField
from orders.models.orders import Order
from orders.models.payments import Refund


class Register(models.Model):
    """A till in a store: it sells what lies in its warehouse, in one currency."""

    public_id = PublicIdField()
    name = models.CharField(_("name"), max_length=60, unique=True)
    warehouse = models.ForeignKey(
        "inventory.Warehouse", on_delete=models.PROTECT, related_name="+",
        verbose_name=_("store"), help_text=_("What it sells lies here, and is taxed here."),
    )  # fmt: skip
    currency = CurrencyField(verbose_name=_("currency"))
    is_active = models.BooleanField(_("active"), default=True)

    class Meta:
        verbose_name = _("register")
        verbose_name_plural = _("registers")
        ordering = ["name"]
        permissions = [
            ("use_counter", _("Can sell at the counter")),
            ("discount_counter", _("Can make things cheaper at the counter")),
        ]

    def __str__(self) -> str:
        return str(self.name)


class Shift(models.Model):
    """From the opening of a register to its closing; ``report`` is its Z report as it was closed.

    Amounts in minor units of the register's currency. ``float_minor`` is the cash in the drawer
    when it was opened.
    """

    public_id = PublicIdField()
    register = models.ForeignKey(Register, on_delete=models.PROTECT, related_name="shifts")
    number = models.PositiveIntegerField(help_text=_("Counted for each register, without gaps."))
    opened_at = models.DateTimeField(_("opened"), default=timezone.now)
    opened_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True,
        related_name="+", verbose_name=_("opened by"),
    )  # fmt: skip
    float_minor = models.BigIntegerField()
    closed_at = models.DateTimeField(_("closed"), null=True, blank=True)
    closed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True,
        related_name="+", verbose_name=_("closed by"),
    )  # fmt: skip
    expected_minor = models.BigIntegerField(null=True, blank=True)
    counted_minor = models.BigIntegerField(null=True, blank=True)
    note = models.CharField(_("note"), max_length=300, blank=True)
    report = models.JSONField(default=dict, blank=True, editable=False)

    class Meta:
        verbose_name = _("shift")
        verbose_name_plural = _("shifts")
        ordering = ["-opened_at", "-id"]
        constraints = [
            models.UniqueConstraint(fields=["register", "number"], name="shift_number_once"),
            models.UniqueConstraint(
                fields=["register"], name="shift_one_open",
                condition=models.Q(closed_at__isnull=True),
            ),
            models.CheckConstraint(
                condition=models.Q(closed_at__isnull=True)
                | models.Q(expected_minor__isnull=False, counted_minor__gte=0),
                name="shift_closed_counted",
            ),
            models.CheckConstraint(condition=models.Q(float_minor__gte=0), name="shift_float"),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"Z{self.number}"

    @property
    def is_open(self) -> bool:
        return self.closed_at is None

    @property
    def difference_minor(self) -> int | None:
        """What was found beyond the expected, in minor units; None until it was counted."""
        if self.counted_minor is None or self.expected_minor is None:
            return None
        return self.counted_minor - self.expected_minor


class CashKind(models.TextChoices):
    FLOAT = "float", _("Change brought or taken at the opening")
    SALE = "sale", _("Paid in cash")
    REFUND = "refund", _("Given back in cash")
    PAID_IN = "paid_in", _("Put into the drawer")
    PAID_OUT = "paid_out", _("Taken out of the drawer")
    DIFFERENCE = "difference", _("Difference at the closing")


class CashRowFixed(Exception):
    """A row of the drawer's ledger is written once; what was wrong is set right by another."""


class CashMovement(models.Model):
    """Cash that went into a drawer (positive) or out of it; the drawer holds the sum of them all.

    Never changed: only the person behind ``moved_by`` may be forgotten.
    """

    shift = models.ForeignKey(Shift, on_delete=models.PROTECT, related_name="movements")
    kind = models.CharField(_("kind"), max_length=12, choices=CashKind)
    amount_minor = models.BigIntegerField()
    reason = models.CharField(_("reason"), max_length=200, blank=True)
    order = models.ForeignKey(
        Order, on_delete=models.PROTECT, null=True, blank=True, related_name="cash"
    )
    refund = models.OneToOneField(
        Refund, on_delete=models.PROTECT, null=True, blank=True, related_name="cash"
    )
    moved_at = models.DateTimeField(_("when"), default=timezone.now)
    moved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True,
        related_name="+", verbose_name=_("by"),
    )  # fmt: skip

    class Meta:
        verbose_name = _("movement of cash")
        verbose_name_plural = _("movements of cash")
        ordering = ["moved_at", "id"]
        constraints = [
            models.CheckConstraint(condition=~models.Q(amount_minor=0), name="cash_some"),
            models.UniqueConstraint(
                fields=["order"], name="cash_sale_once", condition=models.Q(kind="sale")
            ),
        ]
        indexes = [models.Index(fields=["moved_at"], name="cash_moved")]

    def __str__(self) -> str:
        return f"{self.kind} {self.amount_minor}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self._state.adding:
            raise CashRowFixed("movements of cash are never changed")
        super().save(*args, **kwargs)


class CounterSale(models.Model):
    """An order that is sold over a counter: a basket until it is ``finished_at``.

    The basket's lines and sums are those of its order, a draft until then.
    """

    public_id = PublicIdField()
    shift = models.ForeignKey(Shift, on_delete=models.PROTECT, related_name="sales")
    order = models.OneToOneField(Order, on_delete=models.CASCADE, related_name="counter_sale")
    served_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True,
        related_name="+", verbose_name=_("served by"),
    )  # fmt: skip
    codes = models.JSONField(default=list, blank=True, help_text=_("Codes that were named."))
    gift_cards = models.ManyToManyField("loyalty.Account", blank=True, related_name="+")
    cash_given_minor = models.BigIntegerField(default=0)
    change_minor = models.BigIntegerField(default=0)
    is_mailed = models.BooleanField(_("receipt by mail"), default=False)
    started_at = models.DateTimeField(_("begun"), default=timezone.now)
    finished_at = models.DateTimeField(_("sold"), null=True, blank=True)

    class Meta:
        verbose_name = _("sale at the counter")
        verbose_name_plural = _("sales at the counter")
        ordering = ["-started_at", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(
                    change_minor__gte=0, cash_given_minor__gte=models.F("change_minor")
                ),
                name="counter_sale_change",
            )
        ]

    def __str__(self) -> str:
        return str(self.order)


class CounterReturn(models.Model):
    """Goods that were taken back at a counter; its refunds' keys begin with its own."""

    public_id = PublicIdField()
    shift = models.ForeignKey(Shift, on_delete=models.PROTECT, related_name="returns")
    order = models.ForeignKey(Order, on_delete=models.PROTECT, related_name="counter_returns")
    key = models.CharField(max_length=64, unique=True, editable=False)
    taken_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True,
        related_name="+", verbose_name=_("taken back by"),
    )  # fmt: skip
    reason = models.CharField(_("reason"), max_length=200, blank=True)
    amount_minor = models.BigIntegerField()
    taken_at = models.DateTimeField(_("when"), default=timezone.now)

    class Meta:
        verbose_name = _("return at the counter")
        verbose_name_plural = _("returns at the counter")
        ordering = ["-taken_at", "-id"]

    def __str__(self) -> str:
        return f"{self.order_id}: {self.amount_minor}"


class PickUp(models.Model):
    """An order that lies ready in a store: ``code`` is what its buyer shows there."""

    public_id = PublicIdField()
    order = models.OneToOneField(Order, on_delete=models.CASCADE, related_name="pick_up")
    warehouse = models.ForeignKey("inventory.Warehouse", on_delete=models.PROTECT, related_name="+")
    code = models.CharField(max_length=8)
    ready_at = models.DateTimeField(_("ready"), default=timezone.now)
    ready_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True,
        related_name="+", verbose_name=_("made ready by"),
    )  # fmt: skip
    reminded_at = models.DateTimeField(_("reminded"), null=True, blank=True)
    wrong_codes = models.PositiveSmallIntegerField(_("wrong codes"), default=0)
    collected_at = models.DateTimeField(_("collected"), null=True, blank=True)
    collected_by = models.CharField(_("collected by"), max_length=120, blank=True)
    handed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True,
        related_name="+", verbose_name=_("handed over by"),
    )  # fmt: skip

    class Meta:
        verbose_name = _("pick-up")
        verbose_name_plural = _("pick-ups")
        ordering = ["ready_at", "id"]
        indexes = [models.Index(fields=["collected_at", "ready_at"], name="pick_up_waiting")]

    def __str__(self) -> str:
        return str(self.order)
