"""Orders that are collected in a store: made ready, told of, handed over, or not fetched."""

from orders.pick_up.handing_over import Shown, hand_over
from orders.pick_up.mails import remind_of_pick_ups
from orders.pick_up.ready import make_ready

__all__ = ["Shown", "hand_over", "make_ready", "remind_of_pick_ups"]
