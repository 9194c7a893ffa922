"""What staff say about searches, and what became of them by day."""

from __future__ import annotations

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from search.algorithms.rules import ABOUT_GOODS, Kind, Match
from search.labels import KIND_CHOICES, MATCH_CHOICES

LAST_POSITION = 24
LONGEST_QUERY = 120
TARGETS = ("product", "category", "brand")

_ABOUT_GOODS = Q(kind__in=[kind.value for kind in ABOUT_GOODS])
_NO_TARGET = Q(*(Q(**{f"{name}__isnull": True}) for name in TARGETS))
_ONE_TARGET = Q(
    *(Q(**{f"{name}__isnull": name != filled for name in TARGETS}) for filled in TARGETS),
    _connector=Q.OR,
)


class Synonym(models.Model):
    """Words that stand for each other or, where ``meant`` is filled, also mean others."""

    language = models.CharField(_("language"), max_length=10)
    words = models.CharField(
        _("words"), max_length=300,
        help_text=_("Parted by commas: sofa, couch, settee. Each finds what the others find."),
    )  # fmt: skip
    meant = models.CharField(
        _("also mean"), max_length=300, blank=True,
        help_text=_("Filled: the words above find these too, but not the other way round."),
    )  # fmt: skip
    is_active = models.BooleanField(_("active"), default=True)
    note = models.CharField(
        _("note"), max_length=200, blank=True, help_text=_("Why it is there, for colleagues.")
    )
    changed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True,
        related_name="+", editable=False, verbose_name=_("changed by"),
    )  # fmt: skip
    changed_at = models.DateTimeField(_("changed"), default=timezone.now, editable=False)

    class Meta:
        verbose_name = _("synonym")
        verbose_name_plural = _("synonyms")
        ordering = ["language", "words", "pk"]

    def __str__(self) -> str:
        return f"{self.words} → {self.meant}" if self.meant else self.words


