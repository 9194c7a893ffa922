"""The places where stock lies."""

from django.core.validators import RegexValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from foundation.fields import PublicIdField

COUNTRY_LIST = RegexValidator(
    r"^([A-Z]{2}( [A-Z]{2})*)?$", _("Two capital letters a country, with spaces between: DE AT CH.")
)


class Warehouse(models.Model):
    """A place with stock. Orders are served by the nearest: see ``inventory.allocation``."""

    public_id = PublicIdField()
    code = models.SlugField(_("code"), max_length=20, unique=True)
    name = models.CharField(_("name"), max_length=80)
    is_default = models.BooleanField(
        _("default"), default=False, help_text=_("Everything goes here unless said otherwise.")
    )
    is_active = models.BooleanField(
        _("active"), default=True, help_text=_("What lies in the others is not sold.")
    )
    is_pickup = models.BooleanField(_("pick-up"), default=False)
    priority = models.PositiveSmallIntegerField(
        _("priority"),
        default=100,
        help_text=_("The lowest number is asked first, after those near the shopper."),
    )
    serves = models.CharField(
        _("serves first"),
        max_length=200,
        blank=True,
        validators=[COUNTRY_LIST],
        help_text=_("Countries whose orders it takes first, such as: DE AT CH."),
    )
    line1 = models.CharField(_("street"), max_length=120, blank=True)
    line2 = models.CharField(_("more of the address"), max_length=120, blank=True)
    postcode = models.CharField(_("postcode"), max_length=20, blank=True)
    city = models.CharField(_("city"), max_length=80, blank=True)
    country = models.CharField(_("country"), max_length=2, blank=True)

    class Meta:
        verbose_name = _("warehouse")
        verbose_name_plural = _("warehouses")
        ordering = ["priority", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["is_default"],
                name="warehouse_one_default",
                condition=models.Q(is_default=True),
            ),
            models.CheckConstraint(
                condition=models.Q(is_default=False) | models.Q(is_active=True),
                name="warehouse_default_is_active",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def countries(self) -> frozenset[str]:
        """The countries that it serves first."""
        return frozenset(self.serves.split())
