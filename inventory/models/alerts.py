"""Who wants to hear that something can be bought again."""

from django.db import models
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from foundation.ids import new_token


class AlertState(models.TextChoices):
    UNCONFIRMED = "unconfirmed", _("Address not confirmed")
    WAITING = "waiting", _("Waiting")
    SENT = "sent", _("Told")
    CANCELLED = "cancelled", _("Cancelled")


class StockAlert(models.Model):
    """A wish to be told once. ``token`` confirms it and takes it back without a login."""

    variant = models.ForeignKey("catalog.Variant", on_delete=models.CASCADE, related_name="alerts")
    customer = models.ForeignKey(
        "accounts.Customer",
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="stock_alerts",
    )
    email = models.EmailField(_("e-mail address"))
    language = models.CharField(_("language"), max_length=8, blank=True)
    token = models.CharField(max_length=40, unique=True, default=new_token, editable=False)
    state = models.CharField(
        _("state"), max_length=12, choices=AlertState, default=AlertState.WAITING
    )
    created_at = models.DateTimeField(_("asked"), default=timezone.now)
    sent_at = models.DateTimeField(_("told"), null=True, blank=True)

    class Meta:
        verbose_name = _("back-in-stock alert")
        verbose_name_plural = _("back-in-stock alerts")
        constraints = [
            models.UniqueConstraint(
                Lower("email"),
                "variant",
                name="alert_once",
                condition=models.Q(state__in=["unconfirmed", "waiting"]),
            )
        ]
        indexes = [
            models.Index(
                fields=["variant", "created_at"],
                name="alert_waiting",
                condition=models.Q(state="waiting"),
            )
        ]

    def __str__(self) -> str:
        return f"{self.variant_id}: {self.get_state_display()}"
