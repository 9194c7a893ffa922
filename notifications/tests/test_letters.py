"""Mails in files are forgotten with their reader, and with the time."""

import os
from datetime import timedelta

import pytest
from django.core.mail import EmailMessage, get_connection

from accounts.models import Customer
from foundation import clock
from notifications.kinds import MailKind
from notifications.letters import forget_letters_before, forget_letters_to
from notifications.privacy import erase_mails
from notifications.tests.factories import queue_mail

ADA, BEN = "Ada@shop.example", "ben@shop.example"
BACKEND = "django.core.mail.backends.filebased.EmailBackend"


@pytest.fixture
def folder(tmp_path, settings):
    settings.EMAIL_FILE_PATH = tmp_path / "mail"
    return settings.EMAIL_FILE_PATH


def _write(*readers):
    letters = [
        EmailMessage(f"To {reader}", f"Dear {reader}", to=[f"Reader <{reader}>"])
        for reader in readers
    ]
    get_connection(BACKEND).send_messages(letters)


def _texts(folder):
    return [path.read_text() for path in sorted(folder.iterdir())]


def test_only_their_letters_are_taken_out(folder):
    _write(BEN, ADA, BEN)
    assert forget_letters_to(ADA.lower()) == 1
    (text,) = _texts(folder)
    assert ADA not in text
    assert text.count(f"Dear {BEN}") == 2
    assert forget_letters_to(ADA) == 0


def test_a_file_of_theirs_alone_goes(folder):
    _write(ADA, ADA)
    assert forget_letters_to(ADA) == 2
    assert _texts(folder) == []


def test_without_a_folder_there_is_nothing_to_forget(settings):
    settings.EMAIL_FILE_PATH = None
    assert forget_letters_to(ADA) == 0


def test_old_files_go_with_their_time(folder):
    _write(ADA)
    (path,) = folder.iterdir()
    path = path.rename(folder / "a-month-ago.log")  # a name of the same second might come again
    month_ago = (clock.now() - timedelta(days=30)).timestamp()
    os.utime(path, (month_ago, month_ago))
    _write(BEN)
    assert forget_letters_before(clock.now() - timedelta(days=20)) == 1
    assert [BEN in text for text in _texts(folder)] == [True]


@pytest.mark.django_db
def test_whoever_is_erased_is_in_no_letter(folder):
    customer = Customer.objects.create(email=ADA.lower())
    queue_mail(MailKind.REVIEW_REQUEST, to=ADA, key="review:1")
    _write(ADA, BEN)
    erase_mails(customer.pk)
    assert ADA not in "".join(_texts(folder))
