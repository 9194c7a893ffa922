"""Staff pages of conversations: the inbox, one conversation, all there ever were, the report."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from unfold.decorators import action, display

from assistant.admin.desk_queue import queue_context
from assistant.admin.desk_words import priority_label, shopper_name, state_label_of
from assistant.admin.report_page import report_context
from assistant.admin.talk_deeds import Undone, do
from assistant.admin.talk_page import MAY_ANSWER, state_context, talk_context, told_turns
from assistant.models import Conversation
from forecasting.admin.pages import ReadAdmin
from foundation import clock

MAY_VIEW = "assistant.view_conversation"
NOTHING_NEW = 204


@admin.register(Conversation)
class ConversationAdmin(ReadAdmin):
    folder = "assistant"
    page_template = "conversation"
    list_display = (
        "subject_or_number", "shopper", "state_cell", "priority_cell", "assigned_to",
        "satisfaction", "last_at",
    )  # fmt: skip
    list_display_links = ("subject_or_number",)
    list_filter = ("state", "priority", "reason", "language", "tags", "satisfaction")
    list_select_related = ("customer", "assigned_to")
    search_fields = ("subject", "name", "email", "customer__email", "customer__name")
    date_hierarchy = "started_at"
    list_per_page = 50
    empty_text = gettext_lazy("Nobody asked anything yet.")
    actions_list = ("open_desk", "open_report")

    def get_urls(self) -> list[Any]:
        return [
            self.own_path("desk/", self.desk_view, "desk"),
            self.own_path("report/", self.report_view, "report"),
            self.own_path("<int:object_id>/do/", self.do_view, "do"),
            self.own_path("<int:object_id>/news/", self.news_view, "news"),
            *super().get_urls(),
        ]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Conversation]:
        return super().get_queryset(request).select_related("customer", "order", "assigned_to")

    def page_context(self, request: HttpRequest, row: Conversation) -> dict[str, Any]:
        return talk_context(request, row)

    def desk_view(self, request: HttpRequest) -> HttpResponse:
        """What waits for an answer, the most pressing first."""
        self.require(request, MAY_VIEW)
        return self.show(request, "desk", _("Service desk"), queue_context(request))

    def report_view(self, request: HttpRequest) -> HttpResponse:
        """How quickly shoppers are answered, how content they are, what needs no person."""
        self.require(request, MAY_VIEW)
        return self.show(request, "report", _("Service report"), report_context(request))

    def do_view(self, request: HttpRequest, object_id: int) -> HttpResponse:
        """A POST does what its button says; what is refused is shown again as it was filled."""
        self.require(request, MAY_ANSWER)
        talk = self._talk(request, object_id)
        if request.method == "POST" and (undone := do(request, talk)) is not None:
            return self._again(request, talk, undone)
        return redirect("admin:assistant_conversation_change", object_id)

    def news_view(self, request: HttpRequest, object_id: int) -> HttpResponse:
        """What was said since the page was read, for it to fetch; 204 where nothing was."""
        self.require(request, MAY_VIEW)
        talk = self._talk(request, object_id)
        told = told_turns(talk, after=_number(request.GET.get("after", "")))
        state = state_context(request, talk, at=clock.now())
        reader = state["other"].pk if state["other"] else 0
        is_same = talk.state == request.GET.get("state") and reader == _number(
            request.GET.get("reader", "")
        )
        if is_same and not told:
            return HttpResponse(status=NOTHING_NEW)
        last = told[-1].turn.pk if told else _number(request.GET.get("after", ""))
        context = {**state, "told": told, "last": last, "is_news": True}
        return render(request, "admin/assistant/_news.html", context)

    @action(description=gettext_lazy("Service desk"), icon="inbox", permissions=["view"])
    def open_desk(self, request: HttpRequest) -> HttpResponse:
        return redirect("admin:assistant_conversation_desk")

    @action(description=gettext_lazy("Service report"), icon="query_stats", permissions=["view"])
    def open_report(self, request: HttpRequest) -> HttpResponse:
        return redirect("admin:assistant_conversation_report")

    @display(description=gettext_lazy("Subject"), ordering="subject")
    def subject_or_number(self, row: Conversation) -> str:
        return str(row)

    @display(description=gettext_lazy("Shopper"))
    def shopper(self, row: Conversation) -> str:
        return shopper_name(row)

    @display(description=gettext_lazy("State"), ordering="state")
    def state_cell(self, row: Conversation) -> SafeString:
        return state_label_of(row)

    @display(description=gettext_lazy("Priority"), ordering="priority")
    def priority_cell(self, row: Conversation) -> SafeString:
        return priority_label(row)

    def _talk(self, request: HttpRequest, number: int) -> Conversation:
        if not self.has_view_permission(request):
            raise PermissionDenied
        talk = self.get_object(request, str(number))
        if not isinstance(talk, Conversation):
            raise Http404
        return talk

    def _again(self, request: HttpRequest, talk: Conversation, undone: Undone) -> HttpResponse:
        talk = self._talk(request, talk.pk)
        context = talk_context(
            request,
            talk,
            answer_form=undone.answer_form,
            note_form=undone.note_form,
            sort_form=undone.sort_form,
        )
        response = self.show(request, self.page_template, self.page_title(talk), context)
        response.status_code = 422 if undone.was_refused else 200
        return response


def _number(told: str) -> int:
    return int(told[:18]) if told.isascii() and told.isdigit() else 0
