"""Every trigger with its finder."""

from __future__ import annotations

from marketing.flows.abandoned_cart import AbandonedCart
from marketing.flows.registry import register
from marketing.flows.win_back import WinBack
from marketing.kinds import Trigger


def register_all() -> None:
    """Called when the app is ready."""
    register(Trigger.ABANDONED_CART, AbandonedCart())
    register(Trigger.WIN_BACK, WinBack())
