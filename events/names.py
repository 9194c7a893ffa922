"""What can happen, in the words of the trade. Names are kept in the log: never rename one."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class EventName(models.TextChoices):
    PRODUCT_VIEWED = "product.viewed", _("Product viewed")
    LIST_VIEWED = "list.viewed", _("List viewed")
    SEARCH_PERFORMED = "search.performed", _("Search performed")
    SEARCH_CLICKED = "search.clicked", _("Search result clicked")
    IMPRESSION = "impression", _("Recommendation shown")
    IMPRESSION_CLICKED = "impression.clicked", _("Recommendation clicked")
    RECOMMENDATION_DISMISSED = "recommendation.dismissed", _("Recommendation not wanted")
    CART_ITEM_ADDED = "cart.item_added", _("Put in the cart")
    CART_ITEM_REMOVED = "cart.item_removed", _("Taken out of the cart")
    WISH_ADDED = "wish.added", _("Put on a wishlist")
    CHECKOUT_STARTED = "checkout.started", _("Checkout started")
    ORDER_PLACED = "order.placed", _("Order placed")
    ORDER_CANCELLED = "order.cancelled", _("Order cancelled")
    ORDER_DISPUTED = "order.disputed", _("Payment disputed")
    PAYMENT_FAILED = "payment.failed", _("Payment failed")
    PRODUCT_PURCHASED = "product.purchased", _("Product purchased")
    PART_SOLD = "part.sold", _("Sold in a bundle")
    PRODUCT_RETURNED = "product.returned", _("Product returned")
    STOCK_SNAPSHOT = "stock.snapshot", _("Stock at the end of a day")
    STOCK_POLICY_SET = "stock.policy_set", _("Selling policy set")
    QUOTE_WON = "quote.won", _("Quote won")
    QUOTE_LOST = "quote.lost", _("Quote lost")
    REVIEW_WRITTEN = "review.written", _("Review written")
    CONSENT_GIVEN = "consent.given", _("Consent given")
    CONSENT_WITHDRAWN = "consent.withdrawn", _("Consent withdrawn")
    MAIL_SENT = "mail.sent", _("Mail sent")
    MAIL_OPENED = "mail.opened", _("Mail opened")
    MAIL_CLICKED = "mail.clicked", _("Mail clicked")


class Consent(models.IntegerChoices):
    """What a person agreed to, as bits: 3 is personalisation and marketing."""

    NECESSARY = 0, _("Necessary only")
    PERSONALISATION = 1, _("Personalisation")
    MARKETING = 2, _("Marketing")
    ALL = 3, _("Personalisation and marketing")


class Channel(models.TextChoices):
    WEB = "web", _("Web shop")
    API = "api", _("API")
    ADMIN = "admin", _("Staff")
    IMPORT = "import", _("Import")
    POS = "pos", _("Shop counter")
    MARKETPLACE = "market", _("Marketplace")
    RENEWAL = "renewal", _("Subscription")


class Device(models.TextChoices):
    PHONE = "phone", _("Phone")
    TABLET = "tablet", _("Tablet")
    DESKTOP = "desktop", _("Desktop")
    UNKNOWN = "", _("Unknown")
