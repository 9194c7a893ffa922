"""Watching what shoppers ask for: the last four weeks beside those before the training."""

from __future__ import annotations

from collections import Counter
from datetime import datetime, timedelta
from typing import Any

import numpy as np
from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from assistant.kinds import Engine
from assistant.models import Turn
from assistant.understanding.serving import NAME
from foundation import clock
from mlops.drift import Shares, note_drift, shares_at_training
from mlops.models import DriftReport
from mlops.selectors import champion

DAYS = 28
EDGES = (0.2, 0.4, 0.6, 0.8, 0.95)
"""Fixed, since confidences crowd at one."""


class Figure(TextChoices):
    """What is watched."""

    INTENTS = "intents", _("What is asked for")
    CONFIDENCE = "confidence", _("How sure it was understood")


def reference(*, at: datetime | None = None) -> dict[str, Any]:
    """What a training leaves for later looks; nothing where nobody has asked yet."""
    counted = _counted(at)
    return (
        {"drift": {name: shares.to_json() for name, shares in counted.items()}} if counted else {}
    )


def look_for_drift(*, at: datetime | None = None) -> list[DriftReport]:
    """The last four weeks beside the champion's; an alarm has intents learned again."""
    version = champion(NAME)
    if version is None or not version.trained_on.get("drift"):
        return []
    now = _counted(at)
    if not now:
        return []
    before = shares_at_training(version, Figure)
    return note_drift(version=version, before=before, now=now, at=at)


def _counted(at: datetime | None) -> dict[str, Shares]:
    until = at or clock.now()
    rows = list(
        Turn.objects.filter(
            at__gt=until - timedelta(days=DAYS),
            at__lte=until,
            confidence__isnull=False,
            engine__in=[Engine.TRAINED, Engine.FALLBACK],
        )
        .exclude(intent="")
        .values_list("intent", "confidence")
    )
    if not rows:
        return {}
    confidences = np.array([confidence for _intent, confidence in rows], np.float64)
    return {
        str(Figure.INTENTS): Shares.named(Counter(intent for intent, _confidence in rows)),
        str(Figure.CONFIDENCE): Shares.between(EDGES, confidences),
    }
