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
