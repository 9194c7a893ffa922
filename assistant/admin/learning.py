"""Staff pages of what the assistant learns from: what was said, and examples of intents."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from unfold.admin import ModelAdmin
from unfold.decorators import action, display
from unfold.widgets import UnfoldAdminTextInputWidget

from accounts.roles import staff_of
from assistant.admin.knowledge import lead_to_article
from assistant.admin.questions import IntentDialog
from assistant.kinds import Author, Intent, Language, Thumb
from assistant.learning.drafts import draft_from_answer
from assistant.learning.examples import (
    add_example,
    check_wording,
    correct_intent,
    learn_from,
    learn_now,
)
from assistant.models import Example, Turn
from foundation.admin import FittingActions, LedgerAdmin, close_dialog, label
from foundation.dialogs import Dialog, answer_problem, carry_out
from foundation.refusals import Refusal

SHOWN = 160
"""Characters of a message in the list."""


@admin.register(Turn)
class TurnAdmin(FittingActions, LedgerAdmin):
    """What was said: thumbs down and what found no answer are filters of it."""

    list_display = ("at", "author", "said", "asked", "intent", "told_thumb", "engine")
    list_filter = ("thumb", "is_unanswered", "author", "intent", "engine")
    list_select_related = ("answers",)
    search_fields = ("text",)
    ordering = ("-at", "-pk")
    fields = (
        "talk", ("at", "author"), "text", "asked", ("intent", "confidence"),
        ("engine", "model_version", "milliseconds"), ("told_thumb", "is_unanswered"),
    )  # fmt: skip
    actions_detail = ("put_right", "make_article")

    def has_teach_permission(self, request: HttpRequest, object_id: Any = None) -> bool:
        return bool(request.user.has_perm("assistant.add_example"))

    def has_write_permission(self, request: HttpRequest, object_id: Any = None) -> bool:
        return bool(request.user.has_perm("assistant.add_article"))

    def fitting_actions(self, row: Turn) -> set[str]:
        return {
            Author.SHOPPER: {"put_right"},
            Author.ASSISTANT: {"put_right"},
            Author.STAFF: {"make_article"},
        }.get(Author(row.author), set())

    @display(description=_("Conversation"))
    def talk(self, turn: Turn) -> SafeString:
        url = reverse("admin:assistant_conversation_change", args=[turn.conversation_id])
        return format_html('<a class="staff-link" href="{}">{}</a>', url, turn.conversation)

    @display(description=_("text"))
    def said(self, turn: Turn) -> str:
        return turn.text[:SHOWN]

    @display(description=_("Asked before"))
    def asked(self, turn: Turn) -> str | None:
        return turn.answers.text[:SHOWN] if turn.answers else None

    @display(description=_("thumb"), ordering="thumb")
    def told_thumb(self, turn: Turn) -> SafeString | str:
        colours = {Thumb.UP: "success", Thumb.DOWN: "danger"}
        colour = colours.get(Thumb(turn.thumb))
        return label(turn.get_thumb_display(), colour) if colour else ""

    @action(
        description=_("Put the intent right"),
        icon="school",
        permissions=["teach"],
        dialog={
            "title": _("What did the shopper mean?"),
            "description": _(
                "Their message becomes an example, without names and numbers: the assistant"
                " learns it with the next training."
            ),
            "form_class": IntentDialog,
            "form_submit_text": _("Learn"),
        },
    )
    def put_right(self, request: HttpRequest, form: IntentDialog, object_id: int) -> HttpResponse:
        turn = Turn.objects.select_related("answers").get(pk=object_id)
        intent = Intent(form.cleaned_data["intent"])
        return carry_out(
            request,
            form,
            lambda: correct_intent(turn=turn, intent=intent, staff=staff_of(request)),
            _("The example is kept."),
        )

    @action(
        description=_("Make it an article"),
        icon="edit_note",
        permissions=["write"],
        dialog={
            "title": _("Make an article of this answer?"),
            "description": _("A draft is made of question and answer, without names and numbers."),
            "form_class": Dialog,
            "form_submit_text": _("Write it"),
        },
    )
    def make_article(self, request: HttpRequest, form: Dialog, object_id: int) -> HttpResponse:
        turn = Turn.objects.select_related("answers").get(pk=object_id)
        try:
            article = draft_from_answer(turn=turn)
        except Refusal as problem:
            return answer_problem(request, form, problem)
        return lead_to_article(request, article)


class ExampleForm(forms.ModelForm):
    text = forms.CharField(label=_("Text"), max_length=300, widget=UnfoldAdminTextInputWidget)

    class Meta:
        model = Example
        fields = ("text", "language", "intent")

    def clean_text(self) -> str:
        try:
            return check_wording(self.cleaned_data["text"])
        except Refusal as problem:
            raise forms.ValidationError(problem.message) from problem

    def validate_unique(self) -> None:
        """A wording that is known takes the intent that is said now."""


@admin.register(Example)
class ExampleAdmin(ModelAdmin):
    form = ExampleForm
    list_display = ("text", "language", "intent", "source", "is_active", "author", "created_at")
    list_filter = ("is_active", "intent", "language", "source")
    list_select_related = ("author",)
    search_fields = ("text",)
    actions = ("learn_from_chosen", "leave_chosen_out")
    actions_list = ("learn_now",)
    fields = ("text", ("language", "intent"))

    def has_change_permission(self, request: HttpRequest, obj: Example | None = None) -> bool:
        """A wording is added or left out: what a model learned from stays to be seen."""
        return False

    def has_teach_permission(self, request: HttpRequest, object_id: Any = None) -> bool:
        return bool(request.user.has_perm("assistant.add_example"))

    def save_form(self, request: HttpRequest, form: Any, change: bool) -> Example:
        data = form.cleaned_data
        return add_example(
            text=data["text"],
            language=Language(data["language"]),
            intent=Intent(data["intent"]),
            author=staff_of(request),
        )

    def save_model(self, request: HttpRequest, obj: Example, form: Any, change: bool) -> None:
        """The service has kept it already."""

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        """Nothing hangs on an example."""

    @admin.action(description=_("Learn from them"), permissions=["teach"])
    def learn_from_chosen(self, request: HttpRequest, queryset: QuerySet[Example]) -> None:
        self._switch(request, queryset, is_active=True)

    @admin.action(description=_("Leave them out"), permissions=["teach"])
    def leave_chosen_out(self, request: HttpRequest, queryset: QuerySet[Example]) -> None:
        self._switch(request, queryset, is_active=False)

    def _switch(
        self, request: HttpRequest, queryset: QuerySet[Example], *, is_active: bool
    ) -> None:
        chosen = list(queryset)
        for example in chosen:
            learn_from(example=example, is_active=is_active)
        text = ngettext(
            "%(count)d example: from the next training on.",
            "%(count)d examples: from the next training on.",
            len(chosen),
        )
        messages.success(request, text % {"count": len(chosen)})

    @action(
        description=_("Learn now"),
        icon="model_training",
        permissions=["teach"],
        dialog={
            "title": _("Train the intents now?"),
            "description": _(
                "Otherwise they learn once a week. A new model serves only where it is no worse."
            ),
            "form_class": Dialog,
            "form_submit_text": _("Learn now"),
        },
    )
    def learn_now(self, request: HttpRequest, form: Dialog) -> HttpResponse:
        learn_now()
        messages.success(request, _("The training is queued."))
        return close_dialog()
