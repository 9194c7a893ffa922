"""Who may download what they bought, until when and how often."""

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from foundation.fields import PublicIdField
from orders.models.orders import OrderLine


class DownloadGrant(models.Model):
    """A file that belongs to a line of an order.

    Its link is signed with ``series``: what staff renew gets a new link, and the old one is dead.
    """

    public_id = PublicIdField()
    line = models.ForeignKey(OrderLine, on_delete=models.CASCADE, related_name="downloads")
    file = models.ForeignKey(
        "catalog.DigitalFile", on_delete=models.PROTECT, related_name="+", verbose_name=_("file")
    )
    series = models.PositiveSmallIntegerField(default=1, editable=False)
    allowed = models.PositiveIntegerField(_("downloads allowed"))
    used = models.PositiveIntegerField(_("downloads used"), default=0)
    granted_at = models.DateTimeField(_("since"), default=timezone.now)
    expires_at = models.DateTimeField(_("until"))
    last_used_at = models.DateTimeField(_("last download"), null=True, blank=True)
    withdrawn_at = models.DateTimeField(_("withdrawn"), null=True, blank=True)

    class Meta:
        verbose_name = _("download")
        verbose_name_plural = _("downloads")
        ordering = ["-granted_at", "-id"]
        constraints = [
            models.UniqueConstraint(fields=["line", "file"], name="download_once"),
            models.CheckConstraint(
                condition=models.Q(used__lte=models.F("allowed")), name="download_uses"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.file_id}: {self.used}/{self.allowed}"
