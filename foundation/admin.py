"""What the admin pages of all apps share: read-only ledgers, money, pictures, translated tabs."""

from __future__ import annotations

import json
from abc import ABCMeta, abstractmethod
from collections.abc import Mapping
from typing import Any

from babel.numbers import format_compact_currency
from django.conf import settings
from django.core.files.storage import default_storage
from django.db.models import Model
from django.forms import MediaDefiningClass
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from modeltranslation.utils import build_localized_fieldname
from unfold.admin import ModelAdmin, TabularInline

from foundation.money import Money

THUMBNAIL_SIZE = 44


class AbstractAdmin(ABCMeta, MediaDefiningClass):
    """Of admin pages that leave something to say: without it they cannot be registered."""


class TitledAdmin(ModelAdmin, metaclass=AbstractAdmin):
    """Names a row on its page in words that may read related rows, which ``str`` should not."""

    @abstractmethod
    def page_title(self, row: Any) -> str:
        """What the page is called."""

    def get_object(
        self, request: HttpRequest, object_id: str, from_field: str | None = None
    ) -> Any:
        row: Any = super().get_object(request, object_id, from_field)
        if row is not None:
            row.page_title = self.page_title(row)
        return row


class LedgerAdmin(ModelAdmin):
    """Rows that are looked at and never touched by hand: logs, ledgers, history."""

    show_full_result_count = False
    empty_text: Any = ""

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False


class LedgerInline(TabularInline):
    """Rows of a ledger below what they belong to."""

    extra = 0
    can_delete = False
    hide_title = True

    def has_add_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False


def money_text(minor: int | None, currency: str) -> str | None:
    """An amount as the reader's language writes it; None (shown as a dash) where there is none."""
    if minor is None:
        return None
    return Money(minor, currency).formatted(get_language() or "en")


def money_cell(minor: int | None, currency: str) -> SafeString | None:
    """``money_text`` for a table column: digits under digits."""
    text = money_text(minor, currency)
    return None if text is None else format_html('<span class="staff-number">{}</span>', text)


def compact_money(minor: int, currency: str) -> str:
    """``€2.5K``: an amount for an axis."""
    major, language = float(Money(minor, currency).amount), get_language() or "en"
    digits = 0 if abs(major) < 1000 else 1
    locale = language.replace("-", "_")
    return str(format_compact_currency(major, currency, locale=locale, fraction_digits=digits))


def thumbnail(picture: str | None, *, size: int = THUMBNAIL_SIZE) -> SafeString:
    """A small square picture from a path in the media storage; an empty frame without one."""
    if not picture:
        return format_html('<span class="staff-thumbnail" aria-hidden="true">{}</span>', "")
    return format_html(
        '<img class="staff-thumbnail" src="{}" alt="" width="{}" height="{}" loading="lazy">',
        default_storage.url(picture),
        size,
        size,
    )


def json_block(value: object) -> SafeString | None:
    """A JSON column, indented; None (shown as a dash) where it is empty."""
    if not value:
        return None
    text = json.dumps(value, indent=2, ensure_ascii=False, default=str)
    return format_html('<pre class="staff-json">{}</pre>', text)


def language_tabs(fields: tuple[str, ...]) -> Any:
    """Fieldsets for translated fields, a tab for each language of the shop."""
    return tuple(
        (
            str(name),
            {
                "classes": ("tab",),
                "fields": tuple(build_localized_fieldname(field, code) for field in fields),
            },
        )
        for code, name in settings.LANGUAGES
    )


def language_rows(fields: tuple[str, ...]) -> tuple[tuple[str, ...], ...]:
    """Translated fields as rows of a fieldset, its languages side by side.

    For what has few of them: tabs stand below all other fieldsets.
    """
    return tuple(
        tuple(build_localized_fieldname(field, code) for code, _name in settings.LANGUAGES)
        for field in fields
    )


STATE_COLOURS = {
    "success": ("published", "placed", "paid", "done", "champion", "completed"),
    "info": ("shipped", "running", "candidate", "open", "approved", "received"),
    "warning": ("pending", "draft", "queued", "claimed", "due", "requested", "action"),
    "danger": ("cancelled", "declined", "failed", "refused"),
}
_COLOUR_OF = {state: colour for colour, states in STATE_COLOURS.items() for state in states}


def state_colour(state: str) -> str:
    """The colour of a state's label, alike in every app; empty for plain grey."""
    return _COLOUR_OF.get(state, "")


def label(text: object, colour: str = "") -> SafeString:
    """Words on a coloured ground: ``success``, ``info``, ``warning``, ``danger`` or plain."""
    return render_to_string("unfold/helpers/label.html", {"text": text, "type": colour})


def state_label(
    row: Model, field: str = "state", *, colours: Mapping[str, str] | None = None
) -> SafeString:
    """The state of a row in words, in its colour, for lists and pages.

    ``colours`` are those of rows of which a word says something else than elsewhere.
    """
    state = getattr(row, field)
    colour = state_colour(state) if colours is None else colours.get(state, "")
    return label(getattr(row, f"get_{field}_display")(), colour)


class FittingActions(ModelAdmin, metaclass=AbstractAdmin):
    """Offers on a row's page only the actions that its state allows.

    That is a courtesy to the reader: whether an action is possible is for its service to say.
    """

    @abstractmethod
    def fitting_actions(self, row: Any) -> set[str]:
        """Names of the ``actions_detail`` that make sense for this row now."""

    def get_actions_detail(self, request: HttpRequest, object_id: int) -> list[Any]:
        row = self.get_object(request, str(object_id))
        if row is None:
            return []
        prefix = f"{self.opts.app_label}_{self.opts.model_name}_"
        fitting = {prefix + name for name in self.fitting_actions(row)}
        actions = super().get_actions_detail(request, object_id)
        return [action for action in actions if action.action_name in fitting]


def close_dialog() -> HttpResponse:
    """Answer to a dialog that htmx posted: show the page behind it anew, with its messages."""
    return HttpResponse(headers={"HX-Refresh": "true"})
