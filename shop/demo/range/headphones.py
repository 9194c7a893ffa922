"""Headphones and earbuds."""

from catalog.illustrations import Kind, Pattern
from shop.demo.merchandise import Merchandise

HEADPHONES: tuple[Merchandise, ...] = (
    Merchandise(
        name="Studio 40 headphones",
        shelf="headphones",
        kind=Kind.HEADPHONES,
        price=18900,
        colours=("ink", "chalk", "copper"),
        summary="Over-ear headphones that leave the sound as it was recorded.",
        description=(
            "Forty-millimetre drivers are matched in pairs to within half a decibel. The battery "
            "lasts 40 hours and charges enough for three in ten minutes; when it is empty, the "
            "cable still works. Ear pads and headband come off with a coin."
        ),
        brand="Copperline",
        style="modern",
        material="aluminium and protein leather",
        attributes=(
            ("battery-hours", "40"),
            ("connectivity", "Bluetooth 5.3"),
            ("origin", "Germany"),
        ),
        weight_grams=260,
        cost_share=0.5,
        quality=0.87,
        popularity=2.2,
    ),
    Merchandise(
        name="Hush 2 headphones",
        shelf="headphones",
        kind=Kind.HEADPHONES,
        price=24900,
        colours=("silver", "midnight"),
        summary="Noise-cancelling headphones with a single dial.",
        description=(
            "Eight microphones take away engines, fans and the open-plan office. Turn the dial "
            "for volume, press it to hear the announcement, hold it to pair. They fold flat into "
            "a case the thickness of a paperback."
        ),
        brand="Veldra",
        style="minimal",
        material="magnesium and microsuede",
        attributes=(
            ("battery-hours", "32"),
            ("connectivity", "Bluetooth 5.3"),
            ("origin", "Germany"),
        ),
        weight_grams=250,
        cost_share=0.53,
        quality=0.84,
        popularity=1.9,
    ),
    Merchandise(
        name="Parlour headphones",
        shelf="headphones",
        kind=Kind.HEADPHONES,
        price=12900,
        colours=("cocoa", "forest"),
        summary="Walnut headphones for the armchair, with a cable and without.",
        description=(
            "The closed cups are turned from walnut offcuts, oiled and never lacquered. Three "
            "metres of braided cable reach from the amplifier to the good chair. A receiver the "
            "size of a thimble clips on in its place when you want to walk about."
        ),
        brand="Copperline",
        style="vintage",
        material="walnut and steel",
        attributes=(
            ("connectivity", "3.5 mm cable, Bluetooth 5.2"),
            ("battery-hours", "12"),
            ("origin", "Denmark"),
        ),
        weight_grams=290,
        cost_share=0.47,
        quality=0.8,
        popularity=1.1,
    ),
    Merchandise(
        name="Recess headphones",
        shelf="headphones",
        kind=Kind.HEADPHONES,
        price=5490,
        colours=("mustard", "sky", "coral"),
        summary="Tough, limited-volume headphones for children.",
        description=(
            "Loudness stops at 85 decibels, whatever the tablet says. The headband can be twisted "
            "into a corkscrew and springs back. A cable in the box lets two pairs share one film."
        ),
        brand="Kitewell",
        style="playful",
        material="recycled polypropylene",
        attributes=(
            ("battery-hours", "24"),
            ("connectivity", "Bluetooth 5.0"),
            ("origin", "Vietnam"),
        ),
        weight_grams=180,
        cost_share=0.42,
        quality=0.73,
        popularity=1.6,
    ),
    Merchandise(
        name="Sprint headphones",
        shelf="headphones",
        kind=Kind.HEADPHONES,
        price=7950,
        colours=("teal", "ink"),
        summary="On-ear headphones that stay on through burpees.",
        description=(
            "The pads are silicone and can be rinsed under the tap. A vented band at the back "
            "keeps them in place under a hat or a helmet strap. Splash-proof to IPX5, and the "
            "buttons work with gloves."
        ),
        brand="Kitewell",
        style="active",
        material="silicone and nylon",
        pattern=Pattern.COLOUR_BLOCK,
        attributes=(
            ("battery-hours", "28"),
            ("connectivity", "Bluetooth 5.2"),
            ("waterproof", "yes"),
            ("origin", "Vietnam"),
        ),
        weight_grams=150,
        cost_share=0.45,
        quality=0.58,
        popularity=1.0,
    ),
    Merchandise(
        name="Pip earbuds",
        shelf="earbuds",
        kind=Kind.EARBUDS,
        price=6950,
        colours=("chalk", "lilac", "mint"),
        summary="Small wireless earbuds in a case like a pebble.",
        description=(
            "Six hours in the ear and twenty more in the case. Four sizes of tip are included, "
            "and the smallest fits ears that others fall out of. Tap twice to skip, hold to "
            "silence the call."
        ),
        brand="Kitewell",
        style="playful",
        material="recycled polycarbonate",
        attributes=(
            ("battery-hours", "26"),
            ("connectivity", "Bluetooth 5.2"),
            ("waterproof", "yes"),
            ("origin", "Vietnam"),
        ),
        weight_grams=48,
        cost_share=0.44,
        quality=0.74,
        popularity=2.4,
    ),
    Merchandise(
        name="Hush buds",
        shelf="earbuds",
        kind=Kind.EARBUDS,
        price=15900,
        colours=("silver", "ink"),
        summary="Noise-cancelling earbuds without stalks.",
        description=(
            "They sit flush, so a hat or a pillow does not touch them. The cancelling measures "
            "your ear canal each time you put them in. The case charges on any Qi pad or by "
            "cable."
        ),
        brand="Veldra",
        style="minimal",
        material="aluminium and silicone",
        attributes=(
            ("battery-hours", "30"),
            ("connectivity", "Bluetooth 5.3"),
            ("waterproof", "yes"),
            ("origin", "Germany"),
        ),
        weight_grams=44,
        cost_share=0.51,
        quality=0.82,
        popularity=1.8,
    ),
    Merchandise(
        name="Lap earbuds",
        shelf="earbuds",
        kind=Kind.EARBUDS,
        price=8900,
        colours=("coral", "teal"),
        summary="Earbuds with a soft wing that holds on a run.",
        description=(
            "The wing folds into the ear's own ridge and needs no hook. Sealed to IP67: sweat, "
            "rain and a drop into the sink are all fine. A leaky mode lets traffic through."
        ),
        brand="Fennway",
        style="active",
        material="silicone",
        attributes=(
            ("battery-hours", "22"),
            ("connectivity", "Bluetooth 5.2"),
            ("waterproof", "yes"),
            ("origin", "Vietnam"),
        ),
        weight_grams=52,
        cost_share=0.46,
        quality=0.71,
        popularity=1.2,
    ),
    Merchandise(
        name="Copper buds",
        shelf="earbuds",
        kind=Kind.EARBUDS,
        price=11900,
        colours=("copper", "forest"),
        summary="Warm-sounding earbuds in a knurled metal case.",
        description=(
            "A six-millimetre dynamic driver and a balanced armature share the work, crossing "
            "over at 3 kHz. The case opens with a twist and has the weight of a good lighter. "
            "Replacement batteries are sold for seven years."
        ),
        brand="Copperline",
        style="vintage",
        material="anodised aluminium",
        attributes=(
            ("battery-hours", "24"),
            ("connectivity", "Bluetooth 5.3"),
            ("origin", "Denmark"),
        ),
        weight_grams=50,
        cost_share=0.48,
        quality=0.79,
        popularity=0.9,
    ),
    Merchandise(
        name="Bus stop earbuds",
        shelf="earbuds",
        kind=Kind.EARBUDS,
        price=2990,
        colours=("sky", "rose"),
        summary="Wireless earbuds at a price that survives losing one.",
        description=(
            "Four hours a charge, sixteen with the case. Single buds can be ordered without "
            "buying the pair again. The sound is clear for podcasts and honest about having no "
            "bass."
        ),
        brand="Kitewell",
        style="playful",
        material="recycled polycarbonate",
        attributes=(
            ("battery-hours", "16"),
            ("connectivity", "Bluetooth 5.0"),
            ("origin", "Vietnam"),
        ),
        weight_grams=40,
        cost_share=0.38,
        quality=0.47,
        popularity=1.7,
    ),
)
