"""From the words of a product's title to its kind, its colour and its pattern.

Written for titles as the trade writes them ("JUMBO BAG RED RETROSPOT"): capitals, plurals and
punctuation do not matter. Of the phrases of a table that occur in a title the longest decides,
then the one that stands first.
"""

import re
from collections.abc import Mapping
from typing import TypeVar

from .kinds import Kind
from .looks import Pattern

_THING_PHRASES: Mapping[Kind, str] = {
    Kind.T_LIGHT_HOLDER: (
        "t light, t light holder, tealight, tea light, tealight holder, candle holder, "
        "candleholder, candlestick, candle stick, t lite, votive"
    ),
    Kind.HOT_WATER_BOTTLE: "hot water bottle, hand warmer, handwarmer, hottie",
    Kind.CAKE_STAND: "cake stand, cakestand, regency cakestand, tier cakestand, cake plate",
    Kind.CAKE_CASES: "cake case, baking case, cupcake case, muffin case, fairy cake case",
    Kind.LUNCH_BAG: "lunch bag, lunchbag, cool bag, picnic bag, insulated bag",
    Kind.JUMBO_BAG: (
        "jumbo bag, jumbo storage bag, jumbo shopper, storage bag, recycling bag, recycled bag, "
        "laundry bag, charlotte bag, gift bag, paper bag, party bag, carrier bag"
    ),
    Kind.LUNCH_BOX: "lunch box, lunchbox, snack box, bento box, food container, picnic box",
    Kind.WALLET: "wallet, card holder, passport cover, cardholder, travel card wallet, luggage tag",
    Kind.PURSE: (
        "purse, coin purse, clutch, evening bag, make up bag, cosmetic bag, washbag, wash bag"
    ),
    Kind.BACKPACK: "backpack, rucksack, schoolbag, school bag, shoulder bag, satchel, daypack",
    Kind.SCALES: "kitchen scale, scale",
    Kind.TOTE: "tote, shopper, bag, shopping bag, handbag, tote bag, bottle bag",
    Kind.HEADPHONES: "headphone, headset, over ear headphone",
    Kind.EARBUDS: "earbud, earphone, in ear headphone, wireless earbud",
    Kind.SMART_WATCH: "smart watch, smartwatch, fitness tracker, fitness watch",
    Kind.WATCH: "watch, wristwatch, chronograph",
    Kind.SPEAKER: "speaker, loudspeaker, soundbar",
    Kind.RADIO: "radio",
    Kind.PHONE: "phone, smartphone, mobile phone",
    Kind.TABLET: "tablet, e reader",
    Kind.LAPTOP: "laptop, notebook computer, ultrabook",
    Kind.MONITOR: "monitor, television, tv",
    Kind.CAMERA: "camera",
    Kind.KEYBOARD: "keyboard",
    Kind.GAME_CONTROLLER: "controller, gamepad, game controller, joystick",
    Kind.POWER_BANK: "power bank, charger, battery pack",
    Kind.TEE: "tee, t shirt, tshirt",
    Kind.SHIRT: "shirt, blouse, pyjama",
    Kind.HOODIE: "hoodie, sweatshirt",
    Kind.SWEATER: "sweater, jumper, cardigan, pullover",
    Kind.DRESS: "dress, gown",
    Kind.SKIRT: "skirt",
    Kind.TROUSERS: "trousers, jeans, chinos, legging",
    Kind.SHORTS: "shorts",
    Kind.JACKET: "jacket, parka, poncho, raincoat, winter coat, rain coat, coat, rain mac",
    Kind.SNEAKER: "sneaker, trainer, running shoe, shoe, plimsoll",
    Kind.BOOT: "boot, wellington, slipper boot",
    Kind.SOCKS: "sock, slipper, stocking",
    Kind.CAP: "cap, baseball cap",
    Kind.BEANIE: "beanie, woolly hat, hat, bobble hat",
    Kind.SCARF: "scarf, shawl, pashmina, sarong",
    Kind.APRON: "apron, oven glove, oven mitt, pinny",
    Kind.GLOVES: "glove, mitten",
    Kind.SUNGLASSES: "sunglasses, sun glasses",
    Kind.UMBRELLA: "umbrella, parasol",
    Kind.ALARM_CLOCK: "alarm clock, bakelike clock, bakelite clock",
    Kind.CLOCK: "clock, wall clock, timer, thermometer",
    Kind.FAIRY_LIGHTS: (
        "fairy light, string of light, string light, light garland, led light, rope light, dolly "
        "light, chilli light, 10 light, 20 light, christmas light"
    ),
    Kind.LANTERN: "lantern, hurricane lamp, lampion",
    Kind.LAMP: "lamp, light, night light, lampshade, lamp shade, chandelier, table lamp, desk lamp",
    Kind.BUNTING: "bunting, pennant",
    Kind.GARLAND: (
        "garland, paper chain, paper lantern, honeycomb, paper ball, streamer, curtain, paper "
        "chain kit, pom pom, windmill, wind chime, windchime, mobile"
    ),
    Kind.BALLOONS: "balloon",
    Kind.GIFT_WRAP: "wrap, gift wrap, wrapping paper, roll wrap, tissue paper, gift tape",
    Kind.CARD: (
        "card, greeting card, birthday card, postcard, invite, invitation, envelope, gift tag, "
        "tag, letter set, writing set, post card, playing card, blank card"
    ),
    Kind.RIBBONS: (
        "ribbon, reel, tape, lace, sewing kit, thread, wool, cotton reel, sewing box kit, twine, "
        "string, bow, ribbon reel"
    ),
    Kind.DOILY: "doily, doiley, doilie, placemat, place mat, coaster",
    Kind.NAPKINS: "napkin, serviette, tissue, handkerchief, paper napkin, pocket tissue",
    Kind.TEA_TOWEL: (
        "tea towel, towel, hand towel, beach towel, dish cloth, tablecloth, table cloth, flannel"
    ),
    Kind.DOORMAT: (
        "doormat, door mat, rug, mat, bath mat, kneeling pad, kneeler, gardeners kneeling pad"
    ),
    Kind.CUSHION: (
        "cushion, cushion cover, pillow, beanbag, bean bag, seat pad, doorstop, door stop, "
        "draught excluder, squarecushion"
    ),
    Kind.BLANKET: "blanket, throw, quilt, bedspread, fleece, duvet, bedding",
    Kind.TEAPOT: "teapot, tea pot, tea cosy, tea for one",
    Kind.TEACUP: (
        "teacup, tea cup, cup and saucer, saucer, tea set, egg cup, eggcup, espresso cup, coffee "
        "cup, tea time set"
    ),
    Kind.MUG: "mug, cup, beaker, tankard",
    Kind.KETTLE: "kettle",
    Kind.JUG: "jug, milk jug, pitcher, creamer, gravy boat",
    Kind.BOTTLE: "bottle, flask, water bottle, drink bottle, decanter, oil bottle, vacuum flask",
    Kind.JAR: (
        "jar, jam jar, storage jar, jam making set, jam making, honey pot, preserve, cookie jar, "
        "biscuit jar, sugar pot"
    ),
    Kind.CUTLERY: (
        "cutlery, spoon, fork, knife, spatula, ladle, cutlery set, utensil, tong, straw, "
        "chopstick, wine opener, bottle opener, corkscrew"
    ),
    Kind.COOKIE_CUTTERS: (
        "cookie cutter, cutter, biscuit cutter, jelly mould, mould, baking set, baking mould, "
        "cake mould, pastry cutter, cake tin mould, cookery set, baking, rolling pin, ice tray"
    ),
    Kind.TRAY: (
        "tray, tidy tray, serving tray, chopping board, bread board, cheese board, board, tv "
        "dinner tray, tv tray, tv tray table"
    ),
    Kind.PLATE: (
        "plate, saucer plate, platter, dinner plate, paper plate, side plate, cake dish, charger "
        "plate, tea bag plate"
    ),
    Kind.BOWL: (
        "bowl, dish, ramekin, mixing bowl, pudding bowl, soap dish, ashtray, colander, butter "
        "dish, frying pan, saucepan, pan"
    ),
    Kind.GLASS: (
        "tumbler, wine glass, goblet, champagne glass, drinking glass, shot glass, sundae dish, "
        "high ball, highball, milkshake glass, tea glass"
    ),
    Kind.CANDLE: (
        "candle, tea light candle, incense, pillar candle, scented candle, wax, fragrance, "
        "diffuser, oil burner, chocolatecandle"
    ),
    Kind.TIN: (
        "tin, cake tin, bread bin, bin, storage tin, canister, caddy, plasters in tin, plaster, "
        "mint tin, biscuit tin, tea coffee sugar, money tin, popcorn holder, pot pourri, match, "
        "lip gloss, bath salt, round container, container"
    ),
    Kind.BASKET: "basket, hamper, picnic basket, wicker basket, trug, laundry basket, crate",
    Kind.CABINET: (
        "cabinet, drawer, chest, cupboard, chest of drawer, shelf, rack, wardrobe, drawer "
        "cabinet, bookcase, sideboard, shelves, tidy, storage unit, plate rack, toilet roll "
        "holder"
    ),
    Kind.BOX: (
        "box, gift box, jewellery box, keepsake box, storage box, trinket box, trinket pot, "
        "memory box, hat box, case, suitcase, shed, treasure chest, sewing box, cracker, nesting "
        "box, recipe box"
    ),
    Kind.MONEY_BANK: "money bank, piggy bank, money box, bank, moneybox, savings bank",
    Kind.BIRD_HOUSE: (
        "bird house, birdhouse, bird feeder, bird table, birdcage, bird cage, bird feeding "
        "station, bird bath"
    ),
    Kind.WATERING_CAN: "watering can, watercan, garden tool, bucket, pail",
    Kind.PLANT_POT: (
        "plant pot, planter, flower pot, flowerpot, herb pot, herb marker, plant, pot, seed, "
        "window box, herb tub, tub, growing kit, grow your own, marker, cactus, plant cage"
    ),
    Kind.VASE: "vase, artificial flower, bouquet, posy, sunflower",
    Kind.KNOB: "knob, door knob, drawer knob, drawer pull, handle, drawerknob",
    Kind.HOOK: (
        "hook, hanger, coat rack, coat hook, coat hanger, peg, towel rail, key rack, peg bag, hat "
        "stand, holder, hook hanger"
    ),
    Kind.FRAME: (
        "frame, photo frame, picture frame, photo, picture, canvas, wall art, cornice, poster, "
        "photo album, album, wall tidy"
    ),
    Kind.MIRROR: "mirror, looking glass",
    Kind.CHALKBOARD: (
        "chalkboard, blackboard, chalk board, black board, "
        "chalk, slate, memo board, notice board, message "
        "board, memoboard, noticeboard"
    ),
    Kind.SIGN: (
        "sign, plaque, metal sign, tin sign, wall plaque, block word, house number, wooden word, "
        "letter, door number"
    ),
    Kind.NECKLACE: (
        "necklace, bracelet, earring, ring, brooch, pendant, bangle, jewellery, anklet, charm, "
        "hair clip, hairslide, hair slide, hair band, hair tie, bead, choker, hair grip, lariat, "
        "key ring, key fob, keyring, key chain, phone charm, bag charm, tiara, seed necklace"
    ),
    Kind.BOOK: (
        "book, notebook, journal, diary, sketchbook, recipe book, address book, notepad, pad, "
        "memo pad, organiser, colouring book, bookmark, jotter, calendar, planner, folder, list"
    ),
    Kind.PENCILS: (
        "pencil, pen, crayon, colouring pencil, pencil case, ruler, eraser, felt pen, paint set, "
        "pencil sharpener, stationery, stationery set, paint, calculator"
    ),
    Kind.STICKERS: (
        "sticker, decal, transfer, tattoo, wall sticker, stamp, stencil, iron on patch, patch"
    ),
    Kind.MAGNETS: "magnet, fridge magnet, fridge",
    Kind.JIGSAW: (
        "jigsaw, puzzle, board game, domino, game, draught, ludo, snap, chess, tic tac toe, "
        "noughts, solitaire, snakes and ladders, marble, naughts, catch cup game, bingo, skittle, "
        "rounder, croquet, picture domino, card game"
    ),
    Kind.BLOCKS: "block, building block, alphabet block, wooden block, alphabet",
    Kind.TRAIN: (
        "train, toy car, toy train, truck, spinning top, pull along, tractor, wooden toy, rocking "
        "horse, bicycle, skateboard"
    ),
    Kind.NESTING_DOLL: "russian doll, nesting doll, matryoshka, egg timer",
    Kind.SOFT_TOY: (
        "soft toy, teddy, teddy bear, toy, knitted animal, puppet, feltcraft doll, feltcraft boy, "
        "feltcraft girl, dollcraft, mouse toy, mummy mouse, baby mouse, daddy mouse, rag doll, "
        "doll girl, skipping rope, harmonica, tambourine, whistle, kazoo, maraca, trumpet, "
        "knitting nancy"
    ),
    Kind.SOFA: "sofa, couch, settee, loveseat",
    Kind.CHAIR: "chair, armchair, stool, bench, deckchair, rocking chair, table, folding chair",
    Kind.MOUSE: (
        "computer mouse, wireless mouse, trackball, gaming mouse, ergonomic mouse, bluetooth "
        "mouse, mouse"
    ),
}

