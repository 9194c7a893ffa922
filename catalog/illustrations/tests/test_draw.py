"""What every picture promises, whatever its kind and look."""

import re
from xml.etree import ElementTree

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from catalog.illustrations import COLOURS, Kind, Look, Palette, Pattern, draw

SMALLEST, LARGEST = 2_500, 9_000

colours = st.integers(min_value=0, max_value=0xFFFFFF).map(lambda number: f"#{number:06x}")
looks = st.builds(
    Look,
    colour=colours,
    accent=colours,
    backdrop=colours,
    pattern=st.sampled_from(Pattern),
)


def parsed(svg: str) -> ElementTree.Element:
    return ElementTree.fromstring(svg)  # noqa: S314 - our own text


@pytest.mark.parametrize("kind", Kind)
@pytest.mark.parametrize("pattern", Pattern)
def test_every_kind_in_every_pattern_is_a_well_formed_document_of_a_sober_size(
    kind: Kind, pattern: Pattern
) -> None:
    svg = draw(kind, Look.named("terracotta", pattern))

    root = parsed(svg)
    assert root.tag == "{http://www.w3.org/2000/svg}svg"
    assert root.get("viewBox") == "0 0 800 800"
    assert SMALLEST <= len(svg.encode()) <= LARGEST


@pytest.mark.parametrize("kind", Kind)
def test_a_picture_stands_alone(kind: Kind) -> None:
    root = parsed(draw(kind, Look.named("midnight", Pattern.FLORAL)))

    for element in root.iter():
        assert not element.tag.endswith(("script", "image", "use", "style", "foreignObject"))
        for name, value in element.attrib.items():
            assert not name.startswith("on")
            assert "style" not in name
            assert "href" not in name
            assert "://" not in value


@pytest.mark.parametrize("kind", Kind)
def test_each_reference_inside_a_picture_resolves(kind: Kind) -> None:
    svg = draw(kind, Look.named("sage", Pattern.GRAPHIC))

    defined = [element.get("id") for element in parsed(svg).iter() if element.get("id")]
    assert len(defined) == len(set(defined))
    assert set(re.findall(r"url\(#(\w+)\)", svg)) <= set(defined)


@pytest.mark.parametrize("kind", Kind)
def test_another_colour_is_another_picture_and_the_same_look_is_the_same(kind: Kind) -> None:
    red, again = (draw(kind, Look.named("poppy"), seed=3) for _ in range(2))
    # Only the colour of the thing itself differs here: the accent and the wall stay.
    poppy = COLOURS["poppy"]
    blue = draw(kind, Look("#2b3f60", poppy.accent, poppy.backdrop), seed=3)

    assert red == again
    assert red != blue


@pytest.mark.parametrize("kind", Kind)
def test_drawings_carry_no_number_that_a_renderer_would_refuse(kind: Kind) -> None:
    svg = draw(kind, Look.named("oat", Pattern.DOTS))

    assert not re.search(r"\b(nan|inf|None)\b|\de[+-]?\d", re.sub(r"#[0-9a-f]{6}", "", svg))


@settings(max_examples=60, deadline=None)
@given(kind=st.sampled_from(Kind), look=looks, seed=st.integers(0, 2**32))
def test_any_look_and_seed_draws_deterministically(kind: Kind, look: Look, seed: int) -> None:
    svg = draw(kind, look, seed=seed)

    parsed(svg)
    assert svg == draw(kind, look, seed=seed)


@pytest.mark.parametrize("colour", ["red", "#FFF", "#12345", '#123456"/>', "", "#12345G"])
def test_a_look_refuses_what_is_not_a_hex_colour(colour: str) -> None:
    with pytest.raises(ValueError, match="colour"):
        Look(colour, "#ffffff", "#ffffff")


@pytest.mark.parametrize(("name", "palette"), COLOURS.items())
def test_named_colours_stand_out_from_their_accent_and_their_wall(
    name: str, palette: Palette
) -> None:
    look = Look.named(name)

    assert distance(look.colour, look.accent) > 0.25
    assert distance(look.colour, look.backdrop) > 0.1


def test_an_unknown_colour_name_is_an_error() -> None:
    with pytest.raises(KeyError):
        Look.named("invisible")


def distance(first: str, second: str) -> float:
    """Largest difference of a channel, 0 to 1."""
    pairs = ((int(first[i : i + 2], 16), int(second[i : i + 2], 16)) for i in (1, 3, 5))
    return max(abs(a - b) for a, b in pairs) / 255
