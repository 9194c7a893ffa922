"""Translations are compiled without gettext, and only when they changed."""

import gettext
import os

import pytest

from shop.texts import FOLDERS, compile_texts

CATALOGUE = """
msgid ""
msgstr ""
"Content-Type: text/plain; charset=UTF-8\\n"
"Plural-Forms: nplurals=2; plural=(n != 1);\\n"

msgid "Cart"
msgstr "Warenkorb"

msgctxt "verb"
msgid "Order"
msgstr "Bestellen"

msgid "%(n)d piece"
msgid_plural "%(n)d pieces"
msgstr[0] "%(n)d Stück"
msgstr[1] "%(n)d Stücke"

#, fuzzy
msgid "Guess"
msgstr "Geraten"
"""


@pytest.fixture
def folder(tmp_path):
    messages = tmp_path / "de" / "LC_MESSAGES"
    messages.mkdir(parents=True)
    (messages / "django.po").write_text(CATALOGUE, encoding="utf-8")
    return tmp_path


def read(folder):
    return gettext.translation("django", folder, languages=["de"])


def test_words_contexts_and_plurals_are_there_and_guesses_are_not(folder):
    assert compile_texts(folder) == 1

    texts = read(folder)
    assert texts.gettext("Cart") == "Warenkorb"
    assert texts.pgettext("verb", "Order") == "Bestellen"
    assert texts.ngettext("%(n)d piece", "%(n)d pieces", 2) == "%(n)d Stücke"
    assert texts.gettext("Guess") == "Guess"


def test_what_did_not_change_is_left_alone(folder):
    compile_texts(folder)
    assert compile_texts(folder) == 0

    source = folder / "de" / "LC_MESSAGES" / "django.po"
    source.write_text(CATALOGUE.replace("Warenkorb", "Korb"), encoding="utf-8")
    os.utime(source, ns=(2**61, 2**61))

    assert compile_texts(folder) == 1
    assert read(folder).gettext("Cart") == "Korb"


def test_the_shops_own_catalogues_compile():
    compile_texts()

    compiled = [path for folder in FOLDERS for path in folder.glob("*/LC_MESSAGES/django.mo")]
    assert {path.parts[-3] for path in compiled} >= {"de", "fr"}
