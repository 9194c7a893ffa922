"""Counting what lies there."""

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from inventory.models.warehouses import Warehouse


class CountState(models.TextChoices):
    DRAFT = "draft", _("Draft")
    COUNTING = "counting", _("Being counted")
    CLOSED = "closed", _("Closed")
    CANCELLED = "cancelled", _("Cancelled")


class StockCount(models.Model):
    """A count of a warehouse, or of some of its shelves."""

    number = models.CharField(_("number"), max_length=20, unique=True, null=True)
    warehouse = models.ForeignKey(
        Warehouse, on_delete=models.PROTECT, related_name="+", verbose_name=_("warehouse")
    )
    state = models.CharField(
        _("state"), max_length=10, choices=CountState, default=CountState.DRAFT
    )
    note = models.CharField(_("note"), max_length=200, blank=True)
    created_at = models.DateTimeField(_("made"), default=timezone.now)
    started_at = models.DateTimeField(_("begun"), null=True, blank=True)
    closed_at = models.DateTimeField(_("closed"), null=True, blank=True)

    class Meta:
        verbose_name = _("stock count")
        verbose_name_plural = _("stock counts")

    def __str__(self) -> str:
        return self.number or str(self.pk)


class CountLine(models.Model):
    """What a sheet asks of one variant and what was found.

    ``expected`` is frozen when the count begins. ``book_then`` is what the books said at the
    moment it was counted (``counted_at``): stock that moved before that moment is in both, what
    moves after it is in neither, so that the difference of the two is the error and nothing else.
    """

    count = models.ForeignKey(StockCount, on_delete=models.CASCADE, related_name="lines")
    variant = models.ForeignKey(
        "catalog.Variant", on_delete=models.PROTECT, related_name="+", verbose_name=_("variant")
    )
    expected = models.PositiveIntegerField(_("expected"), default=0)
    book_then = models.PositiveIntegerField(_("in the books when counted"), null=True, blank=True)
    counted = models.PositiveIntegerField(_("counted"), null=True, blank=True)
    counted_at = models.DateTimeField(_("counted at"), null=True, blank=True)

    class Meta:
        verbose_name = _("counted line")
        verbose_name_plural = _("counted lines")
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["count", "variant"], name="count_line_once"),
            models.CheckConstraint(
                condition=models.Q(
                    counted__isnull=True, book_then__isnull=True, counted_at__isnull=True
                )
                | models.Q(
                    counted__isnull=False, book_then__isnull=False, counted_at__isnull=False
                ),
                name="count_line_whole",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.variant_id}: {self.counted}/{self.expected}"

    @property
    def difference(self) -> int | None:
        """Units found more (or fewer) than the books said then; None until it was counted."""
        if self.counted is None or self.book_then is None:
            return None
        return self.counted - self.book_then
