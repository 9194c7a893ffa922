"""What a product's pictures propose to staff: in a dialog, to accept, change or leave."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from unfold.decorators import action
from unfold.widgets import UnfoldAdminSelectWidget

from catalog.models import Category, OptionValue, Product
from foundation.admin import close_dialog
from foundation.dialog_fields import switch_field
from foundation.dialogs import Dialog
from search.visual.proposals import Proposals, accept, propose

COLOUR, ATTRIBUTE = "colour-", "attribute-"


class CategoryField(forms.ModelChoiceField):
    """All categories, those below another a little to the right."""

    def label_from_instance(self, category: Any) -> str:
        return f"{'– ' * (category.depth - 1)}{category.name}"


class ProposalsDialog(Dialog):
    """A field for each proposal, filled in with it; what staff leave empty stays as it is."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.product = Product.objects.get(pk=self.object_id)
        self.proposals = propose(self.product)
        if self.proposals is not None:
            self._offer(self.proposals)

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        if self.proposals is None:
            self.add_error(None, _("Its pictures say nothing yet: there is none, or no index."))
        elif not self.errors and not self._chosen(cleaned):
            self.add_error(None, _("Choose at least one."))
        return cleaned

    @property
    def category(self) -> Category | None:
        return self.cleaned_data.get("category")

    @property
    def colours(self) -> dict[int, OptionValue]:
        """The colours that were chosen, by picture."""
        return {
            int(name.removeprefix(COLOUR)): value
            for name, value in self.cleaned_data.items()
            if name.startswith(COLOUR) and value is not None
        }

    @property
    def attributes(self) -> list[Any]:
        offered = self.proposals.attributes if self.proposals else ()
        return [one for at, one in enumerate(offered) if self.cleaned_data.get(f"{ATTRIBUTE}{at}")]

    def _chosen(self, cleaned: dict[str, Any]) -> bool:
        return any(value for name, value in cleaned.items() if not name.startswith("_"))

    def _offer(self, proposals: Proposals) -> None:
        if proposals.categories:
            first = proposals.categories[0]
            told = ", ".join(f"{one.category} {one.share:.0%}" for one in proposals.categories)
            self.fields["category"] = CategoryField(
                label=_("Category"),
                queryset=Category.objects.order_by("path"),
                initial=first.category.pk,
                required=False,
                help_text=_("What looks most alike is in: %(shares)s") % {"shares": told},
                widget=UnfoldAdminSelectWidget(),
            )
        swatches = OptionValue.objects.exclude(swatch="").order_by("option__position", "position")
        for one in proposals.colours:
            self.fields[f"{COLOUR}{one.image.pk}"] = forms.ModelChoiceField(
                label=_("Colour of %(picture)s") % {"picture": one.image.alt or one.image},
                queryset=swatches,
                initial=one.value.pk,
                required=False,
                widget=UnfoldAdminSelectWidget(),
            )
        for at, trait in enumerate(proposals.attributes):
            text = _("%(name)s: %(value)s (%(share)d %% of what looks most alike)")
            told = text % {"name": trait.name, "value": trait.text, "share": trait.share * 100}
            self.fields[f"{ATTRIBUTE}{at}"] = switch_field(told, initial=True)


class PictureProposals:
    """For the staff page of products: a button that asks what the pictures say."""

    @action(
        description=gettext_lazy("What its pictures say"),
        icon="image_search",
        permissions=["change"],
        dialog={
            "title": gettext_lazy("What its pictures say"),
            "description": gettext_lazy(
                "Proposed from what looks alike in the shop. Nothing is written before you accept."
            ),
            "form_class": ProposalsDialog,
            "form_submit_text": gettext_lazy("Accept what is filled in"),
        },
    )
    def look_at_pictures(
        self, request: HttpRequest, form: ProposalsDialog, object_id: int
    ) -> HttpResponse:
        accept(
            product=form.product,
            category=form.category,
            colours=form.colours,
            attributes=form.attributes,
        )
        messages.success(request, _("What you accepted is written."))
        return close_dialog()
