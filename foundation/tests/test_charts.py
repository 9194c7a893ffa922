"""Charts say what they draw, and drawing them needs nothing that a content policy forbids."""

import re
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from foundation.charts import Series, bar_chart, data_table, line_chart, nice_ticks, sparkline

NASTY = '<script>alert("1")</script>'


def _parsed(svg):
    return ElementTree.fromstring(svg)  # noqa: S314 - our own drawing


@given(st.floats(min_value=1e-3, max_value=1e12))
def test_ticks_are_round_and_reach_just_above_the_highest(highest):
    ticks = nice_ticks(highest)
    step = ticks[1] - ticks[0]
    assert ticks[0] == 0
    assert ticks[-1] >= highest * (1 - 1e-6)
    assert ticks[-1] - highest < step * (1 + 1e-6)
    assert 2 <= len(ticks) <= 6
    assert re.fullmatch(r"(1|2|2\.5|5)", f"{float(f'{step:.6e}'.split('e')[0]):g}")


def test_every_value_of_a_line_is_a_point_with_its_words():
    chart = line_chart(
        ["Mon", "Tue", "Wed"],
        [Series("Revenue", [1, None, 3])],
        title="Week",
        describe="€{:.0f}".format,
    )
    titles = [title.text for title in _parsed(chart).iter("title")]
    assert titles == ["Mon · Revenue: €1", "Wed · Revenue: €3"]


def test_a_gap_breaks_the_line():
    chart = line_chart(list("abcd"), [Series("x", [1, 2, None, 3])], title="t")
    line = next(p for p in _parsed(chart).iter("path") if p.get("class") == "chart-line chart-main")
    assert line.get("d").count("M") == 2


def test_a_higher_value_is_drawn_higher_and_a_later_one_further_right():
    chart = line_chart(list("ab"), [Series("x", [1, 4])], title="t")
    low, high = [(float(c.get("cx")), float(c.get("cy"))) for c in _parsed(chart).iter("circle")]
    assert low[0] < high[0]
    assert low[1] > high[1]


def test_bars_stand_on_the_floor_in_proportion():
    small, large = _parsed(bar_chart(["a", "b"], [10, 40], title="t")).iter("rect")
    assert float(large.get("height")) == pytest.approx(4 * float(small.get("height")), abs=0.5)


@pytest.mark.parametrize(
    "drawing",
    [
        line_chart([], [], title=NASTY),
        line_chart([NASTY], [Series(NASTY, [0])], title=NASTY),
        bar_chart([NASTY], [1], title=NASTY),
        sparkline([], title=NASTY),
        sparkline([0, 0], title=NASTY),
        data_table([NASTY], [Series(NASTY, [None])], heading=NASTY),
    ],
)
def test_nothing_in_a_drawing_is_script_or_style(drawing):
    assert "<script" not in drawing
    assert "style=" not in drawing
    assert "nan" not in drawing
    _parsed(drawing)


def test_the_table_holds_the_numbers_of_the_chart():
    table = data_table(
        ["Mon", "Tue"], [Series("Now", [1, 2]), Series("Before", [3, None])], heading="Day"
    )
    cells = [cell.text for cell in _parsed(table).iter() if cell.tag in {"th", "td"}]
    assert cells == ["Day", "Now", "Before", "Mon", "1", "3", "Tue", "2", "–"]
