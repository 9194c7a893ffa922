"""Which language model may be asked, how long for, how often, and how it fails."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from django.conf import settings


class Failure(StrEnum):
    """Why the model gave no answer that can be used."""

    TIMEOUT = "no answer in time"
    UNREACHABLE = "cannot be reached"
    STATUS = "answered with an error"
    GARBAGE = "answered what cannot be read"
    CUT = "broke off in the middle"
    REFUSED = "refused"
    EMPTY = "said nothing that may be said"
    ROUNDS = "came to no end"
    RESTING = "failed just now and is left alone"
    BUSY = "has too many questions open"
    SPENT = "has answered as often today as it may"


FALLBACK_SECONDS = 0.3
"""What a trained answer takes at most, twice over."""
OUTAGES = frozenset({Failure.TIMEOUT, Failure.UNREACHABLE, Failure.STATUS, Failure.CUT})
"""After these the next shoppers do not wait for it."""


class ModelFailed(Exception):
    """The language model gave no answer; the trained engine does in its place."""

    def __init__(self, failure: Failure, detail: str = "") -> None:
        super().__init__(f"{failure.value}: {detail}" if detail else failure.value)
        self.failure = failure


@dataclass(frozen=True, slots=True)
class ModelAccess:
    """An OpenAI-compatible endpoint. ``seconds`` is for a whole answer, tools included, and for the
    trained engine's where the model gave none.

    ``daily_messages`` is how many messages it may answer a business day; 0 is any number.
    """

    base_url: str
    model: str
    api_key: str
    seconds: float
    daily_messages: int

    @property
    def own_seconds(self) -> float:
        """How long the model has: what is left is enough for the trained engine."""
        return self.seconds - min(FALLBACK_SECONDS, self.seconds / 4)


def access() -> ModelAccess | None:
    """The endpoint of the settings; None where none is set."""
    if not settings.LLM_BASE_URL:
        return None
    return ModelAccess(
        base_url=settings.LLM_BASE_URL,
        model=settings.LLM_MODEL,
        api_key=settings.LLM_API_KEY,
        seconds=settings.LLM_TIMEOUT_SECONDS,
        daily_messages=settings.LLM_DAILY_MESSAGES,
    )
