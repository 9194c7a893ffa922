"""Made-up customers: plausible names and addresses of eight countries, none of them real."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from numpy.random import Generator

# Reserved for examples by RFC 2606: no letter sent there reaches anybody.
MAIL_DOMAINS = ("example.com", "example.net", "example.org")


@dataclass(frozen=True, slots=True)
class Person:
    name: str
    line1: str
    postcode: str
    city: str


@dataclass(frozen=True, slots=True)
class _Country:
    """Words to make people of. ``line`` writes a street and a number as the post does there.

    ``towns`` pairs a town with the pattern of its postcodes, in which ``#`` is a digit of 1 to 9
    and ``?`` a letter.
    """

    given: tuple[str, ...]
    family: tuple[str, ...]
    streets: tuple[str, ...]
    towns: tuple[tuple[str, str], ...]
    highest_number: int
    line: Callable[[str, int], str]


def _number_first(street: str, number: int) -> str:
    return f"{number} {street}"


def _number_last(street: str, number: int) -> str:
    return f"{street} {number}"


def _french(street: str, number: int) -> str:
    return f"{number}, {street}"


def _japanese(street: str, number: int) -> str:
    return f"{number % 6 + 1}-{number % 17 + 1}-{number % 23 + 1} {street}"


def _words(text: str) -> tuple[str, ...]:
    return tuple(text.split())


def _lines(text: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in text.split(","))


_COUNTRIES: Mapping[str, _Country] = MappingProxyType(
    {
        "GB": _Country(
            _words(
                "Amelia Oliver Isla George Priya Harry Freya Arjun Grace Callum Zara Thomas Poppy "
                "Idris Martha Owen Aisha Rory Florence Kofi Harriet Ewan Nadia Alfie Bronwen Samuel"
            ),
            _words(
                "Ashworth Bannerman Carver Dunmore Ellison Fairley Greaves Holloway Iqbal Jessop "
                "Kendrick Larkin Mistry Northcote Okafor Pemberton Quayle Rowntree Sandhu Thackray "
                "Underhill Vickers Whitlow Yardley"
            ),
            _lines(
                "Orchard Road, Mill Lane, Station Street, Church Walk, Albert Terrace, "
                "Quarry Hill, Lime Grove, Foundry Court, Meadow View, Chapel Row, Beech Avenue"
            ),
            (
                ("Leeds", "LS# #??"),
                ("Bristol", "BS# #??"),
                ("Manchester", "M## #??"),
                ("Edinburgh", "EH# #??"),
                ("Norwich", "NR# #??"),
                ("Cardiff", "CF1# #??"),
                ("Sheffield", "S# #??"),
                ("London", "SE1# #??"),
            ),
            140,
            _number_first,
        ),
        "DE": _Country(
            _words(
                "Anna Jonas Lena Felix Emre Klara Paul Mia Lukas Frieda Moritz Leyla Hannah Anton "
                "Greta Jakob Elif Karl Johanna Matthias Ida Benedikt Sophie Till Marlene Oskar"
            ),
            _words(
                "Albers Brandt Clausen Dietrich Ebert Falk Gerlach Hartwig Ilgner Janssen Kessler "
                "Lindner Mertens Neuhaus Ostermann Pohl Rademacher Seidel Thiele Uhlig Vogt Wendt "
                "Yilmaz Zander"
            ),
            _lines(
                "Lindenstraße, Gartenweg, Bahnhofstraße, Am Mühlbach, Rosenweg, Schillerstraße, "
                "Kastanienallee, Goethestraße, Uferstraße, Marktgasse, Birkenweg, Turmstraße"
            ),
            (
                ("Berlin", "10###"),
                ("Hamburg", "20###"),
                ("Köln", "50###"),
                ("Leipzig", "04###"),
                ("München", "80###"),
                ("Freiburg", "79###"),
                ("Münster", "48###"),
                ("Dresden", "01###"),
            ),
            120,
            _number_last,
        ),
        "FR": _Country(
            _words(
                "Camille Hugo Léa Antoine Inès Mathieu Chloé Yanis Manon Gabriel Élise Rachid Zoé "
                "Baptiste Clara Étienne Salomé Théo Margaux Bastien Juliette Karim Anaïs Lucien"
            ),
            _words(
                "Aubert Bonnard Chevallier Delorme Estève Fontanel Girard Hamon Imbert Jourdain "
                "Lacombe Marchetti Nivelle Ollivier Perrin Quentin Rousselot Santerre Vasseur"
            ),
            _lines(
                "rue des Tilleuls, rue de la Fontaine, avenue du Parc, rue du Moulin, quai des "
                "Pêcheurs, rue Pasteur, place du Marché, rue des Lilas, rue Haute"
            ),
            (
                ("Lyon", "6900#"),
                ("Nantes", "44#00"),
                ("Lille", "59800"),
                ("Toulouse", "31#00"),
                ("Rennes", "35#00"),
                ("Paris", "7501#"),
                ("Dijon", "21000"),
            ),
            110,
            _french,
        ),
        "IE": _Country(
            _words(
                "Aoife Cian Niamh Oisín Saoirse Eoin Ciara Darragh Róisín Conor Sinéad Fionn "
                "Clodagh Tadhg Maeve Declan Orla Ronan Gráinne Cillian"
            ),
            _lines(
                "Brannigan, Callaghan, Devlin, Egan, Fallon, Gilhooly, Hanratty, Keaveney, "
                "Lenihan, McNamee, Nolan, O'Driscoll, O'Shea, Quilty, Rafferty, Scanlon, Tierney"
            ),
            _lines(
                "Harbour Road, Abbey Street, Castle View, Strand Road, Bridge Street, Main Street, "
                "The Green, Chapel Lane, Ferry Road, Elm Park"
            ),
            (
                ("Dublin", "D0# ??##"),
                ("Cork", "T12 ??##"),
                ("Galway", "H91 ??##"),
                ("Limerick", "V94 ??##"),
                ("Kilkenny", "R95 ??##"),
                ("Sligo", "F91 ??##"),
            ),
            90,
            _number_first,
        ),
        "NL": _Country(
            _words(
                "Sanne Daan Fleur Bram Lotte Sem Noor Thijs Femke Ruben Anouk Joris Maud Niels "
                "Yara Pieter Eva Koen Liv Sjoerd Hanneke Mees"
            ),
            _lines(
                "Aalbers, Bosman, van Dalen, Eikelboom, Feenstra, de Graaf, Hoekstra, Jonker, "
                "Kuipers, van Leeuwen, Meijerink, Noordhoek, Postma, Rietveld, Schouten, Terpstra, "
                "de Vries, Wiersma, Zijlstra"
            ),
            _lines(
                "Dorpsstraat, Kerkweg, Molenlaan, Prinsengracht, Wilhelminastraat, Nieuwstraat, "
                "Havenkade, Beukenlaan, Stationsweg, Korenbloemstraat"
            ),
            (
                ("Amsterdam", "10## ??"),
                ("Utrecht", "35## ??"),
                ("Groningen", "97## ??"),
                ("Haarlem", "20## ??"),
                ("Nijmegen", "65## ??"),
                ("Rotterdam", "30## ??"),
            ),
            180,
            _number_last,
        ),
        "US": _Country(
            _words(
                "Emma Liam Olivia Noah Ava Mason Sofia Ethan Maya Diego Chloe Marcus Harper Wyatt "
                "Nina Caleb Jasmine Trevor Elena Dwight Hazel Jerome Abigail Mateo"
            ),
            _words(
                "Abernathy Barlow Castillo Dawkins Eastman Farrow Goodwin Hollis Ingram Jeffers "
                "Kowalski Lockhart Mendoza Nakamura Ogden Preston Quinlan Ramsey Stockton Truong "
                "Upton Vance Whitaker Zimmer"
            ),
            _lines(
                "Maple Avenue, Oak Street, Cedar Lane, Washington Street, Lakeview Drive, "
                "Elm Court, Sunset Boulevard, Prairie Road, Hillcrest Drive, Juniper Way"
            ),
            (
                ("Portland, OR", "972##"),
                ("Austin, TX", "787##"),
                ("Madison, WI", "537##"),
                ("Providence, RI", "029##"),
                ("Asheville, NC", "288##"),
                ("Denver, CO", "802##"),
                ("Brooklyn, NY", "112##"),
            ),
            2400,
            _number_first,
        ),
        "SE": _Country(
            _words(
                "Astrid Erik Elsa Nils Maja Gustav Ebba Axel Linnea Viktor Saga Anton Wilma Lars "
                "Tove Oskar Amira Hjalmar Ingrid Sixten"
            ),
            _words(
                "Almgren Bergdahl Carlberg Dahlin Engdahl Forsman Granlund Hedlund Isaksson "
                "Kjellberg Lindholm Molander Nyberg Ottosson Palmgren Rosén Sandell Westin Åberg"
            ),
            _lines(
                "Storgatan, Björkvägen, Kyrkogatan, Skolgatan, Strandvägen, Ängsvägen, Hamngatan, "
                "Parkgatan, Lillgatan, Kvarnvägen"
            ),
            (
                ("Stockholm", "11# ##"),
                ("Göteborg", "41# ##"),
                ("Malmö", "21# ##"),
                ("Uppsala", "75# ##"),
                ("Lund", "22# ##"),
                ("Umeå", "90# ##"),
            ),
            95,
            _number_last,
        ),
        "JP": _Country(
            _words(
                "Haruto Yui Sota Hina Ren Aoi Yuto Sakura Kaito Mei Riku Akari Daiki Nanami Takumi "
                "Misaki Kenji Emi Hiroshi Naoko"
            ),
            _words(
                "Akiyama Eguchi Fukuda Hamada Imai Kawano Kubota Matsuda Miyazaki Nagata Nishida "
                "Ogawa Sakamoto Shimizu Sugiyama Tachibana Ueno Watase Yamane Yoshikawa"
            ),
            _lines(
                "Sakuragaoka, Midoricho, Honcho, Kitamachi, Nakamachi, Asahigaoka, Wakaba, Hinode, "
                "Minamimachi, Izumicho"
            ),
            (
                ("Tokyo", "150-00##"),
                ("Osaka", "530-00##"),
                ("Kyoto", "600-80##"),
                ("Sapporo", "060-08##"),
                ("Fukuoka", "810-00##"),
                ("Yokohama", "220-00##"),
            ),
            400,
            _japanese,
        ),
    }
)

COUNTRIES: tuple[str, ...] = tuple(_COUNTRIES)

# Without I, O and the like, which postcodes avoid because they are read as digits.
_LETTERS = "ABDEFGHJLNPRSTUWXYZ"


def person(rng: Generator, country: str) -> Person:
    """Somebody of a country in `COUNTRIES`; the same for the same state of ``rng``.

    Raises:
        KeyError: a country that is not there.
    """
    land = _COUNTRIES[country]
    town, postcode = land.towns[int(rng.integers(len(land.towns)))]
    number = int(rng.integers(1, land.highest_number + 1))
    return Person(
        name=f"{_pick(rng, land.given)} {_pick(rng, land.family)}",
        line1=land.line(_pick(rng, land.streets), number),
        postcode="".join(_postcode_sign(rng, sign) for sign in postcode),
        city=town,
    )


def email_of(name: str, number: int) -> str:
    """An address at a domain for examples; two numbers never share one, whatever the names."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    words = ("".join(filter(str.isalpha, word)) for word in plain.split())
    return f"{'.'.join(filter(None, words))}.{number}@{MAIL_DOMAINS[number % len(MAIL_DOMAINS)]}"


def _pick(rng: Generator, words: tuple[str, ...]) -> str:
    return words[int(rng.integers(len(words)))]


def _postcode_sign(rng: Generator, sign: str) -> str:
    match sign:
        case "#":
            return str(rng.integers(1, 10))
        case "?":
            return _LETTERS[int(rng.integers(len(_LETTERS)))]
        case _:
            return sign
