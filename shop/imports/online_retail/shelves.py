"""Which shelf of a gift shop a product stands on, by the words of its title and what it is.

A tree of two levels. Occasions come first (a Christmas mug is sought at Christmas), then phrases
that say where a thing belongs whatever it is made like, then the kind of thing it is.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from catalog.illustrations import Kind
from catalog.illustrations.words import kind_of


@dataclass(frozen=True, slots=True)
class Shelf:
    """A category of the second level; ``picture`` is drawn where a title names no kind."""

    department: str
    name: str
    picture: Kind


_KITCHEN, _BAGS, _DECORATION = "Kitchen & dining", "Bags & purses", "Home decoration"
_LIGHTING, _PAPER, _STORAGE = "Lighting & candles", "Stationery & craft", "Storage & tins"
_TOYS, _JEWELLERY, _PARTY = "Toys & children", "Jewellery & accessories", "Party & celebrations"
_GARDEN, _CHRISTMAS, _BATH, _GIFTS = "Garden", "Christmas", "Bath & wellbeing", "Gifts"

TREE_LIGHTS = Shelf(_CHRISTMAS, "Candles & lights", Kind.CANDLE)
TREE_PAPER = Shelf(_CHRISTMAS, "Cards & wrapping", Kind.GIFT_WRAP)
TREE = Shelf(_CHRISTMAS, "Decorations", Kind.BAUBLE)
AT_CHRISTMAS = Shelf(_CHRISTMAS, "Christmas gifts", Kind.SOCKS)
EASTER = Shelf(_PARTY, "Easter", Kind.WREATH)
PARTY = Shelf(_PARTY, "Party tableware", Kind.BALLOONS)
BUNTING = Shelf(_PARTY, "Bunting & garlands", Kind.BUNTING)
BIRTHDAY = Shelf(_PARTY, "Balloons & birthdays", Kind.BALLOONS)

CUPS = Shelf(_KITCHEN, "Mugs & cups", Kind.MUG)
PLATES = Shelf(_KITCHEN, "Plates & bowls", Kind.BOWL)
TEA = Shelf(_KITCHEN, "Teapots & jugs", Kind.TEAPOT)
BAKING = Shelf(_KITCHEN, "Baking", Kind.CAKE_CASES)
SERVING = Shelf(_KITCHEN, "Serving & cutlery", Kind.CUTLERY)
GLASSES = Shelf(_KITCHEN, "Glasses & bottles", Kind.GLASS)
LINEN = Shelf(_KITCHEN, "Kitchen linen", Kind.TEA_TOWEL)
LUNCH = Shelf(_KITCHEN, "Lunch & picnic", Kind.LUNCH_BOX)
UTENSILS = Shelf(_KITCHEN, "Kitchen helpers", Kind.JAR)

SHOPPERS = Shelf(_BAGS, "Shoppers & handbags", Kind.TOTE)
JUMBO = Shelf(_BAGS, "Jumbo & storage bags", Kind.JUMBO_BAG)
LUNCH_BAGS = Shelf(_BAGS, "Lunch bags", Kind.LUNCH_BAG)
BACKPACKS = Shelf(_BAGS, "Backpacks & travel", Kind.BACKPACK)
PURSES = Shelf(_BAGS, "Purses & wallets", Kind.PURSE)

CANDLES = Shelf(_LIGHTING, "Candles", Kind.CANDLE)
HOLDERS = Shelf(_LIGHTING, "Candle holders", Kind.T_LIGHT_HOLDER)
LAMPS = Shelf(_LIGHTING, "Lamps & string lights", Kind.LAMP)
LANTERNS = Shelf(_LIGHTING, "Lanterns", Kind.LANTERN)

HEARTS = Shelf(_DECORATION, "Hanging decorations", Kind.HANGING_HEART)
SIGNS = Shelf(_DECORATION, "Signs & boards", Kind.SIGN)
FRAMES = Shelf(_DECORATION, "Frames & wall art", Kind.FRAME)
MIRRORS = Shelf(_DECORATION, "Mirrors", Kind.MIRROR)
CLOCKS = Shelf(_DECORATION, "Clocks", Kind.CLOCK)
FLOWERS = Shelf(_DECORATION, "Vases & flowers", Kind.VASE)
TEXTILES = Shelf(_DECORATION, "Cushions & throws", Kind.CUSHION)
HOOKS = Shelf(_DECORATION, "Hooks & knobs", Kind.HOOK)
FURNITURE = Shelf(_DECORATION, "Small furniture", Kind.CHAIR)
MATS = Shelf(_DECORATION, "Doormats & doorstops", Kind.DOORMAT)
ORNAMENTS = Shelf(_DECORATION, "Ornaments", Kind.BIRD)

BOXES = Shelf(_STORAGE, "Boxes", Kind.BOX)
TINS = Shelf(_STORAGE, "Tins", Kind.TIN)
BASKETS = Shelf(_STORAGE, "Baskets & buckets", Kind.BASKET)
CABINETS = Shelf(_STORAGE, "Cabinets & racks", Kind.CABINET)
JARS = Shelf(_STORAGE, "Jars & dispensers", Kind.JAR)

CARDS = Shelf(_PAPER, "Cards & postcards", Kind.CARD)
WRAP = Shelf(_PAPER, "Gift wrap & ribbons", Kind.GIFT_WRAP)
BOOKS = Shelf(_PAPER, "Notebooks & books", Kind.BOOK)
PENS = Shelf(_PAPER, "Pens & pencils", Kind.PENCILS)
STICKERS = Shelf(_PAPER, "Stickers & magnets", Kind.STICKERS)
CRAFT = Shelf(_PAPER, "Craft & sewing", Kind.RIBBONS)

SOFT_TOYS = Shelf(_TOYS, "Soft toys & dolls", Kind.SOFT_TOY)
GAMES = Shelf(_TOYS, "Games & puzzles", Kind.JIGSAW)
PLAY = Shelf(_TOYS, "Playthings", Kind.BLOCKS)
BANKS = Shelf(_TOYS, "Money banks", Kind.MONEY_BANK)
NURSERY = Shelf(_TOYS, "For children", Kind.TRAIN)

NECKLACES = Shelf(_JEWELLERY, "Necklaces", Kind.NECKLACE)
EARRINGS = Shelf(_JEWELLERY, "Earrings", Kind.NECKLACE)
BRACELETS = Shelf(_JEWELLERY, "Bracelets & rings", Kind.NECKLACE)
CHARMS = Shelf(_JEWELLERY, "Charms & key rings", Kind.NECKLACE)
HAIR = Shelf(_JEWELLERY, "Hair & brooches", Kind.RIBBONS)
UMBRELLAS = Shelf(_JEWELLERY, "Umbrellas", Kind.UMBRELLA)
WEAR = Shelf(_JEWELLERY, "Scarves & clothes", Kind.SCARF)

POTS = Shelf(_GARDEN, "Pots & planters", Kind.PLANT_POT)
TOOLS = Shelf(_GARDEN, "Tools & watering", Kind.WATERING_CAN)
BIRDS = Shelf(_GARDEN, "Bird houses & feeders", Kind.BIRD_HOUSE)
OUTDOORS = Shelf(_GARDEN, "Outdoor living", Kind.WATERING_CAN)

WARMERS = Shelf(_BATH, "Hot water bottles & warmers", Kind.HOT_WATER_BOTTLE)
BATHROOM = Shelf(_BATH, "Bath & soap", Kind.BOTTLE)
SCENT = Shelf(_BATH, "Incense & scent", Kind.JAR)
TISSUES = Shelf(_BATH, "Tissues & first aid", Kind.NAPKINS)

LITTLE_GIFTS = Shelf(_GIFTS, "Little presents", Kind.GIFT_WRAP)
GADGETS = Shelf(_GIFTS, "Gadgets", Kind.ALARM_CLOCK)

# The first that is found in the title decides, before what the thing is.
_PHRASES: tuple[tuple[str, Shelf], ...] = (
    (r"christmas.*(?:candles?|lights?|t-lights?)", TREE_LIGHTS),
    (r"christmas.*(?:cards?|wrap|paper|ribbons?|tags?|gift bag|stickers?)", TREE_PAPER),
    (r"(?:wrap|cards?|tags?|ribbons?).*christmas", TREE_PAPER),
    (
        r"christmas.*(?:decorations?|trees?|baubles?|garlands?"
        r"|wreaths?|stars?|hanging|drop(?:let)?s?)",
        TREE,
    ),
    (r"baubles?|jingle bells?|advent|nativity|(?:santa|reindeer|snowm[ae]n).*decorations?", TREE),
    (r"christmas|santa|rudolph|reindeer|snowm[ae]n|jingle|crackers?", AT_CHRISTMAS),
    (r"easter|chicks?|painted eggs?", EASTER),
    (r"earrings?", EARRINGS),
    (r"bracelets?|bangles?|(?<!key )(?<!curtain )(?<!napkin )rings?", BRACELETS),
    (r"necklaces?|pendants?|choker", NECKLACES),
    (r"hair ?clips?|hair ?slides?|hair ?bands?|hair|brooch(?:es)?|tiara|comb|grip", HAIR),
    (r"phone charm|bag charm|charms?|key ?rings?|key ?fobs?|keyrings?", CHARMS),
    (r"passport|luggage|eye ?mask|airline", BACKPACKS),
    (
        r"incense|joss|scented (?:pouch|sachet)|fragrance|oil burner|pomander|pot ?pourri"
        r"|scent",
        SCENT,
    ),
    (r"tissues?|plasters?|first aid", TISSUES),
    (r"soap|bath|flannel|washbag|wash bag|toothbrush|sponge|shower|towel rail|balm", BATHROOM),
    (r"hand warmer|hot water bottle|hottie|wheat bag", WARMERS),
    (r"(?:dog|cat|puppy) (?:bowl|collar|lead)", LITTLE_GIFTS),
    (r"^wrap|gift wrap|wrapping", WRAP),
    (r"(?:t-light|candle) ?holders?|candlesticks?", HOLDERS),
    (r"number tile|tiles?", SIGNS),
    (
        r"knitt?ing|sewing|needle|felt ?craft|make your own|craft|buttons?|ribbon reel|patches"
        r"|decoupage|origami|wool",
        CRAFT,
    ),
    (r"lunch bag", LUNCH_BAGS),
    (
        r"paper (?:cups?|plates?|napkins?)|napkins?|straws?|party (?:cones?|bags?|invites)"
        r"|invites|doil(?:y|ies)|cocktail",
        PARTY,
    ),
    (r"birthday|balloons?|confetti|candles? (?:.* )?cake|rosette", BIRTHDAY),
    (r"bunting|garlands?|paper chain|honeycomb paper", BUNTING),
    (r"playhouse|spaceboy .*set|child'?s|children'?s|kids|baby|nursery", NURSERY),
    (
        r"jigsaw|puzzle|dominoes|bingo|playing cards|game|snakes|skittles|croquet|rounders"
        r"|marbles",
        GAMES,
    ),
    (
        r"helicopter|gliders?|flying disc|modelling clay|skipping|yo-?yo|windmill|spinning"
        r"|inflatable|creep(?:y|ie)",
        PLAY,
    ),
    (
        r"parasol|hammock|deck ?chair|wind ?chime|garden (?:thermometer|bench)|thermometer"
        r"|fly swat|gnome",
        OUTDOORS,
    ),
    (
        r"garden|trowel|spade|rake|potting|herb marker|plant marker|watering|seeds?"
        r"|grow (?:a|your)|wheelbarrow|cloche",
        TOOLS,
    ),
    (
        r"cake slice|tea strainer|toast ?rack|squeezer|scales|timer|measuring|colander|grater"
        r"|ladle|egg (?:cup|house|cosy|warmer)|food cover|jam (?:jar|making|pot)|recipe"
        r"|bread bin|lolly",
        UTENSILS,
    ),
    (r"doorstop|door stop|doormat|draught", MATS),
    (r"torch|calculator|radio|headphones?|ipod|usb|meter|digital", GADGETS),
    (r"mobile|chandelier|hanging", HEARTS),
    (
        r"paperweight|buddha|toadstool|mushroom|figurine|doves?|statue|ornaments?|geisha"
        r"|metal pears|metal apples",
        ORNAMENTS,
    ),
    (r"drawing|chalk|ruler|eraser|rubber|sharpener|crayons?|pens?|pencils?|stamps?", PENS),
    (
        r"stationery|letter (?:paper|set)|notelets?|calendar|organiser|diary|memo|notepad"
        r"|clipboard",
        BOOKS,
    ),
    (r"coasters?|place ?mats?|table ?cloth|oven glove|tea cosy|apron", LINEN),
    (r"curtain|throw|quilt|blanket|rug", TEXTILES),
)  # fmt: skip
_PHRASE_RULES = tuple(
    (re.compile(rf"\b(?:{pattern})\b", re.IGNORECASE), shelf) for pattern, shelf in _PHRASES
)

_BY_SHELF: Mapping[Shelf, tuple[Kind, ...]] = {
    CUPS: (Kind.MUG, Kind.TEACUP),
    PLATES: (Kind.BOWL, Kind.PLATE),
    TEA: (Kind.TEAPOT, Kind.JUG, Kind.KETTLE),
    BAKING: (Kind.CAKE_CASES, Kind.COOKIE_CUTTERS, Kind.CAKE_STAND),
    SERVING: (Kind.CUTLERY, Kind.TRAY),
    GLASSES: (Kind.GLASS, Kind.BOTTLE),
    LINEN: (Kind.TEA_TOWEL, Kind.APRON),
    LUNCH: (Kind.LUNCH_BOX,),
    UTENSILS: (Kind.SCALES,),
    SHOPPERS: (Kind.TOTE,),
    JUMBO: (Kind.JUMBO_BAG,),
    LUNCH_BAGS: (Kind.LUNCH_BAG,),
    BACKPACKS: (Kind.BACKPACK,),
    PURSES: (Kind.PURSE, Kind.WALLET),
    CANDLES: (Kind.CANDLE,),
    HOLDERS: (Kind.T_LIGHT_HOLDER,),
    LAMPS: (Kind.LAMP, Kind.FAIRY_LIGHTS),
    LANTERNS: (Kind.LANTERN,),
    HEARTS: (Kind.HANGING_HEART, Kind.WICKER_HEART, Kind.WREATH),
    SIGNS: (Kind.SIGN, Kind.CHALKBOARD),
    FRAMES: (Kind.FRAME,),
    MIRRORS: (Kind.MIRROR,),
    CLOCKS: (Kind.CLOCK, Kind.ALARM_CLOCK, Kind.WATCH, Kind.SMART_WATCH),
    FLOWERS: (Kind.VASE,),
    TEXTILES: (Kind.CUSHION, Kind.BLANKET),
    HOOKS: (Kind.HOOK, Kind.KNOB),
    FURNITURE: (Kind.CHAIR, Kind.SOFA),
    MATS: (Kind.DOORMAT,),
    ORNAMENTS: (Kind.BIRD,),
    BOXES: (Kind.BOX,),
    TINS: (Kind.TIN,),
    BASKETS: (Kind.BASKET,),
    CABINETS: (Kind.CABINET,),
    JARS: (Kind.JAR,),
    CARDS: (Kind.CARD,),
    WRAP: (Kind.GIFT_WRAP, Kind.RIBBONS),
    BOOKS: (Kind.BOOK,),
    PENS: (Kind.PENCILS,),
    STICKERS: (Kind.STICKERS, Kind.MAGNETS),
    SOFT_TOYS: (Kind.SOFT_TOY, Kind.NESTING_DOLL),
    GAMES: (Kind.JIGSAW, Kind.GAME_CONTROLLER),
    PLAY: (Kind.BLOCKS, Kind.TRAIN),
    BANKS: (Kind.MONEY_BANK,),
    NECKLACES: (Kind.NECKLACE,),
    UMBRELLAS: (Kind.UMBRELLA,),
    WEAR: (
        Kind.SCARF, Kind.GLOVES, Kind.SOCKS, Kind.SNEAKER, Kind.BOOT, Kind.CAP, Kind.BEANIE,
        Kind.TEE, Kind.SHIRT, Kind.HOODIE, Kind.SWEATER, Kind.DRESS, Kind.SKIRT, Kind.TROUSERS,
        Kind.SHORTS, Kind.JACKET, Kind.SUNGLASSES,
    ),
    POTS: (Kind.PLANT_POT,),
    TOOLS: (Kind.WATERING_CAN,),
    BIRDS: (Kind.BIRD_HOUSE,),
    WARMERS: (Kind.HOT_WATER_BOTTLE,),
    PARTY: (Kind.NAPKINS, Kind.DOILY),
    BUNTING: (Kind.BUNTING, Kind.GARLAND),
    BIRTHDAY: (Kind.BALLOONS,),
    TREE: (Kind.BAUBLE,),
}  # fmt: skip
_SHELF_OF_KIND = {kind: shelf for shelf, kinds in _BY_SHELF.items() for kind in kinds}


def shelf_of(title: str) -> Shelf:
    """The shelf of a product with that title; ``LITTLE_GIFTS`` where nothing tells."""
    for pattern, shelf in _PHRASE_RULES:
        if pattern.search(title):
            return shelf
    kind = kind_of(title)
    if kind is None:
        return LITTLE_GIFTS
    return _SHELF_OF_KIND.get(kind, GADGETS)


def all_shelves() -> list[Shelf]:
    """Every shelf once, departments and shelves in the order in which a shop shows them."""
    places = [shelf for _pattern, shelf in _PHRASES] + list(_BY_SHELF)
    places += [LITTLE_GIFTS, GADGETS]
    order = (
        _KITCHEN, _DECORATION, _LIGHTING, _BAGS, _STORAGE, _PAPER, _JEWELLERY, _TOYS, _PARTY,
        _GARDEN, _BATH, _CHRISTMAS, _GIFTS,
    )  # fmt: skip
    return sorted(dict.fromkeys(places), key=lambda shelf: order.index(shelf.department))
