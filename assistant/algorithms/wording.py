"""What a question about a product asks for, by words of the trade in English, German and French.

A list and not a learned model: the intent is learned, and what is asked of the product is told in
full anyway; the words only say what comes first.
"""

from __future__ import annotations

from enum import StrEnum
from itertools import pairwise

from assistant.algorithms.matching import plain, words


class Matter(StrEnum):
    """What can be asked of a product."""

    PRICE = "price"
    STOCK = "stock"
    CHOICES = "choices"
    DELIVERY = "delivery"
    REVIEWS = "reviews"
    TRAITS = "traits"


_WORDS: dict[Matter, str] = {
    Matter.PRICE: """
        price prices cost costs much expensive cheap pay preis kostet kosten teuer gunstig viel
        prix coute coutent combien cher
    """,
    Matter.STOCK: """
        stock available availability left sold have has still verfugbar vorratig lager vorrat
        ausverkauft lieferbar noch gibt habt haben disponible disponibles stocks reste rupture
    """,
    Matter.CHOICES: """
        size sizes colour colours color colors variant variants version versions grosse grossen
        farbe farben variante varianten ausfuhrung taille tailles couleur couleurs pointure
        pointures coloris modele
    """,
    Matter.DELIVERY: """
        deliver delivery delivered ship shipping arrive arrives arrival when lieferung liefern
        geliefert lieferzeit versand wann livraison livrer livre livree expedition delai quand
    """,
    Matter.REVIEWS: """
        review reviews rating ratings rated stars opinion opinions say think people good customers
        bewertung bewertungen sterne meinung meinungen kunden sagen gut taugt
        avis note notes etoiles clients pensent bien
    """,
    Matter.TRAITS: """
        made material materials weight heavy dimensions measure big large long wide tall
        ingredients care wash battery contain contains material gewicht schwer masse abmessungen
        gross lang breit hoch gemacht besteht pflege waschen akku enthalt inhaltsstoffe stoff
        matiere matieres poids lourd dimensions grand longueur largeur hauteur fait entretien
        laver batterie contient composition
    """,
}
_MATTERS = {matter: frozenset(words(text)) for matter, text in _WORDS.items()}
_SIMILAR = frozenset(
    words(
        "similar alike alternative alternatives instead others ahnlich ahnliche "
        "ahnliches ahnlichen alternativen stattdessen vergleichbar semblable "
        "semblables similaire similaires alternatives"
    )
)
_ALONG = frozenset(
    words(
        "goes along match matches matching together accessories dazu passt passend passende "
        "zubehor zusammen assorti assortie assortis accessoire accessoires ensemble"
    )
)
_CHEAPER = frozenset(
    words("cheaper gunstiger gunstigere gunstigeres billiger billigere billigeres preiswerter")
)
_SUPPOSED = frozenset(words("would if ordered wurde ware kame wenn falls serait arriverait si"))
_ASKING = frozenset(
    words(
        "come comes coming get got give people think thing anyone kommt bekomme "
        "leute est sont avoir auch aussi also too both"
    )
)
_LEADING = frozenset(
    words(
        "for my our his her a an the some to with fur meine meinen meinem mein meiner den die das "
        "dem der ein eine einen einem zum zur pour ma mon mes la le les une un des"
    )
)
_POINTS_BACK = frozenset(words("it this that these those one ones them"))


def matters_of(question: str) -> list[Matter]:
    """What is asked for, the plainest first: by how many of its words the question has."""
    said = words(question)
    counts = {matter: sum(word in own for word in said) for matter, own in _MATTERS.items()}
    told = [matter for matter, count in counts.items() if count]
    return sorted(told, key=lambda matter: -counts[matter])


def bare(text: str) -> str:
    """Words without those at their begin that only lead to them: "for my mother" is "mother"."""
    said = text.split()
    while said and "".join(words(said[0])) in _LEADING:
        said.pop(0)
    return " ".join(said)


def without_asking(text: str) -> str:
    """Words without those that ask ("come", "price"): what is left names a product, or of it."""
    asking = _ASKING.union(*_MATTERS.values())
    return " ".join(word for word in text.split() if plain(word) not in asking)


def says_cheaper(question: str) -> bool:
    """Whether something is to cost less than what was shown."""
    return bool(set(words(question)) & _CHEAPER) or "moins cher" in plain(question)


def says_supposed(question: str) -> bool:
    """Whether it asks what would be: of a delivery, one that is not ordered yet."""
    return bool(set(words(question)) & _SUPPOSED)


def says_similar(question: str) -> bool:
    """Whether something like a thing that was spoken of is wanted: "anything similar to it?"."""
    said = words(question)
    is_like_it = any(one == "like" and two in _POINTS_BACK for one, two in pairwise(said))
    return is_like_it or bool(set(said) & _SIMILAR)


def says_along(question: str) -> bool:
    """Whether something to go with it is wanted: "what goes with it?"."""
    return bool(set(words(question)) & _ALONG)
