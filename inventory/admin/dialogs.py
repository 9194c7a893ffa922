"""What the dialogs of stock ask for: a warehouse, what arrived."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from unfold.widgets import UnfoldAdminSelectWidget

from foundation.dialog_fields import units_field
from foundation.dialogs import Dialog
from inventory.models import PurchaseOrderLine, TransferLine, Warehouse


def warehouse_field(label: Any, **options: Any) -> forms.ModelChoiceField[Warehouse]:
    return forms.ModelChoiceField(
        label=label,
        queryset=Warehouse.objects.filter(is_active=True),
        widget=UnfoldAdminSelectWidget(),
        **options,
    )


class ArrivalDialog(Dialog):
    """What came of what was expected: a field for each line of which units are missing."""

    lines: list[PurchaseOrderLine | TransferLine]

    def ask_for(self, lines: Iterable[PurchaseOrderLine | TransferLine], missing_text: Any) -> None:
        """Add the fields; ``missing_text`` is told of ``missing`` and ``ordered`` units."""
        self.lines = [line for line in lines if line.received < line.quantity]
        for line in self.lines:
            missing = line.quantity - line.received
            self.fields[f"line_{line.pk}"] = units_field(
                f"{line.variant.sku} · {line.variant.product}",
                least=0,
                required=False,
                initial=missing,
                help_text=missing_text % {"missing": missing, "ordered": line.quantity},
            )

    def quantities(self) -> dict[int, int]:
        """What arrived, by variant."""
        return {
            line.variant_id: self.cleaned_data.get(f"line_{line.pk}") or 0 for line in self.lines
        }
