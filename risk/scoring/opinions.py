"""What the models say of an attempt, if they can and in time; rules alone judge without them."""

from __future__ import annotations

import logging
import math
import time

from django.db import Error

from mlops.answers import note_answer, note_fallback
from risk.algorithms.attempts import FloatArray
from risk.algorithms.scorers import Scorer
from risk.algorithms.vocabulary import Door
from risk.learning.serving import NAME, champion
from risk.scoring.deadline import Deadline, TooLate
from risk.scoring.failing import Breaker
from risk.scoring.weighing import Opinion, model_reasons

logger = logging.getLogger(__name__)

breaker = Breaker(seconds=30.0)


def scorer_of(door: Door) -> Scorer | None:
    """The models of a door; None where there are none, they cannot be read, or they rest.

    Raises:
        Error: the database does not answer.
        TooLate: there is no time to ask it.
    """
    if breaker.is_resting:
        note_fallback(NAME)
        return None
    try:
        return champion(door)
    except (Error, TooLate):
        raise
    except Exception:  # whatever a model is broken by, it stops nobody at the door
        logger.exception("the models of %s cannot be opened; rules alone judge", door)
        breaker.note_failure()
        note_fallback(NAME)
        return None


def opinion_of(scorer: Scorer | None, signals: FloatArray, deadline: Deadline) -> Opinion:
    """What the models say; nothing where they are broken or late.

    ``signals`` in the order of ``SIGNALS``. The clock is looked at between the steps.
    """
    if scorer is None:
        return Opinion()
    begun = time.monotonic()
    try:
        opinion = _asked(scorer, signals, deadline)
    except Exception as error:  # as above
        if isinstance(error, TooLate):
            logger.warning("the models were late; rules alone judge")
        else:
            logger.exception("the models failed; rules alone judge")
        breaker.note_failure()
        note_fallback(NAME, version=scorer.version)
        return Opinion()
    breaker.note_success()
    note_answer(NAME, version=scorer.version, seconds=time.monotonic() - begun)
    return opinion


def _asked(scorer: Scorer, signals: FloatArray, deadline: Deadline) -> Opinion:
    deadline.check()
    anomaly = scorer.anomaly(signals)
    deadline.check()
    fraud = scorer.fraud(signals)
    deadline.check()
    if not math.isfinite(anomaly + (fraud or 0.0)):
        raise ValueError(f"no number: {anomaly}, {fraud}")
    reasons = model_reasons(scorer.reasons(signals), signals)
    deadline.check()
    return Opinion(anomaly, fraud, reasons, scorer.version)
