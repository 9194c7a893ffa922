"""The inbox of the shop: what a customer finds on their account page."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import Customer
from marketing.models.enrolments import Message


class InboxNote(models.Model):
    """A line in a customer's inbox, as it was filled when it was put there.

    ``url`` is a path of the shop or an address with http(s), empty where it only says something.
    """

    customer = models.ForeignKey(
        Customer, on_delete=models.CASCADE, related_name="inbox", verbose_name=_("customer")
    )
    message = models.OneToOneField(
        Message, on_delete=models.SET_NULL, null=True, blank=True, related_name="note"
    )
    title = models.CharField(_("title"), max_length=200)
    line = models.CharField(_("text"), max_length=400, blank=True)
    url = models.CharField(_("leads to"), max_length=1_000, blank=True)
    put_at = models.DateTimeField(_("put there"))
    read_at = models.DateTimeField(_("read"), null=True, blank=True)

    class Meta:
        verbose_name = _("inbox note")
        verbose_name_plural = _("inbox notes")
        ordering = ["-put_at", "-pk"]
        indexes = [
            models.Index(fields=["customer", "-put_at"], name="inbox_of_customer"),
            models.Index(
                fields=["customer"],
                name="inbox_unread",
                condition=models.Q(read_at__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return self.title
