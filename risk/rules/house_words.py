"""What the rules that come with the shop are called, and why they are there.

The table keeps the English words; as long as staff do not write others, each reader sees them in
the language of the page.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

if TYPE_CHECKING:
    from risk.models import Rule


@dataclass(frozen=True, slots=True)
class HouseWords:
    name: Promise
    why: Promise


_ONE_PERSON: Final = _("A person tries two or three times; a script tries dozens.")
_ONE_HOUSEHOLD: Final = _("A household shares a few; many of them are seldom one household.")
_FIRST_DEAR: Final = _("Stolen cards buy dear and at once, mostly as somebody new.")
_NOT_THEIRS: Final = _("Who took over an account sends the goods somewhere else.")
_ASK_LOGIN: Final = _("A code by e-mail tells the owner of an account from a guest of it.")
_ONCE_EACH: Final = _("The code is meant once for each; a few in one home are fine.")
_SPAM: Final = _("Bought reviews come many at a time, from few places.")
_SHARES: Final = _("What was confirmed as fraud comes back with one thing changed.")
_SENT_BACK: Final = _("Somebody should look before the money goes back.")

HOUSE_WORDS: Final[dict[str, HouseWords]] = {
    "card-testing-browser": HouseWords(
        _("A burst of declined cards from one browser"), _ONE_PERSON
    ),
    "declined-browser": HouseWords(_("Several declined payments from one browser"), _ONE_PERSON),
    "declined-e-mail": HouseWords(
        _("Several declined payments of one e-mail address"), _ONE_PERSON
    ),
    "declined-network": HouseWords(_("Many declined payments from one network"), _ONE_PERSON),
    "cards-browser": HouseWords(_("Many cards from one browser"), _ONE_HOUSEHOLD),
    "cards-e-mail": HouseWords(_("Many cards with one e-mail address"), _ONE_HOUSEHOLD),
    "card-many-people": HouseWords(_("One card, many e-mail addresses"), _ONE_HOUSEHOLD),
    "card-often": HouseWords(_("One card, many orders in a day"), _ONE_PERSON),
    "address-many-cards": HouseWords(_("Many cards and names at one address"), _ONE_HOUSEHOLD),
    "linked-fraud": HouseWords(_("Shares something with confirmed fraud"), _SHARES),
    "linked-fraud-once": HouseWords(
        _("Shares something with one confirmed fraud"),
        _("One word may be wrong, and neighbours share a pick-up point."),
    ),
    "network-fraud": HouseWords(_("Somebody new from a network with confirmed fraud"), _SHARES),
    "first-express-dear": HouseWords(_("First order, express and dear"), _FIRST_DEAR),
    "first-very-dear": HouseWords(_("First order, very dear"), _FIRST_DEAR),
    "abroad-first": HouseWords(_("First order with a card of another country"), _FIRST_DEAR),
    "abroad-twice": HouseWords(_("First order, card and network of other countries"), _FIRST_DEAR),
    "disposable-mail": HouseWords(
        _("First order with a throw-away e-mail address"),
        _("It speaks a little against it and is no reason alone."),
    ),
    "disposable-mail-dear": HouseWords(
        _("Dear first order with a throw-away e-mail address"), _FIRST_DEAR
    ),
    "strange-login-address": HouseWords(_("After a strange login to a new address"), _NOT_THEIRS),
    "strange-login-address-abroad": HouseWords(
        _("After a strange login to a new address, from abroad"), _NOT_THEIRS
    ),
    "strange-login-address-guessed": HouseWords(
        _("After wrong passwords and a strange login to a new address"), _NOT_THEIRS
    ),
    "strange-login-dear": HouseWords(_("Dear order after a strange login"), _NOT_THEIRS),
    "all-new-dear": HouseWords(_("Dear order from a new browser and network"), _NOT_THEIRS),
    "login-strange-abroad": HouseWords(_("Login from somewhere new abroad"), _ASK_LOGIN),
    "login-strange-guessed": HouseWords(
        _("Login from a new browser after wrong passwords"), _ASK_LOGIN
    ),
    "login-strange": HouseWords(
        _("Login from a new browser and network"),
        _("People travel and buy telephones: it speaks a little against it and no more."),
    ),
    "login-many-accounts": HouseWords(_("One browser, many accounts"), _ASK_LOGIN),
    "login-network-guessing": HouseWords(
        _("Login from a network that guesses passwords"), _ASK_LOGIN
    ),
    "login-network-fraud": HouseWords(
        _("Login from a new network with confirmed fraud"), _ASK_LOGIN
    ),
    "first-code-address-coupon": HouseWords(
        _("First-order code used by others at the same address"), _ONCE_EACH
    ),
    "first-code-browser-coupon": HouseWords(
        _("First-order code used by others from the same browser"), _ONCE_EACH
    ),
    "first-code-address-checkout": HouseWords(
        _("Order with a first-order code that others used at the same address"), _ONCE_EACH
    ),
    "first-code-browser-checkout": HouseWords(
        _("Order with a first-order code that others used from the same browser"), _ONCE_EACH
    ),
    "first-code-card": HouseWords(
        _("Order with a first-order code that others used with the same card"), _ONCE_EACH
    ),
    "first-code-network": HouseWords(
        _("First-order code used often from one network, with a throw-away address"), _ONCE_EACH
    ),
    "review-same-words": HouseWords(_("A review in the words of another"), _SPAM),
    "review-rush": HouseWords(_("Many reviews without a purchase in a week"), _SPAM),
    "review-rush-today": HouseWords(_("Many reviews of one product in a day"), _SPAM),
    "review-network": HouseWords(_("Many reviews from one network"), _SPAM),
    "review-browser": HouseWords(_("Many reviews from one browser"), _SPAM),
    "review-linked-fraud": HouseWords(_("A review that shares something with fraud"), _SHARES),
    "return-worn-often": HouseWords(_("Came back worn more than once"), _SENT_BACK),
    "return-nearly-all": HouseWords(_("Nearly everything comes back"), _SENT_BACK),
    "return-dear-often": HouseWords(_("A dear return of somebody who returns much"), _SENT_BACK),
    "return-linked-fraud": HouseWords(_("A return that shares something with fraud"), _SHARES),
}


def rule_name(rule: Rule) -> str:
    """What a rule is called on the reader's page."""
    words = HOUSE_WORDS.get(rule.code or "")
    return _shown(rule.name, words.name) if words else rule.name


def rule_why(rule: Rule) -> str:
    """Why there is the rule, on the reader's page."""
    words = HOUSE_WORDS.get(rule.code or "")
    return _shown(rule.why, words.why) if words else rule.why


def in_english(words: Promise) -> str:
    with override("en"):
        return str(words)


def _shown(kept: str, words: Promise) -> str:
    return str(words) if kept == in_english(words) else kept
