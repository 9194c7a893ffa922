"""Speakers and radios."""

from catalog.illustrations import Kind, Pattern
from shop.demo.merchandise import Merchandise

SPEAKERS: tuple[Merchandise, ...] = (
    Merchandise(
        name="Barrel speaker",
        shelf="speakers-and-radios",
        kind=Kind.SPEAKER,
        price=11900,
        colours=("charcoal", "terracotta", "sage"),
        summary="A table speaker that fills a kitchen evenly.",
        description=(
            "One woofer faces down, two tweeters face round, so it sounds the same from the hob "
            "and from the door. The cloth is woven in Denmark and unzips for washing. Two of them "
            "make a stereo pair."
        ),
        brand="Copperline",
        style="modern",
        material="aluminium and wool blend",
        attributes=(
            ("battery-hours", "18"),
            ("connectivity", "Bluetooth 5.2"),
            ("height-cm", "21"),
            ("origin", "Denmark"),
        ),
        weight_grams=980,
        cost_share=0.47,
        quality=0.83,
        popularity=1.8,
    ),
    Merchandise(
        name="Float speaker",
        shelf="speakers-and-radios",
        kind=Kind.SPEAKER,
        price=6950,
        colours=("sky", "mustard"),
        summary="A floating speaker for pools, showers and canoes.",
        description=(
            "It bobs with its good side up and plays on. The rubber bumpers take a fall from a "
            "table, and the loop fits a rucksack strap or a tap. Rinse off salt with fresh water."
        ),
        brand="Kitewell",
        style="active",
        material="rubber and mesh",
        pattern=Pattern.COLOUR_BLOCK,
        attributes=(
            ("battery-hours", "14"),
            ("connectivity", "Bluetooth 5.2"),
            ("waterproof", "yes"),
            ("height-cm", "18"),
            ("origin", "Vietnam"),
        ),
        weight_grams=540,
        cost_share=0.44,
        quality=0.76,
        popularity=1.5,
        launch_month=3,
    ),
    Merchandise(
        name="Dot speaker",
        shelf="speakers-and-radios",
        kind=Kind.SPEAKER,
        price=3450,
        colours=("blush", "mint"),
        summary="A palm-sized speaker for bedrooms and desks.",
        description=(
            "It is loud enough for one room and small enough for a coat pocket. The button on top "
            "answers calls. It charges by USB-C in an hour and a half, and the light on the front "
            "can be turned off."
        ),
        brand="Kitewell",
        style="playful",
        material="recycled polypropylene",
        pattern=Pattern.DOTS,
        attributes=(
            ("battery-hours", "9"),
            ("connectivity", "Bluetooth 5.0"),
            ("height-cm", "12"),
            ("origin", "Vietnam"),
        ),
        weight_grams=280,
        cost_share=0.4,
        quality=0.54,
        popularity=1.4,
    ),
    Merchandise(
        name="Wavelength radio",
        shelf="speakers-and-radios",
        kind=Kind.RADIO,
        price=14900,
        colours=("ivory", "forest", "poppy"),
        summary="A DAB+ radio with one big dial and a proper tone.",
        description=(
            "The cabinet is real beech veneer and the full-range driver is wider than most phones "
            "are long. Six stations sit on buttons you can find in the dark. A battery pack "
            "slides in the back for the garden."
        ),
        brand="Copperline",
        style="vintage",
        material="beech veneer and fabric",
        attributes=(
            ("battery-hours", "20"),
            ("connectivity", "DAB+, FM, Bluetooth"),
            ("height-cm", "19"),
            ("origin", "Germany"),
        ),
        weight_grams=2100,
        cost_share=0.49,
        quality=0.92,
        popularity=1.3,
    ),
    Merchandise(
        name="Breakfast radio",
        shelf="speakers-and-radios",
        kind=Kind.RADIO,
        price=7450,
        colours=("mint", "coral"),
        summary="A kitchen radio that wakes, counts and plays.",
        description=(
            "FM with a scale you can read from across the room, plus Bluetooth for what came "
            "after. An egg timer is built into the tuning knob. Wipe the enamel clean of jam."
        ),
        brand="Copperline",
        style="vintage",
        material="enamelled steel",
        attributes=(("connectivity", "FM, Bluetooth"), ("height-cm", "15"), ("origin", "Poland")),
        weight_grams=1150,
        cost_share=0.46,
        quality=0.75,
        popularity=1.1,
    ),
    Merchandise(
        name="Potting shed radio",
        shelf="speakers-and-radios",
        kind=Kind.RADIO,
        price=8950,
        colours=("olive", "terracotta"),
        summary="A rugged radio for sheds, sites and allotments.",
        description=(
            "A birch front in a rubber frame, sealed against dust and hosepipes. Buttons are big "
            "enough for gloves. Runs 30 hours on its own battery or for a weekend on six C cells."
        ),
        brand="Fennway",
        style="rustic",
        material="rubber and birch",
        attributes=(
            ("battery-hours", "30"),
            ("connectivity", "DAB+, FM"),
            ("waterproof", "yes"),
            ("height-cm", "17"),
            ("origin", "Poland"),
        ),
        weight_grams=1380,
        cost_share=0.46,
        quality=0.81,
        popularity=0.45,
    ),
)
