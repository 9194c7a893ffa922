"""Landing pages and the hero of the home page: what staff write, for everybody or for a segment."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from analytics.models import RfmSegment
from catalog.models import Category


class LandingPage(models.Model):
    """A page of its own, such as for a campaign, at ``/l/<slug>/``.

    Texts are by language as ``marketing.content.words`` reads them. It is open while it is live
    and between its days (both included, of the shop's clock).
    """

    slug = models.SlugField(_("name in the address"), max_length=60, unique=True)
    title = models.JSONField(_("title"), default=dict)
    summary = models.JSONField(
        _("summary"), default=dict, blank=True, help_text=_("What search engines show of it.")
    )
    is_live = models.BooleanField(_("live"), default=False)
    may_be_found = models.BooleanField(
        _("for search engines"), default=True, help_text=_("Whether they may list it.")
    )
    starts_on = models.DateField(_("from"), null=True, blank=True)
    ends_on = models.DateField(_("until"), null=True, blank=True)
    created_at = models.DateTimeField(_("made"), default=timezone.now)
    changed_at = models.DateTimeField(_("changed"), default=timezone.now)

    class Meta:
        verbose_name = _("landing page")
        verbose_name_plural = _("landing pages")
        ordering = ["-created_at"]
        constraints = [
            models.CheckConstraint(
                condition=Q(starts_on__isnull=True)
                | Q(ends_on__isnull=True)
                | Q(ends_on__gte=F("starts_on")),
                name="landing_page_period",
                violation_error_message=_("It must end after it starts."),
            )
        ]

    def __str__(self) -> str:
        return self.slug


class LandingSection(models.Model):
    """A part of a landing page, for everybody or instead for one segment.

    ``segment`` is empty for everybody; what stands at the same place for a segment replaces it for
    customers of that segment who agreed to personalisation. ``blocks`` are as
    ``marketing.content.blocks`` reads them.
    """

    page = models.ForeignKey(
        LandingPage, on_delete=models.CASCADE, related_name="sections", verbose_name=_("page")
    )
    position = models.PositiveSmallIntegerField(_("place"), default=1)
    segment = models.CharField(
        _("for"), max_length=20, choices=RfmSegment, blank=True,
        help_text=_("Empty: for everybody."),
    )  # fmt: skip
    blocks = models.JSONField(_("content"), default=list, blank=True)

    class Meta:
        verbose_name = _("section of a landing page")
        verbose_name_plural = _("sections of landing pages")
        ordering = ["page", "position", "segment"]
        constraints = [
            models.UniqueConstraint(
                fields=["page", "position", "segment"],
                name="landing_section_once",
                violation_error_message=_("There is one section a place and segment."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.page} {self.position}"


class HomeHero(models.Model):
    """What the home page opens with, for everybody or for one segment; newest first where two fit.

    Texts are by language. Without a row the shop's own words stand there. The pictures beside it
    are of products: of a category, or of different departments.
    """

    name = models.CharField(_("name"), max_length=80, unique=True)
    segment = models.CharField(
        _("for"), max_length=20, choices=RfmSegment, blank=True,
        help_text=_("Empty: for everybody."),
    )  # fmt: skip
    title = models.JSONField(_("title"), default=dict)
    line = models.JSONField(_("text"), default=dict, blank=True)
    button = models.JSONField(_("button"), default=dict)
    url = models.CharField(
        _("leads to"), max_length=500, help_text=_("A path of the shop, or an address with https.")
    )
    category = models.ForeignKey(
        Category,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("pictures of"),
        help_text=_("Empty: of different departments."),
    )
    is_live = models.BooleanField(_("live"), default=False)
    starts_on = models.DateField(_("from"), null=True, blank=True)
    ends_on = models.DateField(_("until"), null=True, blank=True)
    created_at = models.DateTimeField(_("made"), default=timezone.now)

    class Meta:
        verbose_name = _("hero of the home page")
        verbose_name_plural = _("heroes of the home page")
        ordering = ["-created_at"]
        constraints = [
            models.CheckConstraint(
                condition=Q(starts_on__isnull=True)
                | Q(ends_on__isnull=True)
                | Q(ends_on__gte=F("starts_on")),
                name="home_hero_period",
                violation_error_message=_("It must end after it starts."),
            )
        ]

    def __str__(self) -> str:
        return self.name
