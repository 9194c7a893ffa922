"""The staff page that shows a search before and after the rules."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpRequest
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from unfold.widgets import UnfoldAdminTextInputWidget

from search.admin.forms import language_field
from search.engines.base import EngineDown
from search.previewing import preview

LONGEST_WORDS = 200


class PreviewForm(forms.Form):
    """Which search, in which language."""

    words = forms.CharField(
        label=gettext_lazy("Words"), max_length=LONGEST_WORDS, widget=UnfoldAdminTextInputWidget()
    )
    language = language_field(gettext_lazy("Language"))


def preview_context(request: HttpRequest) -> dict[str, Any]:
    """What the template needs: the form and, where it was filled in well, both lists."""
    form = PreviewForm(request.GET or None, initial={"language": get_language()})
    context: dict[str, Any] = {"form": form}
    if form.is_bound and form.is_valid():
        try:
            context["preview"] = preview(form.cleaned_data["words"], form.cleaned_data["language"])
        except EngineDown:
            form.add_error("words", _("The search does not answer now: try again in a minute."))
    return context
