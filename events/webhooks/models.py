"""Who hears of what happened here, what they are told, and how each try went."""

from __future__ import annotations

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from foundation.fields import PublicIdField
from foundation.ids import uuid7

LONGEST_URL = 500


class EndpointState(models.TextChoices):
    ACTIVE = "active", _("Active")
    PAUSED = "paused", _("Paused")
    OFF = "off", _("Switched off")


class WebhookEndpoint(models.Model):
    """An address of somebody else's that is told of what happens here.

    Only one worker at a time speaks to it, by its lease: so order is kept, and a slow one holds
    one worker at most. What is meant for it waits while it is paused or switched off.
    """

    public_id = PublicIdField()
    name = models.CharField(_("name"), max_length=80)
    url = models.URLField(_("address"), max_length=LONGEST_URL)
    topics = models.JSONField(_("topics"), default=list)
    state = models.CharField(
        _("state"), max_length=10, choices=EndpointState, default=EndpointState.ACTIVE
    )
    secret = models.CharField(max_length=80)
    former_secret = models.CharField(max_length=80, blank=True)
    former_secret_until = models.DateTimeField(_("old secret signs until"), null=True, blank=True)
    created_at = models.DateTimeField(_("made"), default=timezone.now)
    delivered_at = models.DateTimeField(_("last delivered"), null=True, blank=True)
    failures = models.PositiveIntegerField(_("failures in a row"), default=0)
    failing_since = models.DateTimeField(_("failing since"), null=True, blank=True)
    resumes_at = models.DateTimeField(
        _("tried again"), null=True, blank=True, help_text=_("Nothing is sent there before.")
    )
    switched_off_at = models.DateTimeField(_("switched off"), null=True, blank=True)
    turn_at = models.DateTimeField(default=timezone.now)
    owner = models.CharField(max_length=80, blank=True)
    lease_until = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("webhook endpoint")
        verbose_name_plural = _("webhook endpoints")

    def __str__(self) -> str:
        return self.name


class DeliveryState(models.TextChoices):
    WAITING = "waiting", _("Waiting")
    DELIVERED = "delivered", _("Delivered")
    DROPPED = "dropped", _("Given up")


class WebhookDelivery(models.Model):
    """One message for one endpoint, its text as it is sent. Keys rise in the order of the facts.

    ``subject`` names what it is about (``order:7f3a…``): of two with the same one the later waits
    for the earlier. ``event_id`` is the same for every endpoint, try and repeat.
    """

    endpoint = models.ForeignKey(
        WebhookEndpoint, models.CASCADE, related_name="deliveries", verbose_name=_("endpoint")
    )
    event_id = models.UUIDField(_("event"), default=uuid7)
    topic = models.CharField(_("topic"), max_length=60)
    subject = models.CharField(_("about"), max_length=80)
    occurred_at = models.DateTimeField(_("happened"))
    body = models.TextField(_("content"))
    state = models.CharField(
        _("state"), max_length=10, choices=DeliveryState, default=DeliveryState.WAITING
    )
    is_repeat = models.BooleanField(_("sent once more"), default=False)
    created_at = models.DateTimeField(_("written"), default=timezone.now)
    due_at = models.DateTimeField(_("next try"), default=timezone.now)
    attempts = models.PositiveIntegerField(_("tries"), default=0)
    status_code = models.PositiveSmallIntegerField(_("answer"), null=True, blank=True)
    error = models.CharField(_("what went wrong"), max_length=300, blank=True)
    settled_at = models.DateTimeField(_("settled"), null=True, blank=True)

    class Meta:
        verbose_name = _("webhook delivery")
        verbose_name_plural = _("webhook deliveries")
        indexes = [
            models.Index(
                fields=["endpoint", "due_at"],
                name="delivery_due",
                condition=models.Q(state="waiting"),
            ),
            models.Index(
                fields=["endpoint", "subject", "id"],
                name="delivery_order",
                condition=models.Q(state="waiting"),
            ),
            models.Index(fields=["subject", "-id"], name="delivery_subject"),
            models.Index(fields=["settled_at"], name="delivery_settled"),
        ]

    def __str__(self) -> str:
        return f"{self.topic} {self.subject}"


class WebhookAttempt(models.Model):
    """One try: what the receiver answered, or why there was no answer.

    Only ever added; emptied with the message where that was about somebody who is erased.
    """

    delivery = models.ForeignKey(
        WebhookDelivery, models.CASCADE, related_name="tries", verbose_name=_("delivery")
    )
    tried_at = models.DateTimeField(_("when"), default=timezone.now)
    milliseconds = models.PositiveIntegerField(_("took (ms)"), default=0)
    status_code = models.PositiveSmallIntegerField(_("answer"), null=True, blank=True)
    response = models.TextField(_("what it said"), blank=True)
    error = models.CharField(_("what went wrong"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("webhook try")
        verbose_name_plural = _("webhook tries")
        indexes = [models.Index(fields=["delivery", "id"], name="attempt_of_delivery")]

    def __str__(self) -> str:
        return f"{self.tried_at:%Y-%m-%d %H:%M:%S} {self.status_code or self.error}"
