"""What a customer may change of a subscription, form by form."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from orders.carts import MOST_OF_ONE
from orders.models import Interval, Mandate, OutOfStockChoice, SubscriptionLine
from orders.payments.base import PaymentChoice
from orders.subscriptions.changes import NewAddress
from shop.storefront.member_forms import AddressForm

NEW = "new:"
_PLACE = (
    "name", "company", "line1", "line2", "postcode", "city", "region", "country", "phone",
)  # fmt: skip


class RhythmForm(forms.Form):
    """How often it comes, and what happens where something is out of stock."""

    interval = forms.ChoiceField(label=_("How often"))
    if_out = forms.ChoiceField(
        label=_("Where something is out of stock"), choices=OutOfStockChoice.choices
    )

    def __init__(self, *args: Any, intervals: Sequence[Interval], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["interval"].choices = [  # type: ignore[attr-defined]
            (value.value, capfirst(value.label)) for value in intervals
        ]


class QuantitiesForm(forms.Form):
    """How many of each line come; zero takes it out."""

    def __init__(self, *args: Any, lines: Sequence[SubscriptionLine], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for line in lines:
            self.fields[f"line-{line.pk}"] = forms.IntegerField(
                label=line.name,
                min_value=0,
                max_value=MOST_OF_ONE,
                initial=line.quantity,
                widget=forms.NumberInput({"inputmode": "numeric"}),
            )

    def quantities(self) -> dict[int, int]:
        """Units by key of the line."""
        return {
            int(name.removeprefix("line-")): units
            for name, units in self.cleaned_data.items()
            if name.startswith("line-")
        }


class PlaceForm(AddressForm):
    """Where it goes from now on."""

    label = None  # type: ignore[assignment]
    vat_id = None  # type: ignore[assignment]
    is_default = None  # type: ignore[assignment]

    @classmethod
    def kept(cls, details: dict[str, Any]) -> PlaceForm:
        """The form as it is opened."""
        return cls(initial={name: details.get(name, "") for name in _PLACE})

    def address(self) -> NewAddress:
        data = self.cleaned_data
        return NewAddress(
            **{**{name: data[name] for name in _PLACE}, "region": data["region"][:40]}
        )


class MeansForm(forms.Form):
    """What it is paid with: something that is kept already, or a card that is to be."""

    means = forms.ChoiceField(label=_("Paid with"), widget=forms.RadioSelect)

    def __init__(
        self,
        *args: Any,
        kept: Sequence[Mandate],
        offered: Sequence[PaymentChoice],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        known = [(row.public_id, row.label) for row in kept]
        new = [(f"{NEW}{row.code}", f"{row.name} {row.detail}".strip()) for row in offered]
        self.fields["means"].choices = known + new  # type: ignore[attr-defined]
