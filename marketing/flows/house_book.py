"""What the house's flows say, in English and German; staff change every word of it as they like.

None carries an offer: that a discount changes anything is for a test or the uplift to show.
"""

from __future__ import annotations

from typing import Any, Final

from django.utils.translation import gettext_lazy as _

from marketing.flows.house import HouseFlow, HouseStep
from marketing.kinds import Trigger

DAY: Final = 24


def _words(en: str, de: str) -> dict[str, str]:
    return {"en": en, "de": de}


def _text(en: str, de: str) -> dict[str, Any]:
    return {"kind": "text", "text": _words(en, de)}


def _heading(en: str, de: str) -> dict[str, Any]:
    return {"kind": "heading", "text": _words(en, de)}


def _button(en: str, de: str, url: str = "/") -> dict[str, Any]:
    return {"kind": "button", "text": _words(en, de), "url": url}


def _picks(
    picks: str, en: str, de: str, *, count: int = 4, must_hold: bool = False
) -> dict[str, Any]:
    return {
        "kind": "recommendations", "title": _words(en, de), "picks": picks, "count": count,
        "must_hold": must_hold,
    }  # fmt: skip


_CART: Final = {
    "kind": "cart",
    "text": _words("Back to the cart", "Zum Warenkorb"),
    "must_hold": True,
}
_SUBJECT: Final = {"kind": "subject", "count": 3, "must_hold": True}
_REVIEWS: Final = {"kind": "reviews", "must_hold": True}


_WELCOME = HouseFlow(
    key="welcome",
    trigger=Trigger.WELCOME,
    name=_("Welcome"),
    about=_("Greets who agreed to be written to, and shows what others like."),
    reentry_days=0,
    steps=(
        HouseStep(
            0,
            _words("Welcome to {shop}", "Willkommen bei {shop}"),
            _words("Good to have you with us.", "Schön, dass Sie da sind."),
            (
                _heading("Good to have you with us", "Schön, dass Sie da sind"),
                _text(
                    "You asked to hear from us. We write when we have something worth reading, "
                    "and every mail has a link that ends it at once.",
                    "Sie möchten von uns hören. Wir schreiben, wenn es etwas zu lesen gibt, und "
                    "jede Mail hat einen Link, der das sofort beendet.",
                ),
                _picks("trending", "What others like", "Was andere mögen"),
                _button("Have a look round", "Schauen Sie sich um"),
            ),
        ),
        HouseStep(
            4 * DAY,
            _words("New on our shelves", "Neu in unseren Regalen"),
            _words("Chosen for you.", "Für Sie ausgesucht."),
            (
                _text(
                    "Here is what came in lately.",
                    "Das ist in letzter Zeit dazugekommen.",
                ),
                _picks("new", "New", "Neu", must_hold=True),
            ),
        ),
    ),
)

_ABANDONED_CART = HouseFlow(
    key="abandoned_cart",
    trigger=Trigger.ABANDONED_CART,
    name=_("Abandoned cart"),
    about=_("Reminds of a cart that was left for four hours, and once more two days later."),
    goal_days=7,
    reentry_days=14,
    # Whoever is reminded within hours still has it in mind: their usual hour may be a day away.
    uses_best_hour=False,
    settings={"hours": 4},
    steps=(
        HouseStep(
            0,
            _words("Your cart is still here", "Ihr Warenkorb wartet noch"),
            _words("We kept it for you.", "Wir haben ihn für Sie aufgehoben."),
            (
                _text(
                    "You left something in your cart. It is kept, at the prices of today.",
                    "In Ihrem Warenkorb liegt noch etwas. Er bleibt stehen, zu den Preisen von "
                    "heute.",
                ),
                _CART,
            ),
        ),
        HouseStep(
            2 * DAY,
            _words("Still thinking it over?", "Überlegen Sie noch?"),
            _words("Your cart, and what goes with it.", "Ihr Warenkorb, und was dazu passt."),
            (
                _text(
                    "If something is unclear, just reply to this mail: a person reads it.",
                    "Wenn etwas unklar ist, antworten Sie einfach auf diese Mail: Ein Mensch "
                    "liest sie.",
                ),
                _CART,
                _picks("goes_with", "Goes with it", "Passt dazu", count=3),
            ),
        ),
    ),
)

