"""What a shop front of one's own tells back: what it showed, and what people did with it."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _
from rest_framework import serializers

from events.beacon import MOST_EVENTS, MOST_POSITION
from events.names import EventName
from shop.api.serializers import PublicIdField

WORD = r"^[\w.:/-]*$"


class EventIdField(serializers.RegexField):
    """A UUID of version 7: it carries the time, and what comes twice is kept once."""

    def __init__(self, **options: Any) -> None:
        hexadecimal = "[0-9a-f]"
        pattern = f"^{hexadecimal}{{8}}-{hexadecimal}{{4}}-7{hexadecimal}{{3}}-[89ab]"
        super().__init__(f"{pattern}{hexadecimal}{{3}}-{hexadecimal}{{12}}$", **options)


class ShownProduct(serializers.Serializer[Any]):
    """A product that was really seen, at its place in a list."""

    id = EventIdField(help_text="A UUID of version 7, of your own; a click names it.")
    product = PublicIdField()
    position = serializers.IntegerField(min_value=1, max_value=MOST_POSITION)
    propensity = serializers.FloatField(
        min_value=0.0, max_value=1.0, default=1.0,
        help_text="How probable it was to be shown there; 1 where nothing was left to chance.",
    )  # fmt: skip
    strategy = serializers.RegexField(WORD, max_length=40, default="")


class NewImpressions(serializers.Serializer[Any]):
    """One list as it was shown."""

    slot = serializers.RegexField(WORD, max_length=40, help_text="Where, such as app.home.")
    surface = serializers.RegexField(WORD, max_length=40, default="")
    model = serializers.RegexField(WORD, max_length=60, default="")
    shown = serializers.ListField(child=ShownProduct(), min_length=1, max_length=MOST_EVENTS)


class NewInteraction(serializers.Serializer[Any]):
    """A look at a product, or a click on one that was found or recommended."""

    id = EventIdField()
    kind = serializers.ChoiceField(
        [EventName.PRODUCT_VIEWED, EventName.SEARCH_CLICKED, EventName.IMPRESSION_CLICKED]
    )
    product = PublicIdField()
    impression = EventIdField(
        required=False, help_text="Of a click on a recommendation: which one it was."
    )

    def validate(self, attributes: dict[str, Any]) -> dict[str, Any]:
        """Only a click on a recommendation comes from an impression."""
        if "impression" in attributes and attributes["kind"] != EventName.IMPRESSION_CLICKED:
            raise serializers.ValidationError(
                {"impression": _("Only a click on a recommendation comes from an impression.")}
            )
        return attributes


class NewInteractions(serializers.Serializer[Any]):
    """What was done, oldest first. Carts, wishlists and orders tell of themselves."""

    interactions = serializers.ListField(
        child=NewInteraction(), min_length=1, max_length=MOST_EVENTS
    )


class NewFeedback(serializers.Serializer[Any]):
    """Not for me."""

    product = PublicIdField()
    slot = serializers.RegexField(WORD, max_length=40, default="")


class Kept(serializers.Serializer[Any]):
    kept = serializers.IntegerField(help_text="How many were written down.")
