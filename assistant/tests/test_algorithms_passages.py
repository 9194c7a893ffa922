"""Which passage answers: by rare words, by parts of words, in three languages, or none."""

import pytest

from assistant.algorithms.likeness import alike, parts
from assistant.algorithms.passages import LONGEST_PASSAGE, PassageIndex, Text, sections_of
from assistant.algorithms.terms import terms

ENGLISH = (
    Text(1, "Delivery", "Parcels leave daily.\n\n## Abroad\n\nWe ship to Norway within a week."),
    Text(2, "Sending something back", "You have thirty days.", ("How do I return an item?",)),
    Text(3, "Ways to pay", "Cards, wallets and invoices.", ("Can I pay by invoice?",)),
)
GERMAN = (
    Text(1, "Lieferung", "Pakete kommen in drei Tagen.", ("Wie hoch sind die Versandkosten?",)),
    Text(2, "Rückgabe", "Sie haben dreißig Tage.", ("Wie schicke ich etwas zurück?",)),
)
FRENCH = (
    Text(1, "Livraison", "Les colis arrivent en trois jours.", ("Quels sont les délais ?",)),
    Text(2, "Retours", "Vous avez trente jours.", ("Comment renvoyer un article ?",)),
)


def found(texts, language, question, threshold=0.35):
    index = PassageIndex(texts, language=language)
    return [one.number for one in index.find(question, most=2, threshold=threshold)]


@pytest.mark.parametrize(
    ("texts", "language", "question", "number"),
    [
        (ENGLISH, "en", "how can I return this?", 2),
        (ENGLISH, "en", "can i pay with an invioce", 3),
        (ENGLISH, "en", "do you deliver to Norway", 1),
        (GERMAN, "de", "Was kostet der Versand?", 1),
        (GERMAN, "de", "rueckgabe möglich?", 2),
        (FRENCH, "fr", "quel est le délai de livraison", 1),
        (FRENCH, "fr", "je veux renvoyer mon article", 2),
    ],
)
def test_the_article_that_answers_comes_first(texts, language, question, number):
    assert found(texts, language, question, threshold=0.1)[0] == number


def test_the_passage_of_the_article_is_the_one_with_the_words():
    best = PassageIndex(ENGLISH, language="en").find("shipping to Norway", most=1, threshold=0.1)
    assert (best[0].heading, best[0].text) == ("Abroad", "We ship to Norway within a week.")


@pytest.mark.parametrize(
    "question", ["what is the capital of Peru", "tell me a joke about cats", "?!", ""]
)
def test_what_no_article_is_about_finds_nothing(question):
    assert found(ENGLISH, "en", question) == []


def test_one_shared_word_among_strange_ones_is_not_enough():
    assert found(ENGLISH, "en", "return flights from Lisbon to sunny Madagascar") == []


def test_without_articles_nothing_is_found():
    assert found((), "en", "delivery") == []
    assert found((Text(1, "Empty", "  "),), "en", "empty") == []


def test_scores_are_shares():
    index = PassageIndex(ENGLISH, language="en")
    for question in ("delivery", "Sending something back", "how do i return an item"):
        assert all(0 < one.score <= 1.0001 for one in index.find(question, most=3, threshold=0.0))


def test_a_long_section_is_parted_between_its_paragraphs():
    paragraph = "word " * 80
    pieces = [text for _heading, text in sections_of(f"{paragraph}\n\n{paragraph}\n\nEnd.")]
    assert len(pieces) == 2
    assert all(len(piece) <= LONGEST_PASSAGE for piece in pieces)


def test_filler_is_left_out_and_words_are_stemmed():
    assert terms("How do I return the items?", "en") == ("return", "item")
    assert terms("Wie kann ich Rückgaben machen?", "de")[0] == terms("Rückgabe", "de")[0]
    assert terms("L'échange d'articles", "fr") == terms("échanges article", "fr")


def test_alike_forgives_order_and_slips_and_parts_other_questions():
    one = parts("Do you engrave rings?", "en")
    assert alike(one, parts("ring engraving, do you do that", "en")) > 0.6
    assert alike(one, parts("Do you engarve rings", "en")) > 0.4
    assert alike(one, parts("Can I visit your store?", "en")) < 0.2
    assert alike(one, frozenset()) == 0.0
