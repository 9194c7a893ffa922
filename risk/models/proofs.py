"""Proof that somebody is who they say: a code that was sent by e-mail."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from foundation.fields import PublicIdField
from risk.kinds import DOORS


class Proof(models.Model):
    """A code that was sent, kept as a keyed hash. Good once, for minutes, for few guesses."""

    public_id = PublicIdField()
    door = models.CharField(max_length=10, choices=DOORS)
    subject = models.CharField(max_length=60)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, null=True, blank=True, related_name="+"
    )
    code_hash = models.CharField(max_length=64, editable=False)
    guesses = models.PositiveSmallIntegerField(default=0)
    sent_at = models.DateTimeField(default=timezone.now)
    expires_at = models.DateTimeField()
    passed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("proof asked for")
        verbose_name_plural = _("proofs asked for")
        indexes = [models.Index(fields=["door", "subject", "-sent_at"], name="risk_proof_of")]

    def __str__(self) -> str:
        return f"{self.get_door_display()} {self.subject}"
