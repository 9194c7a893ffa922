"""Words and labels that the pages of the desk share."""

from __future__ import annotations

from typing import Final

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from assistant.kinds import ConversationState, Priority
from assistant.models import Conversation
from foundation.admin import state_label

STATE_COLOURS: Final[dict[str, str]] = {
    ConversationState.WAITING: "warning",
    ConversationState.ANSWERED: "success",
    ConversationState.WITH_ASSISTANT: "info",
}
PRIORITY_COLOURS: Final[dict[str, str]] = {Priority.URGENT: "danger", Priority.HIGH: "warning"}


def state_label_of(talk: Conversation) -> SafeString:
    return state_label(talk, colours=STATE_COLOURS)


def priority_label(talk: Conversation) -> SafeString:
    return state_label(talk, "priority", colours=PRIORITY_COLOURS)


def shopper_name(talk: Conversation) -> str:
    """What the shopper is called: as they said, as a customer, by their address, or a guest."""
    if talk.name:
        return talk.name
    if talk.customer is not None:
        return talk.customer.name or talk.customer.email
    return talk.email or _("Guest")
