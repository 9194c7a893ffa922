"""What is said to a greeting, thanks, a yes that answers nothing, and words that mean nothing."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from assistant.kinds import Intent

_ANSWERS: Mapping[Intent, Promise] = {
    Intent.GREET: gettext_lazy(
        "Hello! I am the shop's assistant, a computer program. What can I do for you?"
    ),
    Intent.THANK: gettext_lazy("You are welcome. Is there anything else?"),
    Intent.LEAVE: gettext_lazy("Goodbye, and come again."),
    Intent.AFFIRM: gettext_lazy("Good. What can I do for you?"),
    Intent.DENY: gettext_lazy("All right. Is there anything else?"),
}
INTENTS = frozenset(_ANSWERS)


def answer_to(intent: Intent) -> str | None:
    """The sentence that answers small talk; None for anything else."""
    said = _ANSWERS.get(intent)
    return None if said is None else str(said)


def turned_down() -> str:
    """To somebody who wants none of what was offered."""
    return _("All right, I leave it. What would you like instead?")


def not_understood() -> str:
    return _("I am not sure what you mean, or it is nothing that I can help with here.")
