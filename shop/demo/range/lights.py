"""Lamps, lanterns, candles and what they burn in."""

from catalog.illustrations import Kind, Pattern
from shop.demo.merchandise import Merchandise

LIGHTS: tuple[Merchandise, ...] = (
    Merchandise(
        name="Alder table lamp",
        shelf="lamps",
        kind=Kind.LAMP,
        price=8900,
        colours=("oat", "forest", "terracotta"),
        summary="A turned alder lamp with a linen shade.",
        description=(
            "The base is turned from one piece and oiled, so every ring of the tree shows. The "
            "shade is lined in white to keep the light warm but readable. Takes an E27 bulb up to "
            "40 watts; the switch sits on a two-metre fabric cable."
        ),
        brand="Alder & Finch",
        style="rustic",
        material="alder and linen",
        attributes=(("height-cm", "46"), ("width-cm", "30"), ("origin", "Lithuania")),
        weight_grams=1450,
        cost_share=0.46,
        quality=0.85,
        popularity=2.0,
    ),
    Merchandise(
        name="Folded lamp",
        shelf="lamps",
        kind=Kind.LAMP,
        price=12900,
        colours=("chalk", "ink", "apricot"),
        summary="A pleated shade on a thin steel stem.",
        description=(
            "The shade is folded by hand from coated paper that can be dusted and even wiped. "
            "Three steps of light are set by touching the stem. A warm LED of 8 watts is included "
            "and can be replaced."
        ),
        brand="Lumenfold",
        style="modern",
        material="steel and pleated paper",
        attributes=(("height-cm", "42"), ("width-cm", "34"), ("origin", "Denmark")),
        weight_grams=1100,
        cost_share=0.48,
        quality=0.8,
        popularity=1.4,
    ),
    Merchandise(
        name="Nightjar lamp",
        shelf="lamps",
        kind=Kind.LAMP,
        price=5950,
        colours=("midnight", "blush"),
        summary="A small starry lamp for the bedside and for monsters.",
        description=(
            "The lowest step is dim enough to sleep by and bright enough to find the bear. The "
            "shade is cotton over card, with the stars left unprinted so that they glow. The "
            "cable is short on purpose."
        ),
        brand="Lumenfold",
        style="playful",
        material="beech and cotton",
        pattern=Pattern.STARS,
        attributes=(("height-cm", "31"), ("width-cm", "22"), ("origin", "Poland")),
        weight_grams=780,
        cost_share=0.43,
        quality=0.74,
        popularity=1.2,
    ),
    Merchandise(
        name="Conservatory lamp",
        shelf="lamps",
        kind=Kind.LAMP,
        price=7450,
        colours=("sage", "rose"),
        summary="A ceramic lamp under a shade full of flowers.",
        description=(
            "The print comes from a wallpaper book of 1911 and runs round without a visible seam. "
            "The ceramic foot is glazed by dipping. Takes an E27 bulb; a soft white one flatters "
            "it most."
        ),
        brand="Lark & Thimble",
        style="romantic",
        material="ceramic and printed cotton",
        pattern=Pattern.FLORAL,
        attributes=(("height-cm", "44"), ("width-cm", "32"), ("origin", "Portugal")),
        weight_grams=1680,
        cost_share=0.45,
        quality=0.67,
        popularity=0.9,
        launch_month=4,
    ),
    Merchandise(
        name="Lockkeeper lantern",
        shelf="lamps",
        kind=Kind.LANTERN,
        price=4950,
        colours=("ink", "mustard", "teal"),
        summary="A storm lantern for a candle or a lamp on a table outside.",
        description=(
            "The door latches, the roof vents and the glass lifts out for washing. It takes "
            "pillar candles up to eight centimetres wide. The coating is the one used on garden "
            "gates."
        ),
        brand="Lumenfold",
        style="rustic",
        material="powder-coated steel and glass",
        attributes=(
            ("height-cm", "34"),
            ("width-cm", "16"),
            ("waterproof", "yes"),
            ("origin", "Poland"),
        ),
        weight_grams=1250,
        cost_share=0.44,
        quality=0.82,
        popularity=1.3,
    ),
    Merchandise(
        name="Pergola lantern",
        shelf="lamps",
        kind=Kind.LANTERN,
        price=6950,
        colours=("copper", "sage"),
        summary="A solar lantern with a flicker you can switch off.",
        description=(
            "The panel hides in the roof and stores twelve hours of light after a sunny day. In "
            "winter it charges by cable. Outdoors the plating goes brown and then green, which is "
            "the idea."
        ),
        brand="Lumenfold",
        style="vintage",
        material="copper-plated steel",
        attributes=(
            ("height-cm", "38"),
            ("width-cm", "18"),
            ("battery-hours", "12"),
            ("waterproof", "yes"),
            ("origin", "India"),
        ),
        weight_grams=1400,
        cost_share=0.47,
        quality=0.7,
        popularity=0.45,
    ),
    Merchandise(
        name="Confetti lights",
        shelf="lamps",
        kind=Kind.FAIRY_LIGHTS,
        price=2490,
        colours=("poppy", "mustard", "lilac"),
        summary="Six metres of coloured lights on a wire that holds its shape.",
        description=(
            "Sixty small LEDs, warm underneath the colour, that wind round a mirror or a "
            "bannister and stay. A timer gives six hours on and eighteen off. The plug is rated "
            "for the garden."
        ),
        brand="Lumenfold",
        style="playful",
        material="copper wire and resin",
        attributes=(("width-cm", "600"), ("waterproof", "yes"), ("origin", "Germany")),
        weight_grams=180,
        cost_share=0.4,
        quality=0.73,
        popularity=1.8,
        launch_month=9,
    ),
    Merchandise(
        name="Hearth candle",
        shelf="candles",
        kind=Kind.CANDLE,
        price=2490,
        colours=("terracotta", "oat", "charcoal"),
        summary="A candle that smells of birch smoke and orange peel.",
        description=(
            "Poured in batches of sixty with a braided cotton wick. It burns for about 45 hours "
            "if the first evening is long enough to melt the top from edge to edge. The glass is "
            "thick enough to be a tumbler afterwards."
        ),
        brand="Lumenfold",
        style="rustic",
        material="soy and rapeseed wax",
        attributes=(("height-cm", "9"), ("origin", "England")),
        weight_grams=420,
        cost_share=0.38,
        quality=0.83,
        popularity=2.2,
    ),
    Merchandise(
        name="Sea fret candle",
        shelf="candles",
        kind=Kind.CANDLE,
        price=2490,
        colours=("sky", "teal"),
        summary="A candle of salt, samphire and cold air.",
        description=(
            "The scent is light and leaves the room when the flame does. Trim the wick to five "
            "millimetres and it will not soot. Forty-five hours, in a glass that goes in the "
            "dishwasher when it is done."
        ),
        brand="Lumenfold",
        style="minimal",
        material="soy and rapeseed wax",
        attributes=(("height-cm", "9"), ("origin", "England")),
        weight_grams=420,
        cost_share=0.38,
        quality=0.78,
        popularity=1.6,
    ),
    Merchandise(
        name="Fig yard candle",
        shelf="candles",
        kind=Kind.CANDLE,
        price=2690,
        colours=("plum", "sage"),
        summary="A green, milky fig candle in a printed tumbler.",
        description=(
            "It smells of the leaf as much as of the fruit. The tumbler is screen-printed on the "
            "outside and safe to wash. Burns for 40 hours; put the lid on to smother it without "
            "smoke."
        ),
        brand="Lark & Thimble",
        style="romantic",
        material="soy wax",
        pattern=Pattern.FLORAL,
        attributes=(("height-cm", "9"), ("origin", "Portugal")),
        weight_grams=380,
        cost_share=0.37,
        quality=0.72,
        popularity=1.4,
        launch_month=3,
    ),
    Merchandise(
        name="Ink & cedar candle",
        shelf="candles",
        kind=Kind.CANDLE,
        price=2950,
        colours=("ink", "copper"),
        summary="A dark candle for desks and deadlines.",
        description=(
            "Cedar shavings, iron-gall ink and a little black pepper. Coconut wax throws the "
            "scent cold, so it works unlit beside the keyboard. Fifty hours, and a box to send it "
            "in."
        ),
        brand="Small Hours",
        style="modern",
        material="coconut and rapeseed wax",
        attributes=(("height-cm", "10"), ("origin", "England")),
        weight_grams=440,
        cost_share=0.39,
        quality=0.8,
        popularity=1.1,
    ),
    Merchandise(
        name="Everyday candle, plain",
        shelf="candles",
        kind=Kind.CANDLE,
        price=990,
        colours=("ivory", "forest", "poppy"),
        summary="An unscented candle for dinner, so you can smell the dinner.",
        description=(
            "Stearin burns brighter than paraffin and does not drip if it stands out of the "
            "draught. Dyed right through to the middle. It lasts 22 hours in its glass."
        ),
        brand="Lumenfold",
        style="classic",
        material="stearin",
        attributes=(("height-cm", "8"), ("origin", "Poland")),
        weight_grams=260,
        cost_share=0.35,
        quality=0.76,
        popularity=2.0,
    ),
    Merchandise(
        name="Lacework tea-light holder",
        shelf="candles",
        kind=Kind.T_LIGHT_HOLDER,
        price=1290,
        colours=("chalk", "rose", "mint"),
        summary="A pierced porcelain holder that throws hearts on the wall.",
        description=(
            "The holes are cut by hand while the clay is soft, so the pattern wanders a little. "
            "Thin enough to glow all over. It takes ordinary tea lights and can go in the "
            "dishwasher."
        ),
        brand="Pebble Yard",
        style="romantic",
        material="porcelain",
        attributes=(("height-cm", "8"), ("width-cm", "9"), ("origin", "Portugal")),
        weight_grams=190,
        cost_share=0.39,
        quality=0.79,
        popularity=1.7,
    ),
    Merchandise(
        name="Ember tea-light holder",
        shelf="candles",
        kind=Kind.T_LIGHT_HOLDER,
        price=1490,
        colours=("terracotta", "mustard", "midnight"),
        summary="A spotted stoneware holder with a glaze that pools like honey.",
        description=(
            "Each spot is a thumb of contrasting slip under the glaze. It is heavy enough for a "
            "windy windowsill. Warm it under the tap and the old wax slides out."
        ),
        brand="Pebble Yard",
        style="rustic",
        material="stoneware",
        pattern=Pattern.DOTS,
        attributes=(("height-cm", "9"), ("width-cm", "9"), ("origin", "Portugal")),
        weight_grams=260,
        cost_share=0.38,
        quality=0.71,
        popularity=1.1,
        launch_month=7,
    ),
)
