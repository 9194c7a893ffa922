"""Cushions, throws and furniture."""

from catalog.illustrations import Kind, Pattern
from shop.demo.merchandise import Merchandise

ROOMS: tuple[Merchandise, ...] = (
    Merchandise(
        name="Plain good cushion",
        shelf="cushions-and-throws",
        kind=Kind.CUSHION,
        price=3450,
        colours=("oat", "teal", "terracotta"),
        summary="A linen cushion with a feather pad that can be punched back into shape.",
        description=(
            "Fifty centimetres square, filled to be generous. The zip is hidden under a flap, so "
            "it never scratches the sofa. Wash the cover with your shirts; it softens at the same "
            "pace."
        ),
        brand="Alder & Finch",
        style="minimal",
        material="washed linen",
        attributes=(("width-cm", "50"), ("care", "Machine wash 40°"), ("origin", "Lithuania")),
        weight_grams=620,
        cost_share=0.41,
        quality=0.83,
        popularity=1.8,
    ),
    Merchandise(
        name="Hedgerow cushion",
        shelf="cushions-and-throws",
        kind=Kind.CUSHION,
        price=3950,
        colours=("forest", "plum"),
        summary="A cushion printed with everything that grows beside a lane.",
        description=(
            "Fourteen plants, drawn from life in one June and screen-printed in six colours. The "
            "back is plain linen with a row of real buttons. The pad is recycled polyester, for "
            "those who sneeze at feathers."
        ),
        brand="Lark & Thimble",
        style="romantic",
        material="printed linen",
        pattern=Pattern.FLORAL,
        attributes=(("width-cm", "45"), ("care", "Machine wash 30°"), ("origin", "Portugal")),
        weight_grams=580,
        cost_share=0.42,
        quality=0.74,
        popularity=1.2,
    ),
    Merchandise(
        name="Schoolhouse cushion",
        shelf="cushions-and-throws",
        kind=Kind.CUSHION,
        price=2950,
        colours=("mustard", "denim"),
        summary="A checked wool cushion woven with leftover yarn.",
        description=(
            "The mill weaves the ends of its scarf cones into cloth, so the colours change a "
            "little with each run. Piped edges, a zip in the seam. Air it on a damp day instead "
            "of washing it."
        ),
        brand="Marlow Mill",
        style="classic",
        material="wool check",
        pattern=Pattern.CHECK,
        attributes=(("width-cm", "45"), ("care", "Dry clean"), ("origin", "Scotland")),
        weight_grams=540,
        cost_share=0.4,
        quality=0.76,
        popularity=1.3,
    ),
    Merchandise(
        name="Croft throw",
        shelf="cushions-and-throws",
        kind=Kind.BLANKET,
        price=8900,
        colours=("oat", "berry", "charcoal"),
        summary="A lambswool throw that makes cold rooms negotiable.",
        description=(
            "Woven in the Borders, washed in soft water and teaselled on both sides. At 140 by "
            "185 cm it covers two people on a sofa who like each other. Fringes are twisted by "
            "hand."
        ),
        brand="Marlow Mill",
        style="rustic",
        material="lambswool",
        pattern=Pattern.CHECK,
        attributes=(("width-cm", "140"), ("care", "Dry clean"), ("origin", "Scotland")),
        weight_grams=980,
        cost_share=0.47,
        quality=0.95,
        popularity=1.4,
    ),
    Merchandise(
        name="Honeycomb blanket",
        shelf="cushions-and-throws",
        kind=Kind.BLANKET,
        price=6450,
        colours=("ivory", "sage", "apricot"),
        summary="A cotton waffle blanket for warm nights and bare feet.",
        description=(
            "The honeycomb weave traps air without weight, so it suits June as well as January "
            "over a duvet. It shrinks in the first wash, which we have allowed for. 150 by 200 "
            "cm."
        ),
        brand="Alder & Finch",
        style="minimal",
        material="organic cotton",
        attributes=(("width-cm", "150"), ("care", "Machine wash 40°"), ("origin", "Portugal")),
        weight_grams=1150,
        cost_share=0.43,
        quality=0.79,
        popularity=1.3,
        launch_month=1,
    ),
    Merchandise(
        name="Nursery stars blanket",
        shelf="cushions-and-throws",
        kind=Kind.BLANKET,
        price=4450,
        colours=("sky", "blush"),
        summary=("A knitted cot blanket with stars on one side and their shadows on the other."),
        description=(
            "Double-knit jacquard has no loose threads for small fingers. It measures 80 by 100 "
            "cm: cot, pram, den roof. It washes at 40 and does not pill for years."
        ),
        brand="Small Hours",
        style="playful",
        material="cotton knit",
        pattern=Pattern.STARS,
        attributes=(("width-cm", "80"), ("care", "Machine wash 40°"), ("origin", "Poland")),
        weight_grams=480,
        cost_share=0.41,
        quality=0.75,
        popularity=1.0,
    ),
    Merchandise(
        name="Winter bed hot-water bottle",
        shelf="cushions-and-throws",
        kind=Kind.HOT_WATER_BOTTLE,
        price=2750,
        colours=("poppy", "sky", "forest"),
        summary="A rubber bottle in a spotted knitted jacket.",
        description=(
            "The bottle is made to the German standard and ribbed on one side to slow the heat. "
            "Fill it two thirds with hot, not boiling, water. The cover buttons at the back and "
            "washes by hand."
        ),
        brand="Lark & Thimble",
        style="vintage",
        material="natural rubber and knitted wool",
        pattern=Pattern.DOTS,
        attributes=(
            ("capacity-ml", "1800"),
            ("height-cm", "34"),
            ("care", "Hand wash"),
            ("origin", "Germany"),
        ),
        weight_grams=460,
        cost_share=0.39,
        quality=0.77,
        popularity=1.2,
        launch_month=8,
    ),
    Merchandise(
        name="Perch chair",
        shelf="furniture",
        kind=Kind.CHAIR,
        price=24900,
        colours=("sage", "terracotta", "midnight"),
        summary="A low armchair that fits through narrow doors and into corners.",
        description=(
            "A solid beech frame, webbing instead of foam where your weight goes, and wool covers "
            "that come off. Legs screw in without tools. It is tested for 120 kilos and for "
            "people who sit sideways."
        ),
        brand="Alder & Finch",
        style="modern",
        material="beech and wool",
        attributes=(
            ("width-cm", "68"),
            ("height-cm", "78"),
            ("care", "Brush and spot clean"),
            ("origin", "Lithuania"),
        ),
        weight_grams=9800,
        cost_share=0.5,
        quality=0.84,
        popularity=1.3,
    ),
    Merchandise(
        name="Reading room chair",
        shelf="furniture",
        kind=Kind.CHAIR,
        price=31900,
        colours=("olive", "berry"),
        summary="A striped corduroy chair with a back tall enough to doze against.",
        description=(
            "The seat is sprung and the arms are at the height of a book. Oak legs are wedged, "
            "glued and oiled. The cover is fixed, but the seat cushion turns over."
        ),
        brand="Alder & Finch",
        style="vintage",
        material="oak and corduroy",
        pattern=Pattern.STRIPES,
        attributes=(
            ("width-cm", "72"),
            ("height-cm", "92"),
            ("care", "Brush and spot clean"),
            ("origin", "Poland"),
        ),
        weight_grams=12400,
        cost_share=0.52,
        quality=0.81,
        popularity=0.4,
        launch_month=2,
    ),
    Merchandise(
        name="Slow Sunday sofa",
        shelf="furniture",
        kind=Kind.SOFA,
        price=99000,
        colours=("oat", "forest", "charcoal"),
        summary="A three-seat sofa, deep enough to lie on and firm enough to get up from.",
        description=(
            "Eight-way sprung on a beech frame with a 15-year guarantee. Seat cushions have a "
            "foam heart in a feather jacket and need a shake once a week. It arrives in two parts "
            "and is bolted together in ten minutes."
        ),
        brand="Alder & Finch",
        style="classic",
        material="beech, feather and wool",
        attributes=(
            ("width-cm", "204"),
            ("height-cm", "82"),
            ("care", "Covers dry clean"),
            ("origin", "Lithuania"),
        ),
        weight_grams=48000,
        cost_share=0.54,
        quality=0.87,
        popularity=0.6,
    ),
    Merchandise(
        name="Lodger sofa",
        shelf="furniture",
        kind=Kind.SOFA,
        price=64900,
        colours=("mustard", "dove"),
        summary="A two-seat sofa for first flats and small lifts.",
        description=(
            "It comes in three boxes, none longer than 170 cm, and goes up with one key. Every "
            "cover unzips and washes at 30. Legs are high enough for a vacuum cleaner underneath."
        ),
        brand="Alder & Finch",
        style="minimal",
        material="pine and recycled polyester",
        attributes=(
            ("width-cm", "168"),
            ("height-cm", "78"),
            ("care", "Covers machine wash 30°"),
            ("origin", "Poland"),
        ),
        weight_grams=36000,
        cost_share=0.51,
        quality=0.7,
        popularity=1.0,
    ),
    Merchandise(
        name="Haberdasher cabinet",
        shelf="furniture",
        kind=Kind.CABINET,
        price=38900,
        colours=("ink", "ivory", "teal"),
        summary="A bank of small drawers for buttons, cables and secrets.",
        description=(
            "The drawers are dovetailed and run on waxed wood. Each has a brass frame for a "
            "label. It comes assembled, with a bracket for the wall, which you should use if "
            "there are children."
        ),
        brand="Alder & Finch",
        style="vintage",
        material="birch and brass",
        attributes=(
            ("width-cm", "76"),
            ("height-cm", "84"),
            ("care", "Wipe with a damp cloth"),
            ("origin", "Lithuania"),
        ),
        weight_grams=21500,
        cost_share=0.53,
        quality=0.82,
        popularity=0.45,
    ),
)
