"""What is said of things for the house."""

from .moods import Remarks

LIGHTS = Remarks(
    praise=(
        "The light is warm and doesn't glare.",
        "{It} make{s} the corner of the sofa the best seat in the house.",
        "{It} {is} the first thing we light when it gets dark.",
        "Out of the box and in its place in two minutes.",
    ),
    quibbles=(
        "Not bright enough to read by, but lovely for evenings.",
        "{It} gather{s} dust.",
    ),
    faults=(
        "{It} flickered for two days and then stopped.",
        "Rust within a month, and that was indoors.",
    ),
)

CANDLES = Remarks(
    praise=(
        "I light it every evening now.",
        "It makes a wet Tuesday feel like an occasion.",
        "The light it gives is soft and steady.",
    ),
    quibbles=(
        "The box was a bit battered.",
        "I'd like it in a larger size.",
        "Wax does get on the table if you carry it.",
    ),
    faults=(
        "It cracked on the second evening.",
        "It got so hot that it marked the table.",
        "Arrived broken in the box.",
    ),
)

CROCKERY = Remarks(
    praise=(
        "It has been through the dishwasher thirty times and looks the same.",
        "Everyone in the house fights over it.",
        "No two seem to be quite the same, which I like.",
        "Well balanced, and easy to wash.",
    ),
    quibbles=(
        "The shade differs slightly from the one I have.",
        "I wish it were sold as a set.",
    ),
    faults=(
        "It arrived in four pieces.",
        "It wobbles on a flat table.",
        "It was chipped in two places.",
        "It broke in hand-hot water.",
    ),
)

WARE = Remarks(
    praise=(
        "In use every single day and not a dent.",
        "Cleans up easily, with no corners for old food.",
        "It looks good enough to leave out.",
        "Feels as though it will outlive me.",
    ),
    quibbles=(
        "It's a bit heavier than I thought.",
        "It shows every mark.",
        "It wants drying by hand.",
    ),
    faults=(
        "The coating came off in the first wash.",
        "It arrived bent.",
        "A sharp edge where no edge should be.",
    ),
)

TEA = Remarks(
    praise=(
        "Smells wonderful as soon as you lift the lid.",
        "Full leaves, no dust at the bottom.",
        "Good for a second pot.",
        "We go through a tin every month now.",
        "It converted my coffee-drinking husband.",
        "Strong without being bitter.",
        "The tin is far too nice to throw away.",
    ),
    quibbles=(
        "A larger refill would be welcome.",
        "It needs longer to brew than it says.",
        "A bit mild for my taste.",
        "The lid of the tin is hard to open.",
    ),
    faults=(
        "It tastes of dust and very little else.",
        "The tin was open and the leaves were stale.",
        "Bitter, however briefly you brew it.",
        "Mostly stalks.",
        "It smells of perfume and tastes of soap.",
        "The tin was dented and half empty.",
    ),
)

CLOTH = Remarks(
    praise=(
        "Soft, and getting softer with every wash.",
        "Washed at the stated temperature and nothing shrank.",
        "The weave is dense and the edges are straight.",
        "The colours are rich without shouting.",
    ),
    quibbles=(
        "{It} shed{s} a little fluff in the first week.",
        "There was a slight smell that aired out in a day.",
        "{It} crease{s} if you so much as look at {them}.",
        "One shade darker than I thought.",
    ),
    faults=(
        "The stitching came undone along one side.",
        "Fluff on everything, weeks later.",
        "The colour washed out at the first attempt.",
        "Shrank out of all recognition.",
        "There was a stain right in the middle.",
        "Thin, limp, and nothing like the description.",
        "A chemical smell that will not air out.",
    ),
)

FURNITURE = Remarks(
    praise=(
        "Put together in fifteen minutes, and every screw was there.",
        "Solid, no creaks, no wobble.",
        "The wood is even prettier than in the photo.",
        "Two of us carried it up four floors without swearing.",
    ),
    quibbles=(
        "It needed a felt pad to stand level.",
        "The instructions are only drawings.",
        "Heavier than it looks, so get help.",
    ),
    faults=(
        "The wood split while I was putting it together.",
        "The holes did not line up.",
        "Deep scratch on the front, straight from the box.",
    ),
)

WALLS = Remarks(
    praise=(
        "Came without a single smear or scratch.",
        "It suits the room as if it had always been there.",
        "I've moved it three times, just to see it somewhere else.",
    ),
    quibbles=(
        "It gathers dust on top.",
        "A nail or a battery in the box would have been kind.",
    ),
    faults=(
        "The glass was cracked on arrival.",
        "The back is held on with tape.",
        "The paint flaked off where I held it.",
    ),
)

GARDEN = Remarks(
    praise=(
        "Out in all weathers since spring and not a mark.",
        "It looks as good empty as it does full.",
    ),
    quibbles=(
        "A size between the two would be ideal.",
        "The colour is a bit stronger than I thought.",
        "It takes a few days to lose its smell of paint.",
    ),
    faults=(
        "The finish peeled off within days.",
        "It arrived in pieces.",
        "It split along the side within two weeks.",
    ),
)

PAPER = Remarks(
    praise=(
        "I've already used {them} for two presents.",
        "The colours are stronger than on the screen.",
        "So much nicer than the kind from the supermarket.",
        "I've ordered three more for presents.",
    ),
    quibbles=(
        "The packaging could be smaller.",
        "A wider choice of colours would be good.",
    ),
    faults=(
        "{It} arrived creased and grubby.",
        "Thin, cheap stuff.",
        "{It} came soaked through and nobody would replace it.",
    ),
)

TOYS = Remarks(
    praise=(
        "No sharp edges, no smell of paint.",
        "Beautifully finished, so much nicer than plastic.",
        "{It} {has} not been put away since.",
        "Grown-ups want a turn too.",
    ),
    quibbles=(
        "A little smaller than I imagined.",
        "{It} {is} a bit old for a two-year-old.",
        "Very nice box, rather hard to open.",
    ),
    faults=(
        "A part was missing.",
        "{It} smelled so strongly that I kept {them} outside.",
        "Broken before the wrapping was off the floor.",
    ),
)
