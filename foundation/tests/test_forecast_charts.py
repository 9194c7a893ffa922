"""Drawings of what is to come: bands enclose, rules divide, frontiers keep their proportions."""

import re
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from foundation.charts import Series
from foundation.forecast_charts import Band, Curve, Spot, band_chart, frontier_chart, signed_bars

NASTY = '<script>alert("1")</script>'


def _parsed(drawing):
    return ElementTree.fromstring(drawing)  # noqa: S314 - our own drawing


def _of_class(drawing, name):
    return [each for each in _parsed(drawing).iter() if name in (each.get("class") or "").split()]


def _corners(path):
    return [tuple(map(float, pair.split())) for pair in re.findall(r"[-\d.]+ [-\d.]+", path)]


@given(
    st.lists(
        st.tuples(st.floats(0, 1e6), st.floats(0, 1e6), st.floats(0, 1e6)).map(sorted),
        min_size=2,
        max_size=40,
    )
)
def test_the_line_lies_within_its_band(days):
    low, mean, high = (list(part) for part in zip(*days, strict=True))
    labels = [str(index) for index in range(len(days))]
    drawing = band_chart(labels, [Series("mean", mean)], [Band("80 %", low, high)], title="t")
    (band,) = _of_class(drawing, "chart-band-near")
    corners = _corners(band.get("d"))
    above, below = corners[: len(days)], corners[len(days) :][::-1]
    points = [(float(p.get("cx")), float(p.get("cy"))) for p in _of_class(drawing, "chart-point")]
    for upper, point, lower in zip(above, points, below, strict=True):
        assert upper[0] == point[0] == lower[0]
        assert upper[1] <= point[1] <= lower[1]


def test_the_scale_makes_room_for_the_band():
    drawing = band_chart(
        ["a", "b"], [Series("mean", [1, 1])], [Band("80 %", [0, 0], [9, 9])], title="t"
    )
    (band,) = _of_class(drawing, "chart-band")
    assert min(y for _x, y in _corners(band.get("d"))) >= 12


def test_a_gap_parts_a_band_in_two():
    band = Band("80 %", [1, 1, None, 1, 1], [2, 2, None, 2, 2])
    assert len(_of_class(band_chart(list("abcde"), [], [band], title="t"), "chart-band")) == 2


def test_the_rule_stands_between_what_was_and_what_is_to_come():
    drawing = band_chart(
        list("abcd"), [Series("x", [1, 2, 3, 4])], [], title="t", now_at=2, now_label="Today"
    )
    (rule,) = _of_class(drawing, "chart-now")
    at = float(re.match(r"M([\d.]+)", rule.get("d"))[1])
    points = sorted(float(p.get("cx")) for p in _of_class(drawing, "chart-point"))
    assert points[1] < at < points[2]
    assert "Today" in drawing


def test_a_band_tells_both_its_ends_for_the_table():
    low, high = Band("80 %", [1], [3]).edges
    assert (low.name, list(low.values)) == ("80 % ↓", [1])
    assert (high.name, list(high.values)) == ("80 % ↑", [3])


def test_a_frontier_is_drawn_in_proportion_from_zero():
    spots = [Spot(100, 40, "far"), Spot(50, 20, "half")]
    drawing = frontier_chart(
        [Curve("Plan", spots)], title="t", across_label="Stock", up_label="Lost"
    )
    half, far = _of_class(drawing, "chart-mark")
    assert [mark.find("title").text for mark in (half, far)] == ["Plan · half", "Plan · far"]
    left = 64
    assert float(far.get("cx")) - left == pytest.approx(2 * (float(half.get("cx")) - left), abs=0.5)
    floor = 320 - 30
    assert floor - float(far.get("cy")) == pytest.approx(2 * (floor - float(half.get("cy"))), abs=1)


def test_one_spot_alone_is_a_mark_without_a_line():
    drawing = frontier_chart(
        [Curve("Now", [Spot(1, 1, "now")])], title="t", across_label="a", up_label="b"
    )
    assert _of_class(drawing, "chart-mark")
    assert not _of_class(drawing, "chart-line")


def test_what_takes_away_hangs_below_the_middle():
    more, less = _of_class(signed_bars([2, -1], title="t"), "chart-bar")
    assert float(more.get("y")) < 24 <= float(less.get("y"))
    assert float(more.get("height")) == pytest.approx(2 * float(less.get("height")), abs=0.2)


@pytest.mark.parametrize(
    "drawing",
    [
        band_chart([], [], [], title=NASTY),
        band_chart(
            [NASTY], [Series(NASTY, [0])], [Band(NASTY, [0], [0])], title=NASTY, now_at=0,
            now_label=NASTY,
        ),
        frontier_chart([], title=NASTY, across_label=NASTY, up_label=NASTY),
        frontier_chart(
            [Curve(NASTY, [Spot(0, 0, NASTY)])], title=NASTY, across_label="", up_label=""
        ),
        signed_bars([], title=NASTY),
        signed_bars([0.0], title=NASTY),
    ],
)  # fmt: skip
def test_nothing_in_a_drawing_is_script_or_style(drawing):
    assert "<script" not in drawing
    assert "style=" not in drawing
    assert "nan" not in drawing
    _parsed(drawing)
