"""German is complete for the shop's own words, and compiled."""

import re
from gettext import GNUTranslations
from pathlib import Path

import pytest
from babel.messages.pofile import read_po
from django.conf import settings

FOLDER = Path(settings.LOCALE_PATHS[0]) / "de" / "LC_MESSAGES"


def _read():
    with (FOLDER / "django.po").open("rb") as file:
        return read_po(file, locale="de")


def test_every_text_is_translated_with_its_placeholders():
    for message in _read():
        if not message.id:
            continue
        originals = message.id if isinstance(message.id, tuple) else (message.id,)
        texts = message.string if isinstance(message.string, tuple) else (message.string,)
        assert all(texts), f"not translated: {originals[0]}"
        assert not message.fuzzy
        for text in texts:
            wanted = set(re.findall(r"%\(\w+\)[sd]", originals[-1]))
            assert set(re.findall(r"%\(\w+\)[sd]", text)) == wanted, originals[0]


def _number(compiled, message, count):
    if message.context:
        return compiled.npgettext(message.context, *message.id, count)
    return compiled.ngettext(*message.id, count)


def test_what_is_compiled_is_what_is_written():
    with (FOLDER / "django.mo").open("rb") as file:
        compiled = GNUTranslations(file)
    for message in _read():
        if isinstance(message.id, tuple):
            assert tuple(_number(compiled, message, count) for count in (1, 2)) == message.string
        elif message.context:
            assert compiled.pgettext(message.context, message.id) == message.string
        elif message.id:
            assert compiled.gettext(message.id) == message.string


def test_all_texts_of_the_templates_are_in_the_catalogue():
    known = {
        original
        for message in _read()
        for original in (message.id if isinstance(message.id, tuple) else (message.id,))
    }
    templates = Path(settings.BASE_DIR) / "templates"
    texts = [
        (path.name, text)
        for folder in ("storefront", "account")
        for path in (templates / folder).rglob("*.html")
        for text in re.findall(r"""\{% translate ["'](.+?)["'] (?:as \w+ )?%\}""", path.read_text())
    ]
    assert len(texts) > 100
    assert [entry for entry in texts if entry[1] not in known] == []


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("path", "words"),
    [
        ("/de/", "Gute Dinge, gut gewählt."),
        ("/de/products/", "Alle Produkte"),
        ("/de/cart/", "Ihr Warenkorb ist leer"),
        ("/de/accounts/login/", "Willkommen zurück"),
        ("/de/privacy/", "Datenschutz"),
    ],
)
def test_german_pages_speak_german(client, stocked, path, words):
    html = client.get(path).content.decode()
    assert '<html lang="de">' in html
    assert words in html
