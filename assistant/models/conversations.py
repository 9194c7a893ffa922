"""Conversations, what was said in them, and what was prepared for a click of the owner."""

from __future__ import annotations

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import Customer
from assistant.kinds import (
    Author,
    ConversationState,
    Engine,
    HandoverReason,
    Intent,
    Language,
    Priority,
    ProposalKind,
    ProposalState,
    Thumb,
)
from foundation.fields import PublicIdField
from foundation.ids import new_token
from orders.models import Order

LONGEST_MESSAGE = 1_000
LONGEST_ANSWER = 8_000


class Tag(models.Model):
    """A word by which staff sort conversations."""

    name = models.CharField(_("name"), max_length=40, unique=True)

    class Meta:
        verbose_name = _("tag")
        verbose_name_plural = _("tags")
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class Conversation(models.Model):
    """One shopper's talk with the shop: by the assistant first, by staff once handed over.

    The browser holds ``token`` in its session; ``customer`` is set while they are logged in.
    ``due_at`` is until when staff should have answered, by the policy of its priority.
    """

    public_id = PublicIdField()
    token = models.CharField(max_length=40, unique=True, default=new_token, editable=False)
    customer = models.ForeignKey(
        Customer,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="conversations",
        verbose_name=_("customer"),
    )
    order = models.ForeignKey(
        Order,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("order"),
        help_text=_("Which order it was about last; always one of the shopper's own."),
    )
    language = models.CharField(
        _("language"), max_length=2, choices=Language, default=Language.ENGLISH
    )
    state = models.CharField(
        _("state"),
        max_length=10,
        choices=ConversationState,
        default=ConversationState.WITH_ASSISTANT,
    )
    priority = models.CharField(
        _("priority"), max_length=8, choices=Priority, default=Priority.NORMAL
    )
    reason = models.CharField(
        _("handed over because"), max_length=12, choices=HandoverReason, blank=True
    )
    subject = models.CharField(_("subject"), max_length=120, blank=True)
    name = models.CharField(_("name"), max_length=120, blank=True)
    email = models.EmailField(_("e-mail for the answer"), blank=True)
    tags = models.ManyToManyField(
        Tag, blank=True, related_name="conversations", verbose_name=_("tags")
    )
    assigned_to = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("assigned to"),
    )
    memory = models.JSONField(
        default=dict,
        blank=True,
        editable=False,
        help_text=_(
            "What the talk is about: products shown, a question that waits for its answer."
        ),
    )
    started_at = models.DateTimeField(_("started"), default=timezone.now)
    last_at = models.DateTimeField(_("last message"), default=timezone.now)
    handed_over_at = models.DateTimeField(_("handed over"), null=True, blank=True)
    due_at = models.DateTimeField(_("answer due"), null=True, blank=True)
    first_answered_at = models.DateTimeField(_("first answer of staff"), null=True, blank=True)
    kept_promise = models.BooleanField(
        _("answered in time"),
        null=True,
        blank=True,
        help_text=_("Whether the first answer of staff came before it was due."),
    )
    closed_at = models.DateTimeField(_("closed"), null=True, blank=True)
    shopper_seen_at = models.DateTimeField(_("shopper looked last"), null=True, blank=True)
    read_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        editable=False,
        help_text=_("Who has it open on the desk: others are told."),
    )
    read_at = models.DateTimeField(null=True, blank=True, editable=False)
    satisfaction = models.PositiveSmallIntegerField(
        _("satisfaction"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1), MaxValueValidator(5)],
        help_text=_("One to five, as the shopper said after it was closed."),
    )
    satisfaction_note = models.CharField(_("what they said to it"), max_length=500, blank=True)

    class Meta:
        verbose_name = _("conversation")
        verbose_name_plural = _("conversations")
        ordering = ["-last_at"]
        permissions = [("answer_conversation", "Can answer shoppers and close conversations")]
        constraints = [
            models.CheckConstraint(
                condition=Q(satisfaction__isnull=True)
                | Q(satisfaction__gte=1, satisfaction__lte=5),
                name="conversation_satisfaction",
            ),
        ]
        indexes = [
            models.Index(fields=["state", "due_at"], name="conversation_queue"),
            models.Index(fields=["-last_at"], name="conversation_newest"),
        ]

    def __str__(self) -> str:
        return self.subject or str(_("Conversation")) + f" {self.public_id[:6]}"


class Turn(models.Model):
    """Something that was said. ``blocks`` are the parts of an answer (``assistant.replies``).

    ``text`` is all of it as plain text; ``milliseconds`` is how long the answer took.
    """

    conversation = models.ForeignKey(
        Conversation,
        on_delete=models.CASCADE,
        related_name="turns",
        verbose_name=_("conversation"),
    )
    author = models.CharField(_("who"), max_length=10, choices=Author)
    staff = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("member of staff"),
    )
    key = models.CharField(
        max_length=64,
        null=True,
        blank=True,
        help_text=_("Of the form that was sent: the same twice is said once."),
    )
    text = models.TextField(_("text"), max_length=LONGEST_ANSWER)
    blocks = models.JSONField(default=list, blank=True)
    answers = models.OneToOneField(
        "self", on_delete=models.CASCADE, null=True, blank=True, related_name="answer"
    )
    intent = models.CharField(_("intent"), max_length=16, choices=Intent, blank=True)
    confidence = models.FloatField(_("confidence"), null=True, blank=True)
    engine = models.CharField(_("by"), max_length=10, choices=Engine, blank=True)
    model_version = models.CharField(_("model"), max_length=60, blank=True)
    milliseconds = models.PositiveIntegerField(_("milliseconds"), null=True, blank=True)
    is_unanswered = models.BooleanField(_("found no answer"), default=False)
    thumb = models.CharField(_("thumb"), max_length=4, choices=Thumb, blank=True)
    at = models.DateTimeField(_("at"), default=timezone.now)

    class Meta:
        verbose_name = _("message")
        verbose_name_plural = _("messages")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["conversation", "key"], name="turn_said_once"),
        ]
        indexes = [models.Index(fields=["-at"], name="turn_newest")]

    def __str__(self) -> str:
        return f"{self.get_author_display()}: {self.text[:60]}"


class Proposal(models.Model):
    """Something prepared that only a click of the owner carries out, once.

    ``payload`` is what was prepared (ids, never anything a message said about whose they are):
    whose it is is asked again from the session when it is clicked.
    """

    public_id = PublicIdField()
    conversation = models.ForeignKey(
        Conversation, on_delete=models.CASCADE, related_name="proposals"
    )
    kind = models.CharField(_("kind"), max_length=10, choices=ProposalKind)
    payload = models.JSONField(default=dict, blank=True)
    state = models.CharField(
        _("state"), max_length=10, choices=ProposalState, default=ProposalState.OFFERED
    )
    outcome = models.CharField(_("what came of it"), max_length=300, blank=True)
    offered_at = models.DateTimeField(_("offered"), default=timezone.now)
    settled_at = models.DateTimeField(_("settled"), null=True, blank=True)

    class Meta:
        verbose_name = _("proposal")
        verbose_name_plural = _("proposals")
        ordering = ["-offered_at"]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} ({self.get_state_display()})"