# What a thing is decorated with or made of: asked when no word says what it is.
_DECORATION_PHRASES: Mapping[Kind, str] = {
    Kind.WREATH: "wreath, christmas tree, tree, mistletoe",
    Kind.BAUBLE: (
        "bauble, christmas decoration, tree decoration, disco ball, bell, icicle, snowflake, "
        "christmas"
    ),
    Kind.WICKER_HEART: (
        "wicker heart, heart of wicker, wicker star, wicker, willow heart, rattan heart"
    ),
    Kind.HANGING_HEART: (
        "heart, hanging heart, decoration, hanging decoration, hanging ornament, hanging star, "
        "star, hanging"
    ),
    Kind.BIRD: (
        "bird, dove, robin, chick, chicken, cockerel, lovebird, parrot, feather, butterfly, "
        "ornament"
    ),
    Kind.SOFT_TOY: (
        "feltcraft, doll, bear, bunny, rabbit, dinosaur, elephant, owl, monkey, dog, cat, kitten, "
        "penguin, reindeer, rudolph, sheep, lamb, animal, pony, horse, squirrel, fox, hen, duck, "
        "frog, hedgehog, mice, santa, snowman, angel, fairy, princess, gnome, baby, robot, poorly"
    ),
    Kind.NESTING_DOLL: "babushka",
    Kind.TRAIN: "car, aeroplane, boat, glider, helicopter, wheelbarrow",
    Kind.VASE: "flower, rose, daisy",
    Kind.BUNTING: "flag, union jack",
    Kind.TIN: "pantry, soap, scent, oil",
    Kind.NECKLACE: "diamante",
    Kind.GLASS: "glass",
}

