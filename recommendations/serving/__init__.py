"""Answers in milliseconds from the champion's memory-mapped arrays; nothing when there is none."""

from recommendations.serving.answer import CERTAIN, ReasonKind, Recommendation, Strategy
from recommendations.serving.model import (
    Model,
    current_model,
    forget_champion,
    forget_model,
)
from recommendations.serving.slots import Approach, Filled, Question, Slot, fill_slot
from recommendations.serving.surfaces import (
    because_viewed,
    buy_again,
    email_picks,
    for_cart,
    for_you,
    in_category,
    neighbours,
    new_for_you,
    similar,
    together,
    trending,
    upsell,
)

__all__ = [
    "CERTAIN",
    "Approach",
    "Filled",
    "Model",
    "Question",
    "ReasonKind",
    "Recommendation",
    "Slot",
    "Strategy",
    "because_viewed",
    "buy_again",
    "current_model",
    "email_picks",
    "fill_slot",
    "for_cart",
    "for_you",
    "forget_champion",
    "forget_model",
    "in_category",
    "neighbours",
    "new_for_you",
    "similar",
    "together",
    "trending",
    "upsell",
]
