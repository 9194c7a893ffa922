"""What is said of electronics."""

from .moods import Remarks

EARS = Remarks(
    praise=(
        "Voices are clear and the bass doesn't drown them.",
        "I forget I'm wearing them, even with glasses.",
        "Pairing took five seconds and has worked ever since.",
        "The battery really does last as long as they say.",
        "Calls are clear, even on a windy platform.",
        "They stayed put through a whole half marathon.",
        "I heard things in old records that I had never noticed.",
    ),
    quibbles=(
        "The buttons take some getting used to.",
        "They get warm after two hours.",
        "The case picks up scratches.",
        "Switching between phone and laptop is a bit slow.",
        "The bass could be a little fuller.",
    ),
    faults=(
        "The left side went silent after nine days.",
        "They drop the connection every time I put the phone in a pocket.",
        "A constant hiss that no setting removes.",
        "They hurt after twenty minutes.",
        "The battery lasts a third of what is claimed.",
        "Nobody can hear me on calls.",
    ),
)

SPEAKERS = Remarks(
    praise=(
        "Fills the kitchen without shouting.",
        "Warm sound, and you can turn it low without losing the words.",
    ),
    quibbles=(
        "At full volume it gets a little harsh.",
        "The cable could be longer.",
        "No way to switch off the start-up sound.",
    ),
    faults=(
        "It crackles at anything above a whisper.",
        "Turns itself off in the middle of songs.",
        "The sound is thin and rattles on low notes.",
    ),
)

SCREENS = Remarks(
    praise=(
        "The screen is sharp and readable in full sun.",
        "Still half full when I go to bed.",
        "Moving everything over took twenty minutes.",
        "No bloat, no nagging, it just starts.",
        "Quick enough for everything I do, and silent.",
        "Even my mother set it up by herself.",
        "Updates arrive on time and break nothing.",
    ),
    quibbles=(
        "It gets warm on long video calls.",
        "The charger is sold separately.",
        "I miss one setting from my old one.",
    ),
    faults=(
        "The screen flickers, then goes black.",
        "The battery is empty by lunchtime.",
        "It restarts by itself several times a day.",
        "A dead line of pixels from day one.",
        "Stopped charging after three weeks.",
        "It would not update and then would not start.",
    ),
)

DESK = Remarks(
    praise=(
        "Worked at once, without installing anything.",
        "Heavy enough to stay where I put it.",
        "It wakes up before I do.",
    ),
    quibbles=(
        "It takes a few days to get used to.",
        "Shows dust quickly.",
        "The cable is on the short side.",
    ),
    faults=(
        "The connection drops several times an hour.",
        "The computer stopped recognising it after a week.",
    ),
)

POWER = Remarks(
    praise=(
        "Charged my phone twice and still had half left.",
        "Small enough that I actually take it with me.",
        "Saved the day when the train stood still for three hours.",
        "Charges fast, and stays cool.",
        "The lights on it tell the truth.",
    ),
    quibbles=(
        "It takes most of a night to fill.",
        "A bit heavy for a jacket pocket.",
        "The cable in the box is very short.",
        "It scratches easily next to keys.",
    ),
    faults=(
        "It gives half a charge and then dies.",
        "Got so hot that I unplugged it.",
        "The socket was loose from the start.",
        "It loses its charge lying in a drawer overnight.",
        "Dead after the third use.",
    ),
)

CAMERAS = Remarks(
    praise=(
        "Feels right in the hand, with everything where a thumb expects it.",
        "Simple to learn, and it still surprises me.",
        "My nephew has hardly put it down.",
    ),
    quibbles=(
        "I'd buy a spare battery with it.",
        "It needs charging more often than I'd like.",
    ),
    faults=(
        "One of the buttons sticks.",
        "It switches off without warning.",
        "It froze on the second day and needed a reset.",
        "The cover of the battery compartment snapped.",
        "It reacts so slowly that it's no use for what it's made for.",
    ),
)
