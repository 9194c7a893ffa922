"""Which texts a shopper may read in a conversation: those that a French catalogue must hold."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

from django.conf import settings
from django.db.models import TextChoices
from django.utils.translation.template import templatize

from assistant.kinds import ProposalKind
from orders.models import FulfilmentState, OrderState, ReturnReason, ReturnState

ROOT = Path(settings.BASE_DIR)
SPOKEN = (
    "assistant/conversations.py",
    "assistant/dialogue/*.py",
    "assistant/goods/*.py",
    "assistant/knowledge/shop_facts.py",
    "assistant/llm/*.py",
    "assistant/proposals/*.py",
    "assistant/tools/*.py",
)
REFUSING = (
    "accounts/addresses.py",
    "orders/addressing.py",
    "orders/cancellation.py",
    "orders/carts.py",
    "orders/returns/request.py",
)
"""Services below that a proposal calls: why they refuse is told in the conversation."""
DRAWN = ("templates/storefront/assistant/**/*.html",)
SHOWN: tuple[type[TextChoices], ...] = (
    FulfilmentState,
    OrderState,
    ProposalKind,
    ReturnReason,
    ReturnState,
)

Text = tuple[str, str]
"""(context, text); of one with a plural the singular."""
_WITH_CONTEXT = {"pgettext", "npgettext", "pgettext_lazy", "npgettext_lazy"}
_CALLS = {"_", "gettext", "ngettext", "gettext_lazy", "ngettext_lazy"} | _WITH_CONTEXT


def spoken_texts() -> set[Text]:
    """Every text that code and templates of a conversation name."""
    found: set[Text] = set()
    for pattern in (*SPOKEN, *REFUSING):
        for path in ROOT.glob(pattern):
            found |= set(_named(path.read_text(encoding="utf-8")))
    for pattern in DRAWN:
        for path in ROOT.glob(pattern):
            found |= set(_named(_as_code(path.read_text(encoding="utf-8"))))
    labels = {("", _original(label)) for kind in SHOWN for label in _labels(kind)}
    return found | labels


def _as_code(template: str) -> str:
    """The calls of a template's texts, without what else stands in it."""
    calls = templatize(template)
    return "\n".join(line.strip() for line in _calls_in(calls))


def _calls_in(text: str) -> Iterator[str]:
    for name in ("npgettext", "pgettext", "ngettext", "gettext", "_"):
        start = 0
        while (start := text.find(f" {name}(", start)) >= 0:
            if (call := _call_at(text[start + 1 :])) is not None:
                yield call
            start += 1


def _call_at(text: str) -> str | None:
    """The shortest beginning of ``text`` that is an expression."""
    end = 0
    while (end := text.find(")", end) + 1) > 0:
        try:
            ast.parse(text[:end], mode="eval")
        except (SyntaxError, ValueError):
            continue
        return text[:end]
    return None


def _named(code: str) -> Iterator[Text]:
    for node in ast.walk(ast.parse(code)):
        if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Name):
            continue
        if node.func.id not in _CALLS:
            continue
        words = [arg.value for arg in node.args if isinstance(arg, ast.Constant)]
        if node.func.id in _WITH_CONTEXT and len(words) > 1:
            yield str(words[0]), str(words[1])
        elif words and isinstance(words[0], str):
            yield "", words[0]


def _labels(kind: type[TextChoices]) -> list[object]:
    return [member.label for member in kind if member.value]


def _original(label: object) -> str:
    arguments = getattr(label, "_args", None)
    return str(arguments[0]) if arguments else str(label)
