"""What requests with an ``Idempotency-Key`` were answered: see ``foundation.idempotency``."""

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class IdempotentRequest(models.Model):
    """A request that is carried out once, and its answer as soon as there is one."""

    scope = models.CharField(max_length=120, help_text=_("What is done, and for whom."))
    key = models.CharField(max_length=200)
    fingerprint = models.CharField(max_length=64)
    holder = models.UUIDField()
    lease_until = models.DateTimeField()
    status = models.PositiveSmallIntegerField(null=True, blank=True)
    body = models.JSONField(null=True, blank=True)
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("idempotent request")
        verbose_name_plural = _("idempotent requests")
        constraints = [models.UniqueConstraint(fields=["scope", "key"], name="idempotent_once")]
        indexes = [models.Index(fields=["created_at"], name="idempotent_oldest")]

    def __str__(self) -> str:
        return f"{self.scope} {self.key}"
