"""Notebooks, paper, wrapping, toys and games."""

from catalog.illustrations import Kind, Pattern
from shop.demo.merchandise import Merchandise

PLAY: tuple[Merchandise, ...] = (
    Merchandise(
        name="Plain chapter notebook",
        shelf="stationery",
        kind=Kind.BOOK,
        price=1490,
        colours=("forest", "poppy", "ink"),
        summary="A linen-bound notebook that opens flat and stays open.",
        description=(
            "One hundred and sixty pages of 100 gsm paper that takes fountain pens without "
            "bleeding. Sewn in sections, with two ribbons and a pocket at the back. Dotted "
            "throughout, with numbered pages."
        ),
        brand="Small Hours",
        style="minimal",
        material="paper and linen",
        attributes=(("width-cm", "14"), ("height-cm", "21"), ("origin", "Germany")),
        weight_grams=290,
        cost_share=0.35,
        quality=0.9,
        popularity=2.4,
    ),
    Merchandise(
        name="Gardener's notebook",
        shelf="stationery",
        kind=Kind.BOOK,
        price=1690,
        colours=("sage", "rose"),
        summary="A notebook with a page for every week of five years.",
        description=(
            "Each week has five short spaces, one below another, so you can see when the tulips "
            "came last time. The cloth cover is printed like an apron. There are envelopes at the "
            "end for seeds."
        ),
        brand="Lark & Thimble",
        style="romantic",
        material="paper and cotton",
        pattern=Pattern.FLORAL,
        attributes=(("width-cm", "15"), ("height-cm", "21"), ("origin", "Germany")),
        weight_grams=310,
        cost_share=0.37,
        quality=0.76,
        popularity=1.2,
    ),
    Merchandise(
        name="Squared notebook",
        shelf="stationery",
        kind=Kind.BOOK,
        price=1190,
        colours=("sky", "mustard"),
        summary="A soft notebook in five-millimetre squares.",
        description=(
            "Recycled paper, thread-stitched, with rounded corners for coat pockets. The check on "
            "the cover is the grid inside, made larger. Forty-eight sheets, the last eight of "
            "them perforated."
        ),
        brand="Small Hours",
        style="modern",
        material="recycled paper",
        pattern=Pattern.CHECK,
        attributes=(("width-cm", "15"), ("height-cm", "21"), ("origin", "Poland")),
        weight_grams=240,
        cost_share=0.35,
        quality=0.72,
        popularity=1.6,
    ),
    Merchandise(
        name="Sharp dozen pencils",
        shelf="stationery",
        kind=Kind.PENCILS,
        price=1250,
        colours=("mustard", "teal", "poppy"),
        summary="Twelve cedar pencils in a tin cup.",
        description=(
            "Four each of 2B, HB and 2H, in cedar that sharpens to a point and not a splinter. "
            "The lacquer is water-based. The cup survives the pencils by years."
        ),
        brand="Small Hours",
        style="classic",
        material="cedar and graphite",
        attributes=(("height-cm", "18"), ("origin", "Germany")),
        weight_grams=190,
        cost_share=0.35,
        quality=0.8,
        popularity=1.5,
    ),
    Merchandise(
        name="Thinking of you card",
        shelf="stationery",
        kind=Kind.CARD,
        price=390,
        colours=("blush", "midnight", "mint"),
        summary="A letterpress card with room to say it yourself.",
        description=(
            "Printed one at a time on a press from 1962 that leaves a dent you can feel. Blank "
            "inside. The envelope is made from the same recycled paper and has a lined flap."
        ),
        brand="Small Hours",
        style="romantic",
        material="recycled card",
        pattern=Pattern.HEARTS,
        attributes=(("width-cm", "12"), ("height-cm", "17"), ("origin", "England")),
        weight_grams=30,
        cost_share=0.35,
        quality=0.74,
        popularity=1.7,
    ),
    Merchandise(
        name="Parcel day gift wrap",
        shelf="stationery",
        kind=Kind.GIFT_WRAP,
        price=890,
        colours=("poppy", "sage", "sky"),
        summary="Three metres of wrapping that takes tape, folds and second use.",
        description=(
            "Ninety-gram paper does not tear at the corners of a book. It is printed with "
            "vegetable inks and carries no foil, so it goes in the paper bin. Seventy centimetres "
            "wide, on a card core."
        ),
        brand="Small Hours",
        style="playful",
        material="recycled paper",
        pattern=Pattern.STRIPES,
        attributes=(("width-cm", "70"), ("origin", "England")),
        weight_grams=140,
        cost_share=0.35,
        quality=0.73,
        popularity=1.4,
        launch_month=9,
    ),
    Merchandise(
        name="Haberdashery ribbons",
        shelf="stationery",
        kind=Kind.RIBBONS,
        price=790,
        colours=("berry", "gold", "teal"),
        summary="Three reels of cotton ribbon in colours that go together.",
        description=(
            "Woven, with real edges, so it does not curl or fray. Five metres a reel: grosgrain, "
            "herringbone tape and a fine check. Iron it and use it again."
        ),
        brand="Lark & Thimble",
        style="vintage",
        material="cotton",
        attributes=(("width-cm", "1.5"), ("origin", "France")),
        weight_grams=80,
        cost_share=0.35,
        quality=0.75,
        popularity=1.0,
    ),
    Merchandise(
        name="Professor rabbit",
        shelf="toys",
        kind=Kind.SOFT_TOY,
        price=2950,
        colours=("oat", "dove", "lilac"),
        summary="A rabbit with long ears and a serious face.",
        description=(
            "Stuffed firmly in the head and softly in the arms. The eyes are embroidered, so he "
            "is safe from birth, and he can go in the machine in a pillowcase. He sits up without "
            "leaning."
        ),
        brand="Small Hours",
        style="playful",
        material="cotton plush",
        attributes=(("height-cm", "34"), ("care", "Machine wash 30°"), ("origin", "Romania")),
        weight_grams=280,
        cost_share=0.4,
        quality=0.85,
        popularity=1.8,
    ),
    Merchandise(
        name="Russet hare",
        shelf="toys",
        kind=Kind.SOFT_TOY,
        price=3250,
        colours=("cocoa", "mustard"),
        summary="A jointed hare with checked paws and a good deal of patience.",
        description=(
            "Arms, legs and head turn on hardboard discs, as they did a century ago. The mohair is "
            "brushed by hand and will go thin where it is loved. For ages three and over, and well "
            "over."
        ),
        brand="Small Hours",
        style="classic",
        material="mohair blend",
        pattern=Pattern.CHECK,
        attributes=(("height-cm", "32"), ("care", "Surface wash"), ("origin", "Germany")),
        weight_grams=340,
        cost_share=0.42,
        quality=0.76,
        popularity=1.0,
        launch_month=7,
    ),
    Merchandise(
        name="Winter sisters nesting doll",
        shelf="toys",
        kind=Kind.NESTING_DOLL,
        price=3450,
        colours=("poppy", "teal"),
        summary="Five painted sisters, each with a different face.",
        description=(
            "Turned from one piece of lime so that the grain runs through all five. The smallest "
            "is the size of a bean and is not for under threes. They close with a quarter turn."
        ),
        brand="Lark & Thimble",
        style="vintage",
        material="limewood",
        pattern=Pattern.FLORAL,
        attributes=(("height-cm", "15"), ("origin", "Poland")),
        weight_grams=320,
        cost_share=0.43,
        quality=0.74,
        popularity=0.5,
        launch_month=10,
    ),
    Merchandise(
        name="Rooftops jigsaw",
        shelf="toys",
        kind=Kind.JIGSAW,
        price=2450,
        colours=("terracotta", "sky", "plum"),
        summary="A thousand pieces of a city in the evening.",
        description=(
            "Thick, matt pieces with a cut that clicks. Twenty-six windows are lit, and something "
            "is happening in each. A poster and a cotton bag are in the box, and lost pieces are "
            "replaced if you write."
        ),
        brand="Small Hours",
        style="modern",
        material="recycled board",
        attributes=(("width-cm", "48"), ("height-cm", "68"), ("origin", "Germany")),
        weight_grams=780,
        cost_share=0.36,
        quality=0.81,
        popularity=1.4,
    ),
    Merchandise(
        name="Alphabet blocks",
        shelf="toys",
        kind=Kind.BLOCKS,
        price=2950,
        colours=("coral", "forest"),
        summary="Twenty-eight maple blocks with letters cut, not printed.",
        description=(
            "Edges are rounded, corners are sanded, and the colour is a water-based stain that "
            "survives chewing. Letters on two sides, pictures and numbers on the rest. They come "
            "in a cotton sack with a drawstring."
        ),
        brand="Alder & Finch",
        style="classic",
        material="maple",
        attributes=(("width-cm", "4"), ("origin", "Lithuania")),
        weight_grams=1100,
        cost_share=0.41,
        quality=0.94,
        popularity=1.2,
    ),
    Merchandise(
        name="Branch line train",
        shelf="toys",
        kind=Kind.TRAIN,
        price=3950,
        colours=("forest", "poppy", "midnight"),
        summary="A beech engine and tender with wheels that really turn the rods.",
        description=(
            "The magnets between the cars face the right way whichever way round you put them. "
            "Painted with water-based colours and finished with wax. It fits the usual wooden "
            "track."
        ),
        brand="Alder & Finch",
        style="vintage",
        material="beech",
        attributes=(("width-cm", "31"), ("origin", "Lithuania")),
        weight_grams=860,
        cost_share=0.43,
        quality=0.83,
        popularity=1.3,
    ),
    Merchandise(
        name="Rainy day money bank",
        shelf="toys",
        kind=Kind.MONEY_BANK,
        price=2250,
        colours=("rose", "mint", "sky"),
        summary="A pig that can be emptied without a hammer.",
        description=(
            "The stopper is cork and big enough for notes. Cast, sponged with colour and glazed. "
            "It holds about ninety euros in small coins, which we have counted."
        ),
        brand="Pebble Yard",
        style="playful",
        material="earthenware",
        pattern=Pattern.HEARTS,
        attributes=(
            ("height-cm", "13"),
            ("width-cm", "17"),
            ("care", "Wipe with a damp cloth"),
            ("origin", "Portugal"),
        ),
        weight_grams=540,
        cost_share=0.38,
        quality=0.7,
        popularity=1.1,
    ),
)
