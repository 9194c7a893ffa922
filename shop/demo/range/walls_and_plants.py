"""Clocks, mirrors, frames, pots, vases and the garden."""

from catalog.illustrations import Kind, Pattern
from shop.demo.merchandise import Merchandise

WALLS_AND_PLANTS: tuple[Merchandise, ...] = (
    Merchandise(
        name="Station wall clock",
        shelf="clocks-and-mirrors",
        kind=Kind.CLOCK,
        price=6950,
        colours=("ink", "chalk", "forest"),
        summary="A silent wall clock you can read from the other platform.",
        description=(
            "The movement sweeps and does not tick. Domed glass, pressed steel hands and numerals "
            "set from a 1950s timetable. One AA cell runs it for about two years."
        ),
        brand="Copperline",
        style="classic",
        material="steel and glass",
        attributes=(("width-cm", "30"), ("height-cm", "30"), ("origin", "Germany")),
        weight_grams=1200,
        cost_share=0.44,
        quality=0.85,
        popularity=1.2,
    ),
    Merchandise(
        name="Kitchen dots clock",
        shelf="clocks-and-mirrors",
        kind=Kind.CLOCK,
        price=4450,
        colours=("coral", "mint"),
        summary="A cheerful clock with a minute track for learners.",
        description=(
            "Every fifth minute has its number outside the hour, which is all most children need. "
            "The case is moulded from bottle caps. It hangs from a nail or stands in a groove."
        ),
        brand="Kitewell",
        style="playful",
        material="recycled polypropylene",
        pattern=Pattern.DOTS,
        attributes=(("width-cm", "26"), ("height-cm", "26"), ("origin", "Germany")),
        weight_grams=640,
        cost_share=0.41,
        quality=0.69,
        popularity=1.0,
    ),
    Merchandise(
        name="Early train alarm clock",
        shelf="clocks-and-mirrors",
        kind=Kind.ALARM_CLOCK,
        price=3950,
        colours=("sage", "poppy", "ivory"),
        summary="A twin-bell alarm that cannot be snoozed by accident.",
        description=(
            "Real bells, a real hammer and a lever at the back. The hands glow, and a button "
            "lights the dial for those who only want to know. It keeps time by quartz and runs a "
            "year on one AA."
        ),
        brand="Copperline",
        style="vintage",
        material="enamelled steel",
        attributes=(("height-cm", "14"), ("width-cm", "10"), ("origin", "Germany")),
        weight_grams=420,
        cost_share=0.42,
        quality=0.78,
        popularity=1.4,
    ),
    Merchandise(
        name="Looking glass mirror",
        shelf="clocks-and-mirrors",
        kind=Kind.MIRROR,
        price=11900,
        colours=("gold", "ink"),
        summary="An oval mirror in a carved frame.",
        description=(
            "The frame is cast from a nineteenth-century carving and finished by hand with metal "
            "leaf. The glass is bevelled by a finger's width. Two hooks are on the back, one for "
            "each way round."
        ),
        brand="Lark & Thimble",
        style="vintage",
        material="gilded wood",
        attributes=(
            ("width-cm", "46"),
            ("height-cm", "62"),
            ("care", "Dust dry"),
            ("origin", "Italy"),
        ),
        weight_grams=3400,
        cost_share=0.47,
        quality=0.76,
        popularity=0.9,
        launch_month=5,
    ),
    Merchandise(
        name="Plain oval mirror",
        shelf="clocks-and-mirrors",
        kind=Kind.MIRROR,
        price=8450,
        colours=("sage", "terracotta", "dove"),
        summary="An oval mirror in a thin lacquered rim.",
        description=(
            "Bent ash, lacquered in a colour from the paint shop next door. The glass has no lead "
            "and no green edge. It hangs flat on a hidden cleat that is supplied with its screws."
        ),
        brand="Alder & Finch",
        style="minimal",
        material="lacquered ash",
        attributes=(
            ("width-cm", "42"),
            ("height-cm", "58"),
            ("care", "Wipe with a damp cloth"),
            ("origin", "Lithuania"),
        ),
        weight_grams=2900,
        cost_share=0.45,
        quality=0.8,
        popularity=1.1,
    ),
    Merchandise(
        name="Salon frame",
        shelf="clocks-and-mirrors",
        kind=Kind.FRAME,
        price=2450,
        colours=("oat", "ink", "berry"),
        summary="An ash frame with a mount, for a picture of 13 by 18.",
        description=(
            "Real glass, a cut mount and corners splined so that they stay closed. Turn the back "
            "over and it stands. It can be hung upright or across."
        ),
        brand="Alder & Finch",
        style="classic",
        material="ash and glass",
        attributes=(
            ("width-cm", "24"),
            ("height-cm", "30"),
            ("care", "Dust dry"),
            ("origin", "Lithuania"),
        ),
        weight_grams=540,
        cost_share=0.4,
        quality=0.77,
        popularity=1.6,
    ),
    Merchandise(
        name="Windowsill pot",
        shelf="plants-and-vases",
        kind=Kind.PLANT_POT,
        price=1490,
        colours=("terracotta", "chalk", "teal"),
        summary="A thrown pot with its own saucer, for basil and other beginners.",
        description=(
            "The inside is left bare so that roots can breathe, the outside is glazed to the "
            "waist. There is a hole, and a saucer that catches what comes out. Frost-proof to "
            "minus ten."
        ),
        brand="Pebble Yard",
        style="rustic",
        material="terracotta",
        attributes=(
            ("height-cm", "13"),
            ("width-cm", "14"),
            ("care", "Wipe with a damp cloth"),
            ("origin", "Portugal"),
        ),
        weight_grams=720,
        cost_share=0.37,
        quality=0.8,
        popularity=1.9,
    ),
    Merchandise(
        name="Confetti plant pot",
        shelf="plants-and-vases",
        kind=Kind.PLANT_POT,
        price=1790,
        colours=("mint", "lilac"),
        summary="A spotted pot for a plant that needs cheering up.",
        description=(
            "Dots of coloured slip are flicked on by brush and fired in. The glaze runs right "
            "through, so no water marks the sill. It fits a 13-cm nursery pot."
        ),
        brand="Pebble Yard",
        style="playful",
        material="stoneware",
        pattern=Pattern.DOTS,
        attributes=(
            ("height-cm", "14"),
            ("width-cm", "15"),
            ("care", "Dishwasher safe"),
            ("origin", "Portugal"),
        ),
        weight_grams=810,
        cost_share=0.38,
        quality=0.71,
        popularity=1.1,
        launch_month=3,
    ),
    Merchandise(
        name="Market day vase",
        shelf="plants-and-vases",
        kind=Kind.VASE,
        price=3250,
        colours=("sky", "oat", "plum"),
        summary="A narrow-necked vase that makes five stems look like plenty.",
        description=(
            "The neck holds flowers up and the belly holds a day's water. Glazed inside and "
            "tested not to weep. It is thrown, so heights differ by a few millimetres."
        ),
        brand="Pebble Yard",
        style="classic",
        material="stoneware",
        attributes=(
            ("height-cm", "24"),
            ("width-cm", "15"),
            ("care", "Dishwasher safe"),
            ("origin", "Portugal"),
        ),
        weight_grams=940,
        cost_share=0.39,
        quality=0.82,
        popularity=1.4,
    ),
    Merchandise(
        name="Orchard row vase",
        shelf="plants-and-vases",
        kind=Kind.VASE,
        price=3850,
        colours=("rose", "sage"),
        summary="A painted vase that is still pretty when it is empty.",
        description=(
            "Blossom is painted round it freehand and no two branches match. The foot is unglazed "
            "and stands on felt. For fresh flowers use it as it is; it holds water."
        ),
        brand="Lark & Thimble",
        style="romantic",
        material="earthenware",
        pattern=Pattern.FLORAL,
        attributes=(
            ("height-cm", "22"),
            ("width-cm", "14"),
            ("care", "Hand wash"),
            ("origin", "Portugal"),
        ),
        weight_grams=880,
        cost_share=0.42,
        quality=0.55,
        popularity=0.45,
    ),
    Merchandise(
        name="Long reach watering can",
        shelf="plants-and-vases",
        kind=Kind.WATERING_CAN,
        price=3450,
        colours=("forest", "mustard", "poppy"),
        summary="A three-litre can with a spout for the back of the border.",
        description=(
            "Galvanised, then painted, so it rusts in neither place. The brass rose unscrews and "
            "turns up for seedlings. It balances full or empty, which you notice on the tenth "
            "trip."
        ),
        brand="Fennway",
        style="classic",
        material="galvanised steel",
        attributes=(
            ("capacity-ml", "3000"),
            ("height-cm", "31"),
            ("waterproof", "yes"),
            ("origin", "England"),
        ),
        weight_grams=1100,
        cost_share=0.42,
        quality=0.84,
        popularity=1.2,
    ),
    Merchandise(
        name="Tenant bird house",
        shelf="plants-and-vases",
        kind=Kind.BIRD_HOUSE,
        price=3950,
        colours=("olive", "coral"),
        summary="A nest box with a hole sized for blue tits.",
        description=(
            "Twenty-millimetre larch keeps chicks warm in April and cool in June. The front "
            "swings out for cleaning. The hole is 28 mm, with a steel ring that discourages "
            "squirrels."
        ),
        brand="Fennway",
        style="rustic",
        material="larch",
        attributes=(
            ("height-cm", "28"),
            ("width-cm", "17"),
            ("care", "Clean out each autumn"),
            ("origin", "Poland"),
        ),
        weight_grams=1350,
        cost_share=0.43,
        quality=0.79,
        popularity=0.9,
    ),
    Merchandise(
        name="Log basket",
        shelf="plants-and-vases",
        kind=Kind.BASKET,
        price=5450,
        colours=("oat", "charcoal", "terracotta"),
        summary="A willow basket for logs, blankets or a sleeping cat.",
        description=(
            "Woven on a wooden base by a family of basket makers in the Carpathians. The handle "
            "goes right under the bottom. Mist it with water once a winter and it will not creak."
        ),
        brand="Alder & Finch",
        style="rustic",
        material="willow",
        attributes=(
            ("width-cm", "42"),
            ("height-cm", "38"),
            ("care", "Brush clean"),
            ("origin", "Poland"),
        ),
        weight_grams=1500,
        cost_share=0.44,
        quality=0.78,
        popularity=1.0,
    ),
)
