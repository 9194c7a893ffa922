"""Watches, sunglasses, umbrellas and the small things in a pocket."""

from catalog.illustrations import Kind, Pattern
from shop.demo.merchandise import Merchandise

WATCHES: tuple[Merchandise, ...] = (
    Merchandise(
        name="Meridian watch",
        shelf="watches-and-accessories",
        kind=Kind.WATCH,
        price=18900,
        colours=("midnight", "cocoa", "sage"),
        summary="A slim quartz watch with an uncluttered dial.",
        description=(
            "The case is 38 mm across and 7 mm thin, with sapphire glass and a five-year battery. "
            "The strap is vegetable-tanned and changes without tools. Water-resistant to 50 "
            "metres: swim, but take the strap off first."
        ),
        brand="Veldra",
        style="minimal",
        material="stainless steel and leather",
        attributes=(("width-cm", "3.8"), ("waterproof", "yes"), ("origin", "Germany")),
        weight_grams=70,
        cost_share=0.5,
        quality=0.87,
        popularity=1.3,
    ),
    Merchandise(
        name="Signal watch",
        shelf="watches-and-accessories",
        kind=Kind.WATCH,
        price=24500,
        colours=("ink", "silver"),
        summary="An automatic watch after the clocks of railway halls.",
        description=(
            "The movement winds itself and can be seen through the back. A red second hand stops "
            "for setting to the minute. It runs 40 hours off the wrist and asks for a service "
            "every six years."
        ),
        brand="Copperline",
        style="vintage",
        material="brushed steel",
        attributes=(("width-cm", "4.0"), ("waterproof", "yes"), ("origin", "Switzerland")),
        weight_grams=120,
        cost_share=0.52,
        quality=0.84,
        popularity=0.45,
    ),
    Merchandise(
        name="Dial-up watch",
        shelf="watches-and-accessories",
        kind=Kind.WATCH,
        price=8450,
        colours=("coral", "mint"),
        summary="A bright, light watch that forgives a fall.",
        description=(
            "The case is cast from fishing-net nylon and weighs less than its strap. Numbers at "
            "every hour help new readers of the time. Splash-proof, with a battery that any kiosk "
            "can change."
        ),
        brand="Kitewell",
        style="playful",
        material="recycled resin",
        attributes=(("width-cm", "3.6"), ("waterproof", "yes"), ("origin", "Japan")),
        weight_grams=50,
        cost_share=0.42,
        quality=0.67,
        popularity=1.1,
    ),
    Merchandise(
        name="Promenade sunglasses",
        shelf="watches-and-accessories",
        kind=Kind.SUNGLASSES,
        price=6900,
        colours=("cocoa", "ink", "teal"),
        summary="Full-UV sunglasses in cotton-based acetate.",
        description=(
            "The frames are cut from a block, tumbled for three days and hinged with five "
            "barrels. Category 3 lenses are polarised and can be swapped by any optician. A hard "
            "case and a cloth come with them."
        ),
        brand="Marlow Mill",
        style="classic",
        material="bio-acetate",
        attributes=(("width-cm", "14.2"), ("origin", "Italy")),
        weight_grams=60,
        cost_share=0.4,
        quality=0.8,
        popularity=1.5,
    ),
    Merchandise(
        name="Lido sunglasses",
        shelf="watches-and-accessories",
        kind=Kind.SUNGLASSES,
        price=3900,
        colours=("rose", "mustard"),
        summary="Cheerful sunglasses for losing at festivals.",
        description=(
            "Light enough to forget and cheap enough to forgive. The lenses still block all UV "
            "and pass the European standard, which is what matters. Warm the arms under the tap "
            "to bend them a little."
        ),
        brand="Kitewell",
        style="playful",
        material="recycled polycarbonate",
        attributes=(("width-cm", "13.6"), ("origin", "Italy")),
        weight_grams=40,
        cost_share=0.36,
        quality=0.5,
        popularity=1.2,
        launch_month=3,
    ),
    Merchandise(
        name="Keepsake necklace",
        shelf="watches-and-accessories",
        kind=Kind.NECKLACE,
        price=4900,
        colours=("gold", "silver"),
        summary="A small heart on a fine chain, smooth enough to engrave.",
        description=(
            "Cast from recycled silver; the golden one is plated with two microns. The chain "
            "fastens at 42 or 45 cm. Keep it in its pouch and polish with the cloth inside the "
            "lid."
        ),
        brand="Lark & Thimble",
        style="romantic",
        material="recycled silver",
        attributes=(("origin", "England"), ("height-cm", "2.1")),
        weight_grams=30,
        cost_share=0.46,
        quality=0.77,
        popularity=1.2,
        launch_month=10,
    ),
    Merchandise(
        name="Downpour umbrella",
        shelf="watches-and-accessories",
        kind=Kind.UMBRELLA,
        price=3450,
        colours=("midnight", "mustard", "poppy"),
        summary="A windproof umbrella with a beech crook.",
        description=(
            "Eight fibreglass ribs bend in a gust and come back. The canopy spans 102 cm and "
            "dries fast, and the catch does not bite fingers. If a rib ever breaks, we post you a "
            "new one."
        ),
        brand="Marlow Mill",
        style="classic",
        material="recycled polyester pongee",
        attributes=(("width-cm", "102"), ("waterproof", "yes"), ("origin", "Italy")),
        weight_grams=410,
        cost_share=0.43,
        quality=0.8,
        popularity=1.6,
    ),
    Merchandise(
        name="Garden Party umbrella",
        shelf="watches-and-accessories",
        kind=Kind.UMBRELLA,
        price=3950,
        colours=("lilac", "sky"),
        summary="A flowered umbrella that improves a grey street.",
        description=(
            "The print covers both sides, so you have the view from underneath. A steel shaft, a "
            "curved handle and a ribbon to keep it furled. Open it indoors only to dry."
        ),
        brand="Lark & Thimble",
        style="romantic",
        material="recycled polyester pongee",
        pattern=Pattern.FLORAL,
        attributes=(("width-cm", "98"), ("waterproof", "yes"), ("origin", "Italy")),
        weight_grams=420,
        cost_share=0.42,
        quality=0.51,
        popularity=0.4,
    ),
    Merchandise(
        name="Ledger wallet",
        shelf="watches-and-accessories",
        kind=Kind.WALLET,
        price=4490,
        colours=("cocoa", "ink", "forest"),
        summary="A card wallet and note fold cut from two pieces of leather.",
        description=(
            "Bridle leather from the shoulder, saddle-stitched so that one broken stitch does not "
            "undo the next. Six cards, folded notes and a hidden slot for a key. It darkens where "
            "you hold it."
        ),
        brand="Marlow Mill",
        style="classic",
        material="bridle leather",
        attributes=(("width-cm", "10.5"), ("origin", "England")),
        weight_grams=80,
        cost_share=0.45,
        quality=0.85,
        popularity=1.4,
    ),
    Merchandise(
        name="Pocket-money purse",
        shelf="watches-and-accessories",
        kind=Kind.PURSE,
        price=2250,
        colours=("berry", "teal", "mustard"),
        summary="A clasp purse with a good loud snap.",
        description=(
            "The kiss-lock frame is brass and springs shut on coins, earbuds or buttons. Lined in "
            "satin and slightly padded. Eleven centimetres wide: it fits a pocket and a wedding "
            "clutch."
        ),
        brand="Lark & Thimble",
        style="vintage",
        material="cotton brocade",
        pattern=Pattern.FLORAL,
        attributes=(("width-cm", "11"), ("origin", "India")),
        weight_grams=90,
        cost_share=0.39,
        quality=0.7,
        popularity=1.0,
    ),
)
