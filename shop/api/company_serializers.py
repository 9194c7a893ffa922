"""What the API says of a member's company and of what waits for its approval."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from accounts.models import CompanyRole
from orders.models import ApprovalState
from shop.api.order_serializers import SeenTotal
from shop.api.serializers import MoneyField, example


class CompanySerializer(serializers.Serializer[Any]):
    """The company with its terms; amounts are of the shop's base currency."""

    id = serializers.CharField(source="company.public_id")
    name = serializers.CharField(source="company.name")
    role = serializers.ChoiceField(choices=CompanyRole.choices, help_text="Of whoever asks.")
    buys_on_invoice = serializers.BooleanField()
    payment_days = serializers.IntegerField()
    needs_po_number = serializers.BooleanField(source="company.needs_po_number")
    approval_from = MoneyField(
        allow_null=True, help_text="Orders of this value and more need approval; null: none does."
    )
    credit_used = MoneyField(source="credit.used", help_text="What its open invoices come to.")
    credit_left = MoneyField(
        source="credit.left", allow_null=True, help_text="Null where nothing limits it."
    )
    tax_exemption = serializers.CharField(
        allow_blank=True, help_text="The certificate that holds today; empty: none."
    )


class CompanyApprovalSerializer(serializers.Serializer[Any]):
    """An order that waits for an approver, or what became of it."""

    id = serializers.CharField(source="public_id")
    state = serializers.ChoiceField(choices=ApprovalState.choices)
    requested_by = serializers.CharField()
    total = MoneyField(help_text="When it was asked for.")
    total_now = MoneyField(
        allow_null=True,
        help_text="What approving it costs today; null in lists, and once it is decided.",
    )
    rest_now = MoneyField(
        allow_null=True,
        help_text="What gift cards, points and credit of its buyer leave of it today, to be paid"
        " on invoice; null where `total_now` is.",
    )
    po_number = serializers.CharField(allow_blank=True)
    note = serializers.CharField(allow_blank=True)
    reason = serializers.CharField(allow_blank=True, help_text="Why it was declined.")
    may_decide = serializers.BooleanField(help_text="Whether whoever asks may decide it.")
    order = serializers.CharField(allow_null=True, help_text="Id of the order that was placed.")
    created_at = serializers.DateTimeField()
    decided_at = serializers.DateTimeField(allow_null=True)


@example("Agreed", {"is_approved": True, "total": {"minor": 12990, "currency": "EUR"}})
class DecisionSerializer(serializers.Serializer[Any]):
    """Yes with the total that was seen, or no with a reason."""

    is_approved = serializers.BooleanField()
    total = SeenTotal(required=False, help_text="What approving it was seen to cost.")
    rest = SeenTotal(
        required=False, help_text="What was seen of it to be paid on invoice; compared if given."
    )
    reason = serializers.CharField(max_length=300, required=False, allow_blank=True, default="")

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        wanted = "total" if attrs["is_approved"] else "reason"
        if not attrs.get(wanted):
            message = serializers.Field.default_error_messages["required"]
            raise serializers.ValidationError({wanted: [message]})
        return attrs