_COLOUR_WORDS: Mapping[str, str] = {
    "chalk": "white",
    "ivory": "ivory, cream, vanilla, pearl, antique white",
    "oat": "oat, natural, linen, beige, wicker, hessian, wooden",
    "sand": "sand, straw, bamboo, wood",
    "dove": "dove, grey, gray, zinc, slate, pebble",
    "silver": "silver, chrome, pewter, steel, crystal",
    "charcoal": "charcoal, graphite, anthracite",
    "ink": "ink, black, jet",
    "midnight": "midnight, navy, dark blue",
    "denim": "denim",
    "cobalt": "cobalt, blue, royal blue",
    "sky": "sky, pale blue, light blue, baby blue, duck egg, powder blue",
    "teal": "teal, turquoise, aqua, petrol",
    "mint": "mint, pale green, light green",
    "sage": "sage",
    "leaf": "leaf, green, lime, apple green",
    "forest": "forest, dark green, emerald, bottle green",
    "olive": "olive, khaki",
    "lemon": "lemon, yellow",
    "mustard": "mustard, amber, ochre",
    "gold": "gold, golden, brass",
    "apricot": "apricot, peach, orange, tangerine",
    "terracotta": "terracotta, rust, brick",
    "copper": "copper, bronze, rose gold",
    "coral": "coral, salmon",
    "poppy": "red, scarlet, crimson, ruby",
    "berry": "berry, burgundy, wine red, cranberry, raspberry, maroon",
    "blush": "blush, pink, pale pink, baby pink",
    "rose": "hot pink, dark pink, fuchsia, magenta, dusky pink",
    "lilac": "lilac, lavender, mauve",
    "plum": "plum, purple, violet, aubergine",
    "cocoa": "cocoa, brown, chocolate brown, walnut, mocha",
}

