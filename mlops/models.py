"""The register of models and the feature store."""

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class VersionState(models.TextChoices):
    CANDIDATE = "candidate", _("Candidate")
    CHAMPION = "champion", _("Champion")
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
    trained_on = models.JSONField(default=dict, help_text=_("Window, rows, subjects."))
    reason = models.CharField(max_length=300, blank=True)
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
        ]
        indexes = [models.Index(fields=["name", "-trained_at"], name="model_newest")]

    def __str__(self) -> str:
        return f"{self.name} {self.version}"


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
