"""What a clause of a review speaks of, by words of the trade in English and German.

A list of words and not a learned model: no shop has reviews whose aspects somebody marked, and a
word on a list can be read, doubted and added. A clause may speak of several things, or of none.
"""

from __future__ import annotations

import re
from enum import StrEnum

from analytics.algorithms.wording import words


class Aspect(StrEnum):
    """What shoppers judge."""

    QUALITY = "quality"
    FIT = "fit"
    VALUE = "value"
    DELIVERY = "delivery"
    LOOKS = "looks"
    USE = "use"
    SERVICE = "service"


_WORDS: dict[Aspect, str] = {
    Aspect.QUALITY: """
        quality made well-made finish finished material* fabric* leather cotton wool plastic* metal
        solid sturdy sturd* flims* durab* robust fragile cheaply broke* break* crack* tore torn
        rip* loose seam* stitch* thread* zip zipp* peel* fad* rust* worn wore wear* last lasts
        lasted lasting faulty defect* fault* careless craft* workmanship built build constru*
        qualität* verarbeit* stoff* leder stabil* robust* haltbar* hält gehalten kaputt gerissen
        riss* naht nähte gebrochen mangel* defekt* wertig* hochwertig* billig* rost* ausgeblichen
    """,
    Aspect.FIT: """
        fit fits fitted fitting size* sizing small* large* big bigger tight* loose-fitting roomy
        narrow wide wider short shorter long longer length waist sleeve* shoulder* toe* pinch*
        snug baggy slim cut proportion* dimension* measure* centimet* inch* fitted larger true-to
        größe* passt passen passform* sitzt sitzen eng enger weit weiter klein* groß* kurz kürzer
        lang länger ärmel* bund schnitt maß* zentimeter fällt
    """,
    Aspect.VALUE: """
        price* pricey cost* costs expensive cheap cheaper dear value worth bargain money paid pay
        pays overpriced affordab* afford* deal sale cent cents euro* pound* dollar* penny budget
        preis* kostet kosten teuer* günstig* wert geld bezahlt zahlen schnäppchen preiswert*
        angebot überteuert
    """,
    Aspect.DELIVERY: """
        deliver* ship* shipment arriv* parcel* package* packag* packing packed courier post postal
        posted dispatch* track* late delay* box boxed waited waiting wrapped driver door*
        liefer* geliefert versand* verschickt paket* verpack* karton* angekommen ankunft spät*
        verspät* zusteller* bote post zugestellt schachtel
    """,
    Aspect.LOOKS: """
        look* colour* color* shade* design* style* stylish beautiful* pretty ugly elegant* picture*
        photo* pattern* print* tone tones gorgeous lovely handsome appear* hue* garish drab
        aussehen* sieht farbe* farbton design* schön* hübsch* hässlich* elegant* muster* bild*
        foto* optik* stil*
    """,
    Aspect.USE: """
        use* using easy easily works work worked working battery batter* charg* sound* screen*
        button* connect* pair* app noise* comfort* uncomfort* warm warmth cold soft softer heavy
        light lightweight taste* tasting flavour* flavor* bitter smell* scent* brew* pour* quick
        slow fast setup set-up install* assembl* clean* wash* handle* waterproof leak* hurt* bright
        dim quiet loud
        bedien* einfach* funktionier* akku* lädt laden klang* ton bildschirm* taste* verbind*
        bequem* unbequem* warm kalt weich* schwer leicht* schmeckt geschmack* bitter riecht duft*
        schnell langsam aufbau* montage* reinig* wasch* wasserdicht undicht* leise laut hell dunkel
    """,
    Aspect.SERVICE: """
        service support staff refund* return* replac* repl* exchange* answer* respon* email* phone*
        helpful unhelpful contacted customer warranty guarantee*
        kundendienst kundenservice support rückgabe* rücksend* zurückgeschickt erstatt* umtausch*
        umgetauscht ersatz* antwort* reklam* beschwer* garantie* freundlich* hilfsbereit*
    """,
}


def _pattern(listed: str) -> re.Pattern[str]:
    """Words as they stand; what ends in ``*`` also with any ending."""
    parts = sorted(re.escape(word).replace(r"\*", r"[^\W\d_]*") for word in listed.split())
    return re.compile(rf"(?<![^\W_])(?:{'|'.join(parts)})(?![^\W_])")


_PATTERNS = {aspect: _pattern(listed) for aspect, listed in _WORDS.items()}


def aspects_of(text: str) -> set[Aspect]:
    """What a text speaks of; empty where none of the words is in it."""
    plain = " ".join(words(text))
    return {aspect for aspect, pattern in _PATTERNS.items() if pattern.search(plain)}