_PATTERN_WORDS: Mapping[Pattern, str] = {
    Pattern.DOTS: (
        "dot, retrospot, retro spot, polkadot, polka dot, spot, spotty, spotted, dotty, retrospots"
    ),
    Pattern.STRIPES: "stripe, striped, stripey, stripy, breton, union jack, circus",
    Pattern.CHECK: "check, checked, gingham, tartan, plaid, houndstooth",
    Pattern.FLORAL: (
        "floral, flower, rose, daisy, poppy, paisley, blossom, botanical, tulip, peony, bloom, "
        "pansy, sunflower, woodland, strawberry, morris, folkart"
    ),
    Pattern.STARS: "star, starry",
    Pattern.HEARTS: "heart, love, sweetheart, lovebird",
}


Told = TypeVar("Told")
Phrases = tuple[tuple[str, Told], ...]


def kind_of(words: str) -> Kind | None:
    """The kind that draws a product with this title, or `None` where no word tells."""
    return _told(words, _KINDS)


def colour_of(words: str) -> str | None:
    """The name in `COLOURS` that a title speaks of, or `None`.

    "Rose", "poppy" and "chalk" alone are taken for the things, not for the colours.
    """
    return _told(words, _COLOURS)


def pattern_of(words: str) -> Pattern | None:
    """The pattern that a title speaks of, or `None`."""
    return _told(words, _PATTERNS)