class SearchRule(models.Model):
    """One sentence of the staff, such as "who searches for gift cards is led to their page"."""

    kind = models.CharField(_("kind"), max_length=8, choices=KIND_CHOICES)
    match = models.CharField(
        _("for"), max_length=8, choices=MATCH_CHOICES, default=Match.EXACT.value
    )
    words = models.CharField(
        _("words"), max_length=300, blank=True,
        help_text=_("Parted by commas: any of them will do."),
    )  # fmt: skip
    language = models.CharField(
        _("language"), max_length=10, blank=True,
        help_text=_("Empty: in every language."),
    )  # fmt: skip
    product = models.ForeignKey(
        "catalog.Product", on_delete=models.CASCADE, null=True, blank=True, related_name="+",
        verbose_name=_("product"),
    )  # fmt: skip
    category = models.ForeignKey(
        "catalog.Category", on_delete=models.CASCADE, null=True, blank=True, related_name="+",
        verbose_name=_("category"), help_text=_("And all categories below it."),
    )  # fmt: skip
    brand = models.ForeignKey(
        "catalog.Brand", on_delete=models.CASCADE, null=True, blank=True, related_name="+",
        verbose_name=_("brand"),
    )  # fmt: skip
    strength = models.PositiveSmallIntegerField(
        _("strength in per cent"), null=True, blank=True,
        validators=[MinValueValidator(1), MaxValueValidator(100)],
        help_text=_("By which share of the list it moves: 100 lifts the last to the top."),
    )  # fmt: skip
    position = models.PositiveSmallIntegerField(
        _("place"), null=True, blank=True,
        validators=[MinValueValidator(1), MaxValueValidator(LAST_POSITION)],
        help_text=_("1 is the first of the list."),
    )  # fmt: skip
    text = models.CharField(
        _("text of the banner"), max_length=200, blank=True,
        help_text=_("Shoppers read it above the list, in the words you write."),
    )  # fmt: skip
    link = models.CharField(
        _("link"), max_length=500, blank=True,
        help_text=_("A page of the shop, such as /en/c/lamps/, or an address with https."),
    )  # fmt: skip
    priority = models.PositiveSmallIntegerField(
        _("priority"), default=100, help_text=_("Smaller goes first.")
    )
    is_active = models.BooleanField(_("active"), default=True)
    starts_at = models.DateTimeField(_("starts"), default=timezone.now)
    ends_at = models.DateTimeField(_("ends"), null=True, blank=True)
    note = models.CharField(
        _("note"), max_length=200, blank=True, help_text=_("Why it is there, for colleagues.")
    )
    changed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True,
        related_name="+", editable=False, verbose_name=_("changed by"),
    )  # fmt: skip
    changed_at = models.DateTimeField(_("changed"), default=timezone.now, editable=False)

    class Meta:
        verbose_name = _("search rule")
        verbose_name_plural = _("search rules")
        ordering = ["priority", "pk"]
        indexes = [models.Index(fields=["is_active", "starts_at"], name="search_rule_live")]
        constraints = [
            models.CheckConstraint(
                condition=(_ABOUT_GOODS & _ONE_TARGET) | (~_ABOUT_GOODS & _NO_TARGET),
                name="search_rule_target",
                violation_error_message=_("Name one thing that the rule is about."),
            ),
            models.CheckConstraint(
                condition=~Q(kind=Kind.PIN.value)
                | Q(position__isnull=False, position__range=(1, LAST_POSITION)),
                name="search_rule_place",
            ),
            models.CheckConstraint(
                condition=~Q(kind__in=[Kind.BOOST.value, Kind.BURY.value])
                | Q(strength__isnull=False, strength__range=(1, 100)),
                name="search_rule_strength",
            ),
            models.CheckConstraint(
                condition=~Q(kind=Kind.BANNER.value) | ~Q(text=""), name="search_rule_text"
            ),
            models.CheckConstraint(
                condition=~Q(kind=Kind.REDIRECT.value) | ~Q(link=""), name="search_rule_link"
            ),
            models.CheckConstraint(
                condition=Q(ends_at__isnull=True) | Q(ends_at__gt=F("starts_at")),
                name="search_rule_period",
                violation_error_message=_("It must end after it starts."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} #{self.pk}"


class QueryDay(models.Model):
    """One search, as its normalised words, on one business day in one language.

    Rare words that may say who asked (digits, an ``@``) are summed as ``words=""``. ``followed``
    are the searches of people who agreed to be remembered; ``bought`` those of them after which
    something that was clicked there was bought in the same visit.
    """

    day = models.DateField(_("day"))
    language = models.CharField(_("language"), max_length=10)
    words = models.CharField(_("words"), max_length=LONGEST_QUERY, blank=True)
    searches = models.PositiveIntegerField(_("searches"), default=0)
    visitors = models.PositiveIntegerField(_("visitors"), default=0)
    without_result = models.PositiveIntegerField(_("without a result"), default=0)
    corrected = models.PositiveIntegerField(_("corrected"), default=0)
    clicked = models.PositiveIntegerField(_("with a click"), default=0)
    clicks = models.PositiveIntegerField(_("clicks"), default=0)
    click_positions = models.PositiveBigIntegerField(_("sum of clicked places"), default=0)
    followed = models.PositiveIntegerField(_("by known visitors"), default=0)
    bought = models.PositiveIntegerField(_("with a purchase"), default=0)
    next_words = models.CharField(
        _("tried after it"), max_length=LONGEST_QUERY, blank=True,
        help_text=_("What most of those typed, and found, who had found nothing by these words."),
    )  # fmt: skip

    class Meta:
        verbose_name = _("searches of a day")
        verbose_name_plural = _("searches by day")
        ordering = ["-day", "-searches", "words"]
        constraints = [
            models.UniqueConstraint(fields=["day", "language", "words"], name="query_day_once")
        ]
        indexes = [models.Index(fields=["language", "words"], name="query_day_words")]

    def __str__(self) -> str:
        return f"{self.day}: {self.words or '…'}"


class PlaceDay(models.Model):
    """How often a place of the result lists was shown and clicked on one business day."""

    day = models.DateField(_("day"))
    position = models.PositiveSmallIntegerField(_("place"))
    shown = models.PositiveIntegerField(_("shown"), default=0)
    clicks = models.PositiveIntegerField(_("clicks"), default=0)

    class Meta:
        verbose_name = _("clicks of a place")
        verbose_name_plural = _("clicks by place")
        ordering = ["-day", "position"]
        constraints = [models.UniqueConstraint(fields=["day", "position"], name="place_day_once")]

    def __str__(self) -> str:
        return f"{self.day}: {self.position}"
