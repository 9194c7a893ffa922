"""Reaching the people of the shop, and what the assistant can do."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _

from assistant import proposals
from assistant.kinds import HandoverReason, ProposalKind
from assistant.models.conversations import LONGEST_MESSAGE
from assistant.replies import Choices, Offer, Said
from assistant.tools.base import Outcome, Situation, Tool, tools


@dataclass(frozen=True, slots=True)
class Message:
    """What the shopper wants to be passed on; "" where they have not said it yet."""

    text: str = ""


@dataclass(frozen=True, slots=True)
class Handover:
    """Why a person is asked for: a value of ``HandoverReason``."""

    reason: str = HandoverReason.ASKED.value


@dataclass(frozen=True, slots=True)
class Nothing:
    """No arguments."""


def take_message(message: Message, situation: Situation) -> Outcome:
    """Prepare the form that leaves a message with the staff."""
    made = proposals.offer(
        conversation=situation.conversation,
        kind=ProposalKind.MESSAGE,
        payload={"text": message.text[:LONGEST_MESSAGE]},
    )
    text = _("Write it down here, and the people of the shop get it.")
    return Outcome((Said(text), Offer(made.public_id)), {"answer": text})


def hand_over(wish: Handover, situation: Situation) -> Outcome:
    """Prepare the button that asks for a person."""
    known = wish.reason in HandoverReason.values and wish.reason
    reason = HandoverReason(wish.reason) if known else HandoverReason.ASKED
    made = proposals.offer(
        conversation=situation.conversation,
        kind=ProposalKind.HANDOVER,
        payload={"reason": reason.value},
    )
    text = _opening(reason)
    return Outcome((Said(text), Offer(made.public_id)), {"answer": text})


def ask_abilities(_nothing: Nothing, _situation: Situation) -> Outcome:
    """What can be asked of the assistant, with examples to click."""
    text = _(
        "I am the shop's assistant, a program. I find and compare products, answer questions "
        "about the shop, tell how far your order is, and prepare returns, changes of address and "
        "cancellations for your click. When I am at my wits' end, people of the shop take over."
    )
    examples = (
        _("Where is my order?"),
        _("I want to send something back"),
        _("Recommend something to me"),
        _("How long does delivery take?"),
        _("Talk to a person"),
    )
    return Outcome(
        (Said(text), Choices(tuple((example, example) for example in examples))),
        {"answer": text},
    )


def _opening(reason: HandoverReason) -> str:
    match reason:
        case HandoverReason.COMPLAINT:
            return _("I am sorry about that. A person of the shop should look at it.")
        case HandoverReason.NOT_UNDERSTOOD:
            return _("I do not understand, I am sorry. Would you like to talk to a person?")
        case HandoverReason.NOT_ALLOWED:
            return _("I may not do that. A person of the shop can look at it.")
    return _("I can hand you over to a person of the shop.")


def register() -> None:
    """Called when the app is ready."""
    tools.register(
        "take_message",
        Tool("take_message", "Prepare a form that leaves a message with the shop's staff.",
             Message, take_message),
    )  # fmt: skip
    tools.register(
        "hand_over",
        Tool("hand_over", "Prepare a button that asks for a person: when the shopper asks for one, "
             "complains, or needs what no tool does. Reasons: asked, complaint, lost, "
             "not_allowed.", Handover, hand_over),
    )  # fmt: skip
    tools.register(
        "ask_abilities",
        Tool("ask_abilities", "What the assistant can do, with examples.", Nothing, ask_abilities),
    )
