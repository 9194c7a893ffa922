from django.db import models


class Effect(models.Model):
    """What a job did. Two rows with one text mean that the job was done twice."""

    text = models.CharField(max_length=60)

    class Meta:
        app_label = "slow_jobs"

    def __str__(self) -> str:
        return self.text
