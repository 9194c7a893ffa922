"""Each mail is a row: what it says, to whom, and how far it is."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import Customer
from foundation.ids import uuid7
from notifications.kinds import (
    OPEN_STATES,
    SECRET_KINDS,
    MailKind,
    MailState,
    ReportKind,
    SuppressionReason,
)


class Mail(models.Model):
    """One mail to one reader, queued in the transaction of what it tells of.

    ``context`` is what its template is filled with; subject and bodies are written when it is
    sent, as they were sent, without the secrets. After a time (or when the reader is erased) only
    kind, reference and times stay.
    """

    id = models.UUIDField(primary_key=True, default=uuid7)
    kind = models.CharField(_("kind"), max_length=24, choices=MailKind)
    key = models.CharField(
        max_length=120, unique=True, help_text=_("One mail a key: what happens twice is told once.")
    )
    to = models.EmailField(_("to"), blank=True)
    language = models.CharField(_("language"), max_length=8)
    reference = models.CharField(
        _("about"), max_length=60, blank=True, help_text=_("Such as the number of an order.")
    )
    customer = models.ForeignKey(
        Customer,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("customer"),
    )
    context = models.JSONField(default=dict, blank=True)
    state = models.CharField(_("state"), max_length=10, choices=MailState, default=MailState.QUEUED)
    queued_at = models.DateTimeField(_("queued"), default=timezone.now)
    due_at = models.DateTimeField(_("due"), default=timezone.now)
    sent_at = models.DateTimeField(_("sent"), null=True, blank=True)
    lease_until = models.DateTimeField(null=True, blank=True)
    owner = models.CharField(max_length=80, blank=True)
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    error = models.TextField(_("what went wrong"), blank=True)
    subject = models.CharField(_("subject"), max_length=200, blank=True)
    text = models.TextField(blank=True)
    html = models.TextField(blank=True)
    swept_at = models.DateTimeField(
        null=True, blank=True, help_text=_("When its content and address were forgotten.")
    )

    class Meta:
        verbose_name = _("mail")
        verbose_name_plural = _("mail")
        permissions = [("resend_mail", "Can send a mail again")]
        indexes = [
            models.Index(
                fields=["due_at", "id"],
                name="mail_open_due",
                condition=models.Q(state__in=["queued", "sending"]),
            ),
            models.Index(fields=["-queued_at"], name="mail_newest"),
            models.Index(fields=["reference"], name="mail_reference"),
            models.Index(fields=["to"], name="mail_to"),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.reference}".strip()

    @property
    def message_id(self) -> str:
        """The same at each attempt, so that a mail that arrives twice is known as one."""
        return f"<{self.id.hex}@{settings.SHOP_EMAIL.rpartition('@')[2]}>"

    @property
    def is_secret(self) -> bool:
        return self.kind in SECRET_KINDS

    @property
    def is_open(self) -> bool:
        return self.state in OPEN_STATES


class OptOut(models.Model):
    """Somebody wants no more mail of a kind. Names the address by a keyed digest alone."""

    digest = models.CharField(max_length=64)
    kind = models.CharField(_("kind"), max_length=24, choices=MailKind)
    chosen_at = models.DateTimeField(_("chosen"), default=timezone.now)

    class Meta:
        verbose_name = _("opt-out")
        verbose_name_plural = _("opt-outs")
        constraints = [
            models.UniqueConstraint(fields=["digest", "kind"], name="opt_out_once_a_kind")
        ]

    def __str__(self) -> str:
        return f"{self.digest[:8]}… {self.get_kind_display()}"


class Suppression(models.Model):
    """An address to which nothing optional goes. Named by a keyed digest alone."""

    digest = models.CharField(max_length=64, unique=True)
    reason = models.CharField(_("why"), max_length=12, choices=SuppressionReason)
    noted_at = models.DateTimeField(_("since"), default=timezone.now)

    class Meta:
        verbose_name = _("suppressed address")
        verbose_name_plural = _("suppressed addresses")

    def __str__(self) -> str:
        return f"{self.digest[:8]}… {self.get_reason_display()}"


class DeliveryReport(models.Model):
    """What a mail provider told of a mail, once each: it came back, or was called spam."""

    provider = models.CharField(_("provider"), max_length=20)
    key = models.CharField(max_length=160)
    kind = models.CharField(_("kind"), max_length=12, choices=ReportKind)
    digest = models.CharField(max_length=64)
    mail = models.ForeignKey(
        Mail,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("mail"),
    )
    status = models.CharField(_("status"), max_length=20, blank=True)
    happened_at = models.DateTimeField(_("happened"))
    received_at = models.DateTimeField(_("received"), default=timezone.now)

    class Meta:
        verbose_name = _("delivery report")
        verbose_name_plural = _("delivery reports")
        constraints = [
            models.UniqueConstraint(fields=["provider", "key"], name="delivery_report_once")
        ]
        indexes = [models.Index(fields=["digest", "happened_at"], name="delivery_report_of")]

    def __str__(self) -> str:
        return f"{self.provider} {self.get_kind_display()}"
