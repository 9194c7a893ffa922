"""What is sold beside goods on a shelf: bundles of other products, and files."""

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from catalog.files import protected_storage
from catalog.models.products import Variant
from foundation.fields import PublicIdField


class BundlePart(models.Model):
    """So many units of a variant that are in one unit of a bundle.

    ``inventory.services.set_bundle_parts`` alone writes them: a bundle has no stock of its own.
    """

    bundle = models.ForeignKey(
        Variant, on_delete=models.CASCADE, related_name="bundle_parts", verbose_name=_("bundle")
    )
    part = models.ForeignKey(
        Variant, on_delete=models.PROTECT, related_name="part_of", verbose_name=_("part")
    )
    quantity = models.PositiveIntegerField(_("units"), default=1)

    class Meta:
        verbose_name = _("part of a bundle")
        verbose_name_plural = _("parts of bundles")
        ordering = ["bundle", "id"]
        constraints = [
            models.UniqueConstraint(fields=["bundle", "part"], name="bundle_part_once"),
            models.CheckConstraint(condition=models.Q(quantity__gt=0), name="bundle_part_some"),
            models.CheckConstraint(
                condition=~models.Q(bundle=models.F("part")), name="bundle_not_in_itself"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.bundle_id}: {self.quantity} × {self.part_id}"


class DigitalFile(models.Model):
    """A file that whoever buys a variant may download; it lies where no address leads.

    ``days`` and ``downloads`` are what a buyer gets of it; what was bought keeps its own terms.
    """

    public_id = PublicIdField()
    variant = models.ForeignKey(
        Variant, on_delete=models.PROTECT, related_name="files", verbose_name=_("variant")
    )
    title = models.CharField(_("title"), max_length=120, help_text=_("What buyers read."))
    file = models.FileField(
        _("file"), storage=protected_storage, upload_to="downloads/", max_length=200
    )
    name = models.CharField(_("file name"), max_length=120, editable=False)
    size = models.BigIntegerField(_("bytes"), default=0, editable=False)
    days = models.PositiveSmallIntegerField(
        _("days"), default=30, help_text=_("How long it can be downloaded.")
    )
    downloads = models.PositiveSmallIntegerField(
        _("downloads"), default=5, help_text=_("How often, for each unit bought.")
    )
    is_active = models.BooleanField(
        _("in use"), default=True, help_text=_("Given to whoever buys from now on.")
    )
    position = models.PositiveSmallIntegerField(_("position"), default=0)
    added_at = models.DateTimeField(_("added"), default=timezone.now)

    class Meta:
        verbose_name = _("file for download")
        verbose_name_plural = _("files for download")
        ordering = ["variant", "position", "id"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(days__gt=0, downloads__gt=0), name="digital_file_terms"
            )
        ]

    def __str__(self) -> str:
        return self.title
