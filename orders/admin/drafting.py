"""Putting a draft together and placing it, on the order's own page."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from django import forms
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from unfold.decorators import action
from unfold.enums import ActionVariant
from unfold.widgets import (
    UnfoldAdminEmailInputWidget,
    UnfoldAdminSelectWidget,
)

from accounts.models import Customer
from catalog.selectors import variants_by_sku
from events.audit import by_staff
from foundation.admin import close_dialog
from foundation.dialog_fields import text_field, units_field
from foundation.dialogs import Dialog, answer_problem
from orders.admin.dialogs import MOST_UNITS, DiscountDialog, OrderDialog, PaidDialog
from orders.admin.doing import carry_out
from orders.admin.place_fields import PlaceFields
from orders.building import CheckoutDetails
from orders.drafts import (
    DraftLine,
    create_draft,
    discard_draft,
    open_payment,
    place_as_paid,
    place_on_invoice,
    reopen_draft,
    set_details,
    set_discount,
    set_lines,
    set_shipping,
)
from orders.errors import NotPossible
from orders.models import Order, ShippingMethod


class NewDraftDialog(Dialog):
    """Who buys: a customer by their address, or a guest."""

    email = forms.EmailField(label=_("E-mail"), widget=UnfoldAdminEmailInputWidget())
    currency = forms.ChoiceField(label=_("Currency"), widget=UnfoldAdminSelectWidget())
    language = forms.ChoiceField(
        label=_("Language"), choices=settings.LANGUAGES, widget=UnfoldAdminSelectWidget()
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        currencies = [(code, code) for code in settings.SHOP_CURRENCIES]
        self.fields["currency"].choices = currencies


class LinesDialog(OrderDialog):
    """Units of what is in the draft, and one variant more by its SKU."""

    sku = text_field(_("Add an item: its SKU"), longest=60, required=False)
    quantity = units_field(_("Units of it"), most=MOST_UNITS, initial=1)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for line in self.order.lines.filter(is_gift=False, variant__isnull=False):
            self.fields[f"units-{line.variant_id}"] = units_field(
                f"{line.name} ({line.sku})",
                least=0,
                most=MOST_UNITS,
                initial=line.quantity,
            )

    def clean_sku(self) -> str:
        sku = str(self.cleaned_data["sku"]).strip()
        self.added = variants_by_sku([sku]).get(sku.lower()) if sku else None
        if sku and self.added is None:
            raise forms.ValidationError(_("There is no such SKU."))
        return sku

    @property
    def draft_lines(self) -> list[DraftLine]:
        lines = [
            DraftLine(int(name.removeprefix("units-")), value)
            for name, value in self.cleaned_data.items()
            if name.startswith("units-") and value
        ]
        if self.added is not None:
            lines.append(DraftLine(self.added.pk, self.cleaned_data["quantity"]))
        return lines


class AddressDialog(OrderDialog, PlaceFields):
    vat_number = text_field(_("VAT number"), longest=20, required=False)
    note = text_field(_("Wish of the buyer"), longest=500, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        order = self.order
        self.initial.update({
            "name": order.ship_name, "company": order.ship_company, "line1": order.ship_line1,
            "line2": order.ship_line2, "postcode": order.ship_postcode, "city": order.ship_city,
            "region": order.ship_region, "country": order.ship_country, "phone": order.phone,
            "vat_number": order.vat_number, "note": order.customer_note,
        })  # fmt: skip

    @property
    def details(self) -> CheckoutDetails:
        typed = {
            name: value for name, value in self.cleaned_data.items() if name != "_form_submitted"
        }
        return CheckoutDetails(email=self.order.email, **typed)


class ShippingDialog(OrderDialog):
    method: forms.ModelChoiceField[ShippingMethod] = forms.ModelChoiceField(
        label=_("How it gets there"),
        queryset=ShippingMethod.objects.filter(is_active=True),
        required=False,
        empty_label=_("Handed over"),
        widget=UnfoldAdminSelectWidget(),
    )


class LinkDialog(OrderDialog):
    note = text_field(_("A word to the buyer"), longest=300, required=False)


class InvoiceDialog(OrderDialog):
    days = units_field(_("Days to pay"), least=0, most=365)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial["days"] = settings.INVOICE_DAYS


class DraftDeeds:
    """Mixed into the page of orders: what can be done with a draft."""

    draft_actions = (
        "edit_lines", "edit_address", "edit_shipping", "edit_discount", "send_link",
        "place_invoice", "place_paid", "discard",
    )  # fmt: skip

    def has_draft_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return bool(request.user.has_perm("orders.add_order"))

    @action(
        description=_("New order"),
        icon="add",
        permissions=["draft"],
        dialog={
            "title": _("An order for somebody"),
            "description": _("It is a draft until it is placed or paid."),
            "form_class": NewDraftDialog,
            "form_submit_text": _("Begin"),
        },
    )
    def new_draft(self, request: HttpRequest, form: NewDraftDialog) -> HttpResponse:
        data = form.cleaned_data
        customer = Customer.objects.filter(email__iexact=data["email"]).first()
        order = create_draft(
            email=data["email"],
            customer=customer,
            currency=data["currency"],
            language=data["language"],
        )
        by_staff(request, "draft", order)
        url = reverse("admin:orders_order_change", args=[order.pk])
        return HttpResponse(headers={"HX-Redirect": url})

    @action(
        description=_("Items"),
        icon="shopping_cart",
        variant=ActionVariant.PRIMARY,
        permissions=["draft"],
        dialog={
            "title": _("What the buyer gets"),
            "description": _("At today's prices, offers and taxes."),
            "form_class": LinesDialog,
            "form_submit_text": _("Keep"),
        },
    )
    def edit_lines(self, request: HttpRequest, form: LinesDialog, object_id: int) -> HttpResponse:
        return _edit(request, form, partial(set_lines, lines=form.draft_lines), "draft.lines")

    @action(
        description=_("Address"),
        icon="home_pin",
        permissions=["draft"],
        dialog={
            "title": _("Who gets it and where"),
            "description": _("The place decides on taxes and shipping."),
            "form_class": AddressDialog,
            "form_submit_text": _("Keep"),
        },
    )
    def edit_address(
        self, request: HttpRequest, form: AddressDialog, object_id: int
    ) -> HttpResponse:
        return _edit(request, form, partial(set_details, details=form.details), "draft.address")

    @action(
        description=_("Shipping"),
        icon="local_shipping",
        permissions=["draft"],
        dialog={
            "title": _("How it gets there"),
            "description": _("At the price that the shop asks."),
            "form_class": ShippingDialog,
            "form_submit_text": _("Keep"),
        },
    )
    def edit_shipping(
        self, request: HttpRequest, form: ShippingDialog, object_id: int
    ) -> HttpResponse:
        method = form.cleaned_data["method"]
        return _edit(request, form, partial(set_shipping, method=method), "draft.shipping")

    @action(
        description=_("Discount"),
        icon="sell",
        permissions=["draft"],
        dialog={
            "title": _("Make it cheaper"),
            "description": _("A sum off the goods; zero takes the discount away."),
            "form_class": DiscountDialog,
            "form_submit_text": _("Keep"),
        },
    )
    def edit_discount(
        self, request: HttpRequest, form: DiscountDialog, object_id: int
    ) -> HttpResponse:
        work = partial(set_discount, amount=form.money, reason=form.cleaned_data["reason"])
        return _edit(request, form, work, "draft.discount", amount_minor=form.money.minor)

    @action(
        description=_("Send a payment link"),
        icon="link",
        permissions=["draft"],
        dialog={
            "title": _("Let the buyer pay"),
            "description": _("They get a mail with a link to the order, where they pay."),
            "form_class": LinkDialog,
            "form_submit_text": _("Send the link"),
        },
    )
    def send_link(self, request: HttpRequest, form: LinkDialog, object_id: int) -> HttpResponse:
        work = partial(open_payment, note=form.cleaned_data["note"])
        return _edit(request, form, work, "draft.link", done=_("The link is on its way."))

    @action(
        description=_("Place on invoice"),
        icon="receipt_long",
        permissions=["draft"],
        dialog={
            "title": _("Place it on invoice"),
            "description": _("It is sent now and paid later."),
            "form_class": InvoiceDialog,
            "form_submit_text": _("Place the order"),
        },
    )
    def place_invoice(
        self, request: HttpRequest, form: InvoiceDialog, object_id: int
    ) -> HttpResponse:
        work = partial(place_on_invoice, order=form.order, days=form.cleaned_data["days"])
        return _place(request, form, form.order, work, "draft.invoice")

    @action(
        description=_("Place as paid"),
        icon="price_check",
        permissions=["draft"],
        dialog={
            "title": _("Place it as paid"),
            "description": _("The money is there already: cash or a transfer."),
            "form_class": PaidDialog,
            "form_submit_text": _("Place the order"),
        },
    )
    def place_paid(self, request: HttpRequest, form: PaidDialog, object_id: int) -> HttpResponse:
        order = Order.objects.get(pk=object_id)
        work = partial(place_as_paid, order=order, reference=form.cleaned_data["reference"])
        return _place(request, form, order, work, "draft.paid")

    @action(
        description=_("Change it again"),
        icon="undo",
        permissions=["draft"],
        dialog={
            "title": _("Make it a draft again?"),
            "description": _("The link that the buyer has leads nowhere until it is sent again."),
            "form_class": Dialog,
            "form_submit_text": _("Make it a draft"),
        },
    )
    def reopen(self, request: HttpRequest, form: Dialog, object_id: int) -> HttpResponse:
        order = Order.objects.get(pk=object_id)
        work = partial(reopen_draft, order=order)
        return carry_out(request, form, order, "draft.reopen", work, _("It is a draft again."))

    @action(
        description=_("Discard"),
        icon="delete",
        variant=ActionVariant.DANGER,
        permissions=["draft"],
        dialog={
            "title": _("Throw this draft away?"),
            "description": _("Nothing of it is kept."),
            "form_class": Dialog,
            "form_submit_text": _("Throw it away"),
        },
    )
    def discard(self, request: HttpRequest, form: Dialog, object_id: int) -> HttpResponse:
        order = Order.objects.get(pk=object_id)
        work = partial(discard_draft, order=order)
        answer = carry_out(request, form, order, "draft.discard", work, _("Gone."))
        if "HX-Refresh" not in answer:
            return answer
        return HttpResponse(headers={"HX-Redirect": reverse("admin:orders_order_changelist")})


def _edit(
    request: HttpRequest,
    form: OrderDialog,
    work: Callable[..., object],
    deed: str,
    *,
    done: Any = None,
    **changes: Any,
) -> HttpResponse:
    order, done = form.order, done or _("Kept.")
    return carry_out(request, form, order, deed, partial(work, order=order), done, **changes)


def _place(
    request: HttpRequest, form: Dialog, order: Order, work: Callable[[], object], deed: str
) -> HttpResponse:
    """Placing has its own transactions: the deed is written down when it is done."""
    try:
        work()
    except NotPossible as problem:
        return answer_problem(request, form, problem)
    by_staff(request, deed, order)
    messages.success(request, f"{order}: {_('Placed.')}")
    return close_dialog()
