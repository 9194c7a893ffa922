"""``manage.py forecast SKU``."""

import csv
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from forecasting.tests.factories import make_variant, sell, steady
from foundation import clock

pytestmark = pytest.mark.django_db


@pytest.fixture
def mug():
    variant = make_variant("MUG-1")
    sell(variant, steady(200), until=clock.business_day())
    return variant


def _said(*arguments) -> str:
    out = StringIO()
    call_command("forecast", *arguments, stdout=out)
    return out.getvalue()


def test_a_table_by_week_and_a_sentence(mug):
    said = _said("MUG-1", "--days", "90")
    assert f"MUG-1: 90 days from {clock.business_day()}" in said
    lines = [line for line in said.splitlines() if line[:4].isdigit()]
    assert len(lines) == 13
    assert "In all" in said
    assert "It sold" in said


def test_a_fortnight_is_told_by_day(mug):
    said = _said("MUG-1", "--days", "10")
    assert len([line for line in said.splitlines() if line[:4].isdigit()]) == 10


def test_the_file_holds_every_day_with_its_band(mug):
    rows = list(csv.DictReader(StringIO(_said("MUG-1", "--days", "120", "--csv"))))
    assert len(rows) == 120
    assert rows[0]["day"] == clock.business_day().isoformat()
    assert all(0 <= float(row["low_80"]) <= float(row["high_80"]) for row in rows)


def test_a_new_product_is_told_by_its_category_without_a_champion(mug):
    new = make_variant("MUG-2", days_old=0)
    sell(new, [2, 2, 2], until=clock.business_day())
    assert "its category" in _said("MUG-2")


def test_prophet_answers_when_asked(mug):
    said = _said("MUG-1", "--days", "28", "--prophet")
    assert len([line for line in said.splitlines() if line[:4].isdigit()]) == 4
    assert "Prophet took 200 days apart" in said


@pytest.mark.parametrize(
    "arguments", [("NONE",), ("MUG-1", "--days", "0"), ("MUG-1", "--days", "400")]
)
def test_what_cannot_be_told_is_refused_in_words(mug, arguments):
    with pytest.raises(CommandError):
        _said(*arguments)
