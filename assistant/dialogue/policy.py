"""From what a message was understood as to the tools that serve it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, fields
from typing import Any

from assistant.dialogue.memory import Use
from assistant.kinds import HandoverReason, Intent
from assistant.tools.base import Tool
from assistant.understanding.reading import Wish

TOOL_OF: Mapping[Intent, str] = {
    Intent.FIND_PRODUCTS: "find_products",
    Intent.COMPARE: "compare_products",
    Intent.RECOMMEND: "recommend_products",
    Intent.ASK_PRODUCT: "about_product",
    Intent.ADD_TO_CART: "prepare_cart_add",
    Intent.SHOW_CART: "show_cart",
    Intent.ORDER_STATE: "order_state",
    Intent.RETURN_ORDER: "begin_return",
    Intent.CHANGE_ADDRESS: "change_address",
    Intent.CANCEL_ORDER: "cancel_order",
    Intent.ASK_SHOP: "answer_from_articles",
    Intent.COMPLAIN: "hand_over",
    Intent.LEAVE_MESSAGE: "take_message",
    Intent.TALK_TO_PERSON: "hand_over",
    Intent.ASK_ABILITIES: "ask_abilities",
}
_INTENT_OF = {tool: intent for intent, tool in TOOL_OF.items()} | {
    "hand_over": Intent.TALK_TO_PERSON
}
_REASON_OF = {
    Intent.COMPLAIN: HandoverReason.COMPLAINT,
    Intent.TALK_TO_PERSON: HandoverReason.ASKED,
}
LOST = Use("hand_over", {"reason": HandoverReason.NOT_UNDERSTOOD.value})
"""What is done for somebody who is not understood again and again."""


def use_of(wish: Wish, intent: Intent | None = None) -> Use | None:
    """The tool of a wish with what it names; None where no tool is for it.

    Args:
        intent: what it is taken for, where that is not the likeliest.
    """
    meant = intent or wish.intent
    tool = TOOL_OF.get(meant)
    if tool is None:
        return None
    named = {name: value for name, value in asdict(wish.slots).items() if value not in _NOTHING}
    told = {**named, "question": wish.text}
    if meant in _REASON_OF:
        told["reason"] = _REASON_OF[meant].value
    return Use(tool, told)


_NOTHING: tuple[Any, ...] = ("", None, (), False)


def intent_of(use: Use) -> Intent:
    """What a tool serves, for the record of an answer."""
    return _INTENT_OF.get(use.tool, Intent.NONE)


def arguments_of(tool: Tool[Any], told: Mapping[str, Any]) -> Any:
    """The arguments of a tool: what was told of them, by name; what it does not take is left."""
    taken = {field.name for field in fields(tool.arguments)}
    values = {name: _kept(value) for name, value in told.items() if name in taken}
    return tool.arguments(**values)


def _kept(value: Any) -> Any:
    """What was kept as JSON came back with lists for tuples."""
    return tuple(value) if isinstance(value, list) else value