def _told(words: str, phrases: Phrases[Told]) -> Told | None:
    title = f" {_plain(words)} "
    return next((meant for phrase, meant in phrases if f" {phrase} " in title), None)


def _plain(words: str) -> str:
    """Lower case, no punctuation, no plurals: the form in which titles and phrases are compared."""
    return " ".join(_singular(word) for word in _WORD.findall(words.lower().replace("'", "")))


def _singular(word: str) -> str:
    """A rough stem: only that titles and phrases are cut alike matters."""
    if len(word) <= 3 or word.endswith("ss"):
        return word
    if word.endswith("ies"):
        return word[:-3] + "y"
    if word.endswith(("xes", "ches", "shes", "sses")):
        return word[:-2]
    return word.removesuffix("s")


def _longest_first(table: Mapping[Told, str]) -> Phrases[Told]:
    pairs = [
        (_plain(phrase), meant) for meant, phrases in table.items() for phrase in phrases.split(",")
    ]
    return tuple(sorted(pairs, key=lambda pair: -len(pair[0].split())))


_WORD = re.compile(r"[a-z0-9]+")
_KINDS = _longest_first(_THING_PHRASES) + _longest_first(_DECORATION_PHRASES)
_COLOURS = _longest_first(_COLOUR_WORDS)
_PATTERNS = _longest_first(_PATTERN_WORDS)
