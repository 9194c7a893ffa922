"""Intervals are drawn where their values lie, on one scale, and every name is escaped."""

import re

from foundation.interval_charts import Span, interval_chart

NASTY = '<b>"Tea" & more</b>'


def _lines(drawing: str) -> list[tuple[float, float]]:
    found = re.findall(r'class="chart-line chart-main" d="M([\d.]+) [\d.]+H([\d.]+)"', drawing)
    return [(float(begin), float(end)) for begin, end in found]


def _nought(drawing: str) -> float:
    return float(re.search(r'class="chart-line chart-before" d="M([\d.]+)', drawing)[1])


def test_losses_lie_left_of_nought_and_gains_right():
    drawing = interval_chart([Span("a", 10, 20, 30), Span("b", -30, -20, -10)], title="t")
    gain, loss = _lines(drawing)
    nought = _nought(drawing)
    assert loss[0] < loss[1] < nought < gain[0] < gain[1]
    assert abs((gain[1] - nought) - (nought - loss[0])) < 0.2


def test_every_interval_lies_within_the_drawing():
    drawing = interval_chart(
        [Span("a", -3, 40, 1_234), Span("b", -900, 0, 1)], title="t", width=400
    )
    assert all(0 < begin < end < 400 for begin, end in _lines(drawing))


def test_names_and_values_are_told_and_escaped():
    drawing = interval_chart([Span(NASTY, 1, 2, 3)], title=NASTY, describe="{:.1f} pieces".format)
    assert NASTY not in drawing
    assert "&lt;b&gt;" in drawing
    assert "2.0 pieces (1.0 pieces … 3.0 pieces)" in drawing


def test_the_axis_may_be_told_in_other_words():
    drawing = interval_chart([Span("a", 0, 500, 1_000)], title="t", describe_axis="{:g}k".format)
    assert "1000k" in drawing
    assert "0k</text>" in drawing


def test_nothing_is_drawn_of_nothing():
    assert _lines(interval_chart([], title="t")) == []
