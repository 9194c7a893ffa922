"""The makers whose goods the demo store sells. All of them are invented."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class BrandStory:
    """A maker, and what it is known for in a line."""

    name: str
    line: str


BRANDS: tuple[BrandStory, ...] = (
    BrandStory("Marlow Mill", "Clothes for every day, cut plainly and sewn to be mended."),
    BrandStory("Fennway", "Kit for weather: tested on wet hills, sold with its repair kit."),
    BrandStory(
        "Lark & Thimble", "Prints from old pattern books on new cloth, and a weak spot for bows."
    ),
    BrandStory("Veldra", "Few devices, few buttons, long support."),
    BrandStory("Copperline", "Sound and desk things with weight, knobs and spare parts."),
    BrandStory("Kitewell", "Cheerful electronics at a fair price, most of it recycled."),
    BrandStory("Alder & Finch", "Furniture and wooden things from one joinery and its offcuts."),
    BrandStory("Pebble Yard", "A pottery that throws, glazes and fires in the same yard."),
    BrandStory("Lumenfold", "Lamps, lanterns and candles: warm light and nothing that glares."),
    BrandStory("Small Hours", "Paper, tea, toys and presents from people who stay up late."),
)
