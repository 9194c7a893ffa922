"""What the templates of the dashboards draw themselves."""

from __future__ import annotations

from django import template
from django.utils.safestring import SafeString

from foundation.charts import sparkline
from shop.dashboards.frame import Tile

register = template.Library()


@register.simple_tag
def tile_course(tile: Tile) -> SafeString:
    """The small line of a tile."""
    return sparkline(tile.course, title=tile.title)
