"""Groups of customers by rules that staff can read."""

from __future__ import annotations

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class Audience(models.Model):
    """Customers by a rule; who is in it is asked anew each time.

    ``rule`` is a tree as ``marketing.audiences.rules`` reads it; ``customers`` is how many could be
    written to when last counted, null where that was never done.
    """

    name = models.CharField(_("name"), max_length=80, unique=True)
    description = models.CharField(_("description"), max_length=300, blank=True)
    rule = models.JSONField(_("rule"), default=dict, blank=True)
    customers = models.PositiveIntegerField(_("customers"), null=True, blank=True)
    counted_at = models.DateTimeField(_("counted"), null=True, blank=True)
    created_at = models.DateTimeField(_("made"), default=timezone.now)

    class Meta:
        verbose_name = _("audience")
        verbose_name_plural = _("audiences")
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name
