"""What staff fill in about an order, each in a dialog over its page."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from typing import Any
from uuid import uuid4

from django import forms
from django.utils.translation import gettext_lazy as _
from unfold.widgets import UnfoldAdminSelectWidget, UnfoldAdminTextareaWidget

from foundation.dialog_fields import amount_field, switch_field, text_field, units_field
from foundation.dialogs import Dialog
from foundation.money import Money
from inventory.models import Warehouse
from loyalty.models import GiftCard
from orders.fulfilment.selectors import lines_to_send, open_units, warehouses_to_send
from orders.models import Order, OrderLine, Payment, PaymentState, Shipment
from orders.refunds import order_refundable
from orders.returns import returnable_lines

MOST_UNITS = 100_000


class OrderDialog(Dialog):
    """A dialog about one order."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.order = Order.objects.get(pk=self.object_id)


class UnitsDialog(OrderDialog):
    """A dialog with a number of units for some lines."""

    def add_units(self, rows: Iterable[tuple[OrderLine, int, int]]) -> None:
        """A field for each (line, most, first value)."""
        for line, most, value in rows:
            self.fields[f"line-{line.pk}"] = units_field(
                f"{line.name} ({line.sku})",
                least=0,
                most=most,
                initial=value,
                help_text=_("At most %(most)d") % {"most": most},
            )

    @property
    def units(self) -> dict[int, int]:
        """What was typed, by line id, without zeros."""
        return {
            int(name.removeprefix("line-")): value
            for name, value in self.cleaned_data.items()
            if name.startswith("line-") and value
        }

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        if not self.errors and not self.units:
            self.add_error(None, _("Choose at least one."))
        return cleaned


class ShipDialog(UnitsDialog):
    tracking = text_field(_("Tracking number"), longest=80, required=False)
    carrier = text_field(_("Carrier, where it is not the usual one"), longest=60, required=False)
    warehouse = forms.ModelChoiceField(
        label=_("From"),
        queryset=Warehouse.objects.none(),
        required=False,
        widget=UnfoldAdminSelectWidget(),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        to_send = lines_to_send(self.order)
        places = warehouses_to_send(to_send)
        field = self.fields["warehouse"]
        field.queryset = Warehouse.objects.filter(pk__in=[place.pk for place in places])
        field.empty_label = _("Wherever it lies")
        if len(places) < 2:
            del self.fields["warehouse"]
        self.add_units((entry.line, entry.ready, entry.ready) for entry in to_send if entry.ready)


class CancelDialog(UnitsDialog):
    reason = text_field(_("Reason"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.add_units(
            (line, open_units(line), 0) for line in self.order.lines.all() if open_units(line)
        )


class ReasonDialog(Dialog):
    reason = text_field(_("Reason"), required=False)


class TakeBackDialog(Dialog):
    line = forms.ModelChoiceField(
        label=_("What came back"),
        queryset=OrderLine.objects.none(),
        widget=UnfoldAdminSelectWidget(),
    )
    quantity = units_field(_("Units"), most=MOST_UNITS, initial=1)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        lines = returnable_lines(Order.objects.get(pk=self.object_id))
        keys = [entry.line.pk for entry in lines]
        self.fields["line"].queryset = OrderLine.objects.filter(pk__in=keys)
        if len(keys) == 1:
            self.initial["line"] = keys[0]


class AmountDialog(OrderDialog):
    """A sum in the order's currency, with a reason; ``key`` makes a second click harmless."""

    amount = amount_field(_("Amount"))
    reason = text_field(_("Reason"), required=False)
    key = forms.RegexField(r"^[0-9a-f]{32}$", widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial["key"] = uuid4().hex

    @property
    def money(self) -> Money:
        return Money.of(self.cleaned_data["amount"], self.order.currency)


class RefundDialog(AmountDialog):
    as_credit = switch_field(
        _("As store credit, instead of back to the card"),
        help_text=_("What gift cards, credit and points paid goes back to them in any case."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.left = order_refundable(self.order)
        if self.order.customer_id is None:
            del self.fields["as_credit"]
        self.fields["amount"].help_text = _("At most %(left)s") % {"left": self.left}
        self.fields["reason"].required = True

    def clean_amount(self) -> Decimal:
        amount: Decimal = self.cleaned_data["amount"]
        asked = Money.of(amount, self.order.currency)
        if not asked or self.left < asked:
            raise forms.ValidationError(
                _("At most %(left)s can be given back.") % {"left": self.left}
            )
        return amount


class GiftCardDialog(OrderDialog):
    """Which of the cards that an order bought comes back."""

    card = forms.ModelChoiceField(
        label=_("Gift card"), queryset=GiftCard.objects.none(), widget=UnfoldAdminSelectWidget()
    )
    reason = text_field(_("Reason"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        cards = GiftCard.objects.filter(bought_in=self.order.public_id, account__is_active=True)
        self.fields["card"].queryset = cards


class DiscountDialog(AmountDialog):
    pass


class NoteDialog(Dialog):
    text = forms.CharField(label=_("Note"), widget=UnfoldAdminTextareaWidget({"rows": 4}))
    is_for_customer = switch_field(_("The customer may read it"))


class PaidDialog(Dialog):
    reference = text_field(_("What stands on the transfer"), longest=120, required=False)

    @property
    def payment(self) -> Payment | None:
        due = Payment.objects.filter(order_id=self.object_id, state=PaymentState.DUE)
        return due.order_by("pk").first()


class ArrivedDialog(Dialog):
    shipment = forms.ModelChoiceField(
        label=_("Parcel"), queryset=Shipment.objects.none(), widget=UnfoldAdminSelectWidget()
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        waiting = Shipment.objects.filter(order_id=self.object_id, delivered_at__isnull=True)
        field = self.fields["shipment"]
        field.queryset = waiting
        field.initial = waiting.first()
        field.label_from_instance = lambda row: f"{row.shipped_at:%Y-%m-%d} {row.tracking}"
