"""The words of the assistant: what is wanted, who speaks, how far a conversation is."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Language(models.TextChoices):
    """What the assistant understands and answers in, whatever the pages of the shop speak."""

    ENGLISH = "en", _("English")
    GERMAN = "de", _("German")
    FRENCH = "fr", _("French")


class Intent(models.TextChoices):
    """What a message wants. Everything answered from articles is one intent: ``ASK_SHOP``."""

    FIND_PRODUCTS = "find_products", _("Find products")
    COMPARE = "compare", _("Compare products")
    RECOMMEND = "recommend", _("Recommend something")
    ASK_PRODUCT = "ask_product", _("About a product: price, stock, sizes")
    ADD_TO_CART = "add_to_cart", _("Put into the cart")
    SHOW_CART = "show_cart", _("Show the cart")
    ORDER_STATE = "order_state", _("State of an order")
    RETURN_ORDER = "return_order", _("Send something back")
    CHANGE_ADDRESS = "change_address", _("Change the delivery address")
    CANCEL_ORDER = "cancel_order", _("Cancel an order")
    ASK_SHOP = "ask_shop", _("About the shop: delivery, payment, returns, account")
    COMPLAIN = "complain", _("Complain")
    LEAVE_MESSAGE = "leave_message", _("Leave a message")
    TALK_TO_PERSON = "talk_to_person", _("Talk to a person")
    ASK_ABILITIES = "ask_abilities", _("What the assistant can do")
    GREET = "greet", _("Greeting")
    THANK = "thank", _("Thanks")
    LEAVE = "leave", _("Goodbye")
    AFFIRM = "affirm", _("Yes")
    DENY = "deny", _("No")
    NONE = "none", _("Nothing the shop can do")


class Author(models.TextChoices):
    SHOPPER = "shopper", _("Shopper")
    ASSISTANT = "assistant", _("Assistant")
    STAFF = "staff", _("Staff")
    NOTE = "note", _("Note of the staff")


class Engine(models.TextChoices):
    """What an answer of the assistant came from."""

    TRAINED = "trained", _("Trained intents")
    MODEL = "model", _("Language model")
    FALLBACK = "fallback", _("Trained intents, since the language model failed")


class ConversationState(models.TextChoices):
    """Whose turn it is."""

    WITH_ASSISTANT = "assistant", _("With the assistant")
    WAITING = "waiting", _("Waiting for staff")
    ANSWERED = "answered", _("Answered by staff")
    CLOSED = "closed", _("Closed")


class Priority(models.TextChoices):
    LOW = "low", pgettext_lazy("priority", "Low")
    NORMAL = "normal", _("Normal")
    HIGH = "high", _("High")
    URGENT = "urgent", _("Urgent")


class HandoverReason(models.TextChoices):
    """Why a person was asked for."""

    NONE = "", _("None")
    ASKED = "asked", _("The shopper asked for a person")
    COMPLAINT = "complaint", _("A complaint")
    NOT_UNDERSTOOD = "lost", _("Not understood twice")
    NOT_ALLOWED = "not_allowed", _("What was wanted needs a person")
    MESSAGE = "message", _("A message was left")


class Thumb(models.TextChoices):
    NONE = "", _("None")
    UP = "up", _("Helpful")
    DOWN = "down", _("Not helpful")


class ProposalKind(models.TextChoices):
    """What the assistant may prepare and only the owner's click carries out."""

    CART_ADD = "cart_add", _("Put into the cart")
    RETURN = "return", _("Start a return")
    ADDRESS = "address", _("Change the delivery address")
    CANCEL = "cancel", _("Cancel an order")
    MESSAGE = "message", _("Leave a message")
    HANDOVER = "handover", _("Hand over to a person")


class ProposalState(models.TextChoices):
    OFFERED = "offered", _("Offered")
    DONE = "done", _("Carried out")
    DECLINED = "declined", _("Declined")


class QuestionState(models.TextChoices):
    OPEN = "open", _("Open")
    ANSWERED = "answered", _("Answered by an article")
    SET_ASIDE = "set_aside", _("Set aside")


class ExampleSource(models.TextChoices):
    STAFF = "staff", _("Written by staff")
    CORRECTED = "corrected", _("A message whose intent staff put right")
