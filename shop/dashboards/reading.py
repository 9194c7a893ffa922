"""Reading a page as it is asked for, whoever shows it: a browser, a file, a report."""

from __future__ import annotations

from django.utils.translation import gettext as _

from shop.dashboards.filters import is_too_small
from shop.dashboards.frame import Asked, Dashboard, Page


def read_page(dashboard: Dashboard, asked: Asked) -> Page:
    """The page that is asked for; of a value with too few people it tells just that."""
    if is_too_small(asked):
        return Page(notes=(_("Fewer than ten people are behind this filter: nothing is told."),))
    return dashboard.read(asked)
