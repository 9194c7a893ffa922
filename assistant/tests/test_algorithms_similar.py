"""Texts that are like another."""

from assistant.algorithms.similar import most_similar

TEXTS = (
    "Where is my parcel? It should have been here on Monday.",
    "Can I pay by invoice?",
    "My parcels have not arrived.",
    "Is the lamp dimmable?",
)


def found(asked, texts=TEXTS, *, language="en", threshold=0.2):
    ranked = most_similar(asked, texts, language=language, most=3, threshold=threshold)
    return [each.place for each in ranked]


def test_the_likest_comes_first_and_the_unlike_not_at_all():
    assert found("my parcel did not arrive") == [2, 0]


def test_endings_are_looked_over_in_each_language():
    assert found("Lieferungen?", ["Die Lieferung fehlt.", "Rechnung"], language="de") == [0]
    assert found("mes commandes", ["Ma commande", "La lampe"], language="fr") == [0]


def test_filler_alone_is_like_nothing():
    assert found("can you please") == []
    assert found("parcel", ["", "the and of"]) == []
    assert found("parcel", []) == []


def test_scores_lie_between_nothing_and_the_same():
    (same,) = most_similar(TEXTS[3], TEXTS, language="en", most=1, threshold=0.0)
    assert same.place == 3
    assert 0.999 < same.score <= 1.001
