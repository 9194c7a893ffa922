"""What is said of one kind of goods only, beside what is said of its family."""

from collections.abc import Mapping
from types import MappingProxyType

from catalog.illustrations import Kind

from .moods import Remarks

_SEAT = Remarks(
    ("My back thanks me every evening.", "Guests always choose it first."),
    ("It was firmer than I expected for the first weeks.",),
    ("The cover tore along the seam within a month.", "It sags in the middle already."),
)

_HANDLED = Remarks(
    (
        "The handle takes four fingers, which is rarer than it should be.",
        "It pours and drinks without a drip.",
        "The glaze is beautiful.",
    ),
    ("It gets hot in the microwave.", "The foot is a little rough, so mind the table."),
    (
        "A hairline crack appeared after the first hot drink.",
        "The handle came off in my hand.",
        "The glaze crazed within a fortnight.",
    ),
)

_HUNG = Remarks(
    ("It hangs dead straight on the fixings supplied.",),
    ("The fixings are for plaster walls only.",),
    ("The hook at the back pulled out and down it came.",),
)

_WATERTIGHT = Remarks(
    ("It hasn't leaked once, even upside down in a bag.",),
    ("The lid is stiff at first.",),
    ("The seal let go and so did the soup.", "It smells of metal, whatever I clean it with."),
)

