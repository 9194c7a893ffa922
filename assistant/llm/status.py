"""How the language model does today, for those who run the shop."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlsplit

from assistant.kinds import Engine
from assistant.llm import limits
from assistant.llm.access import access


@dataclass(frozen=True, slots=True)
class ModelStatus:
    """Messages of a business day that went to the model, and in how many it failed.

    ``is_resting`` is of this process alone: it failed just now and is not asked for a while.
    """

    model: str
    host: str
    answered: int
    failed: int
    is_resting: bool
    is_spent: bool

    @property
    def asked(self) -> int:
        return self.answered + self.failed


def model_status(*, at: datetime | None = None) -> ModelStatus | None:
    """None where no language model is set up."""
    endpoint = access()
    if endpoint is None:
        return None
    counts = limits.answers_of_day(at=at)
    asked = counts.total()
    return ModelStatus(
        model=endpoint.model,
        host=urlsplit(endpoint.base_url).netloc.rpartition("@")[2],
        answered=counts[Engine.MODEL],
        failed=counts[Engine.FALLBACK],
        is_resting=limits.breaker_of(endpoint).is_open,
        is_spent=bool(endpoint.daily_messages) and asked >= endpoint.daily_messages,
    )
