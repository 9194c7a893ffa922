"""The register of models and the feature store."""

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class VersionState(models.TextChoices):
    CANDIDATE = "candidate", _("Candidate")
    CHAMPION = "champion", _("Champion")
    SHADOW = "shadow", _("Shadow")
    RETIRED = "retired", _("Retired")
    REFUSED = "refused", _("Refused")


class ModelVersion(models.Model):
    """One trained model: where its arrays lie, what it reached, whether it serves."""

    name = models.CharField(max_length=60)
    version = models.CharField(max_length=40)
    state = models.CharField(max_length=10, choices=VersionState, default=VersionState.CANDIDATE)
    artifact = models.CharField(max_length=200, help_text=_("Folder below the artifacts."))
    checksums = models.JSONField(default=dict, help_text=_("sha256 of each file."))
    parameters = models.JSONField(default=dict)
    metrics = models.JSONField(default=dict)
    baseline = models.JSONField(default=dict, help_text=_("What the plain baseline reached."))
    gate = models.JSONField(default=list, help_text=_("Its contests with each rival."))
    trained_on = models.JSONField(default=dict, help_text=_("Window, rows, subjects."))
    reason = models.CharField(max_length=900, blank=True)
    trained_at = models.DateTimeField(default=timezone.now)
    promoted_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("model version")
        verbose_name_plural = _("model versions")
        constraints = [
            models.UniqueConstraint(fields=["name", "version"], name="model_version_once"),
            models.UniqueConstraint(
                fields=["name"],
                name="model_one_champion",
                condition=models.Q(state="champion"),
            ),
            models.UniqueConstraint(
                fields=["name"], name="model_one_shadow", condition=models.Q(state="shadow")
            ),
        ]
        indexes = [models.Index(fields=["name", "-trained_at"], name="model_newest")]

    def __str__(self) -> str:
        return f"{self.name} {self.version}"


class ShadowReport(models.Model):
    """What a shadow would have answered on one day, beside what the champion would have.

    A would-be hit is an answer that holds something the person took within the days after.
    """

    version = models.ForeignKey(
        ModelVersion, on_delete=models.CASCADE, related_name="shadow_reports"
    )
    champion = models.ForeignKey(
        ModelVersion, on_delete=models.CASCADE, related_name="shadowed_reports"
    )
    day = models.DateField()
    requests = models.PositiveIntegerField(help_text=_("Sampled requests, each asked of both."))
    agreement = models.FloatField(help_text=_("Mean share of the lists that both would show."))
    hits = models.PositiveIntegerField(help_text=_("Requests in which the shadow was right."))
    champion_hits = models.PositiveIntegerField(
        help_text=_("Requests in which the champion was right.")
    )
    answered_ms = models.FloatField(help_text=_("Median time of the shadow's answer."))

    class Meta:
        verbose_name = _("shadow report")
        verbose_name_plural = _("shadow reports")
        constraints = [
            models.UniqueConstraint(fields=["version", "champion", "day"], name="shadow_day_once")
        ]

    def __str__(self) -> str:
        return f"{self.day}"


class DriftReport(models.Model):
    """How far one figure of a model's input or scores stood from its training on one day."""

    name = models.CharField(max_length=60, help_text=_("The model."))
    version = models.CharField(max_length=40, help_text=_("The version that was trained then."))
    figure = models.CharField(max_length=40)
    day = models.DateField()
    psi = models.FloatField(help_text=_("Population stability index; above 0.2 is a shift."))
    noise = models.FloatField(
        null=True, help_text=_("What chance alone would show once in twenty days.")
    )
    rows = models.PositiveIntegerField(help_text=_("Counted now."))
    is_alarm = models.BooleanField(default=False)
    bins = models.JSONField(default=dict, help_text=_("Shares at training and now."))

    class Meta:
        verbose_name = _("drift report")
        verbose_name_plural = _("drift reports")
        constraints = [
            models.UniqueConstraint(fields=["name", "figure", "day"], name="drift_day_once")
        ]
        indexes = [models.Index(fields=["is_alarm", "-day"], name="drift_alarms")]

    def __str__(self) -> str:
        return f"{self.name} {self.figure} {self.day}"


