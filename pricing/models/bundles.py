"""Bundles that cost what their parts cost, less a share."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class BundlePrice(models.Model):
    """A bundle whose price follows those of its parts. Without a row its price is free."""

    variant = models.OneToOneField(
        "catalog.Variant",
        on_delete=models.CASCADE,
        related_name="bundle_price",
        verbose_name=_("bundle"),
    )
    share_basis_points = models.PositiveIntegerField(
        _("share off"), default=0, help_text=_("Off the sum of its parts: 1000 is 10 %.")
    )

    class Meta:
        verbose_name = _("price of a bundle")
        verbose_name_plural = _("prices of bundles")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(share_basis_points__lte=9_000), name="bundle_price_share"
            )
        ]

    def __str__(self) -> str:
        return f"{self.variant_id}: -{self.share_basis_points / 100:g} %"
