"""What is said of clothes, shoes, bags and accessories."""

from .moods import Remarks

CLOTHES = Remarks(
    praise=(
        "Washed {them} five times now and the colour hasn't moved.",
        "The fabric has a good weight without being stiff.",
        "{It} kept {its} shape after a whole weekend of wear.",
        "No itching, no pilling, no loose threads.",
        "The seams are as neat inside as they are outside.",
        "I've worn {them} three days a week since.",
        "Soft from the first day and softer after the first wash.",
        "Dries overnight on the line.",
        "The fabric breathes, even on a packed train.",
    ),
    quibbles=(
        "The label scratches until you cut it off.",
        "{It} need{s} an iron after every wash.",
        "There was a loose thread or two to snip.",
        "Attracts every hair of our dog.",
        "The colour runs a little in the first wash, so keep it apart.",
        "I wish there were more colours in my size.",
    ),
    faults=(
        "A seam opened the second time I wore {them}.",
        "Shrank a full size in a cool wash.",
        "Pilled within a week.",
        "The fabric is so thin you can read through it.",
        "The dye came off on everything else in the machine.",
        "There was a hole in {them} when I opened the parcel.",
        "Lost all shape after one wash.",
        "Scratchy, and a smell of chemicals that two washes did not shift.",
    ),
)

SHOES = Remarks(
    praise=(
        "No blisters, not even on the first long day.",
        "I walked eleven kilometres in {them} straight from the box.",
        "The soles grip on wet cobbles.",
        "Stitching is neat and the insole comes out for airing.",
        "Light enough that I forget them.",
        "My orthotics fit in without trouble.",
        "Still comfortable at the end of a double shift.",
    ),
    quibbles=(
        "They took a week to soften at the heel.",
        "The laces come undone unless you double-knot them.",
        "The insole is a bit thin for me.",
        "They show every splash.",
        "Slightly narrow across the toes.",
    ),
    faults=(
        "The sole came away at the toe after two weeks.",
        "Both heels rubbed raw on the first day.",
        "They let water in at the seam.",
        "One shoe is visibly longer than the other.",
        "An eyelet pulled out while I was tying the laces.",
        "The lining wore through within a month.",
        "They squeak at every step and nothing cures it.",
    ),
)

BAGS = Remarks(
    praise=(
        "Came through a downpour with everything inside still dry.",
        "Pockets exactly where you look for them.",
        "Used every day since March and not a mark on it.",
        "Everything wipes off, including yoghurt.",
    ),
    quibbles=(
        "It won't stand up on its own unless it's full.",
        "The base picks up dirt quickly.",
        "It smelled of the factory for a few days.",
    ),
    faults=(
        "The handle tore off on the way back from the market.",
        "It leaked in light drizzle and soaked everything inside.",
        "The stitching came undone under a normal load.",
        "The lining ripped on the first outing.",
    ),
)

ACCESSORIES = Remarks(
    praise=(
        "Hardly a day goes by without {them}.",
        "{It} feel{s} far more expensive than {it} {was}.",
        "Light, and yet nothing flimsy about {them}.",
        "Three people have asked me where I found {them}.",
    ),
    quibbles=(
        "{It} pick{s} up fingerprints quickly.",
        "The packaging is rather big for something so small.",
    ),
    faults=(
        "The finish rubbed off in a week of normal use.",
        "{It} arrived with a scratch right across the front.",
        "The coating flaked off on my fingers.",
    ),
)
