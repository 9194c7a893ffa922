"""The staff page that shows a list before and after the rules, and which model gave what."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import admin
from django.contrib.admin.widgets import AutocompleteSelect, AutocompleteSelectMultiple
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from unfold.widgets import UnfoldAdminSelectWidget

from accounts.models import Customer
from catalog.models import Product, Wishlist
from events.context import EventContext
from events.names import Consent
from recommendations.models import RecommendationRule
from recommendations.rules.book import Segment, ShopSurface
from recommendations.rules.labels import SEGMENT_CHOICES, SURFACE_CHOICES
from recommendations.rules.previewing import OF_PRODUCTS, Preview, Question, preview
from recommendations.rules.samples import somebody_of

MOST_PRODUCTS = 12
_THEME = {"class": "unfold-admin-autocomplete admin-autocomplete"}


class PreviewForm(forms.Form):
    """Which list, for whom: a customer by name only for who may see customers."""

    surface = forms.ChoiceField(
        label=_("List"), choices=SURFACE_CHOICES, widget=UnfoldAdminSelectWidget()
    )
    segment = forms.ChoiceField(
        label=_("Somebody like this"),
        choices=[("", "—"), *SEGMENT_CHOICES],
        required=False,
        widget=UnfoldAdminSelectWidget(),
        help_text=_("A shopper of late who agreed to be remembered, without a name."),
    )
    customer = forms.ModelChoiceField(
        label=_("Or this customer"),
        queryset=Customer.objects.all(),
        required=False,
        # Any foreign key to a customer will do: the field says what is looked up.
        widget=AutocompleteSelect(Wishlist._meta.get_field("customer"), admin.site, attrs=_THEME),
    )
    products: Any = forms.ModelMultipleChoiceField(
        label=_("Products on the page or in the cart"),
        queryset=Product.objects.all(),
        required=False,
        widget=AutocompleteSelectMultiple(
            RecommendationRule._meta.get_field("product"), admin.site, attrs=_THEME
        ),
    )

    def __init__(self, *args: Any, may_name: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not may_name:
            del self.fields["customer"]

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        surface = cleaned.get("surface")
        products = cleaned.get("products") or []
        if len(products) > MOST_PRODUCTS:
            self.add_error("products", _("These are too many at once."))
        if surface in (*OF_PRODUCTS, ShopSurface.CATEGORY) and not products:
            self.add_error("products", _("This list is made for a product: name one."))
        asks_for_person = surface and surface not in (*OF_PRODUCTS, ShopSurface.TRENDING)
        if asks_for_person and not (cleaned.get("segment") or cleaned.get("customer")):
            self.add_error("segment", _("This list is made for a person: choose one."))
        customer = cleaned.get("customer")
        if customer is not None and not customer.consent & Consent.PERSONALISATION:
            self.add_error(
                "customer", _("This customer did not agree to be remembered: nothing is personal.")
            )
        return cleaned


def preview_context(request: HttpRequest) -> dict[str, Any]:
    """What the template needs: the form and, where it was filled in well, the lists."""
    may_name = request.user.has_perm("accounts.view_customer")
    form = PreviewForm(request.GET or None, may_name=may_name)
    found: Preview | None = None
    nobody = False
    if form.is_bound and form.is_valid():
        question = _question(form.cleaned_data)
        nobody = question is None
        found = preview(question) if question is not None else None
    return {"form": form, "preview": found, "nobody": nobody}


def _question(told: dict[str, Any]) -> Question | None:
    """None where no shopper of the segment is known."""
    surface = ShopSurface(told["surface"])
    products = tuple(product.pk for product in told["products"])
    customer = told.get("customer")
    person: UUID | None = customer.pseudonym if customer is not None else None
    if person is None and told["segment"]:
        person = somebody_of(Segment(told["segment"]))
        if person is None:
            return None
    if person is None:
        return Question(surface, EventContext(), products)
    # Either column of the log may hold a person who came without a login.
    context = EventContext(
        customer=person,
        visitor=None if customer is not None else person,
        consent=Consent.PERSONALISATION,
    )
    return Question(surface, context, products)
