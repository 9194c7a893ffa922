"""A drawing of what is shared: every link, shapes beside colours, both widths, escaped words."""

import re
from xml.etree import ElementTree

import pytest

from foundation.link_charts import NARROW, WIDE, Dot, Kind, legend_mark, link_chart

THIS = Dot(Kind.THIS, "This one")
DOTS = [Dot(Kind.BAD, "Thief", url="/a/"), Dot(Kind.GOOD, "Aunt"), Dot(Kind.OPEN, "Nobody said")]


def _drawn(columns=WIDE, dots=DOTS, links=((0, 0), (0, 1), (1, 2))):
    return link_chart(THIS, ["Card", "Browser"], dots, links, title="Shared", columns=columns)


@pytest.mark.parametrize("columns", [WIDE, NARROW])
def test_there_is_a_curve_to_each_hub_and_for_each_link(columns):
    assert _drawn(columns).count('class="chart-link"') == 2 + 3


def test_what_the_others_are_is_told_by_shape_as_well_as_by_colour():
    shapes = dict(re.findall(r'<(\w+) class="chart-dot-(bad|good|open|this)"', _drawn()))
    assert len(shapes) == 3  # a diamond, circles (a ring among them), a square
    kinds = {
        kind: re.search(r"<(polygon|circle|rect)", legend_mark(kind)).group(1) for kind in Kind
    }
    assert kinds[Kind.BAD] != kinds[Kind.GOOD] != kinds[Kind.OPEN] != kinds[Kind.BAD]


def test_only_what_has_a_page_is_a_link():
    assert re.findall(r'href="([^"]*)"', _drawn()) == ["/a/"]


@pytest.mark.parametrize("columns", [WIDE, NARROW])
def test_everything_stands_inside_the_drawing(columns):
    dots = [Dot(Kind.OPEN, str(number)) for number in range(14)]
    drawn = _drawn(columns, dots, [(1, number) for number in range(14)])
    root = ElementTree.fromstring(drawn)  # noqa: S314  (our own)
    _left, _top, width, height = (float(each) for each in root.get("viewBox").split())
    for shape in root.iter():
        across, down = shape.get("x") or shape.get("cx"), shape.get("y") or shape.get("cy")
        if across is not None:
            assert 0 <= float(across) <= width
            assert 0 <= float(down) <= height


def test_words_are_escaped():
    drawn = link_chart(THIS, ["<b>"], [Dot(Kind.OPEN, "<script>")], [(0, 0)], title='"')
    assert "<script>" not in drawn
    assert "<b>" not in drawn


def test_a_link_to_nowhere_is_refused():
    with pytest.raises(IndexError):
        _drawn(links=[(5, 0)])


def test_nothing_shared_is_drawn_too():
    assert "chart-dot-this" in link_chart(THIS, [], [], [], title="Shared")
