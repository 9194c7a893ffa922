"""How often something comes again."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Interval(models.TextChoices):
    """How often something comes: so many weeks or months."""

    WEEKLY = "1w", _("every week")
    TWO_WEEKS = "2w", _("every 2 weeks")
    THREE_WEEKS = "3w", _("every 3 weeks")
    FOUR_WEEKS = "4w", _("every 4 weeks")
    SIX_WEEKS = "6w", _("every 6 weeks")
    EIGHT_WEEKS = "8w", _("every 8 weeks")
    MONTHLY = "1m", _("every month")
    TWO_MONTHS = "2m", _("every 2 months")
    THREE_MONTHS = "3m", _("every 3 months")
    SIX_MONTHS = "6m", _("every 6 months")

    @property
    def number(self) -> int:
        return int(self.value[:-1])

    @property
    def is_months(self) -> bool:
        return bool(self.value.endswith("m"))
