"""Jackets and shoes."""

from catalog.illustrations import Kind, Pattern
from shop.demo.merchandise import Merchandise

from .sizes import SHOES, TOPS

JACKETS_AND_SHOES: tuple[Merchandise, ...] = (
    Merchandise(
        name="Harbour overshirt",
        shelf="jackets",
        kind=Kind.JACKET,
        price=11900,
        colours=("midnight", "olive", "terracotta"),
        summary="A chore-style overshirt that replaces three jackets.",
        description=(
            "Cut from a 340 gsm drill with flat-felled seams, it wears over a tee in May and over "
            "a jumper in October. Two hand pockets, one inside for a passport, and corozo buttons "
            "sewn on shanks. It fades at the edges like an old sail."
        ),
        brand="Marlow Mill",
        style="classic",
        material="cotton drill",
        sizes=TOPS,
        attributes=(("care", "Machine wash 30°"), ("fit", "Relaxed"), ("origin", "Portugal")),
        weight_grams=780,
        cost_share=0.45,
        quality=0.91,
        popularity=2.2,
    ),
    Merchandise(
        name="Squall rain jacket",
        shelf="jackets",
        kind=Kind.JACKET,
        price=14900,
        colours=("mustard", "teal"),
        summary="A taped rain jacket that breathes on the way uphill.",
        description=(
            "Three layers, every seam taped, tested to a 15,000 mm water column. Vents under the "
            "arms open with one hand, and the collar is lined with fleece where it meets your "
            "chin. Wash with soap and tumble warm to wake the water repellency."
        ),
        brand="Fennway",
        style="active",
        material="recycled polyamide",
        sizes=TOPS,
        attributes=(
            ("care", "Machine wash 30°"),
            ("fit", "Regular"),
            ("waterproof", "yes"),
            ("origin", "Vietnam"),
        ),
        weight_grams=430,
        cost_share=0.48,
        quality=0.84,
        popularity=1.6,
    ),
    Merchandise(
        name="Attic blazer",
        shelf="jackets",
        kind=Kind.JACKET,
        price=16500,
        colours=("charcoal", "cocoa"),
        summary="An unlined tweed blazer with soft shoulders.",
        description=(
            "Woven in Scotland from undyed and natural-dyed wool, then left unlined so that it "
            "moves like a cardigan. Patch pockets, a throat tab, horn buttons. Brush it, air it "
            "and let a dry cleaner see it once a winter."
        ),
        brand="Marlow Mill",
        style="vintage",
        material="wool tweed",
        sizes=TOPS,
        pattern=Pattern.CHECK,
        attributes=(("care", "Dry clean"), ("fit", "Regular"), ("origin", "Scotland")),
        weight_grams=890,
        cost_share=0.52,
        quality=0.81,
        popularity=0.5,
    ),
    Merchandise(
        name="Quilted Lane jacket",
        shelf="jackets",
        kind=Kind.JACKET,
        price=12450,
        colours=("forest", "plum"),
        summary="A light quilted jacket with a corduroy collar.",
        description=(
            "Filled with 60 grams of recycled wadding: enough over a jumper until November. The "
            "diamonds are stitched small so the filling stays put, and the side vents open with "
            "poppers on a bicycle. Machine wash cool, dry with two tennis balls."
        ),
        brand="Lark & Thimble",
        style="romantic",
        material="recycled nylon",
        sizes=TOPS,
        attributes=(("care", "Machine wash 30°"), ("fit", "Slim"), ("origin", "Romania")),
        weight_grams=520,
        cost_share=0.46,
        quality=0.72,
        popularity=1.1,
        launch_month=8,
    ),
    Merchandise(
        name="Dusk denim jacket",
        shelf="jackets",
        kind=Kind.JACKET,
        price=9950,
        colours=("denim", "ink"),
        summary="A trucker-cut jacket in rigid organic denim.",
        description=(
            "Thirteen-ounce denim, dyed with a tenth of the usual water. Four pockets, waist "
            "adjusters and copper rivets at the points of strain. It begins stiff; wear it in the "
            "rain once and it will remember your elbows."
        ),
        brand="Marlow Mill",
        style="modern",
        material="organic denim",
        sizes=TOPS,
        attributes=(("care", "Machine wash 30°"), ("fit", "Regular"), ("origin", "Turkey")),
        weight_grams=860,
        cost_share=0.44,
        quality=0.78,
        popularity=1.5,
    ),
    Merchandise(
        name="Court 21 sneaker",
        shelf="shoes",
        kind=Kind.SNEAKER,
        price=8900,
        colours=("chalk", "sage"),
        summary="A low leather sneaker with one line of stitching.",
        description=(
            "The upper is cut from a single piece of leather, so there are few seams to split. "
            "The cup sole is stitched as well as glued and a cobbler can replace it. Wipe clean, "
            "feed with cream twice a year."
        ),
        brand="Veldra",
        style="minimal",
        material="full-grain leather",
        sizes=SHOES,
        attributes=(
            ("care", "Wipe with a damp cloth"),
            ("fit", "True to size"),
            ("origin", "Portugal"),
        ),
        weight_grams=780,
        cost_share=0.45,
        quality=0.83,
        popularity=2.6,
    ),
    Merchandise(
        name="Tempo runner",
        shelf="shoes",
        kind=Kind.SNEAKER,
        price=11450,
        colours=("coral", "ink", "sky"),
        summary="A daily running shoe with a soft landing and a firm heel.",
        description=(
            "The foam is 32 mm at the heel and 24 at the toe, tuned for easy miles between five "
            "and fifteen kilometres. The mesh is knitted denser where the foot bends. Take your "
            "usual size; half up if you like thick socks."
        ),
        brand="Fennway",
        style="active",
        material="recycled mesh",
        sizes=SHOES,
        attributes=(("care", "Wipe with a damp cloth"), ("fit", "Snug"), ("origin", "Vietnam")),
        weight_grams=540,
        cost_share=0.46,
        quality=0.77,
        popularity=2.0,
    ),
    Merchandise(
        name="Jetty deck shoe",
        shelf="shoes",
        kind=Kind.SNEAKER,
        price=5950,
        colours=("midnight", "poppy", "ivory"),
        summary="A canvas deck shoe on a vulcanised rubber sole.",
        description=(
            "The sole is cured onto the canvas in an oven, as plimsolls always were, so it bends "
            "and does not peel. Siped for grip on wet boards. Take out the cork insole and the "
            "rest goes in the machine."
        ),
        brand="Marlow Mill",
        style="classic",
        material="cotton canvas",
        sizes=SHOES,
        attributes=(("care", "Machine wash 30°"), ("fit", "True to size"), ("origin", "Spain")),
        weight_grams=620,
        cost_share=0.42,
        quality=0.68,
        popularity=1.6,
    ),
    Merchandise(
        name="Hopper sneaker",
        shelf="shoes",
        kind=Kind.SNEAKER,
        price=6450,
        colours=("mustard", "lilac"),
        summary="A spotted canvas sneaker for people who look at their feet.",
        description=(
            "The dots are printed after cutting, so no two shoes match exactly, and we pair them "
            "by eye. Padded collar, flat cotton laces, a second pair of laces in the box. Wash "
            "cold and stuff with newspaper to dry."
        ),
        brand="Small Hours",
        style="playful",
        material="cotton canvas",
        sizes=SHOES,
        pattern=Pattern.DOTS,
        attributes=(("care", "Machine wash 30°"), ("fit", "Roomy"), ("origin", "Spain")),
        weight_grams=600,
        cost_share=0.41,
        quality=0.52,
        popularity=0.9,
    ),
    Merchandise(
        name="Scree trail shoe",
        shelf="shoes",
        kind=Kind.SNEAKER,
        price=12900,
        colours=("charcoal", "forest"),
        summary="A grippy trail shoe with a waterproof lining.",
        description=(
            "Five-millimetre lugs bite into mud and clear themselves on the next dry step. A "
            "rubber bumper guards the toes and the tongue is sewn in to keep grit out. Rinse off "
            "the hill and dry away from radiators."
        ),
        brand="Fennway",
        style="active",
        material="ripstop and rubber",
        sizes=SHOES,
        attributes=(
            ("care", "Rinse with cold water"),
            ("fit", "Snug"),
            ("waterproof", "yes"),
            ("origin", "Slovakia"),
        ),
        weight_grams=690,
        cost_share=0.49,
        quality=0.85,
        popularity=1.1,
    ),
    Merchandise(
        name="Drover boot",
        shelf="shoes",
        kind=Kind.BOOT,
        price=16900,
        colours=("cocoa", "ink"),
        summary="A welted work boot that can be resoled twice.",
        description=(
            "Oiled leather, Goodyear-welted to a commando sole in a factory that does little "
            "else. The tongue is bellowed to the fourth eyelet against puddles. Give them two "
            "weeks, a tin of wax and a pair of shoe trees."
        ),
        brand="Marlow Mill",
        style="rustic",
        material="oiled leather",
        sizes=SHOES,
        attributes=(("care", "Brush and wax"), ("fit", "True to size"), ("origin", "England")),
        weight_grams=1350,
        cost_share=0.5,
        quality=0.93,
        popularity=1.5,
    ),
    Merchandise(
        name="Fell hiking boot",
        shelf="shoes",
        kind=Kind.BOOT,
        price=15450,
        colours=("olive", "charcoal"),
        summary="A mid-height boot for day walks with a full rucksack.",
        description=(
            "Supple enough to need no breaking in, stiff enough underfoot for scree. The membrane "
            "keeps bogs out, the suede breathes, and the hooks hold the laces while you tie. "
            "Spare laces are in the box."
        ),
        brand="Fennway",
        style="active",
        material="suede and nylon",
        sizes=SHOES,
        attributes=(
            ("care", "Brush when dry"),
            ("fit", "Roomy toe"),
            ("waterproof", "yes"),
            ("origin", "Romania"),
        ),
        weight_grams=1120,
        cost_share=0.48,
        quality=0.82,
        popularity=1.2,
    ),
    Merchandise(
        name="Puddle boot",
        shelf="shoes",
        kind=Kind.BOOT,
        price=7900,
        colours=("mustard", "midnight"),
        summary="A lined rubber lace-up for wet dogs and school runs.",
        description=(
            "Hand-laid natural rubber is heavier than plastic and does not crack at the bend. The "
            "lining is brushed cotton, the laces are for show and for the ankle. Rinse, and rub "
            "with silicone once a winter."
        ),
        brand="Small Hours",
        style="playful",
        material="natural rubber",
        sizes=SHOES,
        attributes=(
            ("care", "Rinse with cold water"),
            ("fit", "Roomy"),
            ("waterproof", "yes"),
            ("origin", "Poland"),
        ),
        weight_grams=1240,
        cost_share=0.4,
        quality=0.7,
        popularity=1.0,
    ),
    Merchandise(
        name="Minster lace boot",
        shelf="shoes",
        kind=Kind.BOOT,
        price=13950,
        colours=("berry", "sand"),
        summary="A neat laced boot with a stacked heel.",
        description=(
            "Six pairs of eyelets, a 35 mm leather heel and a zip on the inside, because nobody "
            "has time for six pairs of eyelets. Lined in undyed calf. Polish them in their own "
            "colour and they will take a second decade."
        ),
        brand="Lark & Thimble",
        style="vintage",
        material="calf leather",
        sizes=SHOES,
        attributes=(("care", "Polish"), ("fit", "Slim"), ("origin", "Italy")),
        weight_grams=980,
        cost_share=0.51,
        quality=0.76,
        popularity=0.5,
        launch_month=9,
    ),
)
