"""Staff pages of the list of known ones: who is trusted, and who is not to be served."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.functional import Promise
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from unfold.admin import ModelAdmin
from unfold.decorators import display
from unfold.widgets import UnfoldAdminTextInputWidget

from accounts.roles import staff_of
from foundation.admin import label
from foundation.checked_forms import CheckedForm
from risk.admin.words import VERDICT_COLOURS
from risk.algorithms.vocabulary import Mark, Verdict
from risk.kinds import MARKS
from risk.models import Assessment, KnownMark
from risk.rules.lists import (
    TYPED,
    Entry,
    change_known,
    check_new,
    key_of_attempt,
    key_of_text,
    list_mark,
    unlist,
)

SAID: dict[str, Promise] = {
    Verdict.LEGITIMATE: _("Trusted"),
    Verdict.FRAUD: _("Not to be served"),
}


Choice = tuple[str, str | Promise]


class KnownForm(CheckedForm):
    """Of a mark that is on the list: what is said of it."""

    class Meta:
        model = KnownMark
        fields: tuple[str, ...] = ("verdict", "shown", "why", "until")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _offer(self, "verdict", SAID.items())

    def check_row(self) -> None:
        """Nothing beyond the fields."""


class ListForm(KnownForm):
    """A mark that is to be listed: typed, or taken over from an attempt."""

    text = forms.CharField(
        label=_("Typed out"),
        required=False,
        max_length=300,
        widget=UnfoldAdminTextInputWidget,
        help_text=_(
            "Not kept: only a key is made of it. An address as street, postcode, country; a "
            "network as one of its addresses, which stands for its neighbours too."
        ),
    )
    attempt = forms.CharField(required=False, widget=forms.HiddenInput)

    class Meta(KnownForm.Meta):
        fields = ("mark", "text", "verdict", "shown", "why", "until", "attempt")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.taken_from = self._attempt()
        if self.taken_from:
            self.fields["text"].widget = forms.HiddenInput()
        else:
            _offer(self, "mark", [(value, words) for value, words in MARKS if value in TYPED])

    def check_row(self) -> None:
        mark = Mark(self.cleaned_data["mark"])
        key = (
            key_of_attempt(mark, self.taken_from)
            if self.taken_from
            else key_of_text(mark, self.cleaned_data["text"])
        )
        check_new(mark, key)
        self.instance.key = key

    def field_of(self, name: str) -> str | None:
        """What stands at the hidden field of a mark that is taken over is told above them all."""
        return None if name == "text" and self.taken_from else super().field_of(name)

    def _attempt(self) -> Assessment | None:
        given = str(self.data.get("attempt") or self.initial.get("attempt") or "")
        given = given.replace("\x00", "")  # PostgreSQL takes none
        return Assessment.objects.filter(public_id=given).first() if given else None


@admin.register(KnownMark)
class KnownMarkAdmin(ModelAdmin):
    list_display = ("shown", "mark", "said", "until", "added_by", "added_at")
    list_filter = ("verdict", "mark")
    list_select_related = ("added_by",)
    search_fields = ("shown", "why")
    ordering = ("-added_at",)

    @display(description=_("Verdict"), ordering="verdict")
    def said(self, known: KnownMark) -> SafeString:
        return label(SAID[known.verdict], VERDICT_COLOURS.get(known.verdict, ""))

    def get_form(
        self,
        request: HttpRequest,
        obj: KnownMark | None = None,
        change: bool = False,
        **kwargs: Any,
    ) -> Any:
        kwargs["form"] = KnownForm if obj else ListForm
        kwargs["fields"] = kwargs["form"].Meta.fields
        return super().get_form(request, obj, change, **kwargs)

    def get_fields(self, request: HttpRequest, obj: KnownMark | None = None) -> Any:
        return KnownForm.Meta.fields if obj else ListForm.Meta.fields

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        """``?assessment=<public id>&mark=card`` takes a mark over from an attempt."""
        given = super().get_changeform_initial_data(request)
        return {**given, "attempt": request.GET.get("assessment", "")}

    def save_model(self, request: HttpRequest, obj: KnownMark, form: Any, change: bool) -> None:
        entry = Entry(Verdict(obj.verdict), obj.shown, obj.why, obj.until)
        if change:
            change_known(known=obj, entry=entry, by=staff_of(request))
            return
        listed = list_mark(mark=Mark(obj.mark), key=obj.key, entry=entry, by=staff_of(request))
        obj.pk = listed.pk

    def delete_model(self, request: HttpRequest, obj: KnownMark) -> None:
        unlist(known=obj, by=staff_of(request))

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[KnownMark]) -> None:
        for known in queryset:
            unlist(known=known, by=staff_of(request))


def _offer(form: forms.ModelForm[KnownMark], name: str, choices: Iterable[Choice]) -> None:
    """What may be chosen; whoever may only look has no such field."""
    field = form.fields.get(name)
    if isinstance(field, forms.ChoiceField):
        field.choices = list(choices)
