"""What intents are learned from: the lessons that come with the shop, and what its staff added."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from assistant.algorithms.phrases import Lesson
from assistant.models import Example
from assistant.understanding.lessons import shipped_lessons


@dataclass(frozen=True, slots=True)
class Lessons:
    """The shop's own examples stand beside the shipped lessons; ``until`` is the newest's moment.

    Where a shop says otherwise of a wording, the shipped lesson is left out.
    """

    shipped: tuple[Lesson, ...]
    own: tuple[Lesson, ...]
    added_at: tuple[datetime, ...] = ()

    @property
    def all(self) -> tuple[Lesson, ...]:
        return (*self.shipped, *self.own)


def load_lessons() -> Lessons:
    """Every lesson, in an order that is always the same."""
    examples = list(Example.objects.filter(is_active=True).order_by("created_at", "pk"))
    own = tuple(Lesson(one.text, one.language, one.intent) for one in examples)
    said = {(lesson.language, lesson.text.casefold()) for lesson in own}
    shipped = tuple(
        lesson
        for lesson in shipped_lessons()
        if (lesson.language, lesson.text.casefold()) not in said
    )
    return Lessons(shipped, own, tuple(one.created_at for one in examples))
