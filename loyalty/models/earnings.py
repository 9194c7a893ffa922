"""What orders earn: promised when they left, spendable once nothing of them can come back."""

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import Customer


class EarningState(models.TextChoices):
    WAITING = "waiting", _("Not spendable yet")
    CREDITED = "credited", _("Credited")
    VOID = "void", _("Nothing is left of it")


class Earning(models.Model):
    """The points of one order, with the rules of the moment at which it was noted.

    ``points`` is what is still earned by what was kept; the ledger holds them from the moment
    they are credited, and nothing before.
    """

    customer = models.ForeignKey(
        Customer, on_delete=models.SET_NULL, null=True, blank=True, related_name="earnings",
        verbose_name=_("customer"),
    )  # fmt: skip
    order_ref = models.CharField(
        _("order"), max_length=60, unique=True, help_text=_("The public id of the order.")
    )
    order_number = models.CharField(_("number"), max_length=20, blank=True)
    kept_minor = models.BigIntegerField(
        _("kept"), help_text=_("Paid for goods and not given back, in the base currency.")
    )
    points_per_unit = models.PositiveSmallIntegerField(_("points for one unit"))
    multiplier_percent = models.PositiveSmallIntegerField(_("points in percent"), default=100)
    promised = models.PositiveBigIntegerField(_("points at first"))
    points = models.PositiveBigIntegerField(_("points now"))
    state = models.CharField(
        _("state"), max_length=10, choices=EarningState, default=EarningState.WAITING.value
    )
    made_at = models.DateTimeField(_("earned"), default=timezone.now)
    due_at = models.DateTimeField(_("spendable from"))
    credited_at = models.DateTimeField(_("credited"), null=True, blank=True)

    class Meta:
        verbose_name = _("points of an order")
        verbose_name_plural = _("points of orders")
        ordering = ["-made_at", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(points__lte=F("promised"), kept_minor__gte=0), name="earning_shrinks"
            )
        ]
        indexes = [
            models.Index(fields=["state", "due_at"], name="earning_due"),
            models.Index(fields=["customer", "-made_at"], name="earning_of_customer"),
        ]

    def __str__(self) -> str:
        return f"{self.order_number or self.order_ref}: {self.points}"
