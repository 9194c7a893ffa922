"""Staff pages of articles."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext_lazy as _
from unfold.admin import ModelAdmin
from unfold.decorators import action, display
from unfold.enums import ActionVariant
from unfold.widgets import UnfoldAdminSelectWidget, UnfoldAdminTextareaWidget

from assistant.kinds import Language
from assistant.knowledge.drawing import drawn
from assistant.knowledge.house import write_house_articles
from assistant.knowledge.selectors import translations_of
from assistant.knowledge.services import (
    check_article,
    publish_article,
    save_article,
    start_translation,
    withdraw_article,
)
from assistant.knowledge.shop_facts import FACTS, PAGES
from assistant.models import Article
from foundation.admin import FittingActions, close_dialog, label
from foundation.checked_forms import CheckedForm
from foundation.dialogs import Dialog, carry_out


def article_page(article: Article) -> str:
    """Where staff write an article."""
    return reverse("admin:assistant_article_change", args=[article.pk])


def lead_to_article(request: HttpRequest, article: Article) -> HttpResponse:
    """Answer to a dialog that htmx posted: go to the draft that it made."""
    messages.success(request, _("The draft is made: now write it."))
    return HttpResponse(headers={"HX-Redirect": article_page(article)})


class ArticleForm(CheckedForm):
    """What the service would refuse is told at its field."""

    class Meta:
        model = Article
        fields = ("slug", "language", "title", "body", "questions")
        widgets = {
            "body": UnfoldAdminTextareaWidget({"rows": 18}),
            "questions": UnfoldAdminTextareaWidget({"rows": 8}),
        }

    def check_row(self) -> None:
        check_article(self.instance)


class TranslationDialog(Dialog):
    """Into which of the languages that it is not written in yet."""

    language = forms.ChoiceField(label=_("Language"), widget=UnfoldAdminSelectWidget())

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        written = translations_of(Article.objects.get(pk=self.object_id))
        self.fields["language"].choices = [
            (code, name) for code, name in Language.choices if code not in written
        ]


@admin.register(Article)
class ArticleAdmin(FittingActions, ModelAdmin):
    form = ArticleForm
    list_display = ("title", "slug", "language", "state", "changed_at")
    list_filter = ("language", "is_published")
    search_fields = ("title", "slug", "body", "questions")
    ordering = ("slug", "language")
    readonly_fields = ("state", "facts", "preview", "translations")
    actions_list = ("write_the_houses",)
    actions_detail = ("publish", "withdraw", "translate")
    warn_unsaved_form = True
    fieldsets = (
        (None, {"fields": ("title", "slug", ("language", "state"), "body", "facts", "questions")}),
        (_("How it looks"), {"classes": ("tab",), "fields": ("preview",)}),
        (_("Other languages"), {"classes": ("tab",), "fields": ("translations",)}),
    )

    def get_fieldsets(self, request: HttpRequest, obj: Article | None = None) -> Any:
        return super().get_fieldsets(request, obj) if obj else self.fieldsets[:1]

    def has_publish_permission(self, request: HttpRequest, object_id: Any = None) -> bool:
        return bool(request.user.has_perm("assistant.publish_article"))

    def has_write_permission(self, request: HttpRequest, object_id: Any = None) -> bool:
        return bool(request.user.has_perm("assistant.add_article"))

    def has_change_permission(self, request: HttpRequest, obj: Article | None = None) -> bool:
        """What shoppers read is changed by those alone who may publish."""
        may_change = super().has_change_permission(request, obj)
        is_shown = obj is not None and obj.is_published
        return may_change and (not is_shown or self.has_publish_permission(request))

    def has_delete_permission(self, request: HttpRequest, obj: Article | None = None) -> bool:
        """Articles are withdrawn; a draft alone can be deleted."""
        is_shown = obj is not None and obj.is_published
        return super().has_delete_permission(request, obj) and not is_shown

    def fitting_actions(self, row: Article) -> set[str]:
        fitting = {"withdraw"} if row.is_published else {"publish"}
        return fitting | ({"translate"} if len(translations_of(row)) < len(Language) else set())

    def save_model(self, request: HttpRequest, obj: Article, form: Any, change: bool) -> None:
        save_article(article=obj)

    @display(description=_("State"), ordering="is_published")
    def state(self, article: Article) -> SafeString:
        if article.is_published:
            return label(_("Published"), "success")
        return label(_("Draft"), "warning")

    @display(description=_("Facts to name"))
    def facts(self, article: Article) -> SafeString:
        context = {"facts": sorted(FACTS), "pages": sorted(PAGES)}
        return render_to_string("admin/assistant/article_facts.html", context)

    @display(description=_("As shoppers read it"))
    def preview(self, article: Article) -> SafeString:
        return render_to_string("admin/assistant/article_text.html", {"rows": [_shown(article)]})

    @display(description=_("Side by side"))
    def translations(self, article: Article) -> SafeString:
        written = translations_of(article)
        rows = [_shown(written[code]) for code in Language.values if code in written]
        return render_to_string("admin/assistant/article_text.html", {"rows": rows})

    @action(
        description=_("Write the house's articles"),
        icon="auto_stories",
        permissions=["publish"],
        dialog={
            "title": _("Write the house's articles?"),
            "description": _(
                "Delivery, returns, payment and more, in three languages, with the facts of your"
                " shop. What is written already stays as it is. They come as drafts."
            ),
            "form_class": Dialog,
            "form_submit_text": _("Write them"),
        },
    )
    def write_the_houses(self, request: HttpRequest, form: Dialog) -> HttpResponse:
        count = len(write_house_articles(is_published=False))
        text = ngettext("%(count)d article is written.", "%(count)d articles are written.", count)
        messages.success(request, text % {"count": count})
        return close_dialog()

    @action(
        description=_("Publish"),
        icon="check",
        variant=ActionVariant.PRIMARY,
        permissions=["publish"],
        dialog={
            "title": _("Publish this article?"),
            "description": _("Shoppers can read it, and the assistant answers from it."),
            "form_class": Dialog,
            "form_submit_text": _("Publish"),
        },
    )
    def publish(self, request: HttpRequest, form: Dialog, object_id: int) -> HttpResponse:
        article = Article.objects.get(pk=object_id)
        return carry_out(
            request,
            form,
            lambda: publish_article(article=article),
            _("The article is published."),
        )

    @action(
        description=_("Withdraw"),
        icon="visibility_off",
        permissions=["publish"],
        dialog={
            "title": _("Withdraw this article?"),
            "description": _("Nobody finds it any more. Its text stays."),
            "form_class": Dialog,
            "form_submit_text": _("Withdraw"),
        },
    )
    def withdraw(self, request: HttpRequest, form: Dialog, object_id: int) -> HttpResponse:
        article = Article.objects.get(pk=object_id)
        return carry_out(
            request,
            form,
            lambda: withdraw_article(article=article),
            _("The article is withdrawn."),
        )

    @action(
        description=_("Translate"),
        icon="translate",
        permissions=["write"],
        dialog={
            "title": _("Translate this article"),
            "description": _("A draft of the same name, with these words to write over."),
            "form_class": TranslationDialog,
            "form_submit_text": _("Begin"),
        },
    )
    def translate(
        self, request: HttpRequest, form: TranslationDialog, object_id: int
    ) -> HttpResponse:
        article = Article.objects.get(pk=object_id)
        language = Language(form.cleaned_data["language"])
        return lead_to_article(request, start_translation(article=article, language=language))


def _shown(article: Article) -> dict[str, Any]:
    """An article beside others: its words as a shopper reads them, and where it is written."""
    return {
        "article": article,
        "url": article_page(article),
        "text": drawn(
            article.body, language=article.language, page_language=get_language() or "en"
        ),
    }
