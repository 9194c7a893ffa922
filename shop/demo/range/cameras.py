"""Cameras, controllers and the power for a day out."""

from catalog.illustrations import Kind, Pattern
from shop.demo.merchandise import Merchandise

CAMERAS: tuple[Merchandise, ...] = (
    Merchandise(
        name="Brick 10 power bank",
        shelf="power-banks",
        kind=Kind.POWER_BANK,
        price=3450,
        colours=("ink", "chalk", "mustard"),
        summary="Ten thousand milliamp-hours in the size of a card deck.",
        description=(
            "Fills a phone twice and still has enough for the earbuds. In and out use the same "
            "USB-C port. Four dots show what is left, and they tell the truth."
        ),
        brand="Kitewell",
        style="modern",
        material="recycled polycarbonate",
        attributes=(
            ("connectivity", "USB-C 20 W, USB-A"),
            ("width-cm", "6.8"),
            ("origin", "Vietnam"),
        ),
        weight_grams=198,
        cost_share=0.43,
        quality=0.77,
        popularity=2.3,
    ),
    Merchandise(
        name="Brick 20 power bank",
        shelf="power-banks",
        kind=Kind.POWER_BANK,
        price=6450,
        colours=("charcoal", "sage"),
        summary="Enough power for a laptop between two cities.",
        description=(
            "Sixty-five watts from one port, or two devices at once at less. It stays under the "
            "100 watt-hours that airlines allow. The aluminium keeps it cool; a felt sleeve keeps "
            "it from scratching the laptop."
        ),
        brand="Kitewell",
        style="modern",
        material="recycled aluminium",
        attributes=(("connectivity", "2 x USB-C 65 W"), ("width-cm", "8"), ("origin", "Vietnam")),
        weight_grams=390,
        cost_share=0.46,
        quality=0.8,
        popularity=1.4,
    ),
    Merchandise(
        name="Sunday power bank",
        shelf="power-banks",
        kind=Kind.POWER_BANK,
        price=4250,
        colours=("lilac", "coral"),
        summary="A flowered 8,000 mAh bank that is hard to leave behind.",
        description=(
            "The cable is built in and tucks round the edge. It charges a phone one and a half "
            "times. The print is under a clear coat and does not rub off on keys."
        ),
        brand="Small Hours",
        style="playful",
        material="recycled polycarbonate",
        pattern=Pattern.FLORAL,
        attributes=(("connectivity", "USB-C 18 W"), ("width-cm", "6.5"), ("origin", "Vietnam")),
        weight_grams=172,
        cost_share=0.4,
        quality=0.45,
        popularity=1.1,
    ),
    Merchandise(
        name="Campfire power bank",
        shelf="power-banks",
        kind=Kind.POWER_BANK,
        price=7950,
        colours=("forest", "terracotta"),
        summary="A sealed power bank with a torch and a small solar panel.",
        description=(
            "The panel adds a phone charge over a long day; it is for emergencies and is honest "
            "about it. The torch runs 60 hours on low. Sealed to IP67, with a loop for a "
            "carabiner."
        ),
        brand="Fennway",
        style="active",
        material="rubber and polycarbonate",
        attributes=(
            ("connectivity", "USB-C 30 W, solar"),
            ("waterproof", "yes"),
            ("width-cm", "9"),
            ("origin", "Vietnam"),
        ),
        weight_grams=430,
        cost_share=0.47,
        quality=0.75,
        popularity=0.55,
    ),
    Merchandise(
        name="Heirloom 35 camera",
        shelf="cameras-and-gaming",
        kind=Kind.CAMERA,
        price=64900,
        colours=("cocoa", "ink"),
        summary="A compact digital camera with dials for everything.",
        description=(
            "A fixed 35 mm lens opens to f/2 and a leaf shutter makes almost no noise. Aperture, "
            "speed and exposure each have a ring you can set before lifting it. The files need "
            "little work."
        ),
        brand="Copperline",
        style="vintage",
        material="magnesium and leather",
        attributes=(
            ("connectivity", "Wi-Fi 5, USB-C"),
            ("battery-hours", "6"),
            ("screen-inches", "3"),
            ("origin", "Japan"),
        ),
        weight_grams=420,
        cost_share=0.61,
        quality=0.87,
        popularity=0.9,
    ),
    Merchandise(
        name="Postcard camera",
        shelf="cameras-and-gaming",
        kind=Kind.CAMERA,
        price=8950,
        colours=("mint", "poppy", "lilac"),
        summary="An instant camera that prints before the moment is over.",
        description=(
            "Prints come out the size of a bank card and develop in ninety seconds. There is a "
            "mirror beside the lens for portraits of two. Ten sheets of film are in the box."
        ),
        brand="Kitewell",
        style="playful",
        material="polycarbonate",
        attributes=(("connectivity", "Micro-USB"), ("battery-hours", "5"), ("origin", "Japan")),
        weight_grams=310,
        cost_share=0.48,
        quality=0.7,
        popularity=1.4,
        launch_month=10,
    ),
    Merchandise(
        name="Wayfinder camera",
        shelf="cameras-and-gaming",
        kind=Kind.CAMERA,
        price=34900,
        colours=("olive", "silver"),
        summary="A waterproof zoom camera for boats, caves and toddlers.",
        description=(
            "It dives to 15 metres and takes a drop from head height. The zoom is folded inside "
            "the body, so nothing sticks out to break. A ring of LEDs lights what is two "
            "centimetres away."
        ),
        brand="Fennway",
        style="active",
        material="polycarbonate and rubber",
        attributes=(
            ("connectivity", "Wi-Fi 5, USB-C"),
            ("battery-hours", "4"),
            ("screen-inches", "2.7"),
            ("waterproof", "yes"),
            ("origin", "Japan"),
        ),
        weight_grams=240,
        cost_share=0.57,
        quality=0.73,
        popularity=0.5,
    ),
    Merchandise(
        name="Duel controller",
        shelf="cameras-and-gaming",
        kind=Kind.GAME_CONTROLLER,
        price=5950,
        colours=("ink", "chalk", "teal"),
        summary="A wireless controller with sticks that do not drift.",
        description=(
            "The sticks read magnets instead of wearing down carbon, so they stay centred for "
            "years. Two paddles on the back can be set to any button. Works with computers, "
            "tablets and most consoles."
        ),
        brand="Kitewell",
        style="modern",
        material="recycled polycarbonate",
        attributes=(
            ("connectivity", "Bluetooth 5.2, USB-C"),
            ("battery-hours", "30"),
            ("origin", "Vietnam"),
        ),
        weight_grams=230,
        cost_share=0.45,
        quality=0.79,
        popularity=1.7,
    ),
    Merchandise(
        name="Arcade controller",
        shelf="cameras-and-gaming",
        kind=Kind.GAME_CONTROLLER,
        price=4490,
        colours=("poppy", "plum"),
        summary="A starry controller with a clicky cross for old games.",
        description=(
            "The cross pad is the reason to buy it: eight clear directions and a rocking pivot. "
            "Sticks are there when a newer game wants them. The firmware updates from a web page."
        ),
        brand="Copperline",
        style="vintage",
        material="ABS and rubber",
        pattern=Pattern.STARS,
        attributes=(
            ("connectivity", "USB-C, Bluetooth 5.0"),
            ("battery-hours", "20"),
            ("origin", "Vietnam"),
        ),
        weight_grams=210,
        cost_share=0.43,
        quality=0.68,
        popularity=0.9,
    ),
)
