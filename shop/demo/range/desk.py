"""Monitors, keyboards and mice."""

from catalog.illustrations import Kind, Pattern
from shop.demo.merchandise import Merchandise

DESK: tuple[Merchandise, ...] = (
    Merchandise(
        name="Horizon 27 monitor",
        shelf="desk-tech",
        kind=Kind.MONITOR,
        price=38900,
        colours=("silver", "ink"),
        summary="A 27-inch 4K monitor that charges the laptop it shows.",
        description=(
            "One USB-C cable carries picture, 90 watts and the four ports on the back. The panel "
            "covers 98 per cent of P3 and the backlight does not flicker. The stand lifts, tilts "
            "and turns on its foot."
        ),
        brand="Veldra",
        style="minimal",
        material="aluminium",
        attributes=(
            ("screen-inches", "27"),
            ("connectivity", "USB-C 90 W, HDMI, DisplayPort"),
            ("width-cm", "61"),
            ("origin", "Taiwan"),
        ),
        weight_grams=5600,
        cost_share=0.6,
        quality=0.85,
        popularity=1.3,
    ),
    Merchandise(
        name="Porthole 24 monitor",
        shelf="desk-tech",
        kind=Kind.MONITOR,
        price=17900,
        colours=("chalk", "terracotta", "sage"),
        summary="A 24-inch monitor in a colour you chose.",
        description=(
            "Full HD, 100 images a second, a matt finish and thin edges on three sides. A clip on "
            "the rim holds notes, and a shelf in the foot holds a phone. Height is set by a "
            "screw, no tools."
        ),
        brand="Kitewell",
        style="playful",
        material="recycled polycarbonate",
        attributes=(
            ("screen-inches", "24"),
            ("connectivity", "HDMI, USB-C"),
            ("width-cm", "54"),
            ("origin", "Taiwan"),
        ),
        weight_grams=3900,
        cost_share=0.57,
        quality=0.71,
        popularity=1.1,
    ),
    Merchandise(
        name="Anvil 75 keyboard",
        shelf="desk-tech",
        kind=Kind.KEYBOARD,
        price=12900,
        colours=("charcoal", "oat", "teal"),
        summary="A mechanical keyboard with the sound of a good typewriter.",
        description=(
            "Brass plate, tactile switches and keycaps whose legends go all the way through. "
            "Switches pull out and swap without solder. It pairs with three machines and weighs "
            "enough to stay where you put it."
        ),
        brand="Copperline",
        style="vintage",
        material="aluminium and PBT",
        attributes=(
            ("connectivity", "USB-C, Bluetooth 5.1"),
            ("width-cm", "32"),
            ("battery-hours", "200"),
            ("origin", "Taiwan"),
        ),
        weight_grams=980,
        cost_share=0.48,
        quality=0.92,
        popularity=1.4,
    ),
    Merchandise(
        name="Feather keyboard",
        shelf="desk-tech",
        kind=Kind.KEYBOARD,
        price=7450,
        colours=("silver", "blush"),
        summary="A flat, quiet keyboard for shared rooms.",
        description=(
            "Scissor switches travel 1.2 mm and make about as much noise as a page. It runs three "
            "months on a charge. The layout can be changed from one system to the other with a "
            "switch on the edge."
        ),
        brand="Veldra",
        style="minimal",
        material="aluminium",
        attributes=(
            ("connectivity", "Bluetooth 5.1"),
            ("width-cm", "28"),
            ("battery-hours", "500"),
            ("origin", "Taiwan"),
        ),
        weight_grams=390,
        cost_share=0.5,
        quality=0.76,
        popularity=1.6,
    ),
    Merchandise(
        name="Marble keyboard",
        shelf="desk-tech",
        kind=Kind.KEYBOARD,
        price=8950,
        colours=("lilac", "mint"),
        summary="A colourful mechanical keyboard with linear switches.",
        description=(
            "The switches are lubricated at the factory and land softly. A spare set of eight "
            "keys in the accent colour comes with it. Plug it in and it works; the software is "
            "optional."
        ),
        brand="Kitewell",
        style="playful",
        material="polycarbonate and PBT",
        pattern=Pattern.COLOUR_BLOCK,
        attributes=(("connectivity", "USB-C"), ("width-cm", "30"), ("origin", "Vietnam")),
        weight_grams=720,
        cost_share=0.46,
        quality=0.69,
        popularity=0.9,
    ),
    Merchandise(
        name="Pebble mouse",
        shelf="desk-tech",
        kind=Kind.MOUSE,
        price=3950,
        colours=("chalk", "ink", "coral"),
        summary="A small mouse for either hand.",
        description=(
            "Symmetrical, light and quiet, with a wheel of solid metal. It tracks on wood, cloth "
            "and most glass. One AA cell lasts a working year, and rechargeable ones are welcome."
        ),
        brand="Kitewell",
        style="modern",
        material="recycled polycarbonate",
        attributes=(
            ("connectivity", "Bluetooth 5.1"),
            ("battery-hours", "300"),
            ("width-cm", "6"),
            ("origin", "Vietnam"),
        ),
        weight_grams=82,
        cost_share=0.43,
        quality=0.74,
        popularity=1.8,
    ),
    Merchandise(
        name="Counterpoint mouse",
        shelf="desk-tech",
        kind=Kind.MOUSE,
        price=7950,
        colours=("charcoal", "forest"),
        summary="A wooden-topped mouse shaped for a resting hand.",
        description=(
            "The beech saddle warms up and wears to a shine. Two thumb buttons do what you tell "
            "them without a driver. The feet are ceramic and can be replaced."
        ),
        brand="Copperline",
        style="minimal",
        material="aluminium and beech",
        attributes=(
            ("connectivity", "Bluetooth 5.1, USB-C"),
            ("battery-hours", "140"),
            ("width-cm", "7"),
            ("origin", "Denmark"),
        ),
        weight_grams=128,
        cost_share=0.49,
        quality=0.8,
        popularity=0.4,
    ),
)
