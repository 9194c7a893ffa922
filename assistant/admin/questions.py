"""Staff pages of what was asked in vain."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from unfold.decorators import action, display
from unfold.enums import ActionVariant
from unfold.widgets import UnfoldAdminSelectWidget

from accounts.roles import staff_of
from assistant.admin.knowledge import lead_to_article
from assistant.kinds import Intent, Language, QuestionState
from assistant.learning.drafts import draft_from_question
from assistant.learning.examples import add_example
from assistant.learning.questions import answer_with, open_again, set_aside
from assistant.models import Article, OpenQuestion
from foundation.admin import FittingActions, LedgerAdmin, close_dialog, state_label
from foundation.dialogs import Dialog, carry_out

STATE_COLOURS: dict[str, str] = {QuestionState.OPEN: "warning", QuestionState.ANSWERED: "success"}


class AnswerDialog(Dialog):
    """Which article answers it: the question then helps to find that article."""

    article = forms.ModelChoiceField(
        label=_("Article"), queryset=Article.objects.none(), widget=UnfoldAdminSelectWidget()
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        question = OpenQuestion.objects.get(pk=self.object_id)
        self.fields["article"].queryset = Article.objects.filter(
            language=question.language
        ).order_by("title")


class IntentDialog(Dialog):
    """What a wording means."""

    intent = forms.ChoiceField(
        label=_("It means"), choices=Intent.choices, widget=UnfoldAdminSelectWidget()
    )


@admin.register(OpenQuestion)
class OpenQuestionAdmin(FittingActions, LedgerAdmin):
    list_display = ("text", "language", "asked", "told_state", "article", "last_at")
    list_filter = ("state", "language")
    list_select_related = ("article",)
    search_fields = ("text",)
    fields = ("text", ("language", "told_state"), ("asked", "article"), ("first_at", "last_at"))
    actions = ("set_aside_chosen",)
    actions_detail = ("write_article", "add_to_article", "make_example", "set_aside", "open_again")

    def has_settle_permission(self, request: HttpRequest, object_id: Any = None) -> bool:
        return bool(request.user.has_perm("assistant.change_openquestion"))

    def has_write_permission(self, request: HttpRequest, object_id: Any = None) -> bool:
        return bool(request.user.has_perm("assistant.add_article"))

    def has_publish_permission(self, request: HttpRequest, object_id: Any = None) -> bool:
        return bool(request.user.has_perm("assistant.publish_article"))

    def has_teach_permission(self, request: HttpRequest, object_id: Any = None) -> bool:
        return bool(request.user.has_perm("assistant.add_example"))

    def fitting_actions(self, row: OpenQuestion) -> set[str]:
        if row.state == QuestionState.OPEN:
            return {"write_article", "add_to_article", "make_example", "set_aside"}
        return {"open_again"} if row.state == QuestionState.SET_ASIDE else set()

    @display(description=_("State"), ordering="state")
    def told_state(self, question: OpenQuestion) -> SafeString:
        return state_label(question, colours=STATE_COLOURS)

    @action(
        description=_("Write an article"),
        icon="edit_note",
        variant=ActionVariant.PRIMARY,
        permissions=["write"],
        dialog={
            "title": _("Write an article about it?"),
            "description": _(
                "A draft is made, with what staff answered to the like of it where they did."
            ),
            "form_class": Dialog,
            "form_submit_text": _("Write it"),
        },
    )
    def write_article(self, request: HttpRequest, form: Dialog, object_id: int) -> HttpResponse:
        question = OpenQuestion.objects.get(pk=object_id)
        return lead_to_article(request, draft_from_question(question=question))

    @action(
        description=_("An article answers it"),
        icon="link",
        permissions=["publish"],
        dialog={
            "title": _("Which article answers it?"),
            "description": _("The question is added to the ways in which it is asked for."),
            "form_class": AnswerDialog,
            "form_submit_text": _("Add it"),
        },
    )
    def add_to_article(
        self, request: HttpRequest, form: AnswerDialog, object_id: int
    ) -> HttpResponse:
        question = OpenQuestion.objects.get(pk=object_id)
        article = form.cleaned_data["article"]
        return carry_out(
            request,
            form,
            lambda: answer_with(question=question, article=article),
            _("The article is found by this question from now on."),
        )

    @action(
        description=_("Learn from it"),
        icon="school",
        permissions=["teach"],
        dialog={
            "title": _("What does it mean?"),
            "description": _("The assistant learns it with the next training."),
            "form_class": IntentDialog,
            "form_submit_text": _("Learn"),
        },
    )
    def make_example(
        self, request: HttpRequest, form: IntentDialog, object_id: int
    ) -> HttpResponse:
        question = OpenQuestion.objects.get(pk=object_id)
        return carry_out(
            request,
            form,
            lambda: add_example(
                text=question.text,
                language=Language(question.language),
                intent=Intent(form.cleaned_data["intent"]),
                author=staff_of(request),
            ),
            _("The example is kept."),
        )

    @action(
        description=_("Set aside"),
        icon="inventory_2",
        permissions=["settle"],
        dialog={
            "title": _("Set this question aside?"),
            "description": _("Nothing is to be written about it. It is still counted."),
            "form_class": Dialog,
            "form_submit_text": _("Set aside"),
        },
    )
    def set_aside(self, request: HttpRequest, form: Dialog, object_id: int) -> HttpResponse:
        set_aside(question=OpenQuestion.objects.get(pk=object_id))
        messages.success(request, _("The question is set aside."))
        return close_dialog()

    @action(
        description=_("Open again"),
        icon="undo",
        permissions=["settle"],
        dialog={
            "title": _("Open this question again?"),
            "description": _("It stands among those that wait for an answer."),
            "form_class": Dialog,
            "form_submit_text": _("Open again"),
        },
    )
    def open_again(self, request: HttpRequest, form: Dialog, object_id: int) -> HttpResponse:
        open_again(question=OpenQuestion.objects.get(pk=object_id))
        messages.success(request, _("The question is open again."))
        return close_dialog()

    @admin.action(description=_("Set aside"), permissions=["settle"])
    def set_aside_chosen(self, request: HttpRequest, queryset: QuerySet[OpenQuestion]) -> None:
        chosen = list(queryset.filter(state=QuestionState.OPEN))
        for question in chosen:
            set_aside(question=question)
        text = ngettext(
            "%(count)d question is set aside.", "%(count)d questions are set aside.", len(chosen)
        )
        messages.success(request, text % {"count": len(chosen)})
