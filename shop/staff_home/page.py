"""What unfold asks before it draws the admin's front page."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest

from foundation import clock
from foundation.panels import show_panels
from shop.staff_home import panels, selectors

panels.register()


def dashboard(request: HttpRequest, context: dict[str, Any]) -> dict[str, Any]:
    """The panels, for now or for the last day that sold anything."""
    at = selectors.latest_moment(at=clock.now())
    return {
        **context,
        "title": "",
        "panels": show_panels(request, at=at),
        "silent_since": selectors.silent_since(at=at),
    }
