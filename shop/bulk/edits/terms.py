"""Reorder points of stock, groups of customers, and whether promotions hold."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import CompanyRole, Customer, CustomerGroup
from accounts.services import set_terms
from foundation.dialog_fields import units_field
from foundation.refusals import Refusal
from inventory.models import StockLevel, Warehouse
from inventory.services import set_reorder_points
from pricing.models import Promotion
from pricing.services import save_promotion
from shop.bulk.edits.base import (
    Edit,
    EditForm,
    Target,
    Teller,
    Terms,
    Value,
    Written,
    register,
)
from shop.bulk.edits.fields import RowForm, YesNoForm, row_field
from shop.bulk.edits.goods import gone, row_teller, yes_no

LEVELS = Target(
    StockLevel,
    {
        "inventory.stocklevel": "pk",
        "catalog.product": "variant__product",
        "catalog.variant": "variant",
    },
    ("variant__sku", "warehouse__name"),
    "inventory.view_stocklevel",
)
CUSTOMERS = Target(
    Customer, {"accounts.customer": "pk"}, ("name", "email"), "accounts.view_customer"
)
PROMOTIONS = Target(Promotion, {"pricing.promotion": "pk"}, ("label",), "pricing.view_promotion")


class ReorderForm(EditForm):
    value = units_field(gettext_lazy("Asks for more below"), least=0)
    warehouse = row_field(
        gettext_lazy("Warehouse"), Warehouse.objects.order_by("name"), required=False,
        empty_label=gettext_lazy("all of them"),
    )  # fmt: skip

    def terms(self) -> Terms:
        place = self.cleaned_data["warehouse"]
        return {"value": self.cleaned_data["value"], "warehouse": place.pk if place else None}


class ReorderEdit(Edit):
    name = "reorder_point"
    title = gettext_lazy("Reorder point")
    target = LEVELS
    permission = "inventory.change_stocklevel"
    form = ReorderForm

    def said(self, terms: Terms) -> str:
        place = Warehouse.objects.filter(pk=terms["warehouse"]).first()
        told = f"{self.title}: {terms['value']}"
        return f"{told} ({place})" if place else told

    def read(self, keys: Sequence[int], terms: Terms) -> dict[int, Value]:
        rows = StockLevel.objects.filter(pk__in=keys)
        if terms["warehouse"]:
            rows = rows.filter(warehouse=terms["warehouse"])
        return dict(rows.values_list("pk", "reorder_point"))

    def write(self, written: Written) -> None:
        points: dict[Warehouse, dict[int, int]] = defaultdict(dict)
        levels = StockLevel.objects.filter(pk__in=list(written.after))
        for level in levels.select_related("warehouse"):
            points[level.warehouse][level.variant_id] = written.after[level.pk]
        for place, own in points.items():
            set_reorder_points(points=own, warehouse=place)


class GroupForm(RowForm):
    value = row_field(
        gettext_lazy("Customer group"), CustomerGroup.objects.order_by("name"), required=False,
        empty_label=gettext_lazy("no group"),
    )  # fmt: skip


class GroupEdit(Edit):
    """At whose prices customers buy; who was erased is passed over."""

    name = "group"
    title = gettext_lazy("Customer group")
    target = CUSTOMERS
    permission = "accounts.change_customer"
    form = GroupForm

    def said(self, terms: Terms) -> str:
        return f"{self.title}: {self.teller([terms['value']], terms)(terms['value'])}"

    def read(self, keys: Sequence[int], terms: Terms) -> dict[int, Value]:
        rows = Customer.objects.filter(pk__in=keys, erased_at__isnull=True)
        return dict(rows.values_list("pk", "group_id"))

    def write(self, written: Written) -> None:
        wanted = {value for value in written.after.values() if value is not None}
        groups = CustomerGroup.objects.in_bulk(list(wanted))
        rows = Customer.objects.filter(pk__in=list(written.after)).select_related("company")
        for customer in rows.order_by("pk"):
            group_id = written.after[customer.pk]
            set_terms(
                customer=customer,
                group=groups[group_id] if group_id is not None else None,
                company=customer.company,
                role=CompanyRole(customer.company_role),
                by=written.by,
                at=written.at,
            )

    def objections(self, wanted: Mapping[int, Value], terms: Terms) -> dict[int, str]:
        return gone(CustomerGroup, wanted)

    def teller(self, values: Iterable[Value], terms: Terms) -> Teller:
        return row_teller(CustomerGroup, values, _("no group"))


class PromotionEdit(Edit):
    name = "promotion_active"
    title = gettext_lazy("Promotions hold")
    target = PROMOTIONS
    permission = "pricing.change_promotion"
    form = YesNoForm

    def said(self, terms: Terms) -> str:
        return f"{self.title}: {yes_no(terms['value'])}"

    def read(self, keys: Sequence[int], terms: Terms) -> dict[int, Value]:
        return dict(Promotion.objects.filter(pk__in=keys).values_list("pk", "is_active"))

    def write(self, written: Written) -> None:
        for promotion in Promotion.objects.filter(pk__in=list(written.after)).order_by("pk"):
            promotion.is_active = written.after[promotion.pk]
            try:
                save_promotion(promotion=promotion)
            except ValidationError as problem:
                raise Refusal(" ".join(problem.messages)) from problem

    def teller(self, values: Iterable[Value], terms: Terms) -> Teller:
        return yes_no


def register_terms() -> None:
    """Offer them, each to its own list."""
    register(ReorderEdit())
    register(GroupEdit())
    register(PromotionEdit())
