"""Socks, hats, scarves and mittens."""

from catalog.illustrations import Kind, Pattern
from shop.demo.merchandise import Merchandise

from .sizes import GLOVES, SOCKS

SOCKS_AND_HATS: tuple[Merchandise, ...] = (
    Merchandise(
        name="Mile socks",
        shelf="socks",
        kind=Kind.SOCKS,
        price=1190,
        colours=("oat", "charcoal", "forest"),
        summary="Cushioned merino socks guaranteed against holes for a year.",
        description=(
            "Terry loops sit under the heel and ball only, so they fit in ordinary shoes. The toe "
            "is linked by hand and has no ridge. Sixty-two per cent merino keeps them fresh for a "
            "second day."
        ),
        brand="Fennway",
        style="active",
        material="merino and nylon",
        sizes=SOCKS,
        attributes=(("care", "Machine wash 40°"), ("fit", "Cushioned"), ("origin", "Portugal")),
        weight_grams=70,
        cost_share=0.4,
        quality=0.84,
        popularity=2.2,
    ),
    Merchandise(
        name="Ledger socks, three pairs",
        shelf="socks",
        kind=Kind.SOCKS,
        price=1850,
        colours=("ink", "dove"),
        summary="Three pairs of plain fine-gauge socks for weekdays.",
        description=(
            "Long-staple cotton, a reinforced heel, and a rib that holds without leaving a mark. "
            "All three pairs are the same colour on purpose: no more sorting. They survive a "
            "60-degree wash."
        ),
        brand="Marlow Mill",
        style="classic",
        material="combed cotton",
        sizes=SOCKS,
        attributes=(("care", "Machine wash 60°"), ("fit", "Fine knit"), ("origin", "Portugal")),
        weight_grams=150,
        cost_share=0.38,
        quality=0.75,
        popularity=2.5,
    ),
    Merchandise(
        name="Humbug socks",
        shelf="socks",
        kind=Kind.SOCKS,
        price=990,
        colours=("poppy", "mint", "mustard"),
        summary="Striped socks, bright as the sweet jar.",
        description=(
            "Eight stripes from toe to cuff, with heel and toe in the contrast colour. The cotton "
            "is mercerised, which keeps the colours from dulling. They come in a paper band, "
            "ready to give."
        ),
        brand="Small Hours",
        style="playful",
        material="combed cotton",
        sizes=SOCKS,
        pattern=Pattern.STRIPES,
        attributes=(("care", "Machine wash 40°"), ("fit", "Fine knit"), ("origin", "Turkey")),
        weight_grams=60,
        cost_share=0.36,
        quality=0.67,
        popularity=1.8,
    ),
    Merchandise(
        name="Constellation socks",
        shelf="socks",
        kind=Kind.SOCKS,
        price=1090,
        colours=("midnight", "plum"),
        summary="Dark socks with small knitted stars.",
        description=(
            "The stars are worked in the knit and not printed, so they stretch with the foot and "
            "stay bright. A flat toe seam, a firm arch. Turn them inside out before washing, and "
            "no thread will snag."
        ),
        brand="Small Hours",
        style="playful",
        material="combed cotton",
        sizes=SOCKS,
        pattern=Pattern.STARS,
        attributes=(("care", "Machine wash 40°"), ("fit", "Fine knit"), ("origin", "Turkey")),
        weight_grams=60,
        cost_share=0.37,
        quality=0.71,
        popularity=1.3,
        launch_month=6,
    ),
    Merchandise(
        name="Bedrock bed socks",
        shelf="socks",
        kind=Kind.SOCKS,
        price=1650,
        colours=("blush", "sky"),
        summary="Loose alpaca socks for cold floors and long books.",
        description=(
            "Brushed alpaca is warmer than wool of the same weight and does not prickle. The cuff "
            "is knitted without elastic, for sleeping. Wash by hand in cool water and pull gently "
            "into shape."
        ),
        brand="Lark & Thimble",
        style="romantic",
        material="alpaca blend",
        sizes=SOCKS,
        attributes=(("care", "Hand wash"), ("fit", "Loose"), ("origin", "Peru")),
        weight_grams=110,
        cost_share=0.44,
        quality=0.79,
        popularity=1.1,
    ),
    Merchandise(
        name="Pier cap",
        shelf="hats-and-scarves",
        kind=Kind.CAP,
        price=2490,
        colours=("denim", "sand", "poppy"),
        summary="A six-panel cap, washed until the peak bends.",
        description=(
            "The cotton twill is softened before sewing, so there is no cardboard stage. A brass "
            "buckle at the back fits heads from 54 to 61 cm. Rinse it in the sink and let it dry "
            "over a bowl."
        ),
        brand="Marlow Mill",
        style="classic",
        material="washed cotton",
        attributes=(("care", "Hand wash"), ("fit", "Adjustable"), ("origin", "Portugal")),
        weight_grams=90,
        cost_share=0.4,
        quality=0.76,
        popularity=1.6,
    ),
    Merchandise(
        name="Regatta cap",
        shelf="hats-and-scarves",
        kind=Kind.CAP,
        price=2750,
        colours=("teal", "chalk"),
        summary="A featherweight cap for sun and salt water.",
        description=(
            "It weighs 70 grams, dries in minutes and crushes into a pocket. The underside of the "
            "peak is dark to cut the glare off water. Laser-cut holes along the sides let heat "
            "out."
        ),
        brand="Fennway",
        style="active",
        material="recycled polyester",
        pattern=Pattern.COLOUR_BLOCK,
        attributes=(("care", "Hand wash"), ("fit", "Adjustable"), ("origin", "Vietnam")),
        weight_grams=70,
        cost_share=0.43,
        quality=0.73,
        popularity=0.9,
    ),
    Merchandise(
        name="Bothy beanie",
        shelf="hats-and-scarves",
        kind=Kind.BEANIE,
        price=2950,
        colours=("terracotta", "oat", "forest"),
        summary="A ribbed lambswool beanie with a bobble that comes off.",
        description=(
            "Knitted in a thick two-by-two rib with a turn-up that doubles over the ears. The "
            "bobble is held by a popper for the wash and for serious occasions. Scottish wool, "
            "Scottish mill."
        ),
        brand="Marlow Mill",
        style="rustic",
        material="lambswool",
        attributes=(("care", "Hand wash"), ("fit", "One size"), ("origin", "Scotland")),
        weight_grams=100,
        cost_share=0.42,
        quality=0.83,
        popularity=1.7,
    ),
    Merchandise(
        name="Firefly beanie",
        shelf="hats-and-scarves",
        kind=Kind.BEANIE,
        price=2250,
        colours=("berry", "midnight"),
        summary="A spotted beanie that drivers can see.",
        description=(
            "Small dots of reflective yarn look grey by day and flash in headlights. The wool is "
            "recycled in Prato and lined with a band of soft fleece. One size, adults and "
            "large-headed children."
        ),
        brand="Small Hours",
        style="playful",
        material="recycled wool",
        pattern=Pattern.DOTS,
        attributes=(("care", "Hand wash"), ("fit", "One size"), ("origin", "Italy")),
        weight_grams=90,
        cost_share=0.39,
        quality=0.66,
        popularity=1.0,
    ),
    Merchandise(
        name="Glen scarf",
        shelf="hats-and-scarves",
        kind=Kind.SCARF,
        price=4900,
        colours=("charcoal", "mustard", "berry"),
        summary="A checked scarf, wide enough to be a shawl on trains.",
        description=(
            "Woven on a shuttle loom and milled with teasels, which raises a soft face. It "
            "measures 30 by 180 cm, with twisted fringes that do not unravel. Air it rather than "
            "wash it."
        ),
        brand="Marlow Mill",
        style="classic",
        material="lambswool",
        pattern=Pattern.CHECK,
        attributes=(("care", "Dry clean"), ("origin", "Scotland"), ("width-cm", "30")),
        weight_grams=240,
        cost_share=0.47,
        quality=0.85,
        popularity=1.5,
    ),
    Merchandise(
        name="Mist scarf",
        shelf="hats-and-scarves",
        kind=Kind.SCARF,
        price=5750,
        colours=("dove", "blush", "sage"),
        summary="A thin wrap of merino and silk for every season but one.",
        description=(
            "Seventy per cent merino warms, thirty per cent silk gives the drape and a slight "
            "sheen. It folds into a coat pocket and opens to 70 by 190 cm. Wash by hand, iron on "
            "the silk setting."
        ),
        brand="Veldra",
        style="minimal",
        material="merino and silk",
        attributes=(("care", "Hand wash"), ("origin", "Italy"), ("width-cm", "70")),
        weight_grams=120,
        cost_share=0.5,
        quality=0.8,
        popularity=1.1,
    ),
    Merchandise(
        name="Woodpile mittens",
        shelf="hats-and-scarves",
        kind=Kind.GLOVES,
        price=2690,
        colours=("olive", "poppy", "ivory"),
        summary="Boiled wool mittens that keep out wind and snowballs.",
        description=(
            "The wool is knitted large and boiled down until it is felt, so snow brushes off. A "
            "long rib goes inside the sleeve. They are joined by a cord that can be snipped off "
            "by the proud."
        ),
        brand="Fennway",
        style="rustic",
        material="boiled wool",
        sizes=GLOVES,
        attributes=(("care", "Hand wash"), ("fit", "Regular"), ("origin", "Austria")),
        weight_grams=110,
        cost_share=0.41,
        quality=0.78,
        popularity=1.2,
    ),
)
