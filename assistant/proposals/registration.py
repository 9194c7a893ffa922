"""Which handler carries out which kind of proposal."""

from __future__ import annotations

from assistant.kinds import ProposalKind
from assistant.proposals import cart, people, purchases
from assistant.proposals.handlers import handlers


def register() -> None:
    """Called when the app is ready."""
    handlers.register(ProposalKind.CART_ADD, cart.CART_ADD)
    handlers.register(ProposalKind.RETURN, purchases.RETURN)
    handlers.register(ProposalKind.ADDRESS, purchases.ADDRESS)
    handlers.register(ProposalKind.CANCEL, purchases.CANCEL)
    handlers.register(ProposalKind.MESSAGE, people.MESSAGE)
    handlers.register(ProposalKind.HANDOVER, people.HANDOVER)