class Feature(models.Model):
    """A value that one floor computed and lower floors read by name."""

    subject = models.CharField(max_length=60, help_text=_("Such as customer:… or product:…"))
    name = models.CharField(max_length=60)
    value = models.JSONField()
    as_of = models.DateTimeField()
    version = models.CharField(max_length=40, blank=True)

    class Meta:
        verbose_name = _("feature")
        verbose_name_plural = _("features")
        constraints = [models.UniqueConstraint(fields=["subject", "name"], name="feature_once")]
        indexes = [models.Index(fields=["name", "as_of"], name="feature_name")]

    def __str__(self) -> str:
        return f"{self.subject} {self.name}"


class CheckKind(models.TextChoices):
    """What is asked of data."""

    COMPLETENESS = "complete", _("Completeness")
    RANGE = "range", _("Range")
    FRESHNESS = "fresh", _("Freshness")
    COVERAGE = "coverage", _("Coverage")
    LINEAGE = "lineage", _("Lineage")


class CheckState(models.TextChoices):
    PASSED = "passed", _("As it should be")
    FAILED = "failed", _("Not as it should be")
    EMPTY = "empty", _("Nothing to look at")


class DataCheck(models.Model):
    """What one check of a table, a feature or a model found on one day.

    ``value`` and ``target`` are shares from 0 to 1 (of freshness: hours); ``failed`` rows of
    ``rows`` did not fit. A check without a target is told and never fails.
    """

    day = models.DateField(_("day"))
    checked_at = models.DateTimeField(_("checked"))
    source = models.CharField(_("source"), max_length=80)
    kind = models.CharField(_("kind"), max_length=10, choices=CheckKind)
    name = models.CharField(_("check"), max_length=60)
    state = models.CharField(_("state"), max_length=8, choices=CheckState)
    value = models.FloatField(_("found"), null=True)
    target = models.FloatField(_("target"), null=True)
    rows = models.PositiveBigIntegerField(_("rows"), default=0)
    failed = models.PositiveBigIntegerField(_("rows that do not fit"), default=0)
    newest_at = models.DateTimeField(_("newest"), null=True)

    class Meta:
        verbose_name = _("data check")
        verbose_name_plural = _("data checks")
        constraints = [
            models.UniqueConstraint(
                fields=["source", "kind", "name", "day"], name="data_check_once"
            ),
            models.CheckConstraint(
                condition=models.Q(failed__lte=models.F("rows")), name="data_check_counts"
            ),
        ]
        indexes = [models.Index(fields=["-day", "state"], name="data_check_newest")]

    def __str__(self) -> str:
        return f"{self.source} {self.kind} {self.name} {self.day}"


class AnswerCount(models.Model):
    """How often a model answered on one business day within so many milliseconds, or could not.

    ``within_ms`` is the upper end of the stretch in which the answer took its time: 0 for those
    that took longer than the longest, and for questions that fell back. ``version`` is empty where
    none served.
    """

    day = models.DateField(_("day"))
    name = models.CharField(_("model"), max_length=60)
    version = models.CharField(_("version"), max_length=60, blank=True)
    fell_back = models.BooleanField(_("fell back"), default=False)
    within_ms = models.PositiveIntegerField(_("within milliseconds"), default=0)
    answers = models.PositiveBigIntegerField(_("answers"), default=0)

    class Meta:
        verbose_name = _("count of answers")
        verbose_name_plural = _("counts of answers")
        constraints = [
            models.UniqueConstraint(
                fields=["day", "name", "version", "fell_back", "within_ms"],
                name="answer_count_once",
            )
        ]

    def __str__(self) -> str:
        return f"{self.day} {self.name} {self.version}"
