"""Bags to carry, roll up and take to school."""

from catalog.illustrations import Kind, Pattern
from shop.demo.merchandise import Merchandise

BAGS: tuple[Merchandise, ...] = (
    Merchandise(
        name="Ridge 22 backpack",
        shelf="bags",
        kind=Kind.BACKPACK,
        price=8900,
        colours=("forest", "ink", "mustard"),
        summary="A 22-litre day pack with a sleeve for a 15-inch laptop.",
        description=(
            "Coated ripstop, a storm flap over the zip and a back panel with channels for air. "
            "Bottle pockets are cut at a slant so you can reach them without taking the pack off. "
            "The chest strap ends in a whistle."
        ),
        brand="Fennway",
        style="active",
        material="recycled nylon",
        attributes=(
            ("capacity-ml", "22000"),
            ("height-cm", "46"),
            ("waterproof", "yes"),
            ("origin", "Vietnam"),
        ),
        weight_grams=780,
        cost_share=0.45,
        quality=0.91,
        popularity=2.1,
    ),
    Merchandise(
        name="Commuter roll pack",
        shelf="bags",
        kind=Kind.BACKPACK,
        price=11500,
        colours=("charcoal", "denim"),
        summary="A quiet canvas pack for laptop, lunch and a change of mind.",
        description=(
            "Waxed canvas turns drizzle and ages in creases. A padded laptop sleeve hangs clear "
            "of the floor, and one flat pocket against your back keeps passport and wallet. "
            "Re-wax it every other autumn."
        ),
        brand="Veldra",
        style="minimal",
        material="waxed canvas",
        attributes=(("capacity-ml", "18000"), ("height-cm", "42"), ("origin", "Poland")),
        weight_grams=1050,
        cost_share=0.48,
        quality=0.82,
        popularity=1.3,
    ),
    Merchandise(
        name="Little Owl backpack",
        shelf="bags",
        kind=Kind.BACKPACK,
        price=4450,
        colours=("apricot", "lilac"),
        summary="A nine-litre pack for small people with big plans.",
        description=(
            "Sized for a lunch box, a jumper and something found on the way. The chest clip keeps "
            "the straps on narrow shoulders and the name label is inside, where strangers cannot "
            "read it. Goes through the machine."
        ),
        brand="Small Hours",
        style="playful",
        material="organic cotton canvas",
        pattern=Pattern.STARS,
        attributes=(
            ("capacity-ml", "9000"),
            ("height-cm", "32"),
            ("care", "Machine wash 30°"),
            ("origin", "India"),
        ),
        weight_grams=420,
        cost_share=0.41,
        quality=0.72,
        popularity=1.0,
        launch_month=6,
    ),
    Merchandise(
        name="Market tote",
        shelf="bags",
        kind=Kind.TOTE,
        price=2900,
        colours=("chalk", "sage", "terracotta"),
        summary="A stout canvas tote with handles long enough for a shoulder.",
        description=(
            "Sixteen-ounce canvas stands open by itself at the stall. The base is doubled and the "
            "handles run right round it, so it carries ten kilos of potatoes. There is one inside "
            "pocket, for keys."
        ),
        brand="Marlow Mill",
        style="classic",
        material="organic cotton canvas",
        attributes=(
            ("capacity-ml", "16000"),
            ("height-cm", "38"),
            ("care", "Machine wash 30°"),
            ("origin", "India"),
        ),
        weight_grams=310,
        cost_share=0.38,
        quality=0.79,
        popularity=2.2,
    ),
    Merchandise(
        name="Bloom tote",
        shelf="bags",
        kind=Kind.TOTE,
        price=3250,
        colours=("blush", "midnight"),
        summary="A flowered tote with a zip and a lining.",
        description=(
            "The print comes from our cushion archive and is cut so that a whole flower lands on "
            "the front. Lined in plain cotton, closed by a brass zip. It holds a laptop up to 14 "
            "inches and a spare cardigan."
        ),
        brand="Lark & Thimble",
        style="romantic",
        material="cotton and linen",
        pattern=Pattern.FLORAL,
        attributes=(
            ("capacity-ml", "14000"),
            ("height-cm", "36"),
            ("care", "Machine wash 30°"),
            ("origin", "Portugal"),
        ),
        weight_grams=260,
        cost_share=0.4,
        quality=0.68,
        popularity=1.2,
    ),
    Merchandise(
        name="Moving Day bag",
        shelf="bags",
        kind=Kind.JUMBO_BAG,
        price=1490,
        colours=("poppy", "teal", "mustard"),
        summary="A sixty-litre bag for laundry, toys and moving flat.",
        description=(
            "Woven from recycled sacks and laminated, it carries 25 kilos and folds flat behind a "
            "door. The handles are sewn down to the base. Wipe it out after the beach."
        ),
        brand="Small Hours",
        style="playful",
        material="recycled polypropylene",
        pattern=Pattern.DOTS,
        attributes=(
            ("capacity-ml", "60000"),
            ("height-cm", "45"),
            ("waterproof", "yes"),
            ("care", "Wipe with a damp cloth"),
            ("origin", "Poland"),
        ),
        weight_grams=220,
        cost_share=0.35,
        quality=0.7,
        popularity=1.9,
    ),
    Merchandise(
        name="Elevenses lunch bag",
        shelf="bags",
        kind=Kind.LUNCH_BAG,
        price=1950,
        colours=("mint", "coral"),
        summary="An insulated bag that keeps lunch cold until one o'clock.",
        description=(
            "Six millimetres of foam and a foil lining hold the chill for five hours with an ice "
            "block. It stands upright, opens wide and fits a box and a bottle side by side. The "
            "lining wipes clean."
        ),
        brand="Small Hours",
        style="playful",
        material="insulated polyester",
        pattern=Pattern.CHECK,
        attributes=(
            ("capacity-ml", "6000"),
            ("height-cm", "24"),
            ("care", "Wipe with a damp cloth"),
            ("origin", "Poland"),
        ),
        weight_grams=210,
        cost_share=0.39,
        quality=0.69,
        popularity=1.3,
    ),
)
