"""Pages of the markets that are no forms; their templates stand in ``admin/analytics``."""

from __future__ import annotations

from forecasting.admin import pages


class PagesAdmin(pages.PagesAdmin):
    """An admin with pages of its own beside the usual five."""

    folder = "analytics"


class ReadAdmin(pages.ReadAdmin):
    """Rows that are read on a page drawn for them instead of a form."""

    folder = "analytics"
