"""Words of a question that describe no goods: "do you have", "ich suche", "il me faut"."""

from __future__ import annotations

from search.algorithms.words import STOP_WORDS, fold, listed

_ENGLISH = listed(
    """
    's a about add after also am and another any anything are available bag basket be below best
    better between both browse buy buying can cant carry cart cheap cheaper checkout compare
    cost costs could did differ difference different do does dont else expensive find from get
    getting give go good got gotta had has have hello help hey hi how hows i id if ill im in
    instead into is isnt it items ive just kind kindly know less let lets list look lookin
    looking lots many maybe me might more much my need needs not now of offer ok okay one ones
    only onto options or order other our pair please pls pop possible price prices product
    products purchase put really recommend search see select sell sells send shall shop should
    show side so some somebody someone something sort stock stocks suggest take tell than thank
    thanks that thats the their them then there these they thing things this those throw to too
    trolley try trying u under up us very view wanna want wanted was we were what whats when
    where which whichever while who will wish within would yes you your
    """
)
_GERMAN = listed(
    """
    aber alle allem allen aller alles anzeigen artikel auch auf aus bei beim bekommen bestelle
    bestellen billig billige billiger billiges bin bis bisschen bitte brauch brauche brauchen
    bräuchte bräuchten da dabei damit dann darf das dass davon dazu dein deine dem den denn der
    des die dies diese diesem diesen dieser dieses doch du ein eine einem einen einer eines
    einkaufswagen einmal eins empfehlen empfehlt empfehlung empfiehl empfiehlst es etwas euch
    euer eure euren eurer finde finden füg füge führen führt für gab gehts gerade gern gerne gib
    gibt gibts guten günstig günstige günstigen günstiger günstiges hab habe haben habt hallo
    hast hat hi hilf hilfe hinzu hinzufügen hätte hätten ich ihnen ihr ihre im in irgendein
    irgendwas ist ja jetzt kann kannst kauf kaufe kaufen kauft korb kosten kostet können könnt
    könnte könnten könntest lager leg lege legen leider lieber mach mal man mehr mein meine
    meinem meinen meiner mich mir möchte möchten mögt nach nehm nehme nehmen nicht noch nur ob
    oder pack packen preis preise preiswerte produkt produkte schon schönes sehr sein sich sie
    sind so solche sowas such suche suchen teuer tu um und uns unter unterschied vergleich
    vergleiche vergleichen verkaufen verkauft viel viele vom von wagen waren warenkorb was
    welche welchem welchen welcher welches wenn wie wieviel will willst wir wo wohl wollen
    wollte worin wurde würde würden würdest zeig zeige zeigen zeigt zu zum zur zwischen
    """
)
_FRENCH = listed(
    """
    a achat achats acheter achète ai aide aidez aime aimerais ajoute ajouter ajoutez alors
    article articles as au aussi autour aux avez avoir beaucoup besoin bien bon bonjour c ca ce
    cela celle celles celui ces cet cette ceux cher cherche chercher cherchons chers chez chose
    choses chère chères combien commander comme comparaison compare comparer comparez conseille
    conseiller conseillez coute coûte coûtent d dans de des différence différences dis
    disponible donc donne donnez du désire elle elles en encore entre est et etes eu euros eux
    faudrait faut genre il ils j je jusqu l la laquelle le lequel les lesquels leur lui m ma
    magasin mais me meilleur meilleure merci mes met mets mettez moi moins mon montre montrer
    montrez même n ne nos notre nous on ou où panier par pas peu peut peux plait plaît plus
    possible pourrais pourriez pouvez prendre prends prenez prix produit produits propose
    proposez puis qu quand que quel quelle quelles quelque quelques quels qui quoi recherche
    recommande recommander recommandez s sa salut se ses si soit son sont sous stock stp suis
    sur svp t ta te tes toi ton tous tout toute toutes trop trouve trouver trouvez truc trucs tu
    un une va vais vend vendez vends veut veux voir vois vos votre voudrais voulais vous y ça
    êtes être
    """
)
_ALL = frozenset(
    fold(word)
    for words in (_ENGLISH, _GERMAN, _FRENCH, STOP_WORDS["en"], STOP_WORDS["de"])
    for word in words
)
KEPT = frozenset({"new", "with", "without", "mit", "ohne", "sans", "avec", "for", "fur", "pour"})
"""What joins words that describe is one of them ("desk with drawers")."""


def is_filler(word: str) -> bool:
    """Whether a word, in any of the languages, describes no goods."""
    plain = fold(word).replace("'", "").replace("’", "")
    return plain in _ALL and plain not in KEPT
