"""Many rows changed by one decision, what each was before, and views of lists under a name."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class ChangeState(models.TextChoices):
    CHOSEN = "chosen", _("To be said what changes")
    READY = "ready", _("Ready")
    APPLYING = "applying", _("Being applied")
    DONE = "done", _("Done")
    STOPPED = "stopped", _("Stopped")


class BulkChange(models.Model):
    """One change of many rows, from their choice to its end.

    ``chosen`` are keys of rows of ``source`` (such as ``catalog.product``), until it is said what
    is to become of them: ``edit`` by name, with its ``terms``. ``same`` counts the rows that are
    so already; all others have a ``BulkRow``. One that ``undoes`` another puts its rows back.
    """

    source = models.CharField(_("list"), max_length=80)
    chosen = models.JSONField(default=list, blank=True)
    edit = models.CharField(_("change"), max_length=40, blank=True)
    terms = models.JSONField(default=dict, blank=True)
    state = models.CharField(
        _("state"), max_length=8, choices=ChangeState, default=ChangeState.CHOSEN
    )
    same = models.PositiveIntegerField(_("unchanged"), default=0)
    undoes = models.OneToOneField(
        "self",
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="undone_by",
        verbose_name=_("undoes"),
    )
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("by"),
    )
    created_at = models.DateTimeField(_("begun"), default=timezone.now)
    applied_at = models.DateTimeField(_("ended"), null=True, blank=True)

    class Meta:
        verbose_name = _("change of many")
        verbose_name_plural = _("changes of many")
        ordering = ["-created_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(state="chosen") | ~Q(edit=""), name="bulk_change_says_what"
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["done", "stopped"]) | Q(applied_at__isnull=False),
                name="bulk_change_ended_has_moment",
            ),
            models.CheckConstraint(
                condition=Q(applied_at__isnull=True) | Q(applied_at__gte=F("created_at")),
                name="bulk_change_ends_after",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.source} #{self.pk}"


class RowState(models.TextChoices):
    PLANNED = "planned", _("Planned")
    REFUSED = "refused", _("Refused")
    APPLIED = "applied", _("Changed")
    LEFT = "left", _("Left alone")


class BulkRow(models.Model):
    """What becomes of one row: the value before and after, in the words of its edit.

    ``subject`` is the key of the row that is changed, which is a variant where a price of chosen
    products is. ``reason`` says why it was refused or left alone.
    """

    change = models.ForeignKey(
        BulkChange, on_delete=models.CASCADE, related_name="rows", verbose_name=_("change")
    )
    subject = models.BigIntegerField(_("row"))
    before = models.JSONField(_("before"), null=True, blank=True)
    after = models.JSONField(_("after"), null=True, blank=True)
    state = models.CharField(_("state"), max_length=8, choices=RowState, default=RowState.PLANNED)
    reason = models.CharField(_("reason"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("row of a change")
        verbose_name_plural = _("rows of changes")
        ordering = ["change", "subject"]
        constraints = [models.UniqueConstraint(fields=["change", "subject"], name="bulk_row_once")]
        indexes = [models.Index(fields=["change", "state", "subject"], name="bulk_row_waiting")]

    def __str__(self) -> str:
        return f"{self.change_id}: {self.subject}"


class ListView(models.Model):
    """Filters, search, order and columns of a list under a name, one's own or for everybody.

    ``query`` is the list's address behind the question mark. What is pinned stands on the staff's
    home: one's own, and what somebody pinned for everybody.
    """

    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.CASCADE,
        related_name="+",
        verbose_name=_("by"),
    )
    source = models.CharField(_("list"), max_length=80)
    name = models.CharField(_("name"), max_length=60)
    query = models.CharField(max_length=1000, blank=True)
    is_shared = models.BooleanField(_("for everybody"), default=False)
    is_pinned = models.BooleanField(_("on the home page"), default=False)
    created_at = models.DateTimeField(_("made"), default=timezone.now)

    class Meta:
        verbose_name = _("view of a list")
        verbose_name_plural = _("views of lists")
        ordering = ["name", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["owner", "source", "name"], name="list_view_once_a_name"
            )
        ]
        indexes = [models.Index(fields=["source"], name="list_view_source")]

    def __str__(self) -> str:
        return self.name
