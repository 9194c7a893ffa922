"""Phones, smart watches, tablets and laptops."""

from catalog.illustrations import Kind
from shop.demo.merchandise import Merchandise

PHONES: tuple[Merchandise, ...] = (
    Merchandise(
        name="Veldra One phone",
        shelf="phones",
        kind=Kind.PHONE,
        price=69900,
        colours=("ink", "chalk", "sage"),
        summary="A 6.1-inch phone with one good camera instead of four.",
        description=(
            "The main lens has a large sensor and optical stabilisation; a two-times crop from it "
            "beats a cheap telephoto. Screen, battery and charging port are held by screws. Seven "
            "years of updates are promised in writing."
        ),
        brand="Veldra",
        style="minimal",
        material="aluminium and glass",
        attributes=(
            ("screen-inches", "6.1"),
            ("battery-hours", "30"),
            ("connectivity", "5G, Wi-Fi 6E, eSIM"),
            ("waterproof", "yes"),
            ("origin", "Finland"),
        ),
        weight_grams=178,
        cost_share=0.62,
        quality=0.86,
        popularity=2.0,
    ),
    Merchandise(
        name="Veldra One Max phone",
        shelf="phones",
        kind=Kind.PHONE,
        price=89900,
        colours=("midnight", "copper"),
        summary="The large One, with two days of battery.",
        description=(
            "A 6.8-inch screen that drops to one image a second when nothing moves, which is "
            "where the second day comes from. It adds a five-times lens and a frame of titanium. "
            "Reverse charging tops up earbuds on the back."
        ),
        brand="Veldra",
        style="modern",
        material="titanium and glass",
        attributes=(
            ("screen-inches", "6.8"),
            ("battery-hours", "42"),
            ("connectivity", "5G, Wi-Fi 7, eSIM"),
            ("waterproof", "yes"),
            ("origin", "Finland"),
        ),
        weight_grams=214,
        cost_share=0.63,
        quality=0.84,
        popularity=1.2,
        launch_month=9,
    ),
    Merchandise(
        name="Kitewell Hop phone",
        shelf="phones",
        kind=Kind.PHONE,
        price=24900,
        colours=("coral", "sky", "lilac"),
        summary="A cheerful phone that does the ordinary things well.",
        description=(
            "The back is coloured right through, so scratches do not show white. Headphones still "
            "plug in. The battery is rated for 36 hours of calls, maps and messages, and changes "
            "with a thumbnail."
        ),
        brand="Kitewell",
        style="playful",
        material="recycled polycarbonate",
        attributes=(
            ("screen-inches", "6.0"),
            ("battery-hours", "36"),
            ("connectivity", "5G, Wi-Fi 6"),
            ("origin", "Vietnam"),
        ),
        weight_grams=168,
        cost_share=0.58,
        quality=0.68,
        popularity=1.9,
    ),
    Merchandise(
        name="Marker phone",
        shelf="phones",
        kind=Kind.PHONE,
        price=9950,
        colours=("forest", "poppy"),
        summary="A small phone for calls, maps, tickets and nothing else.",
        description=(
            "Four inches, four days of battery, no feed. It navigates, scans tickets and shares "
            "its connection with a laptop. For weekends, for children, or for anyone who has had "
            "enough."
        ),
        brand="Kitewell",
        style="vintage",
        material="matt polycarbonate",
        attributes=(
            ("screen-inches", "4.0"),
            ("battery-hours", "96"),
            ("connectivity", "4G, Wi-Fi"),
            ("origin", "Vietnam"),
        ),
        weight_grams=120,
        cost_share=0.55,
        quality=0.72,
        popularity=0.5,
        launch_month=5,
    ),
    Merchandise(
        name="Surveyor phone",
        shelf="phones",
        kind=Kind.PHONE,
        price=44900,
        colours=("charcoal", "mustard"),
        summary="A rugged phone for people who work outside.",
        description=(
            "It survives a fall of two metres onto stone and an hour under a metre of water. The "
            "side key can be set to a torch, a radio channel or a camera. The screen reads wet "
            "fingers and work gloves."
        ),
        brand="Fennway",
        style="active",
        material="rubberised magnesium",
        attributes=(
            ("screen-inches", "6.4"),
            ("battery-hours", "60"),
            ("connectivity", "5G, satellite SOS"),
            ("waterproof", "yes"),
            ("origin", "Finland"),
        ),
        weight_grams=246,
        cost_share=0.6,
        quality=0.77,
        popularity=0.55,
    ),
    Merchandise(
        name="Pulse smart watch",
        shelf="smart-watches",
        kind=Kind.SMART_WATCH,
        price=19900,
        colours=("ink", "blush", "sage"),
        summary="A light smart watch that lasts from Monday to Thursday.",
        description=(
            "Heart rate, sleep, payments and messages, and a screen that stays on. Health data is "
            "kept on the watch and your phone, not with us. Straps are the ordinary 20 mm kind."
        ),
        brand="Veldra",
        style="modern",
        material="aluminium and silicone",
        attributes=(
            ("battery-hours", "96"),
            ("connectivity", "Bluetooth 5.3, NFC"),
            ("screen-inches", "1.4"),
            ("waterproof", "yes"),
            ("origin", "Finland"),
        ),
        weight_grams=38,
        cost_share=0.55,
        quality=0.78,
        popularity=1.8,
    ),
    Merchandise(
        name="Contour smart watch",
        shelf="smart-watches",
        kind=Kind.SMART_WATCH,
        price=32900,
        colours=("charcoal", "terracotta"),
        summary="A mapping watch that goes sixteen days between charges.",
        description=(
            "Contour lines, routes and a compass work without a phone. A sunlight-readable screen "
            "drinks so little that two weeks of hiking fit in one charge. It is tested to 100 "
            "metres of water."
        ),
        brand="Fennway",
        style="active",
        material="titanium and nylon",
        attributes=(
            ("battery-hours", "400"),
            ("connectivity", "GPS, Bluetooth 5.2"),
            ("screen-inches", "1.3"),
            ("waterproof", "yes"),
            ("origin", "Finland"),
        ),
        weight_grams=52,
        cost_share=0.54,
        quality=0.85,
        popularity=1.1,
    ),
    Merchandise(
        name="Sketch smart watch",
        shelf="smart-watches",
        kind=Kind.SMART_WATCH,
        price=9900,
        colours=("mustard", "lilac", "sky"),
        summary="A first smart watch, with faces you draw yourself.",
        description=(
            "Draw a face on the phone and it is on your wrist a second later. Steps, swims, "
            "alarms and a stopwatch; no shop, no ads. Five days of battery and a strap that goes "
            "in the washing-up."
        ),
        brand="Kitewell",
        style="playful",
        material="recycled polycarbonate",
        attributes=(
            ("battery-hours", "120"),
            ("connectivity", "Bluetooth 5.0"),
            ("screen-inches", "1.5"),
            ("waterproof", "yes"),
            ("origin", "Vietnam"),
        ),
        weight_grams=32,
        cost_share=0.47,
        quality=0.65,
        popularity=1.3,
    ),
    Merchandise(
        name="Lull smart watch",
        shelf="smart-watches",
        kind=Kind.SMART_WATCH,
        price=24900,
        colours=("silver", "copper"),
        summary="A quiet hybrid with steel hands over a hidden screen.",
        description=(
            "The screen lights up when you turn your wrist and vanishes again behind the dial. It "
            "buzzes for people you choose and for nobody else. Charges on its side while you "
            "shower."
        ),
        brand="Veldra",
        style="minimal",
        material="steel and leather",
        attributes=(
            ("battery-hours", "160"),
            ("connectivity", "Bluetooth 5.3"),
            ("screen-inches", "1.2"),
            ("origin", "Germany"),
        ),
        weight_grams=44,
        cost_share=0.53,
        quality=0.74,
        popularity=0.5,
    ),
    Merchandise(
        name="Folio 11 tablet",
        shelf="tablets-and-laptops",
        kind=Kind.TABLET,
        price=44900,
        colours=("silver", "midnight", "rose"),
        summary="An 11-inch tablet with a pen that never needs charging.",
        description=(
            "The screen is laminated and lightly etched, so writing has a little bite. The pen is "
            "powered by the tablet and clips to its edge. Twelve hours of video, and a stand is "
            "part of the case."
        ),
        brand="Veldra",
        style="modern",
        material="aluminium",
        attributes=(
            ("screen-inches", "11"),
            ("battery-hours", "12"),
            ("connectivity", "Wi-Fi 6E"),
            ("origin", "Finland"),
        ),
        weight_grams=462,
        cost_share=0.6,
        quality=0.82,
        popularity=1.5,
    ),
    Merchandise(
        name="Scribble tablet",
        shelf="tablets-and-laptops",
        kind=Kind.TABLET,
        price=15950,
        colours=("mint", "coral"),
        summary="An eight-inch tablet that may be dropped.",
        description=(
            "A rubber frame guards the corners and doubles as a handle. Parents set hours and "
            "apps from their own phone. The screen can be replaced at home with two screws and a "
            "video."
        ),
        brand="Kitewell",
        style="playful",
        material="recycled polycarbonate",
        attributes=(
            ("screen-inches", "8"),
            ("battery-hours", "10"),
            ("connectivity", "Wi-Fi 5"),
            ("origin", "Vietnam"),
        ),
        weight_grams=390,
        cost_share=0.56,
        quality=0.67,
        popularity=1.2,
    ),
    Merchandise(
        name="Lightbook 13 laptop",
        shelf="tablets-and-laptops",
        kind=Kind.LAPTOP,
        price=109900,
        colours=("silver", "ink", "sage"),
        summary="A 1.1-kilo laptop without a fan and with every port you use.",
        description=(
            "Sixteen hours of writing, or a day with a compiler. The keys travel 1.5 mm, the "
            "screen is matt and the memory can be upgraded. Ten screws, all the same, open the "
            "base."
        ),
        brand="Veldra",
        style="minimal",
        material="recycled aluminium",
        attributes=(
            ("screen-inches", "13.4"),
            ("battery-hours", "16"),
            ("connectivity", "Wi-Fi 6E, 2 x USB-C, HDMI"),
            ("origin", "Taiwan"),
        ),
        weight_grams=1120,
        cost_share=0.65,
        quality=0.87,
        popularity=1.4,
    ),
    Merchandise(
        name="Lightbook 16 laptop",
        shelf="tablets-and-laptops",
        kind=Kind.LAPTOP,
        price=154900,
        colours=("charcoal", "copper"),
        summary="The big Lightbook, for cutting film and holding ten windows.",
        description=(
            "A 16-inch screen calibrated at the factory, with the report in the box. Two quiet "
            "fans keep full speed up for hours. There is a card reader, because cameras still "
            "have cards."
        ),
        brand="Veldra",
        style="modern",
        material="recycled aluminium",
        attributes=(
            ("screen-inches", "16"),
            ("battery-hours", "14"),
            ("connectivity", "Wi-Fi 7, 3 x USB-C, HDMI, SD"),
            ("origin", "Taiwan"),
        ),
        weight_grams=1840,
        cost_share=0.64,
        quality=0.83,
        popularity=0.5,
        launch_month=7,
    ),
    Merchandise(
        name="Classmate laptop",
        shelf="tablets-and-laptops",
        kind=Kind.LAPTOP,
        price=42900,
        colours=("sky", "apricot"),
        summary="A tough little laptop for school bags.",
        description=(
            "Rubber edges, a spill-proof keyboard and hinges tested for fifty thousand openings. "
            "It weighs less than two textbooks. Stickers come off the lid without leaving a mark."
        ),
        brand="Kitewell",
        style="playful",
        material="recycled polycarbonate",
        attributes=(
            ("screen-inches", "12"),
            ("battery-hours", "11"),
            ("connectivity", "Wi-Fi 6, USB-C, USB-A"),
            ("origin", "Taiwan"),
        ),
        weight_grams=1390,
        cost_share=0.6,
        quality=0.53,
        popularity=1.3,
    ),
)
