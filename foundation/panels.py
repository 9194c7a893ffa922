"""Panels of the staff home: each app registers what staff should see of it first thing."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from foundation.registries import Registry


class Width(StrEnum):
    """Where a panel stands on a wide screen; on a phone each takes the whole width."""

    WIDE = "wide"
    HALF = "half"
    SIDE = "side"


@dataclass(frozen=True)
class Panel:
    """One box of the staff home.

    ``read`` gets the moment the page is for and returns what ``template`` shows; ``permission``
    (such as ``orders.view_order``) is what a member of staff needs to see it.
    """

    template: str
    read: Callable[[datetime], Mapping[str, Any]]
    permission: str
    width: Width = Width.HALF


@dataclass(frozen=True)
class ShownPanel:
    name: str
    width: Width
    html: SafeString


panels: Registry[Panel] = Registry("staff panels")


def show_panels(request: HttpRequest, *, at: datetime) -> list[ShownPanel]:
    """The panels that the reader may see, drawn, in the order in which they were registered."""
    return [
        ShownPanel(
            name=name,
            width=panel.width,
            html=render_to_string(panel.template, dict(panel.read(at)), request=request),
        )
        for name, panel in panels
        if request.user.has_perm(panel.permission)
    ]
