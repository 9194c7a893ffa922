"""Dresses, skirts, trousers and shorts."""

from catalog.illustrations import Kind, Pattern
from shop.demo.merchandise import Merchandise

from .sizes import DRESSES, WAISTS

DRESSES_AND_TROUSERS: tuple[Merchandise, ...] = (
    Merchandise(
        name="Poppyfield dress",
        shelf="dresses-and-skirts",
        kind=Kind.DRESS,
        price=8450,
        colours=("poppy", "sky", "ivory"),
        summary="A full-skirted summer dress in printed cotton lawn.",
        description=(
            "The lawn is so fine that the skirt has a lining of the same cloth, cut shorter to "
            "stay cool. There are pockets in both side seams and a narrow belt at the waist. Iron "
            "it while damp and the print comes up as crisp as new."
        ),
        brand="Lark & Thimble",
        style="romantic",
        material="cotton lawn",
        sizes=DRESSES,
        pattern=Pattern.FLORAL,
        attributes=(("care", "Machine wash 30°"), ("fit", "Fitted waist"), ("origin", "India")),
        weight_grams=310,
        cost_share=0.45,
        quality=0.8,
        popularity=2.0,
    ),
    Merchandise(
        name="Verity sundress",
        shelf="dresses-and-skirts",
        kind=Kind.DRESS,
        price=7900,
        colours=("sage", "terracotta", "ink"),
        summary="A plain sundress with a good cut and nothing added.",
        description=(
            "Wide straps cover a bra and never slip. The bodice is darted, the skirt falls from "
            "four panels and the hem clears the knee by a hand. Half linen for the air, half "
            "cotton for fewer creases."
        ),
        brand="Marlow Mill",
        style="minimal",
        material="linen and cotton",
        sizes=DRESSES,
        attributes=(("care", "Machine wash 40°"), ("fit", "Regular"), ("origin", "Lithuania")),
        weight_grams=340,
        cost_share=0.47,
        quality=0.82,
        popularity=1.6,
    ),
    Merchandise(
        name="Picnic dress",
        shelf="dresses-and-skirts",
        kind=Kind.DRESS,
        price=6900,
        colours=("coral", "denim"),
        summary="A gingham dress for long lunches on the grass.",
        description=(
            "The check is woven rather than printed, so it is the same on both sides and will not "
            "wash pale. Elastic at the back of the bodice forgives a second slice of cake. The "
            "hem is deep enough to let down by four centimetres."
        ),
        brand="Lark & Thimble",
        style="vintage",
        material="cotton gingham",
        sizes=DRESSES,
        pattern=Pattern.CHECK,
        attributes=(("care", "Machine wash 30°"), ("fit", "Fitted waist"), ("origin", "Portugal")),
        weight_grams=330,
        cost_share=0.44,
        quality=0.71,
        popularity=1.2,
    ),
    Merchandise(
        name="Marquee dress",
        shelf="dresses-and-skirts",
        kind=Kind.DRESS,
        price=9250,
        colours=("midnight", "berry"),
        summary="A spotted crêpe dress that dances well.",
        description=(
            "Crêpe swings when you turn and does not crease in a suitcase. The neckline is "
            "square, the zip is hidden at the side, and the skirt is cut on the bias. Wash it by "
            "hand and hang it up to dry; it needs no iron."
        ),
        brand="Lark & Thimble",
        style="romantic",
        material="viscose crêpe",
        sizes=DRESSES,
        pattern=Pattern.DOTS,
        attributes=(("care", "Hand wash"), ("fit", "Fitted waist"), ("origin", "Romania")),
        weight_grams=360,
        cost_share=0.48,
        quality=0.76,
        popularity=1.0,
        launch_month=6,
    ),
    Merchandise(
        name="Ramble skirt",
        shelf="dresses-and-skirts",
        kind=Kind.SKIRT,
        price=5490,
        colours=("mustard", "forest"),
        summary="An A-line corduroy skirt with room for a stride.",
        description=(
            "Fourteen wales to the inch: fine enough for the office, stout enough for a stile. "
            "Two patch pockets, a flat waistband at the front and a little elastic at the back. "
            "Brush it along the rib after washing."
        ),
        brand="Fennway",
        style="rustic",
        material="corduroy",
        sizes=DRESSES,
        attributes=(("care", "Machine wash 30°"), ("fit", "A-line"), ("origin", "Portugal")),
        weight_grams=410,
        cost_share=0.45,
        quality=0.77,
        popularity=1.1,
    ),
    Merchandise(
        name="Orchard skirt",
        shelf="dresses-and-skirts",
        kind=Kind.SKIRT,
        price=5950,
        colours=("plum", "teal"),
        summary="A gathered skirt with blossom all over it.",
        description=(
            "Three metres of poplin go into each hem, which is where the swish comes from. The "
            "waistband is flat at the front and the pockets are hidden in the gathers. The print "
            "runs the right way up on every panel."
        ),
        brand="Lark & Thimble",
        style="romantic",
        material="cotton poplin",
        sizes=DRESSES,
        pattern=Pattern.FLORAL,
        attributes=(("care", "Machine wash 30°"), ("fit", "Gathered"), ("origin", "India")),
        weight_grams=290,
        cost_share=0.44,
        quality=0.69,
        popularity=0.6,
    ),
    Merchandise(
        name="Gallery skirt",
        shelf="dresses-and-skirts",
        kind=Kind.SKIRT,
        price=6450,
        colours=("ink", "blush"),
        summary="A clean A-line skirt that goes from meeting to opening night.",
        description=(
            "A wool twill with two per cent elastane holds its line and moves with you. It is "
            "fully lined in cupro, with an invisible zip and a hook you can do up alone. Hang it "
            "in a steamy bathroom and it is ready again."
        ),
        brand="Veldra",
        style="modern",
        material="wool blend twill",
        sizes=DRESSES,
        attributes=(("care", "Dry clean"), ("fit", "A-line"), ("origin", "Italy")),
        weight_grams=380,
        cost_share=0.5,
        quality=0.83,
        popularity=0.5,
    ),
    Merchandise(
        name="Mill chinos",
        shelf="trousers-and-shorts",
        kind=Kind.TROUSERS,
        price=6900,
        colours=("sand", "midnight", "olive"),
        summary="Straight chinos in a twill that gets better with age.",
        description=(
            "A tight 280 gsm twill with a trace of stretch, garment-dyed so that the seams fade "
            "first. The pockets are deep and made of the same cotton as a shirt. Sew-on buttons, "
            "a finished inside, and a spare three centimetres in the hem."
        ),
        brand="Marlow Mill",
        style="classic",
        material="cotton twill",
        sizes=WAISTS,
        attributes=(("care", "Machine wash 40°"), ("fit", "Straight"), ("origin", "Portugal")),
        weight_grams=560,
        cost_share=0.43,
        quality=0.82,
        popularity=2.0,
    ),
    Merchandise(
        name="Drift linen trousers",
        shelf="trousers-and-shorts",
        kind=Kind.TROUSERS,
        price=7450,
        colours=("ivory", "sage"),
        summary="Wide linen trousers with a drawstring under the waistband.",
        description=(
            "They look like trousers and feel like pyjamas. The front is pleated, the back is "
            "elasticated and the drawstring hides inside. Linen will crease; these are cut so "
            "that it suits them."
        ),
        brand="Marlow Mill",
        style="minimal",
        material="linen",
        sizes=WAISTS,
        attributes=(("care", "Machine wash 40°"), ("fit", "Wide"), ("origin", "Lithuania")),
        weight_grams=380,
        cost_share=0.48,
        quality=0.73,
        popularity=1.2,
    ),
    Merchandise(
        name="Kiln work trousers",
        shelf="trousers-and-shorts",
        kind=Kind.TROUSERS,
        price=8250,
        colours=("cocoa", "charcoal"),
        summary="Canvas work trousers with doubled knees.",
        description=(
            "Twelve-ounce canvas, triple-stitched at the seams that split on lesser pairs. A rule "
            "pocket, a hammer loop that also holds a tea towel, and knees open at the bottom to "
            "take pads. Stiff for a week and then yours for ten years."
        ),
        brand="Fennway",
        style="rustic",
        material="cotton canvas",
        sizes=WAISTS,
        attributes=(("care", "Machine wash 40°"), ("fit", "Relaxed"), ("origin", "Poland")),
        weight_grams=720,
        cost_share=0.45,
        quality=0.87,
        popularity=1.3,
    ),
    Merchandise(
        name="Ferry check trousers",
        shelf="trousers-and-shorts",
        kind=Kind.TROUSERS,
        price=7950,
        colours=("dove", "denim"),
        summary="Tapered trousers in a quiet check.",
        description=(
            "The cloth is half wool, with enough polyester to hold a crease on a crowded train. "
            "Side adjusters stand in for a belt and the waistband is lined in striped cotton. "
            "Turn-ups come unhemmed if you ask."
        ),
        brand="Marlow Mill",
        style="vintage",
        material="wool blend",
        sizes=WAISTS,
        pattern=Pattern.CHECK,
        attributes=(("care", "Dry clean"), ("fit", "Tapered"), ("origin", "Italy")),
        weight_grams=540,
        cost_share=0.5,
        quality=0.75,
        popularity=0.5,
    ),
    Merchandise(
        name="Cove shorts",
        shelf="trousers-and-shorts",
        kind=Kind.SHORTS,
        price=4490,
        colours=("sky", "coral", "sand"),
        summary="Summer shorts with a proper waistband and a 17 cm inseam.",
        description=(
            "Enzyme-washed poplin makes them soft from the first wear. The back is gently "
            "elasticated, so no belt is needed after lunch. Both hip pockets are lined in mesh, "
            "which lets sand fall out."
        ),
        brand="Marlow Mill",
        style="classic",
        material="cotton poplin",
        sizes=WAISTS,
        attributes=(("care", "Machine wash 30°"), ("fit", "Regular"), ("origin", "Portugal")),
        weight_grams=280,
        cost_share=0.42,
        quality=0.76,
        popularity=1.7,
        launch_month=3,
    ),
    Merchandise(
        name="Trailhead shorts",
        shelf="trousers-and-shorts",
        kind=Kind.SHORTS,
        price=5290,
        colours=("forest", "ink"),
        summary="Stretch walking shorts that shrug off a shower.",
        description=(
            "A water-repellent nylon with four-way stretch and a gusset for climbing over things. "
            "The thigh pocket zips shut around a phone and a map. They dry in half an hour on a "
            "warm rock."
        ),
        brand="Fennway",
        style="active",
        material="recycled nylon",
        sizes=WAISTS,
        attributes=(("care", "Machine wash 30°"), ("fit", "Regular"), ("origin", "Vietnam")),
        weight_grams=210,
        cost_share=0.49,
        quality=0.8,
        popularity=1.4,
    ),
    Merchandise(
        name="Deckchair shorts",
        shelf="trousers-and-shorts",
        kind=Kind.SHORTS,
        price=3990,
        colours=("denim", "poppy"),
        summary="Crinkled seersucker shorts in seaside stripes.",
        description=(
            "Seersucker is woven puckered, so it never needs ironing and barely touches the skin. "
            "A drawstring waist, slanted pockets and one at the back with a button. Good in the "
            "garden and in the water in an emergency."
        ),
        brand="Lark & Thimble",
        style="playful",
        material="cotton seersucker",
        sizes=WAISTS,
        pattern=Pattern.STRIPES,
        attributes=(("care", "Machine wash 30°"), ("fit", "Relaxed"), ("origin", "India")),
        weight_grams=240,
        cost_share=0.41,
        quality=0.49,
        popularity=0.9,
    ),
)
