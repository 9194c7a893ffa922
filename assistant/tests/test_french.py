"""French is complete for what a shopper reads in a conversation, and compiled."""

import re
from gettext import GNUTranslations
from pathlib import Path

import pytest
from babel.messages.pofile import read_po
from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext, ngettext

from assistant.tests.spoken_texts import ROOT, spoken_texts

FOLDER = Path(settings.BASE_DIR) / "assistant" / "locale" / "fr" / "LC_MESSAGES"
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]")


def _read():
    with (FOLDER / "django.po").open("rb") as file:
        return read_po(file, locale="fr")


def _known():
    return {
        (message.context or "", message.id[0] if isinstance(message.id, tuple) else message.id)
        for message in _read()
    }


def test_everything_that_is_said_in_a_conversation_can_be_said_in_french():
    wanted = spoken_texts()
    assert len(wanted) > 250
    assert sorted(wanted - _known()) == []


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        ("code", "I find nothing about that in what the shop has written down."),
        ("plural", "%(days)d working day"),
        ("template", "Your message"),
        ("label", "It arrived damaged"),
        ("refusal", "Only an order that was sent can come back."),
    ],
)
def test_texts_of_every_kind_are_looked_for(kind, text):
    assert ("", text) in spoken_texts(), kind


def test_a_context_is_looked_for():
    assert ("within", "%(days)d day") in spoken_texts()


def test_every_text_is_translated_with_its_placeholders():
    for message in _read():
        if not message.id:
            continue
        originals = message.id if isinstance(message.id, tuple) else (message.id,)
        texts = message.string if isinstance(message.string, tuple) else (message.string,)
        assert all(texts), f"not translated: {originals[0]}"
        assert not message.fuzzy
        for text in texts:
            wanted = set(PLACEHOLDER.findall(originals[-1]))
            assert set(PLACEHOLDER.findall(text)) == wanted, originals[0]


def test_what_is_compiled_is_what_is_written():
    with (FOLDER / "django.mo").open("rb") as file:
        compiled = GNUTranslations(file)
    for message in _read():
        if isinstance(message.id, tuple) or message.context:
            continue
        if message.id:
            assert compiled.gettext(message.id) == message.string


def test_the_shop_speaks_it_where_it_is_asked_to():
    with translation.override("fr"):
        assert gettext("Your cart is empty.") == "Votre panier est vide."
        days = "%(days)d working day", "%(days)d working days"
        assert [ngettext(*days, count) % {"days": count} for count in (0, 1, 2)] == [
            "0 jour ouvrable", "1 jour ouvrable", "2 jours ouvrables",
        ]  # fmt: skip


def test_pages_offer_the_languages_that_they_are_written_in():
    assert set(dict(settings.LANGUAGES)) == {"en", "de"}
    assert (ROOT / "locale" / "de").is_dir()
