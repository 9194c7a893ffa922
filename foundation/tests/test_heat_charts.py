"""Tables of shares as drawings: every number can be read, and narrow ones hold what fits."""

import re

import pytest

from foundation.heat_charts import FULLEST, HeatRow, heat_chart

ROWS = [HeatRow("Aug", [0.4, 0.2, None]), HeatRow("Sep", [0.1])]


def _fills(drawn):
    return [float(fill) for fill in re.findall(r'fill-opacity="([\d.]+)"', str(drawn))]


def test_each_value_has_a_cell_and_what_is_not_known_has_none():
    drawn = heat_chart(["+1", "+2", "+3"], ROWS, title="Back", describe="{:.0%}".format)

    assert re.findall(r"chart-heat-value[^>]*>([^<]+)<", str(drawn)) == ["40%", "20%", "10%"]
    assert "<title>Aug · +2: 20%</title>" in drawn
    assert 'aria-label="Back"' in drawn


def test_the_larger_the_fuller_and_never_too_full_to_read():
    drawn = heat_chart(["+1", "+2"], ROWS, title="")
    assert _fills(drawn) == pytest.approx([FULLEST, FULLEST / 2, FULLEST / 4], abs=1e-3)
    against = heat_chart(["+1"], ROWS, title="", fullest_at=0.2)
    assert _fills(against) == pytest.approx([FULLEST, FULLEST / 2], abs=1e-3)


def test_a_narrow_drawing_holds_the_columns_that_fit():
    columns = [f"+{age}" for age in range(30)]
    row = HeatRow("Aug", [0.5] * 30)

    assert len(_fills(heat_chart(columns, [row], title="", width=400))) == 7
    assert len(_fills(heat_chart(columns, [row], title="", width=880))) == 18


def test_names_cannot_bring_markup():
    assert "<b>" not in heat_chart(["<b>"], [HeatRow("<b>", [1.0])], title="<b>")


def test_nothing_to_draw_is_drawn_empty():
    assert _fills(heat_chart([], [], title="")) == []
    assert _fills(heat_chart(["+1"], [HeatRow("Aug", [0.0])], title="")) == [0.0]
