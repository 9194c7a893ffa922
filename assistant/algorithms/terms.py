"""What a question is about: its words without filler, folded and stemmed, in three languages."""

from __future__ import annotations

import re
from functools import lru_cache

import tantivy

from search.algorithms.words import fold

_WORD = re.compile(r"[^\W_]+")
_STEMMERS = {"en": "english", "de": "german", "fr": "french"}


def _listed(text: str) -> frozenset[str]:
    return frozenset(text.split())


FILLER = {
    "en": _listed(
        "a about again all also am an and any anything are as at be been but by can come could"
        " d did do does doing done for from get getting give go going got had has have having"
        " hello help hey hi how i if in into is it its just know let like ll look m may me might"
        " mind mine my need no not now of ok okay on one or our out please possible question re"
        " s say shall should so some something t tell than thank thanks that the their them then"
        " there these they thing this those to up us use ve want was we were what when where"
        " which who why will wish with wonder would yes you your"
    ),
    "de": _listed(
        "ab aber alle alles als also am an andere auch auf aus bei beim bitte bin bis danke dann"
        " das dass dazu dein deine dem den denn der des die dies diese diesem diesen dieser"
        " dieses doch du durch ein eine einem einen einer eines er es etwas euch euer eure fur"
        " gern gerne geht gibt habe haben habt hallo hat hatte ich ihr ihre ihren im in irgendwo"
        " ist ja jetzt kann kannst konnen konnt konnte mal man mehr mein meine meinem meinen"
        " meiner mich mir mit mochte muss mussen nach nein nicht noch nun nur ob oder ohne"
        " schon sehr sein seine sich sie sind so soll tun uber um und uns unser unsere vom von"
        " vor wann war warum was weil welche welchem welchen welcher welches wenn wer werde"
        " werden wie will wird wissen wo wofur wohin wollen wollte wurde zu zum zur"
    ),
    "fr": _listed(
        "a ai alors apres as au aurais aussi autre aux avec avez avoir avons bien bonjour c ca"
        " ce cela ces cet cette chez comme comment d dans de des deja dois doit donc du elle en"
        " encore est et etait etes etre eu fait faire faut il ils j je l la le les leur leurs"
        " lors lui m ma mais me mes merci moi mon n ne nos notre nous on ont ou par pas peu peut"
        " peux plus pour pourquoi pourrais pouvez puis qu quand que quel quelle quelles quels"
        " qui quoi s sa salut sais sans se ses si sont son souhaite suis sur svp t ta te tes toi"
        " ton tous tout toute toutes tres tu un une va vais vers veux voici vos votre voudrais"
        " voulez vous y"
    ),
}


@lru_cache(maxsize=4)
def _analyser(language: str) -> tantivy.TextAnalyzer:
    builder = tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.whitespace())
    if stemmer := _STEMMERS.get(language[:2]):
        builder = builder.filter(tantivy.Filter.stemmer(stemmer))
    return builder.build()


@lru_cache(maxsize=50_000)
def stem(word: str, language: str) -> str:
    """The Snowball stem (Porter 2001) of one folded word; in no known language the word itself."""
    found = _analyser(language).analyze(word)
    return str(found[0]) if found else word


def words(text: str) -> tuple[str, ...]:
    """All words of a text in lower case without accents: ``L'été`` is ``l``, ``ete``."""
    return tuple(_WORD.findall(fold(text)))


def terms(text: str, language: str) -> tuple[str, ...]:
    """Stems of the words that say something; of a text of filler alone, none."""
    filler = FILLER.get(language[:2], FILLER["en"])
    return tuple(stem(word, language) for word in words(text) if word not in filler)
