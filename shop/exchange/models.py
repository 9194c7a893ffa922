"""Files that staff brought: what was found in them, what became of them, and their pictures."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from foundation.fields import CurrencyField


class Table(models.TextChoices):
    """What a file is a table of."""

    PRODUCTS = "products", _("Products")
    STOCK = "stock", _("Stock")
    PRICES = "prices", _("Prices")
    LISTS = "lists", _("Price lists")
    CUSTOMERS = "customers", _("Customers")
    ORDERS = "orders", _("Orders")


class Source(models.TextChoices):
    """Whose columns a file has."""

    SHELFWISE = "shelfwise", _("This shop")
    SHOPIFY = "shopify", "Shopify"
    WOOCOMMERCE = "woocommerce", "WooCommerce"


class RunState(models.TextChoices):
    UPLOADED = "uploaded", _("Being checked")
    BROKEN = "broken", _("Has problems")
    CHECKED = "checked", _("Ready")
    APPLYING = "applying", _("Being applied")
    DONE = "done", _("Done")
    FAILED = "failed", _("Failed")


class ImportRun(models.Model):
    """A file that was brought to be imported. Its rows are applied all together or not at all.

    ``problems`` are ``[line, column, words]``; ``preview`` the first rows with what would become
    of each. ``currency`` and ``warehouse`` hold where a row names none.
    """

    table = models.CharField(_("table"), max_length=10, choices=Table)
    source = models.CharField(
        _("columns of"), max_length=12, choices=Source, default=Source.SHELFWISE
    )
    file_name = models.CharField(_("file"), max_length=120)
    state = models.CharField(_("state"), max_length=10, choices=RunState, default=RunState.UPLOADED)
    currency = CurrencyField(verbose_name=_("currency"))
    warehouse = models.ForeignKey(
        "inventory.Warehouse",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("warehouse"),
    )
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("by"),
    )
    rows = models.PositiveIntegerField(_("rows"), default=0)
    new = models.PositiveIntegerField(_("new"), default=0)
    changed = models.PositiveIntegerField(_("changed"), default=0)
    same = models.PositiveIntegerField(_("unchanged"), default=0)
    problem_count = models.PositiveIntegerField(_("problems"), default=0)
    problems = models.JSONField(default=list, blank=True)
    preview = models.JSONField(default=dict, blank=True)
    notes = models.JSONField(default=list, blank=True)
    progress = models.CharField(max_length=120, blank=True)
    created_at = models.DateTimeField(_("brought"), default=timezone.now)
    checked_at = models.DateTimeField(_("checked"), null=True, blank=True)
    applied_at = models.DateTimeField(_("applied"), null=True, blank=True)

    class Meta:
        verbose_name = _("import")
        verbose_name_plural = _("imports")
        ordering = ["-created_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(state="done") | Q(applied_at__isnull=False, problem_count=0),
                name="import_done_is_applied",
            )
        ]

    def __str__(self) -> str:
        return self.file_name


class ImportFile(models.Model):
    """What was in the file, packed with zlib: the worker may run on another machine than the page.

    Forgotten a while after the run has ended.
    """

    run = models.OneToOneField(ImportRun, on_delete=models.CASCADE, related_name="kept_file")
    content = models.BinaryField()
    size = models.PositiveIntegerField(_("bytes"))

    class Meta:
        verbose_name = _("imported file")
        verbose_name_plural = _("imported files")

    def __str__(self) -> str:
        return f"{self.run_id}: {self.size}"


class PictureState(models.TextChoices):
    WAITING = "waiting", _("To be fetched")
    FETCHED = "fetched", _("Fetched")
    FAILED = "failed", _("Failed")


class RemotePicture(models.Model):
    """A picture that a file named by its address; a job fetches it once."""

    product = models.ForeignKey(
        "catalog.Product", on_delete=models.CASCADE, related_name="+", verbose_name=_("product")
    )
    url = models.CharField(_("address"), max_length=700)
    alt = models.CharField(_("description"), max_length=200, blank=True)
    position = models.PositiveSmallIntegerField(_("position"), default=0)
    option_value = models.ForeignKey(
        "catalog.OptionValue", on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    image = models.ForeignKey(
        "catalog.ProductImage", on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    state = models.CharField(
        _("state"), max_length=8, choices=PictureState, default=PictureState.WAITING
    )
    tries = models.PositiveSmallIntegerField(_("tries"), default=0)
    problem = models.CharField(_("problem"), max_length=300, blank=True)
    wished_at = models.DateTimeField(_("wished"), default=timezone.now)
    due_at = models.DateTimeField(_("due"), default=timezone.now)
    fetched_at = models.DateTimeField(_("fetched"), null=True, blank=True)

    class Meta:
        verbose_name = _("picture by address")
        verbose_name_plural = _("pictures by address")
        ordering = ["-wished_at", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["product", "url"], name="remote_picture_once"),
            models.CheckConstraint(
                condition=Q(fetched_at__isnull=True) | Q(fetched_at__gte=F("wished_at")),
                name="remote_picture_after_wish",
            ),
        ]
        indexes = [
            models.Index(fields=["due_at"], name="remote_picture_due", condition=Q(state="waiting"))
        ]

    def __str__(self) -> str:
        return self.url
