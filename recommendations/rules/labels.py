"""What staff call surfaces, kinds of rules and segments."""

from django.utils.translation import gettext_lazy as _

from recommendations.rules.book import RuleKind, Segment, ShopSurface, TargetKind

SURFACES = {
    ShopSurface.FOR_YOU: _("For you"),
    ShopSurface.BECAUSE_VIEWED: _("Because you looked at"),
    ShopSurface.BUY_AGAIN: _("Buy again"),
    ShopSurface.SIMILAR: _("Similar products"),
    ShopSurface.TOGETHER: _("Goes well with it"),
    ShopSurface.UPSELL: _("A better one"),
    ShopSurface.CART: _("Completes the cart"),
    ShopSurface.TRENDING: _("Trending now"),
    ShopSurface.NEW_FOR_YOU: _("New for you"),
    ShopSurface.NEIGHBOURS: _("Shoppers like you"),
    ShopSurface.EMAIL: _("Picks in mails"),
    ShopSurface.CATEGORY: _("Order within categories"),
}
KINDS = {
    RuleKind.PIN: _("Pin to a place"),
    RuleKind.BOOST: _("Boost"),
    RuleKind.BURY: _("Bury"),
    RuleKind.EXCLUDE: _("Never show"),
    RuleKind.REPEAT: _("Offer again after a purchase"),
}
TARGETS = {
    TargetKind.PRODUCT: _("Product"),
    TargetKind.CATEGORY: _("Category"),
    TargetKind.BRAND: _("Brand"),
    TargetKind.OPTION: _("Option"),
}
SEGMENTS = {
    Segment.NEW: _("New: has not bought yet"),
    Segment.OCCASIONAL: _("Occasional: 1 or 2 orders"),
    Segment.REGULAR: _("Regular: 3 to 9 orders"),
    Segment.POWER: _("Devoted: 10 orders and more"),
}
# By the values of ``algorithms.models.Member``, which would load the models' libraries here.
MEMBERS = {
    "popularity": _("What sells"),
    "personal": _("Bought before"),
    "item_knn": _("Bought by the same people"),
    "ease_users": _("EASE over people"),
    "ease_baskets": _("EASE over orders"),
    "rp3": _("Walks (RP3)"),
    "content": _("Content"),
    "lightfm": _("LightFM"),
    "ials": _("Factors (iALS)"),
    "shoppers": _("Shoppers alike"),
    "transitions": _("Next in a session"),
    "two_tower": _("Two towers"),
}
# By the values of ``serving.ReasonKind``, which stands above this module.
REASONS = {
    "because_viewed": _("Looked at"),
    "because_bought": _("Bought"),
    "bought_together": _("Bought along"),
    "similar": _("Similar"),
    "buy_again": _("Bought before"),
    "due_again": _("Due again"),
    "taste": _("Taste"),
    "trending": _("Trending"),
    "new": _("New"),
    "like_minded": _("Shoppers alike"),
    "picked": _("Picked by staff"),
}
SURFACE_CHOICES = [(surface.value, label) for surface, label in SURFACES.items()]
KIND_CHOICES = [(kind.value, label) for kind, label in KINDS.items()]
SEGMENT_CHOICES = [(segment.value, label) for segment, label in SEGMENTS.items()]
