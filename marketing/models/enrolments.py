"""Who is in a campaign, held out or not, and what was said to them."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Customer
from foundation.ids import uuid7
from marketing.kinds import EnrolmentState, Medium, MessageState, Reason
from marketing.models.campaigns import Campaign, Step, Variant
from marketing.models.contact import Contact
from notifications.models import Mail


class Enrolment(models.Model):
    """A customer entered a campaign; ``is_held_out``: they are watched and never spoken to.

    Both kinds are written alike, at the moment at which the others are enrolled, so that what they
    do afterwards can be compared. ``about`` is what it is about, such as the cart or the product
    (plain JSON); ``key`` makes an entry known again, such as ``cart:8124``.
    """

    campaign = models.ForeignKey(
        Campaign, on_delete=models.CASCADE, related_name="enrolments", verbose_name=_("campaign")
    )
    customer = models.ForeignKey(
        Customer, on_delete=models.CASCADE, related_name="+", verbose_name=_("customer")
    )
    key = models.CharField(max_length=80)
    is_held_out = models.BooleanField(_("held out"), default=False)
    about = models.JSONField(default=dict, blank=True)
    entered_at = models.DateTimeField(_("entered"))
    state = models.CharField(
        _("state"), max_length=8, choices=EnrolmentState, default=EnrolmentState.ACTIVE
    )
    position = models.PositiveSmallIntegerField(
        _("next step"), default=1, help_text=_("Position of the step that comes next.")
    )
    due_at = models.DateTimeField(_("due"), null=True, blank=True)
    postponed = models.PositiveSmallIntegerField(
        _("put off"), default=0, help_text=_("How often the next step had to wait.")
    )
    ended_at = models.DateTimeField(_("ended"), null=True, blank=True)
    reason = models.CharField(_("why"), max_length=16, choices=Reason, blank=True)

    class Meta:
        verbose_name = _("enrolment")
        verbose_name_plural = _("enrolments")
        constraints = [
            models.UniqueConstraint(fields=["campaign", "customer", "key"], name="enrolment_once"),
            models.CheckConstraint(
                condition=Q(is_held_out=False) | Q(due_at__isnull=True),
                name="enrolment_held_out_is_never_due",
            ),
        ]
        indexes = [
            models.Index(
                fields=["due_at", "id"],
                name="enrolment_due",
                condition=Q(state="active", due_at__isnull=False),
            ),
            models.Index(fields=["campaign", "entered_at"], name="enrolment_entered"),
            models.Index(fields=["customer", "-entered_at"], name="enrolment_of_customer"),
        ]

    def __str__(self) -> str:
        return f"{self.campaign}: {self.customer}"


class Message(models.Model):
    """What one step said to one customer, or why it did not; never one for who is held out.

    Opens and clicks are noted only of customers who agreed to personalisation.
    """

    id = models.UUIDField(primary_key=True, default=uuid7)
    enrolment = models.ForeignKey(
        Enrolment, on_delete=models.CASCADE, related_name="messages", verbose_name=_("enrolment")
    )
    step = models.ForeignKey(
        Step, on_delete=models.PROTECT, related_name="+", verbose_name=_("step")
    )
    variant = models.ForeignKey(
        Variant,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("variant"),
    )
    medium = models.CharField(_("by"), max_length=8, choices=Medium)
    state = models.CharField(
        _("state"), max_length=8, choices=MessageState, default=MessageState.QUEUED
    )
    reason = models.CharField(_("why"), max_length=16, choices=Reason, blank=True)
    mail = models.OneToOneField(
        Mail, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    contact = models.OneToOneField(
        Contact, on_delete=models.SET_NULL, null=True, blank=True, related_name="message"
    )
    coupon_code = models.CharField(_("code"), max_length=40, blank=True)
    queued_at = models.DateTimeField(_("queued"))
    sent_at = models.DateTimeField(_("sent"), null=True, blank=True)
    opened_at = models.DateTimeField(_("opened"), null=True, blank=True)
    clicked_at = models.DateTimeField(_("clicked"), null=True, blank=True)

    class Meta:
        verbose_name = _("message")
        verbose_name_plural = _("messages")
        constraints = [
            models.UniqueConstraint(fields=["enrolment", "step"], name="message_once_a_step")
        ]
        indexes = [
            models.Index(fields=["step", "queued_at"], name="message_of_step"),
            models.Index(
                fields=["state", "id"], name="message_queued", condition=Q(state="queued")
            ),
        ]

    def __str__(self) -> str:
        return f"{self.step} {self.pk}"
