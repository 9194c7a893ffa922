"""Marketplaces that staff set up, files of orders that came from them, and those orders."""

from __future__ import annotations

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from foundation.fields import CurrencyField, PublicIdField
from foundation.ids import new_token

LONGEST_CODE = 16
LONGEST_REFERENCE = 40
"""Of a marketplace's number of an order: with the code before it, it fits an order's column."""


class Layout(models.TextChoices):
    """Whose columns the files of a marketplace have."""

    GENERIC = "generic", _("This shop's own")
    AMAZON = "amazon", "Amazon"


class Marketplace(models.Model):
    """A place where somebody else sells what this shop has, in one country and currency."""

    public_id = PublicIdField()
    name = models.CharField(_("name"), max_length=60)
    code = models.SlugField(
        _("code"), max_length=LONGEST_CODE, unique=True,
        help_text=_("Stands before the numbers of its orders; it stays as it is."),
    )  # fmt: skip
    layout = models.CharField(
        _("columns of its files"), max_length=10, choices=Layout, default=Layout.GENERIC
    )
    country = models.CharField(
        _("country"), max_length=2, help_text=_("ISO code, such as DE: prices are with its tax.")
    )
    currency = CurrencyField(verbose_name=_("currency"))
    prices_include_tax = models.BooleanField(
        _("prices include the tax"), default=True,
        help_text=_("Amounts in its files hold the tax already, as in Europe."),
    )  # fmt: skip
    collects_tax = models.BooleanField(
        _("pays the tax itself"), default=False,
        help_text=_("The marketplace collects the tax and pays it to the state: the shop owes none "
                    "and is paid the price without it."),
    )  # fmt: skip
    commission_basis_points = models.PositiveIntegerField(
        _("commission"), default=0, validators=[MaxValueValidator(10_000)],
        help_text=_("In hundredths of a per cent of what its buyer pays the shop: 1500 is 15 %. "
                    "Where a file names the commission, that counts."),
    )  # fmt: skip
    price_change_basis_points = models.IntegerField(
        _("prices there"), default=0,
        validators=[MinValueValidator(-9_000), MaxValueValidator(50_000)],
        help_text=_("Added to the shop's prices, in hundredths of a per cent: 500 is 5 % more."),
    )  # fmt: skip
    stock_share = models.PositiveSmallIntegerField(
        _("share of the stock"), default=100,
        validators=[MinValueValidator(1), MaxValueValidator(100)],
        help_text=_("So many per cent of what can be sold are offered there."),
    )  # fmt: skip
    buffer_units = models.PositiveIntegerField(
        _("kept back"), default=0,
        help_text=_("So many units of each article are not offered there: what is sold here "
                    "between two files."),
    )  # fmt: skip
    token = models.CharField(max_length=40, unique=True, default=new_token, editable=False)
    is_active = models.BooleanField(_("active"), default=True)
    made_at = models.DateTimeField(_("set up"), default=timezone.now)
    written_at = models.DateTimeField(_("written"), null=True, blank=True, editable=False)
    listed = models.PositiveIntegerField(_("listed"), default=0, editable=False)
    problem = models.CharField(_("problem"), max_length=300, blank=True, editable=False)

    class Meta:
        verbose_name = _("marketplace")
        verbose_name_plural = _("marketplaces")
        ordering = ["name", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(stock_share__gte=1, stock_share__lte=100),
                name="marketplace_stock_share",
            ),
            models.CheckConstraint(
                condition=Q(commission_basis_points__lte=10_000), name="marketplace_commission"
            ),
        ]
        permissions = [("write_marketplace", _("Can have the files of marketplaces written"))]

    def __str__(self) -> str:
        return self.name


class FileState(models.TextChoices):
    BROKEN = "broken", _("Has problems")
    CHECKED = "checked", _("Ready")
    TAKING = "taking", _("Being taken in")
    DONE = "done", _("Done")
    FAILED = "failed", _("Failed")


class OrderFile(models.Model):
    """A file of orders. It is taken in when all of it can be; ``content`` is forgotten afterwards.

    ``problems`` are ``[line, column, words]``; ``preview`` the first orders as
    ``[line, reference, what it holds, amount in minor units, seen before]``.
    """

    marketplace = models.ForeignKey(
        Marketplace, on_delete=models.PROTECT, related_name="files", verbose_name=_("marketplace")
    )
    file_name = models.CharField(_("file"), max_length=120)
    state = models.CharField(_("state"), max_length=10, choices=FileState)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True,
        related_name="+", verbose_name=_("by"),
    )  # fmt: skip
    content = models.BinaryField(null=True, editable=False)
    orders = models.PositiveIntegerField(_("orders"), default=0)
    taken = models.PositiveIntegerField(_("new"), default=0)
    seen = models.PositiveIntegerField(_("seen before"), default=0)
    waiting = models.PositiveIntegerField(
        _("short of stock"), default=0, help_text=_("They came in, and wait for goods.")
    )
    problem_count = models.PositiveIntegerField(_("problems"), default=0)
    problems = models.JSONField(default=list, blank=True)
    preview = models.JSONField(default=list, blank=True)
    notes = models.JSONField(default=list, blank=True)
    created_at = models.DateTimeField(_("brought"), default=timezone.now)
    ended_at = models.DateTimeField(_("ended"), null=True, blank=True)

    class Meta:
        verbose_name = _("file of orders")
        verbose_name_plural = _("files of orders")
        ordering = ["-created_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(state="done") | Q(content__isnull=True, problem_count=0),
                name="order_file_done_is_forgotten",
            )
        ]

    def __str__(self) -> str:
        return self.file_name


class MarketplaceOrder(models.Model):
    """What a marketplace says of an order beside what every order has.

    Amounts are minor units of the order's currency. ``collected_tax_minor`` is what the
    marketplace collected and pays itself: no part of the order.
    """

    order = models.OneToOneField(
        "orders.Order", on_delete=models.CASCADE, related_name="at_marketplace",
        verbose_name=_("order"),
    )  # fmt: skip
    marketplace = models.ForeignKey(
        Marketplace, on_delete=models.PROTECT, related_name="orders", verbose_name=_("marketplace")
    )
    file = models.ForeignKey(
        OrderFile, on_delete=models.SET_NULL, null=True, blank=True, related_name="entries",
        verbose_name=_("file"),
    )  # fmt: skip
    reference = models.CharField(_("its number there"), max_length=LONGEST_REFERENCE)
    collected_tax_minor = models.BigIntegerField(_("tax paid by the marketplace"), default=0)
    commission_minor = models.BigIntegerField(_("commission"), default=0)
    bought_at = models.DateTimeField(_("bought"), null=True, blank=True)
    ship_by = models.DateField(_("to be sent by"), null=True, blank=True)

    class Meta:
        verbose_name = _("order of a marketplace")
        verbose_name_plural = _("orders of marketplaces")
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["marketplace", "reference"], name="marketplace_order_once"
            )
        ]

    def __str__(self) -> str:
        return self.reference


class MarketplaceLine(models.Model):
    """What the marketplace calls a line of an order: it is told so what was sent of it."""

    line = models.OneToOneField(
        "orders.OrderLine", on_delete=models.CASCADE, related_name="at_marketplace",
        verbose_name=_("order line"),
    )  # fmt: skip
    item = models.CharField(_("its number there"), max_length=60)

    class Meta:
        verbose_name = _("order line of a marketplace")
        verbose_name_plural = _("order lines of marketplaces")
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.item
