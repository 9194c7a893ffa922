"""Shirts, tees, jumpers and hoodies."""

from catalog.illustrations import Kind, Pattern
from shop.demo.merchandise import Merchandise

from .sizes import TOPS

SHIRTS_AND_KNITS: tuple[Merchandise, ...] = (
    Merchandise(
        name="Harbour tee",
        shelf="shirts-and-tees",
        kind=Kind.TEE,
        price=2900,
        colours=("chalk", "midnight", "sage"),
        summary="A mid-weight striped tee with a neckline that keeps its shape.",
        description=(
            "Knitted from 190 gsm organic cotton, so it hangs straight instead of clinging. The "
            "stripes are yarn-dyed and meet at the side seams, and the collar is bound with a "
            "self-fabric tape that will not ripple. Wash at 30 and dry flat; it shrinks by less "
            "than two per cent."
        ),
        brand="Marlow Mill",
        style="classic",
        material="organic cotton",
        sizes=TOPS,
        pattern=Pattern.STRIPES,
        attributes=(("care", "Machine wash 30°"), ("fit", "Regular"), ("origin", "Portugal")),
        weight_grams=190,
        cost_share=0.42,
        quality=0.84,
        popularity=2.4,
    ),
    Merchandise(
        name="Everyday heavy tee",
        shelf="shirts-and-tees",
        kind=Kind.TEE,
        price=2450,
        colours=("ink", "oat", "olive"),
        summary="The plain, dense tee that can be worn on its own.",
        description=(
            "At 240 gsm this is nearly a sweatshirt: no show-through, no twisting seams. The "
            "shoulders drop a little and the hem sits at the hip. It takes a 40-degree wash every "
            "week and gets softer rather than thinner."
        ),
        brand="Marlow Mill",
        style="minimal",
        material="cotton jersey",
        sizes=TOPS,
        attributes=(("care", "Machine wash 40°"), ("fit", "Boxy"), ("origin", "Portugal")),
        weight_grams=240,
        cost_share=0.4,
        quality=0.8,
        popularity=3.0,
    ),
    Merchandise(
        name="Allotment tee",
        shelf="shirts-and-tees",
        kind=Kind.TEE,
        price=2700,
        colours=("forest", "mustard"),
        summary="A soft tee with a block print across the chest.",
        description=(
            "The print is cut in lino in our corner of the studio and screened with water-based "
            "ink, so you feel the cotton and not the picture. Ring-spun jersey, short sleeves, a "
            "rib collar. Wash it inside out and skip the tumble dryer."
        ),
        brand="Small Hours",
        style="playful",
        material="organic cotton",
        sizes=TOPS,
        pattern=Pattern.GRAPHIC,
        attributes=(("care", "Machine wash 30°"), ("fit", "Regular"), ("origin", "India")),
        weight_grams=180,
        cost_share=0.41,
        quality=0.72,
        popularity=1.1,
        launch_month=3,
    ),
    Merchandise(
        name="Quarry pocket tee",
        shelf="shirts-and-tees",
        kind=Kind.TEE,
        price=1990,
        colours=("dove", "terracotta"),
        summary="A light cotton and hemp tee for hot days on foot.",
        description=(
            "Hemp makes the cloth airy and quick to dry after a rinse in a basin. Flat seams sit "
            "clear of rucksack straps, and the chest pocket holds a bus ticket and not much else. "
            "Expect a slightly dry hand that softens over the first five washes."
        ),
        brand="Fennway",
        style="active",
        material="cotton and hemp",
        sizes=TOPS,
        attributes=(("care", "Machine wash 30°"), ("fit", "Relaxed"), ("origin", "Turkey")),
        weight_grams=170,
        cost_share=0.46,
        quality=0.66,
        popularity=1.5,
    ),
    Merchandise(
        name="Loom Oxford shirt",
        shelf="shirts-and-tees",
        kind=Kind.SHIRT,
        price=5900,
        colours=("sky", "chalk"),
        summary="A button-down shirt in proper basket-weave Oxford.",
        description=(
            "The collar roll is unfused, which is why it curves under a jumper and still stands "
            "on its own. Mother-of-pearl buttons, a locker loop and a split yoke. Iron it damp, "
            "or hang it up and let the texture do the work."
        ),
        brand="Marlow Mill",
        style="classic",
        material="Oxford cotton",
        sizes=TOPS,
        attributes=(("care", "Machine wash 40°"), ("fit", "Regular"), ("origin", "Portugal")),
        weight_grams=280,
        cost_share=0.44,
        quality=0.86,
        popularity=1.9,
    ),
    Merchandise(
        name="Fernhill flannel shirt",
        shelf="shirts-and-tees",
        kind=Kind.SHIRT,
        price=6450,
        colours=("poppy", "forest", "midnight"),
        summary="A brushed check shirt, warm enough to be the outer layer.",
        description=(
            "Both faces of the flannel are brushed, so the inside is as soft as the outside. Two "
            "buttoned pockets, a long tail, and elbows doubled where they always wear out first. "
            "It is cut roomy for a tee underneath."
        ),
        brand="Fennway",
        style="rustic",
        material="brushed cotton",
        sizes=TOPS,
        pattern=Pattern.CHECK,
        attributes=(("care", "Machine wash 30°"), ("fit", "Relaxed"), ("origin", "Portugal")),
        weight_grams=360,
        cost_share=0.47,
        quality=0.81,
        popularity=1.7,
    ),
    Merchandise(
        name="Linden linen shirt",
        shelf="shirts-and-tees",
        kind=Kind.SHIRT,
        price=6900,
        colours=("ivory", "sage", "apricot"),
        summary="A summer shirt in garment-washed European linen.",
        description=(
            "Washed with stones before it reaches you, it arrives already rumpled and never feels "
            "starchy. The hem is straight, to be worn out, with short side vents. Linen gets "
            "stronger when wet, so wash it as often as August asks."
        ),
        brand="Marlow Mill",
        style="minimal",
        material="linen",
        sizes=TOPS,
        attributes=(("care", "Machine wash 40°"), ("fit", "Relaxed"), ("origin", "Lithuania")),
        weight_grams=210,
        cost_share=0.48,
        quality=0.78,
        popularity=1.6,
    ),
    Merchandise(
        name="Sunday print shirt",
        shelf="shirts-and-tees",
        kind=Kind.SHIRT,
        price=5490,
        colours=("teal", "plum"),
        summary="A drapey shirt with a garden print from a 1940s pattern book.",
        description=(
            "The twill falls like silk but can be washed by hand in the sink. It has a soft camp "
            "collar, a pleat at the back yoke and buttons dyed to match the print. Press it on "
            "the reverse with a cool iron."
        ),
        brand="Lark & Thimble",
        style="vintage",
        material="viscose twill",
        sizes=TOPS,
        pattern=Pattern.FLORAL,
        attributes=(("care", "Hand wash"), ("fit", "Relaxed"), ("origin", "India")),
        weight_grams=200,
        cost_share=0.43,
        quality=0.64,
        popularity=0.5,
    ),
    Merchandise(
        name="Tideway jumper",
        shelf="knitwear",
        kind=Kind.SWEATER,
        price=7900,
        colours=("ivory", "midnight"),
        summary="A striped cotton jumper for breezy evenings.",
        description=(
            "Knitted in a fisherman's half-rib that stretches and springs back. The stripe "
            "repeats every four centimetres and runs unbroken round the sleeve. It is cotton "
            "throughout, so there is no itch and no hand wash."
        ),
        brand="Marlow Mill",
        style="classic",
        material="cotton",
        sizes=TOPS,
        pattern=Pattern.STRIPES,
        attributes=(("care", "Machine wash 30°"), ("fit", "Regular"), ("origin", "Italy")),
        weight_grams=520,
        cost_share=0.45,
        quality=0.83,
        popularity=1.8,
    ),
    Merchandise(
        name="Croft lambswool jumper",
        shelf="knitwear",
        kind=Kind.SWEATER,
        price=8900,
        colours=("oat", "berry", "forest"),
        summary="A seamless-shouldered jumper in two-ply Scottish lambswool.",
        description=(
            "The yarn is spun and dyed in the fleece, which gives each colour its flecks. Saddle "
            "shoulders let the arms lift without dragging the hem along. Hand wash cool, reshape "
            "while damp and let it rest a day between wears."
        ),
        brand="Marlow Mill",
        style="rustic",
        material="lambswool",
        sizes=TOPS,
        attributes=(("care", "Hand wash"), ("fit", "Regular"), ("origin", "Scotland")),
        weight_grams=480,
        cost_share=0.5,
        quality=0.88,
        popularity=1.7,
    ),
    Merchandise(
        name="Ember merino crew",
        shelf="knitwear",
        kind=Kind.SWEATER,
        price=9450,
        colours=("charcoal", "terracotta", "dove"),
        summary="A fine merino crew neck thin enough for under a jacket.",
        description=(
            "Spun from 18.5-micron wool, fine enough to wear against the skin. The ribs at cuff "
            "and hem are linked by hand rather than overlocked, so they lie flat. It breathes, "
            "resists smells and packs down to the size of a book."
        ),
        brand="Veldra",
        style="minimal",
        material="extra-fine merino",
        sizes=TOPS,
        attributes=(("care", "Wool cycle 30°"), ("fit", "Slim"), ("origin", "Italy")),
        weight_grams=280,
        cost_share=0.52,
        quality=0.85,
        popularity=1.4,
    ),
    Merchandise(
        name="Snowfield jumper",
        shelf="knitwear",
        kind=Kind.SWEATER,
        price=7450,
        colours=("poppy", "sky"),
        summary="A starry winter jumper that is cheerful without flashing lights.",
        description=(
            "Stars are knitted in, never printed, with the spare yarn carried neatly at the back. "
            "Half lambswool and half recycled polyamide keeps it warm and hard-wearing. It wants "
            "a cool hand wash and a towel to dry on."
        ),
        brand="Lark & Thimble",
        style="playful",
        material="wool blend",
        sizes=TOPS,
        pattern=Pattern.STARS,
        attributes=(("care", "Hand wash"), ("fit", "Relaxed"), ("origin", "Romania")),
        weight_grams=540,
        cost_share=0.45,
        quality=0.7,
        popularity=1.2,
        launch_month=8,
    ),
    Merchandise(
        name="Terrace hoodie",
        shelf="knitwear",
        kind=Kind.HOODIE,
        price=6500,
        colours=("dove", "ink", "sage"),
        summary="A heavyweight hoodie with a double hood that stands up.",
        description=(
            "The 400 gsm fleece is brushed inside and smooth outside, and it has been pre-shrunk. "
            "A cross-over neck keeps draughts out and the drawcord ends are knotted, so nothing "
            "rattles in the machine. The pouch is deep enough for cold hands and a phone."
        ),
        brand="Marlow Mill",
        style="modern",
        material="brushed cotton fleece",
        sizes=TOPS,
        attributes=(("care", "Machine wash 30°"), ("fit", "Relaxed"), ("origin", "Portugal")),
        weight_grams=620,
        cost_share=0.43,
        quality=0.79,
        popularity=2.3,
    ),
    Merchandise(
        name="Relay hoodie",
        shelf="knitwear",
        kind=Kind.HOODIE,
        price=7250,
        colours=("teal", "coral"),
        summary="A quick-drying hoodie for before and after the run.",
        description=(
            "Made from fleece that was once bottles, with a grid on the inside that traps warmth "
            "and lets steam go. Thumb loops hold the sleeves down under a shell. It dries on a "
            "chair back overnight."
        ),
        brand="Fennway",
        style="active",
        material="recycled polyester fleece",
        sizes=TOPS,
        pattern=Pattern.COLOUR_BLOCK,
        attributes=(("care", "Machine wash 30°"), ("fit", "Regular"), ("origin", "Vietnam")),
        weight_grams=410,
        cost_share=0.49,
        quality=0.74,
        popularity=1.2,
    ),
    Merchandise(
        name="Weekend hoodie",
        shelf="knitwear",
        kind=Kind.HOODIE,
        price=4990,
        colours=("blush", "lilac"),
        summary="A loose, light hoodie in washed-out colours.",
        description=(
            "Unbrushed loops inside make it cool enough for summer mornings. The shoulders are "
            "dropped and the cuffs are long, to be turned back once. Colours are pigment-dyed and "
            "will fade gently; wash with their like."
        ),
        brand="Lark & Thimble",
        style="romantic",
        material="cotton French terry",
        sizes=TOPS,
        attributes=(("care", "Machine wash 30°"), ("fit", "Oversized"), ("origin", "Turkey")),
        weight_grams=430,
        cost_share=0.45,
        quality=0.56,
        popularity=1.5,
    ),
)
