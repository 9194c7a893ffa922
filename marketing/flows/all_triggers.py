"""Every trigger with its finder."""

from __future__ import annotations

from marketing.flows.abandoned_browse import AbandonedBrowse
from marketing.flows.abandoned_cart import AbandonedCart
from marketing.flows.after_purchase import PostPurchase, ReviewRequest
from marketing.flows.back_in_stock import BackInStock
from marketing.flows.birthday import Birthday
from marketing.flows.price_drop import PriceDrop
from marketing.flows.registry import register
from marketing.flows.replenishment import Replenishment
from marketing.flows.welcome import Welcome
from marketing.flows.win_back import WinBack
from marketing.kinds import Trigger


def register_all() -> None:
    """Called when the app is ready."""
    register(Trigger.WELCOME, Welcome())
    register(Trigger.ABANDONED_CART, AbandonedCart())
    register(Trigger.ABANDONED_BROWSE, AbandonedBrowse())
    register(Trigger.WIN_BACK, WinBack())
    register(Trigger.REPLENISHMENT, Replenishment())
    register(Trigger.BACK_IN_STOCK, BackInStock())
    register(Trigger.PRICE_DROP, PriceDrop())
    register(Trigger.POST_PURCHASE, PostPurchase())
    register(Trigger.BIRTHDAY, Birthday())
    register(Trigger.REVIEW_REQUEST, ReviewRequest())
