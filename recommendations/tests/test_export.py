"""The export: each customer who agreed, nobody else, ready for a spreadsheet or a program."""

import csv
import json

import pytest
from django.core.management import CommandError, call_command

from accounts.models import Customer
from catalog.tests.factories import make_product
from events.context import EventContext
from events.names import Consent
from mlops.training import train
from recommendations.serving import forget_model
from recommendations.tests.people import buy, person
from recommendations.training import NAME

pytestmark = pytest.mark.django_db


@pytest.fixture
def shop(settings, tmp_path):
    settings.ARTIFACTS_DIR = tmp_path
    products = {name: make_product(name, stock=50) for name in ("Lamp", "Bulb", "Rug")}
    for number in range(8):
        buy(person(), f"o{number}", products["Lamp"], products["Bulb"], days_ago=number)
    for name, consent in (("ada", Consent.ALL), ("bob", 1), ("eve", Consent.NECESSARY)):
        customer = Customer.objects.create(email=f"{name}@example.com", consent=consent)
        who = EventContext(customer=customer.pseudonym, consent=Consent.PERSONALISATION)
        buy(who, name, products["Lamp"], days_ago=3)
    train(NAME, lambda text: None)
    forget_model()
    yield products
    forget_model()


def _pseudonyms(*names):
    emails = [f"{name}@example.com" for name in names]
    found = Customer.objects.filter(email__in=emails).order_by("pk")
    return [customer.pseudonym.hex for customer in found]


def test_who_agreed_is_exported_in_both_forms(shop, tmp_path):
    table, lines = tmp_path / "rows.csv", tmp_path / "rows.jsonl"

    call_command("export_recommendations", top=1, output=table)
    call_command("export_recommendations", top=1, output=lines, format="jsonl")

    with table.open(newline="") as file:
        rows = list(csv.DictReader(file))
    assert [row["customer"] for row in rows] == _pseudonyms("ada", "bob")
    assert {(row["product"], row["rank"]) for row in rows} == {(shop["Bulb"].public_id, "1")}
    read = [json.loads(line) for line in lines.read_text().splitlines()]
    assert [{name: str(value) for name, value in row.items()} for row in read] == rows


def test_picks_for_mails_are_for_those_who_agreed_to_mails(shop, tmp_path):
    file = tmp_path / "mail.jsonl"
    call_command("export_recommendations", output=file, format="jsonl", mail=True)
    told = {json.loads(line)["customer"] for line in file.read_text().splitlines()}
    assert told == set(_pseudonyms("ada"))


@pytest.mark.parametrize("top", [0, 41])
def test_a_length_that_cannot_be_is_refused(shop, top):
    with pytest.raises(CommandError):
        call_command("export_recommendations", top=top)


def test_without_a_model_it_says_so(db):
    forget_model()
    with pytest.raises(CommandError, match="No model serves"):
        call_command("export_recommendations")
