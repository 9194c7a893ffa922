"""Mugs, cups, bottles, teapots and kettles."""

from catalog.illustrations import Kind, Pattern
from shop.demo.merchandise import Merchandise

DRINKWARE: tuple[Merchandise, ...] = (
    Merchandise(
        name="Cobble mug",
        shelf="mugs-and-cups",
        kind=Kind.MUG,
        price=1690,
        colours=("oat", "charcoal", "sage"),
        summary="A stoneware mug with a thumb rest where your thumb goes.",
        description=(
            "Thrown thick at the foot and thin at the lip, so it keeps warm and drinks well. The "
            "reactive glaze breaks to brown over the edges. Dishwasher and microwave are both "
            "fine; dropping it is not."
        ),
        brand="Pebble Yard",
        style="rustic",
        material="stoneware",
        attributes=(
            ("capacity-ml", "350"),
            ("height-cm", "9.5"),
            ("care", "Dishwasher safe"),
            ("origin", "Portugal"),
        ),
        weight_grams=380,
        cost_share=0.37,
        quality=0.85,
        popularity=3.0,
    ),
    Merchandise(
        name="Bold stripe mug",
        shelf="mugs-and-cups",
        kind=Kind.MUG,
        price=1490,
        colours=("poppy", "midnight", "mint"),
        summary="A bright, hooped mug that never gets mistaken for a colleague's.",
        description=(
            "The hoops are banded by brush on a turning wheel, and the lines are allowed to "
            "wobble. Three hundred and thirty millilitres, with a handle for four fingers. It "
            "stacks on its sisters."
        ),
        brand="Pebble Yard",
        style="playful",
        material="stoneware",
        pattern=Pattern.STRIPES,
        attributes=(
            ("capacity-ml", "330"),
            ("height-cm", "9"),
            ("care", "Dishwasher safe"),
            ("origin", "Portugal"),
        ),
        weight_grams=360,
        cost_share=0.36,
        quality=0.77,
        popularity=1.9,
    ),
    Merchandise(
        name="Allotment mug",
        shelf="mugs-and-cups",
        kind=Kind.MUG,
        price=1590,
        colours=("terracotta", "lilac"),
        summary="A fine china mug with sweet peas climbing up it.",
        description=(
            "Bone china is thin and strong, and tea does taste different from it. The transfer is "
            "fired under a clear glaze, so it will not scrub off. Made in Stoke from English "
            "clay."
        ),
        brand="Lark & Thimble",
        style="romantic",
        material="bone china",
        pattern=Pattern.FLORAL,
        attributes=(
            ("capacity-ml", "320"),
            ("height-cm", "9"),
            ("care", "Dishwasher safe"),
            ("origin", "England"),
        ),
        weight_grams=270,
        cost_share=0.4,
        quality=0.73,
        popularity=1.3,
        launch_month=3,
    ),
    Merchandise(
        name="Star map mug",
        shelf="mugs-and-cups",
        kind=Kind.MUG,
        price=1650,
        colours=("plum", "denim"),
        summary="A porcelain mug for reading long past midnight.",
        description=(
            "The stars are masked by hand before the colour is sprayed. Inside it is white, so "
            "you can judge the strength of the tea. There is a moon under the foot for the person "
            "across the table."
        ),
        brand="Small Hours",
        style="playful",
        material="porcelain",
        pattern=Pattern.STARS,
        attributes=(
            ("capacity-ml", "340"),
            ("height-cm", "9.5"),
            ("care", "Dishwasher safe"),
            ("origin", "Poland"),
        ),
        weight_grams=330,
        cost_share=0.38,
        quality=0.69,
        popularity=1.0,
    ),
    Merchandise(
        name="Visitor teacup",
        shelf="mugs-and-cups",
        kind=Kind.TEACUP,
        price=2250,
        colours=("ivory", "sky", "rose"),
        summary="A cup and saucer for people you want to stay longer.",
        description=(
            "The cup flares to cool the first sip, and the saucer has room for two biscuits. "
            "Translucent if you hold it to the lamp. A second is always in stock when a first is "
            "broken."
        ),
        brand="Pebble Yard",
        style="classic",
        material="porcelain",
        attributes=(
            ("capacity-ml", "220"),
            ("height-cm", "6.5"),
            ("care", "Dishwasher safe"),
            ("origin", "Portugal"),
        ),
        weight_grams=310,
        cost_share=0.41,
        quality=0.81,
        popularity=1.2,
    ),
    Merchandise(
        name="Parlour teacup",
        shelf="mugs-and-cups",
        kind=Kind.TEACUP,
        price=2650,
        colours=("berry", "sage"),
        summary="A gilt-edged cup with roses, for tea at four.",
        description=(
            "The shape was drawn in 1926 and the mould is still good. The rim is lined with real "
            "gold, which is why it wants washing by hand and no microwave. Sold with its saucer."
        ),
        brand="Lark & Thimble",
        style="vintage",
        material="bone china",
        pattern=Pattern.FLORAL,
        attributes=(
            ("capacity-ml", "200"),
            ("height-cm", "6.5"),
            ("care", "Hand wash"),
            ("origin", "England"),
        ),
        weight_grams=280,
        cost_share=0.42,
        quality=0.57,
        popularity=0.35,
    ),
    Merchandise(
        name="Spring water bottle",
        shelf="mugs-and-cups",
        kind=Kind.BOTTLE,
        price=2690,
        colours=("teal", "coral", "ink"),
        summary="A steel bottle that is cold all day and does not taste of anything.",
        description=(
            "Double walls hold ice for 24 hours and tea for eight. The lid has one thread, one "
            "seal and no straw to clean. Spare seals cost less than a coffee."
        ),
        brand="Fennway",
        style="active",
        material="stainless steel",
        attributes=(
            ("capacity-ml", "600"),
            ("height-cm", "25"),
            ("waterproof", "yes"),
            ("care", "Dishwasher safe"),
            ("origin", "Poland"),
        ),
        weight_grams=340,
        cost_share=0.43,
        quality=0.84,
        popularity=2.0,
    ),
    Merchandise(
        name="Lemonade bottle",
        shelf="mugs-and-cups",
        kind=Kind.BOTTLE,
        price=1950,
        colours=("mustard", "lilac"),
        summary="A light spotted bottle for satchels and scooters.",
        description=(
            "It bounces. The cap hangs on a loop so that it comes home, and the mouth is wide "
            "enough for ice and for a brush. Half a litre, with marks at each hundred."
        ),
        brand="Small Hours",
        style="playful",
        material="recycled polyester",
        pattern=Pattern.DOTS,
        attributes=(
            ("capacity-ml", "500"),
            ("height-cm", "21"),
            ("waterproof", "yes"),
            ("care", "Dishwasher safe"),
            ("origin", "Poland"),
        ),
        weight_grams=150,
        cost_share=0.39,
        quality=0.5,
        popularity=1.1,
        launch_month=6,
    ),
    Merchandise(
        name="Elbow teapot",
        shelf="teapots",
        kind=Kind.TEAPOT,
        price=4950,
        colours=("charcoal", "oat", "teal"),
        summary="A one-litre teapot whose spout does not drip.",
        description=(
            "The lip is cut sharp and the lid has a lug that holds it at any angle. A steel "
            "basket takes loose leaf and lifts out when the tea is right. Glazed inside in white, "
            "so you can see when it needs a wash."
        ),
        brand="Pebble Yard",
        style="rustic",
        material="stoneware",
        attributes=(
            ("capacity-ml", "1000"),
            ("height-cm", "16"),
            ("care", "Dishwasher safe"),
            ("origin", "Portugal"),
        ),
        weight_grams=980,
        cost_share=0.42,
        quality=0.86,
        popularity=1.5,
    ),
    Merchandise(
        name="Auntie teapot",
        shelf="teapots",
        kind=Kind.TEAPOT,
        price=5450,
        colours=("blush", "forest"),
        summary="A round, spotted pot for a table of six.",
        description=(
            "Earthenware warms slowly and stays warm, which is why brown teapots are earthenware. "
            "The spots are dabbed on with a sponge. Rinse it; a well-seasoned pot needs no soap."
        ),
        brand="Lark & Thimble",
        style="vintage",
        material="earthenware",
        pattern=Pattern.DOTS,
        attributes=(
            ("capacity-ml", "1200"),
            ("height-cm", "17"),
            ("care", "Hand wash"),
            ("origin", "England"),
        ),
        weight_grams=1050,
        cost_share=0.44,
        quality=0.72,
        popularity=1.0,
    ),
    Merchandise(
        name="Sencha side pot",
        shelf="teapots",
        kind=Kind.TEAPOT,
        price=4250,
        colours=("ink", "mint"),
        summary="A small pot for green tea, made for two short cups.",
        description=(
            "The clay sieve behind the spout has 120 holes, drilled one at a time. The colours "
            "meet where the pot was dipped twice. It empties completely, so the second steeping "
            "is never bitter."
        ),
        brand="Pebble Yard",
        style="minimal",
        material="cast-glazed stoneware",
        pattern=Pattern.COLOUR_BLOCK,
        attributes=(
            ("capacity-ml", "400"),
            ("height-cm", "11"),
            ("care", "Hand wash"),
            ("origin", "Portugal"),
        ),
        weight_grams=520,
        cost_share=0.43,
        quality=0.79,
        popularity=0.5,
        launch_month=5,
    ),
    Merchandise(
        name="Boiler kettle",
        shelf="teapots",
        kind=Kind.KETTLE,
        price=6950,
        colours=("sage", "poppy", "ivory"),
        summary="An enamel kettle with a whistle in two notes.",
        description=(
            "Two litres, for gas, electric and induction. The handle stays cool because it stands "
            "on its own brackets, and folds for storage. Descale it with vinegar and it will look "
            "the same in ten years."
        ),
        brand="Lumenfold",
        style="vintage",
        material="enamelled steel",
        attributes=(
            ("capacity-ml", "2000"),
            ("height-cm", "24"),
            ("care", "Wipe with a damp cloth"),
            ("origin", "Poland"),
        ),
        weight_grams=1240,
        cost_share=0.45,
        quality=0.8,
        popularity=1.3,
    ),
    Merchandise(
        name="Pour-over kettle",
        shelf="teapots",
        kind=Kind.KETTLE,
        price=5950,
        colours=("copper", "midnight"),
        summary="A coloured steel kettle with a slow, steady stream.",
        description=(
            "The spout leaves low on the body, so the pour starts when you want and stops when "
            "you stop. A thermometer is set into the lid. Works on every hob, including "
            "induction."
        ),
        brand="Copperline",
        style="modern",
        material="stainless steel",
        attributes=(
            ("capacity-ml", "900"),
            ("height-cm", "20"),
            ("care", "Wipe with a damp cloth"),
            ("origin", "Taiwan"),
        ),
        weight_grams=870,
        cost_share=0.47,
        quality=0.75,
        popularity=0.9,
    ),
)
