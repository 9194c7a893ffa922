"""The file's names of countries as ISO codes."""

from functools import cache

from babel import Locale

# Names that are no ISO country's, or not its English name.
_OTHERWISE = {
    "eire": "IE",
    "rsa": "ZA",
    "usa": "US",
    "hong kong": "HK",
    "czech republic": "CZ",
    "channel islands": "JE",  # Jersey stands for both: they have no code together
    "european community": "",
    "unspecified": "",
}


@cache
def country_code(name: str) -> str:
    """ISO 3166 code of two letters; empty where the name is not of one country."""
    plain = name.strip().casefold()
    if plain in _OTHERWISE:
        return _OTHERWISE[plain]
    return _codes().get(plain, "")


@cache
def _codes() -> dict[str, str]:
    territories = Locale("en").territories
    return {name.casefold(): code for code, name in territories.items() if len(code) == 2}
