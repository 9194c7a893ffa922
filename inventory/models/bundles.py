"""What bundles were made of when orders were promised them."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class PromisedPart(models.Model):
    """Units of a part in one unit of a bundle, as an order was promised it.

    Whatever becomes of the bundle's parts, this order is sent, released and taken back so.
    """

    reference = models.CharField(_("order"), max_length=60)
    bundle = models.ForeignKey("catalog.Variant", on_delete=models.PROTECT, related_name="+")
    part = models.ForeignKey("catalog.Variant", on_delete=models.PROTECT, related_name="+")
    quantity = models.PositiveIntegerField(_("units"))

    class Meta:
        verbose_name = _("promised part")
        verbose_name_plural = _("promised parts")
        constraints = [
            models.UniqueConstraint(
                fields=["reference", "bundle", "part"], name="promised_part_once"
            ),
            models.CheckConstraint(condition=models.Q(quantity__gt=0), name="promised_part_some"),
        ]

    def __str__(self) -> str:
        return f"{self.reference}: {self.quantity} × {self.part_id}"
