"""Choices are drawn where they stand, losses below zero, and what a rule forbids is hollow."""

from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from foundation.choice_charts import Choice, Marker, choice_chart

NASTY = '<script>alert("1")</script>'
SVG = "{http://www.w3.org/2000/svg}"


def _choice(across, up, *, spread=1.0, is_open=True):
    return Choice(across, up, up - spread, up + spread, f"{across}: {up}", is_open)


def _parsed(drawing):
    return ElementTree.fromstring(drawing)  # noqa: S314 - our own drawing


def _spots(drawing):
    return {
        spot.find("title").text: spot
        for spot in _parsed(drawing).iter("circle")
        if "chart-spot" in spot.get("class")
    }


def test_more_stands_higher_and_losses_stand_below_zero():
    drawing = choice_chart([_choice(10, -5), _choice(12, 5)], title="Gain")
    spots = _spots(drawing)
    zero = next(p for p in _parsed(drawing).iter("path") if "chart-zero" in p.get("class"))
    level = float(zero.get("d").split()[1].split("H")[0])
    assert float(spots["10: -5"].get("cy")) > level > float(spots["12: 5"].get("cy"))
    assert float(spots["10: -5"].get("cx")) < float(spots["12: 5"].get("cx"))


def test_what_a_rule_forbids_is_hollow():
    spots = _spots(choice_chart([_choice(1, 1), _choice(2, 2, is_open=False)], title="Gain"))
    assert "chart-spot-closed" in spots["2: 2"].get("class")
    assert "chart-spot-closed" not in spots["1: 1"].get("class")


@given(
    st.lists(
        st.tuples(st.floats(0.01, 1e6), st.floats(-1e6, 1e6), st.floats(0, 1e6)),
        min_size=1,
        max_size=12,
    )
)
def test_everything_lies_inside_the_drawing(told):
    choices = [_choice(across, up, spread=spread) for across, up, spread in told]
    drawing = _parsed(choice_chart(choices, [Marker(told[0][0], "now")], title="Gain"))
    _left, _top, width, height = map(float, drawing.get("viewBox").split())
    for spot in drawing.iter("circle"):
        assert -1 <= float(spot.get("cx")) <= width + 1
        assert -1 <= float(spot.get("cy")) <= height + 1


def test_words_are_escaped():
    drawing = choice_chart(
        [Choice(1, 1, 0, 2, NASTY)], [Marker(1, NASTY)], title=NASTY, describe_up=lambda v: NASTY
    )
    assert "<script" not in drawing


def test_nothing_to_choose_from_is_refused():
    with pytest.raises(ValueError, match="nothing to choose"):
        choice_chart([], title="Gain")
