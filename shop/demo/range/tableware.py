"""Tea in tins, and everything for the table and the kitchen."""

from catalog.illustrations import Kind, Pattern
from shop.demo.merchandise import Merchandise

TABLEWARE: tuple[Merchandise, ...] = (
    Merchandise(
        name="Morning porch tea",
        shelf="tea",
        kind=Kind.TIN,
        price=1290,
        colours=("poppy", "mustard"),
        summary="A brisk Assam for the first pot of the day.",
        description=(
            "Second-flush leaf from two gardens, malty enough for milk and not bitter without. "
            "Three grams a cup, boiling water, four minutes. The tin holds 125 grams and closes "
            "airtight; refills come in paper."
        ),
        brand="Small Hours",
        style="classic",
        material="black tea",
        attributes=(("capacity-ml", "500"), ("origin", "India")),
        weight_grams=210,
        cost_share=0.36,
        quality=0.84,
        popularity=2.3,
    ),
    Merchandise(
        name="Slow rain tea",
        shelf="tea",
        kind=Kind.TIN,
        price=1490,
        colours=("forest", "sage"),
        summary="A steamed green tea that tastes of spring peas.",
        description=(
            "Picked in May and steamed the same day. Let the kettle stand five minutes first: at "
            "75 degrees it is sweet, at boiling it is spinach. One hundred grams, good for about "
            "forty cups and their second steepings."
        ),
        brand="Small Hours",
        style="minimal",
        material="green tea",
        attributes=(("capacity-ml", "500"), ("origin", "Japan")),
        weight_grams=190,
        cost_share=0.38,
        quality=0.8,
        popularity=1.5,
    ),
    Merchandise(
        name="Library tea",
        shelf="tea",
        kind=Kind.TIN,
        price=1550,
        colours=("midnight", "cocoa"),
        summary="An Earl Grey with real bergamot and no perfume.",
        description=(
            "The oil is pressed in Calabria and sprayed on high-grown Ceylon leaf. A few petals "
            "of cornflower are there for looks, and we admit it. One hundred grams, best in the "
            "afternoon with lemon."
        ),
        brand="Small Hours",
        style="vintage",
        material="black tea and bergamot",
        pattern=Pattern.STRIPES,
        attributes=(("capacity-ml", "500"), ("origin", "Sri Lanka")),
        weight_grams=210,
        cost_share=0.37,
        quality=0.77,
        popularity=1.4,
    ),
    Merchandise(
        name="Chamomile yard tea",
        shelf="tea",
        kind=Kind.TIN,
        price=1190,
        colours=("ivory", "lilac"),
        summary="Whole chamomile heads with a little lavender, for late.",
        description=(
            "The flowers are dried slowly, so they come whole from the tin and float. No "
            "caffeine, no hurry: give it eight minutes with a saucer on top. Sixty grams make "
            "about thirty-five cups."
        ),
        brand="Small Hours",
        style="romantic",
        material="chamomile and lavender",
        pattern=Pattern.FLORAL,
        attributes=(("capacity-ml", "500"), ("origin", "Croatia")),
        weight_grams=140,
        cost_share=0.37,
        quality=0.73,
        popularity=1.1,
        launch_month=2,
    ),
    Merchandise(
        name="Bonfire chai",
        shelf="tea",
        kind=Kind.TIN,
        price=1390,
        colours=("terracotta", "plum"),
        summary="A loose chai with more ginger than manners.",
        description=(
            "Cardamom, cinnamon bark, clove and dried ginger, cracked and not ground, so it "
            "simmers without going muddy. Boil it in half milk for ten minutes. One hundred and "
            "fifty grams in a tin that will smell of it for years."
        ),
        brand="Small Hours",
        style="rustic",
        material="black tea and spices",
        attributes=(("capacity-ml", "500"), ("origin", "India")),
        weight_grams=220,
        cost_share=0.36,
        quality=0.75,
        popularity=1.2,
        launch_month=8,
    ),
    Merchandise(
        name="Quarry bowl",
        shelf="tableware",
        kind=Kind.BOWL,
        price=1850,
        colours=("dove", "terracotta", "forest"),
        summary="A deep bowl for soup, noodles and standing up at the counter.",
        description=(
            "The foot is tall enough to hold when it is hot. Speckled clay shows through the "
            "glaze at the rim. It nests, and goes from oven to table to dishwasher."
        ),
        brand="Pebble Yard",
        style="rustic",
        material="stoneware",
        attributes=(
            ("capacity-ml", "700"),
            ("width-cm", "16"),
            ("care", "Dishwasher safe"),
            ("origin", "Portugal"),
        ),
        weight_grams=520,
        cost_share=0.39,
        quality=0.83,
        popularity=1.7,
    ),
    Merchandise(
        name="Garland bowl",
        shelf="tableware",
        kind=Kind.BOWL,
        price=2250,
        colours=("sky", "rose"),
        summary="A flowered bowl for salad, fruit and admiration.",
        description=(
            "Painted under the glaze by four women in one workshop; each leaves a different dot "
            "at the end of a stem. Nineteen centimetres across. Wash it by hand, and keep it out "
            "of the microwave."
        ),
        brand="Lark & Thimble",
        style="romantic",
        material="earthenware",
        pattern=Pattern.FLORAL,
        attributes=(
            ("capacity-ml", "900"),
            ("width-cm", "19"),
            ("care", "Hand wash"),
            ("origin", "Portugal"),
        ),
        weight_grams=560,
        cost_share=0.41,
        quality=0.68,
        popularity=0.6,
    ),
    Merchandise(
        name="Slab plate",
        shelf="tableware",
        kind=Kind.PLATE,
        price=1950,
        colours=("charcoal", "chalk", "sage"),
        summary="A flat plate with a low wall that keeps the sauce in.",
        description=(
            "Twenty-six centimetres, matt outside and glazed where the knife goes, so cutlery "
            "leaves no grey marks. The weight is right: it does not slide when you cut. Chips are "
            "rare, and replaced within two years."
        ),
        brand="Pebble Yard",
        style="minimal",
        material="stoneware",
        attributes=(("width-cm", "26"), ("care", "Dishwasher safe"), ("origin", "Portugal")),
        weight_grams=640,
        cost_share=0.38,
        quality=0.81,
        popularity=1.6,
    ),
    Merchandise(
        name="Ripple glass",
        shelf="tableware",
        kind=Kind.GLASS,
        price=1190,
        colours=("mint", "sky", "apricot"),
        summary="A tumbler of recycled glass with a ripple to hold on to.",
        description=(
            "Blown into a mould in Valencia from bottles and window panes, which gives the faint "
            "colour and the odd bubble. It stands up to ice and dishwashers. Sold singly, so you "
            "can replace the one that fell."
        ),
        brand="Pebble Yard",
        style="modern",
        material="recycled glass",
        attributes=(
            ("capacity-ml", "300"),
            ("height-cm", "12"),
            ("care", "Dishwasher safe"),
            ("origin", "Spain"),
        ),
        weight_grams=260,
        cost_share=0.37,
        quality=0.76,
        popularity=1.5,
    ),
    Merchandise(
        name="Milkmaid jug",
        shelf="tableware",
        kind=Kind.JUG,
        price=3250,
        colours=("denim", "ivory"),
        summary="A jug for milk, gravy, water or ten tulips.",
        description=(
            "The handle is pulled from the same clay and springs from the rim, where the balance "
            "is. It pours in a thin, straight line. Over a litre to the brim."
        ),
        brand="Pebble Yard",
        style="classic",
        material="stoneware",
        attributes=(
            ("capacity-ml", "1100"),
            ("height-cm", "20"),
            ("care", "Dishwasher safe"),
            ("origin", "Portugal"),
        ),
        weight_grams=820,
        cost_share=0.4,
        quality=0.79,
        popularity=1.0,
    ),
    Merchandise(
        name="Picnic cutlery",
        shelf="tableware",
        kind=Kind.CUTLERY,
        price=2950,
        colours=("poppy", "teal"),
        summary="Knife, fork and two spoons with gingham handles.",
        description=(
            "The steel is 18/10 and the resin handles are cast around it, so nothing can work "
            "loose. A cotton roll keeps them together in the basket. Fine in the dishwasher on "
            "the cool programme."
        ),
        brand="Kitewell",
        style="playful",
        material="stainless steel and resin",
        pattern=Pattern.CHECK,
        attributes=(("width-cm", "22"), ("care", "Dishwasher safe"), ("origin", "Poland")),
        weight_grams=310,
        cost_share=0.42,
        quality=0.71,
        popularity=0.6,
    ),
    Merchandise(
        name="Tea round tray",
        shelf="tableware",
        kind=Kind.TRAY,
        price=3450,
        colours=("mustard", "midnight"),
        summary="A spotted birch tray that carries tea for four.",
        description=(
            "Pressed in one piece from eight layers of birch, with handles that clear your "
            "knuckles. The surface is melamine and shrugs off hot pots. Forty-three by "
            "thirty-three centimetres."
        ),
        brand="Alder & Finch",
        style="vintage",
        material="birch ply",
        pattern=Pattern.DOTS,
        attributes=(("width-cm", "43"), ("care", "Wipe with a damp cloth"), ("origin", "Finland")),
        weight_grams=690,
        cost_share=0.42,
        quality=0.78,
        popularity=1.0,
    ),
    Merchandise(
        name="Packed lunch box",
        shelf="tableware",
        kind=Kind.LUNCH_BOX,
        price=2450,
        colours=("sage", "coral", "sky"),
        summary="A steel lunch box with a seal that can be trusted with soup.",
        description=(
            "Two compartments, and a divider that lifts out for long sandwiches. The clips are "
            "riveted and the silicone ring comes out for washing. It holds 1.2 litres and fits "
            "upright in a day pack."
        ),
        brand="Kitewell",
        style="modern",
        material="stainless steel",
        attributes=(
            ("capacity-ml", "1200"),
            ("width-cm", "18"),
            ("waterproof", "yes"),
            ("care", "Dishwasher safe"),
            ("origin", "Poland"),
        ),
        weight_grams=430,
        cost_share=0.41,
        quality=0.76,
        popularity=1.3,
    ),
    Merchandise(
        name="Layer cake stand",
        shelf="tableware",
        kind=Kind.CAKE_STAND,
        price=4650,
        colours=("blush", "mint"),
        summary="Three tiers for scones, sandwiches and the last éclair.",
        description=(
            "The plates are porcelain with a beaded edge, and the rod unscrews so that they stack "
            "in a cupboard. Use one, two or three tiers. The ring on top carries it all, slowly."
        ),
        brand="Lark & Thimble",
        style="romantic",
        material="porcelain and steel",
        attributes=(
            ("height-cm", "34"),
            ("width-cm", "26"),
            ("care", "Hand wash"),
            ("origin", "England"),
        ),
        weight_grams=1900,
        cost_share=0.43,
        quality=0.52,
        popularity=0.3,
        launch_month=10,
    ),
    Merchandise(
        name="Pantry tea towels",
        shelf="tableware",
        kind=Kind.TEA_TOWEL,
        price=1650,
        colours=("denim", "poppy", "olive"),
        summary="A pair of striped tea towels that dry a glass without fluff.",
        description=(
            "Half linen for the thirst, half cotton for the softness. Each is 48 by 70 cm with a "
            "loop on the short side. They are best after the third boil wash."
        ),
        brand="Marlow Mill",
        style="classic",
        material="linen and cotton",
        pattern=Pattern.STRIPES,
        attributes=(("width-cm", "48"), ("care", "Machine wash 60°"), ("origin", "Lithuania")),
        weight_grams=160,
        cost_share=0.38,
        quality=0.82,
        popularity=1.6,
    ),
    Merchandise(
        name="Baker's apron",
        shelf="tableware",
        kind=Kind.APRON,
        price=3950,
        colours=("charcoal", "terracotta", "sage"),
        summary="A canvas apron with cross straps, so nothing hangs from your neck.",
        description=(
            "The straps cross at the back and pass through brass eyelets to adjust. One wide "
            "pocket in front and a loop for the towel. Ten-ounce canvas, washed before sewing."
        ),
        brand="Marlow Mill",
        style="rustic",
        material="cotton canvas",
        attributes=(("width-cm", "72"), ("care", "Machine wash 60°"), ("origin", "Portugal")),
        weight_grams=380,
        cost_share=0.41,
        quality=0.8,
        popularity=1.2,
    ),
    Merchandise(
        name="Supper napkins, set of four",
        shelf="tableware",
        kind=Kind.NAPKINS,
        price=2890,
        colours=("oat", "teal"),
        summary="Four linen napkins with mitred corners.",
        description=(
            "Washed until soft, they need no iron and look better for it. Red wine comes out with "
            "boiling water poured from a height. Forty-two centimetres square, big enough for a "
            "lap."
        ),
        brand="Marlow Mill",
        style="minimal",
        material="washed linen",
        attributes=(("width-cm", "42"), ("care", "Machine wash 60°"), ("origin", "Lithuania")),
        weight_grams=220,
        cost_share=0.43,
        quality=0.78,
        popularity=1.0,
        launch_month=11,
    ),
)
