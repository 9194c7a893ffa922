"""Web push: the browsers that may be spoken to, and what is on its way to each."""

from __future__ import annotations

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import Customer
from foundation.ids import uuid7
from marketing.kinds import MessageState
from marketing.models.enrolments import Message


class PushSubscription(models.Model):
    """A browser in which a customer allowed notifications; it goes when the customer goes.

    ``endpoint`` is the address at its push service, which is secret: whoever has it and the keys
    can write to the browser. ``p256dh`` and ``auth`` are its keys in base64url (RFC 8291).
    """

    customer = models.ForeignKey(
        Customer,
        on_delete=models.CASCADE,
        related_name="push_subscriptions",
        verbose_name=_("customer"),
    )
    digest = models.CharField(
        max_length=64, unique=True, help_text=_("Of the endpoint: one row a browser.")
    )
    endpoint = models.CharField(max_length=1_000)
    p256dh = models.CharField(max_length=100)
    auth = models.CharField(max_length=40)
    browser = models.CharField(_("browser"), max_length=60, blank=True)
    created_at = models.DateTimeField(_("since"), default=timezone.now)

    class Meta:
        verbose_name = _("browser with notifications")
        verbose_name_plural = _("browsers with notifications")
        ordering = ["-created_at", "pk"]

    def __str__(self) -> str:
        return self.browser or str(_("Browser"))


class PushDelivery(models.Model):
    """One message on its way to one browser; goes with the browser.

    Whoever sends it holds ``lease_until``; one that died leaves it to the next. A repeat carries
    the same topic, by which the push service replaces what it still holds.
    """

    id = models.UUIDField(primary_key=True, default=uuid7)
    message = models.ForeignKey(
        Message, on_delete=models.CASCADE, related_name="pushes", verbose_name=_("message")
    )
    subscription = models.ForeignKey(
        PushSubscription,
        on_delete=models.CASCADE,
        related_name="deliveries",
        verbose_name=_("browser"),
    )
    state = models.CharField(
        _("state"), max_length=8, choices=MessageState, default=MessageState.QUEUED
    )
    due_at = models.DateTimeField(_("due"))
    lease_until = models.DateTimeField(null=True, blank=True)
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    error = models.CharField(_("what went wrong"), max_length=300, blank=True)
    sent_at = models.DateTimeField(_("sent"), null=True, blank=True)

    class Meta:
        verbose_name = _("push")
        verbose_name_plural = _("pushes")
        constraints = [
            models.UniqueConstraint(fields=["message", "subscription"], name="push_once_a_browser")
        ]
        indexes = [
            models.Index(
                fields=["due_at", "id"], name="push_due", condition=models.Q(state="queued")
            )
        ]

    def __str__(self) -> str:
        return f"{self.subscription} {self.get_state_display()}"