_ABANDONED_BROWSE = HouseFlow(
    key="abandoned_browse",
    trigger=Trigger.ABANDONED_BROWSE,
    name=_("Looked and left"),
    about=_("Shows once more what somebody looked at a day ago and did not put into the cart."),
    goal_days=7,
    reentry_days=30,
    settings={"hours": 24, "views": 2},
    steps=(
        HouseStep(
            0,
            _words("What you looked at", "Was Sie sich angesehen haben"),
            _words("And what is like it.", "Und was ihm ähnlich ist."),
            (
                _text(
                    "You had a look at these. In case you want to find them again:",
                    "Das haben Sie sich angesehen. Falls Sie es wiederfinden möchten:",
                ),
                _SUBJECT,
                _picks("for_them", "You may also like", "Das könnte Ihnen auch gefallen", count=3),
            ),
        ),
    ),
)

_WIN_BACK = HouseFlow(
    key="win_back",
    trigger=Trigger.WIN_BACK,
    name=_("Win-back"),
    about=_(
        "Writes to customers who are likely to be lost and are past their usual interval, unless "
        "their segment's strategy says otherwise."
    ),
    goal_days=30,
    reentry_days=90,
    settings={"risk_percent": 60, "overdue_percent": 150},
    steps=(
        HouseStep(
            0,
            _words("It has been a while", "Es ist eine Weile her"),
            _words("What is new since you were here.", "Was neu ist, seit Sie hier waren."),
            (
                _text(
                    "You have not been here for a while. This is what came in since, chosen by "
                    "what you liked.",
                    "Sie waren eine Weile nicht hier. Das ist seither dazugekommen, ausgesucht "
                    "nach dem, was Ihnen gefiel.",
                ),
                _picks("new", "New since you were here", "Neu, seit Sie hier waren"),
                _button("Have a look", "Ansehen"),
            ),
        ),
        HouseStep(
            10 * DAY,
            _words("Did something go wrong?", "Ist etwas schiefgegangen?"),
            _words("Tell us: a person reads it.", "Sagen Sie es uns: Ein Mensch liest es."),
            (
                _text(
                    "If we disappointed you, we would like to know. Just reply to this mail. If "
                    "you would rather not hear from us, the link below ends it.",
                    "Wenn wir Sie enttäuscht haben, möchten wir das wissen. Antworten Sie einfach "
                    "auf diese Mail. Wenn Sie lieber nichts mehr hören möchten, beendet das der "
                    "Link unten.",
                ),
                _picks("for_them", "Chosen for you", "Für Sie ausgesucht", count=3),
            ),
        ),
    ),
)

_REPLENISHMENT = HouseFlow(
    key="replenishment",
    trigger=Trigger.REPLENISHMENT,
    name=_("Due again"),
    about=_("Reminds of what a customer buys again and again, shortly before it is due."),
    reentry_days=14,
    settings={"days_before": 5},
    steps=(
        HouseStep(
            0,
            _words("Running low on {product}?", "Geht {product} zur Neige?"),
            _words("It may be time again.", "Vielleicht ist es wieder so weit."),
            (
                _text(
                    "Going by when you bought it last, this may be due again.",
                    "Nach Ihrem letzten Kauf könnte das wieder fällig sein.",
                ),
                _SUBJECT,
            ),
        ),
    ),
)

_BACK_IN_STOCK = HouseFlow(
    key="back_in_stock",
    trigger=Trigger.BACK_IN_STOCK,
    name=_("Back in stock"),
    about=_(
        "Tells who wishes for it that something can be bought again. Who asked for an alert gets "
        "that alone."
    ),
    goal_days=7,
    reentry_days=3,
    uses_best_hour=False,
    steps=(
        HouseStep(
            0,
            _words("{product} is back", "{product} ist wieder da"),
            _words("You had it in mind.", "Sie hatten es im Sinn."),
            (
                _text(
                    "Something that you had in mind can be bought again.",
                    "Etwas, das Sie im Sinn hatten, gibt es wieder.",
                ),
                _SUBJECT,
            ),
        ),
    ),
)

