"""What a past is made of: attempts, and what the shop learned of each later."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from risk.algorithms.attempts import Attempt
from risk.algorithms.vocabulary import Mark, Result


@dataclass(frozen=True, slots=True)
class Visit:
    """One attempt as it was judged, with what became of it."""

    attempt: Attempt
    result: Result = Result.PASSED
    late_marks: Mapping[Mark, int] = field(default_factory=dict)
    """Known only after it was judged, such as the card of a declined payment."""
    is_judged: bool = True
    """A wrong password is only remembered: there was nobody to let in."""
    worn_at: float | None = None
    """When the stockroom saw that what came back was used, in seconds since 1970."""

    @property
    def after(self) -> Attempt:
        """The attempt as it is remembered."""
        marks = {**self.attempt.marks, **self.late_marks}
        return replace(self.attempt, marks=marks, result=self.result)