PARTICULAR: Mapping[Kind, Remarks] = MappingProxyType(
    {
        Kind.BOOT: Remarks(("They polish up well after a muddy weekend.",)),
        Kind.SWEATER: Remarks(("Warm enough that the coat stayed at home.",)),
        Kind.JACKET: Remarks(
            ("The pockets are where your hands want them.",),
            ("The sleeves are a finger too long for me.",),
            ("Two buttons or poppers gave up within a week.",),
        ),
        Kind.DRESS: Remarks(("It has pockets. Real ones.",)),
        Kind.BACKPACK: Remarks(
            (
                "Carried a laptop, lunch and half a library without complaint.",
                "The straps don't dig in, even on a long walk.",
                "The zip runs smoothly, even when it's full.",
            ),
            ("I'd have liked one more inside pocket.",),
            ("The zip jammed in the first week and then split.", "A buckle snapped on day three."),
        ),
        Kind.TOTE: Remarks(("It takes a week's shopping without digging into my shoulder.",)),
        Kind.JUMBO_BAG: Remarks(("Folds down to nothing when it's empty.",)),
        Kind.LUNCH_BAG: Remarks(
            ("Yoghurt still cold at one o'clock.",),
            ("A taller bottle won't stand in it.",),
            ("Everything in it was lukewarm by eleven.",),
        ),
        Kind.WATCH: Remarks(
            ("It keeps time to the second and is easy to read.",),
            ("The strap was stiff for the first week.",),
            ("It stopped twice in the first week.", "The strap snapped at the buckle."),
        ),
        Kind.SUNGLASSES: Remarks(
            ("They sit well, even on a small nose.",),
            ("They slip a little when it's hot.",),
            ("An arm came off at the hinge.",),
        ),
        Kind.NECKLACE: Remarks(
            ("It hasn't gone dull or turned my skin green.",),
            ("The chain could be a little longer.",),
            ("The chain snapped the first evening.", "It turned my neck green."),
        ),
        Kind.UMBRELLA: Remarks(
            ("It turned inside out in a gale and simply turned back.",),
            ("Rather long for a small bag.",),
            ("Two ribs bent in the first breeze.",),
        ),
        Kind.WALLET: Remarks(
            ("All my cards, and it still closes.",),
            ("The slots are tight at first.",),
            ("The stitching unravelled within a month.",),
        ),
        Kind.PURSE: Remarks(
            ("The clasp shuts with a very satisfying snap.",),
            ("The clasp is a bit stiff.",),
            ("The clasp no longer closes.",),
        ),
        Kind.SPEAKER: Remarks(
            ("The battery outlasted the party.", "We take it to the lake every weekend."),
            ("Pairing a second phone took a while.",),
            ("The connection drops from two metres away.", "Stopped charging in the second week."),
        ),
        Kind.RADIO: Remarks(
            (
                "Found all our stations in under a minute.",
                "The dial feels wonderful to turn.",
            ),
            ("The first set-up needs the manual.",),
            ("Lost its stations every time it was moved.", "Nothing but hiss in our kitchen."),
        ),
        Kind.PHONE: Remarks(
            ("Photos come out well, even indoors.",), ("It's a bit slippery without a case.",)
        ),
        Kind.TABLET: Remarks(("Good for drawing and good for films.",)),
        Kind.LAPTOP: Remarks(
            ("The keyboard is a pleasure to type on.",),
            ("The speakers are only so-so.",),
            ("Keys stick and letters go missing.",),
        ),
        Kind.SMART_WATCH: Remarks(("Comfortable enough to sleep in.",)),
        Kind.MONITOR: Remarks(
            ("One cable, and my desk is empty at last.", "Text is crisp and the stand is steady."),
            ("The buttons are hard to find in the dark.",),
            ("One port was dead on arrival.", "The stand wobbles whenever I type."),
        ),
        Kind.KEYBOARD: Remarks(
            ("A joy to type on.", "My wrists have stopped hurting."),
            ("Louder than I'm used to.",),
            ("Keys repeat by themselves, and there is no cure.",),
        ),
        Kind.MOUSE: Remarks(
            ("The wheel is smooth and precise.", "It fits my hand, and I have small ones."),
            ("The side buttons are easy to press by mistake.",),
            ("Every click counts as two.",),
        ),
        Kind.CAMERA: Remarks(
            ("Pictures look good straight away.", "Quick to start, so I don't miss the moment."),
            ("The menus could be simpler.", "The strap it comes with is thin."),
            ("Half the pictures are blurred, even on a tripod.",),
        ),
        Kind.GAME_CONTROLLER: Remarks(
            ("Hours of play and no cramp in the thumbs.",),
            ("The triggers are a bit light for me.",),
            ("The left stick drifted within a week.",),
        ),
        Kind.LAMP: Remarks(
            (
                "The lowest setting is just right for the nursery.",
                "The switch is where your hand goes.",
            ),
            ("The cable could be a metre longer.", "The shade needed a little straightening."),
            ("The shade arrived dented.", "It leans to one side and cannot be straightened."),
        ),
        Kind.LANTERN: Remarks(
            ("The flame stays alight in a proper breeze.",),
            ("The door is a bit stiff.",),
            ("The glass fell out of its frame.",),
        ),
        Kind.FAIRY_LIGHTS: Remarks(
            ("The timer means I never think about them.",),
            ("Untangling them takes patience.",),
            ("Half the string went dark in the first week.",),
        ),
        Kind.CANDLE: Remarks(
            (
                "Burns evenly right to the edge.",
                "It has outlasted every candle I had before.",
                "No soot on the glass at all.",
            ),
            ("It takes a long first evening to melt across.",),
            (
                "It tunnelled down the middle and drowned its own wick.",
                "It smoked so badly that the alarm went off.",
                "Gone in half the hours it claims.",
            ),
        ),
        Kind.T_LIGHT_HOLDER: Remarks(
            ("The pattern it throws on the wall is lovely.",),
            ("Getting the old wax out takes a moment.",),
            ("A tea light does not even fit in it.",),
        ),
        Kind.MUG: _HANDLED,
        Kind.TEACUP: _HANDLED,
        Kind.TEAPOT: Remarks(
            ("Not a single drip on the tablecloth.",),
            ("The basket fills the pot rather.",),
            ("It dribbles down the front at every pour.", "The lid falls out when you pour."),
        ),
        Kind.JUG: Remarks(
            ("It pours in a thin, clean line.",), (), ("It dribbles at every pour.",)
        ),
        Kind.PLATE: Remarks(
            (), ("Knives leave faint marks that wipe off.",), ("The glaze scratched at once.",)
        ),
        Kind.GLASS: Remarks(("The little bubbles in it catch the light.",)),
        Kind.CAKE_STAND: Remarks(
            ("The scones looked like a hotel's.",),
            ("The rod needs a firm twist.",),
            ("The tiers hang at three different angles.",),
        ),
        Kind.BOTTLE: _WATERTIGHT,
        Kind.LUNCH_BOX: _WATERTIGHT,
        Kind.KETTLE: Remarks(
            ("Quick to boil, and the handle stays cool.",),
            ("The whistle is louder than I'd choose.",),
            ("Rust inside after one week.",),
        ),
        Kind.CUTLERY: Remarks(
            ("Well balanced, and the knife actually cuts.",), (), ("Rust spots after one wash.",)
        ),
        Kind.TRAY: Remarks(("It carries breakfast for two up the stairs.",)),
        Kind.CUSHION: Remarks(
            ("It changes the whole room.", "The cat has claimed it, which is high praise here.")
        ),
        Kind.BLANKET: Remarks(
            ("Warm without being heavy.", "The cat has claimed it, which is high praise here.")
        ),
        Kind.HOT_WATER_BOTTLE: Remarks(
            ("Still warm when I wake up.",),
            ("You need a steady hand to fill it.",),
            ("It leaks at the stopper, in bed, at night.",),
        ),
        Kind.TEA_TOWEL: Remarks(("They dry a glass without leaving fluff.",)),
        Kind.APRON: Remarks(("Nothing pulls at my neck any more.",)),
        Kind.NAPKINS: Remarks(("Red wine came out without a fight.",)),
        Kind.CHAIR: _SEAT,
        Kind.SOFA: _SEAT,
        Kind.CABINET: Remarks(
            ("The drawers glide.",),
            ("The labels are fiddly to slide in.",),
            ("Two drawers stick and one falls out.",),
        ),
        Kind.CLOCK: _HUNG + Remarks(("Silent, which matters in our bedroom.",)),
        Kind.ALARM_CLOCK: Remarks(
            ("It gets even my teenager up.",),
            ("The alarm is hard to set to the exact minute.",),
            ("It loses ten minutes a week.", "It woke us at three, four nights running."),
        ),
        Kind.MIRROR: _HUNG + Remarks(("It makes the hallway look twice as big.",)),
        Kind.FRAME: Remarks(
            ("You have to look twice to see how the corners are joined.",),
            ("The stand at the back is a bit flimsy.",),
            ("The corners don't meet.",),
        ),
        Kind.PLANT_POT: Remarks(
            ("My basil has never looked better.",),
            ("The saucer could be deeper.",),
            ("It cracked in the first light frost.", "It leaks and has left a ring on the sill."),
        ),
        Kind.VASE: Remarks(
            ("It flatters even supermarket flowers.",),
            ("The neck is hard to clean.",),
            ("It leaks and has left a ring on the table.",),
        ),
        Kind.WATERING_CAN: Remarks(
            ("It pours exactly where I point it.",), (), ("It leaks where the spout joins.",)
        ),
        Kind.BIRD_HOUSE: Remarks(("We had tenants within a week.",)),
        Kind.BASKET: Remarks(
            ("It holds a whole evening's logs.",),
            ("It creaked for the first few days.",),
            ("The handle came loose under half a load.",),
        ),
        Kind.BOOK: Remarks(
            ("Ink dries quickly and nothing shows through.", "It lies flat from the first page."),
            ("I'd have liked a few more pages.",),
            ("The binding came apart in the first week.", "Ink bleeds straight through."),
        ),
        Kind.PENCILS: Remarks(
            ("They sharpen to a proper point.",),
            ("I'd have liked more soft ones.",),
            ("The leads break every time you sharpen.",),
        ),
        Kind.CARD: Remarks(("You can feel the print with your fingertips.",)),
        Kind.GIFT_WRAP: Remarks(
            ("It made a small present look like a big one.",),
            (),
            ("It tears as soon as you fold it.",),
        ),
        Kind.RIBBONS: Remarks(("They tie well and iron flat again.",)),
        Kind.SOFT_TOY: Remarks(
            (
                "It has been slept with, thrown and washed, and looks fine.",
                "It's the one that gets taken to bed.",
            ),
            (),
            ("A seam opened and the stuffing came out on the first night.",),
        ),
        Kind.JIGSAW: Remarks(
            ("Kept three generations busy for an entire rainy weekend.",),
            ("The sky took a week.",),
            ("Pieces were missing. Of course they were edge pieces.",),
        ),
        Kind.BLOCKS: Remarks(
            ("The towers get higher every day.",), (), ("There was a splinter in one.",)
        ),
        Kind.TRAIN: Remarks(
            ("It fits the track we had in the attic.",), (), ("A wheel came off within the hour.",)
        ),
        Kind.NESTING_DOLL: Remarks(
            ("Every face is different, down to the smallest.",),
            ("The second one sticks a little.",),
            ("The halves don't close.",),
        ),
        Kind.MONEY_BANK: Remarks(
            ("The stopper comes out easily, for emergencies.",),
            (),
            ("The stopper fell in and won't come out.",),
        ),
    }
)