_PRICE_DROP = HouseFlow(
    key="price_drop",
    trigger=Trigger.PRICE_DROP,
    name=_("Price drop"),
    about=_(
        "Tells who wishes for it that something costs less than at any time in the last thirty "
        "days."
    ),
    goal_days=7,
    reentry_days=7,
    steps=(
        HouseStep(
            0,
            _words("{product} costs less now", "{product} kostet jetzt weniger"),
            _words(
                "Less than in the last thirty days.", "Weniger als in den letzten dreißig Tagen."
            ),
            (
                _text(
                    "Something that you had in mind costs less now than at any time in the last "
                    "thirty days.",
                    "Etwas, das Sie im Sinn hatten, kostet jetzt weniger als zu jeder Zeit in den "
                    "letzten dreißig Tagen.",
                ),
                _SUBJECT,
            ),
        ),
    ),
)

_POST_PURCHASE = HouseFlow(
    key="post_purchase",
    trigger=Trigger.POST_PURCHASE,
    name=_("After a purchase"),
    about=_("A week after the goods arrived: is it right, and what goes with it."),
    goal_days=30,
    reentry_days=30,
    steps=(
        HouseStep(
            0,
            _words("Is everything right?", "Ist alles in Ordnung?"),
            _words("And what goes with it.", "Und was dazu passt."),
            (
                _text(
                    "Your order has been with you for a week. If anything is not right, just "
                    "reply to this mail and we put it right.",
                    "Ihre Bestellung ist seit einer Woche bei Ihnen. Wenn etwas nicht stimmt, "
                    "antworten Sie einfach auf diese Mail, und wir bringen es in Ordnung.",
                ),
                _picks("goes_with", "Goes with it", "Passt dazu", count=3),
            ),
        ),
    ),
)

_BIRTHDAY = HouseFlow(
    key="birthday",
    trigger=Trigger.BIRTHDAY,
    name=_("Birthday"),
    about=_("A greeting on the day, to who told it so as to be greeted."),
    goal_days=14,
    reentry_days=300,
    stops_at_order=False,
    steps=(
        HouseStep(
            0,
            _words("Happy birthday!", "Alles Gute zum Geburtstag!"),
            _words("From all of us at {shop}.", "Von uns allen bei {shop}."),
            (
                _heading("Happy birthday!", "Alles Gute zum Geburtstag!"),
                _text(
                    "All of us at {shop} wish you a lovely day.",
                    "Wir alle bei {shop} wünschen Ihnen einen schönen Tag.",
                ),
                _picks("for_them", "To treat yourself", "Um sich etwas zu gönnen", count=3),
            ),
        ),
    ),
)

_REVIEW_REQUEST = HouseFlow(
    key="review_request",
    trigger=Trigger.REVIEW_REQUEST,
    name=_("Review, asked again"),
    about=_(
        "Asks a second time for a review where the request that belongs to the order found no "
        "answer."
    ),
    goal_days=14,
    reentry_days=60,
    stops_at_order=False,
    settings={"days": 10},
    steps=(
        HouseStep(
            0,
            _words("What do you think of it?", "Wie gefällt es Ihnen?"),
            _words("Two sentences help others.", "Zwei Sätze helfen anderen."),
            (
                _text(
                    "Whether you like it or not: two sentences help others to choose.",
                    "Ob es Ihnen gefällt oder nicht: Zwei Sätze helfen anderen bei der Wahl.",
                ),
                _REVIEWS,
            ),
        ),
    ),
)

HOUSE_FLOWS: Final = (
    _WELCOME,
    _ABANDONED_CART,
    _WIN_BACK,
    _ABANDONED_BROWSE,
    _REPLENISHMENT,
    _POST_PURCHASE,
    _REVIEW_REQUEST,
    _BACK_IN_STOCK,
    _PRICE_DROP,
    _BIRTHDAY,
)
