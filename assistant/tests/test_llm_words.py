"""Arguments that a model wrote are checked strictly; what hides a person comes back as it was."""

import json
from dataclasses import dataclass, field, fields
from enum import StrEnum
from typing import Literal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.algorithms import contacts
from assistant.llm.pseudonyms import Pseudonyms
from assistant.llm.schemas import BadArguments, arguments_from, schema_of
from assistant.tools.base import Outcome, Tool, tools


class Reason(StrEnum):
    ASKED = "asked"
    COMPLAINT = "complaint"


@dataclass(frozen=True, slots=True)
class All:
    words: str = field(default="", metadata={"about": "What is looked for."})
    price_to: float | None = None
    quantity: int | None = None
    places: tuple[int, ...] = ()
    cheapest: bool = False
    reason: Reason = Reason.ASKED
    order: Literal["asc", "desc"] = "asc"


@dataclass(frozen=True, slots=True)
class Needed:
    number: str


ALL = Tool("all", "Takes everything.", All, lambda arguments, situation: Outcome(()))
NEEDED = Tool("needed", "Takes one.", Needed, lambda arguments, situation: Outcome(()))
KINDS = {
    "words": str, "price_to": float, "quantity": int, "places": tuple, "cheapest": bool,
    "reason": Reason, "order": str,
}  # fmt: skip


def test_a_tool_is_described_as_the_api_wants_it():
    parameters = schema_of(ALL)["function"]["parameters"]
    assert parameters["properties"] == {
        "words": {"type": "string", "description": "What is looked for."},
        "price_to": {"type": "number"},
        "quantity": {"type": "integer"},
        "places": {"type": "array", "items": {"type": "integer"}, "maxItems": 12},
        "cheapest": {"type": "boolean"},
        "reason": {"type": "string", "enum": ["asked", "complaint"]},
        "order": {"type": "string", "enum": ["asc", "desc"]},
    }
    assert (parameters["required"], parameters["additionalProperties"]) == ([], False)
    assert schema_of(NEEDED)["function"]["parameters"]["required"] == ["number"]


def test_what_is_right_is_taken():
    written = {"words": "lamp", "price_to": 60, "quantity": 2.0, "places": [1, 2], "cheapest": True,
               "reason": "complaint", "order": "desc"}  # fmt: skip
    taken = arguments_from(ALL, json.dumps(written))
    assert taken == All("lamp", 60.0, 2, (1, 2), True, Reason.COMPLAINT, "desc")
    assert arguments_from(ALL, "") == All()
    assert arguments_from(ALL, '{"price_to": null}') == All()


@pytest.mark.parametrize(
    "written",
    [
        "{",
        "[]",
        '"words"',
        '{"customer": 7}',
        '{"words": 7}',
        '{"words": null}',
        '{"price_to": "60"}',
        '{"price_to": true}',
        '{"price_to": 1e400}',
        '{"price_to": NaN}',
        '{"quantity": 1.5}',
        '{"quantity": 10000000000}',
        '{"places": "1"}',
        '{"places": [1, "2"]}',
        '{"places": [1,1,1,1,1,1,1,1,1,1,1,1,1]}',
        '{"cheapest": 1}',
        '{"reason": "because"}',
        '{"reason": ["asked"]}',
        '{"order": "sideways"}',
        json.dumps({"words": "x" * 301}),
        json.dumps({"words": "a\x00b"}),
        json.dumps({"words": "a\ud800b"}),
        json.dumps({"quantity": 10**400}),
        "[" * 100_000,
    ],
)
def test_what_is_not_right_is_refused(written):
    with pytest.raises(BadArguments):
        arguments_from(ALL, written)


def test_what_is_needed_must_be_there():
    with pytest.raises(BadArguments):
        arguments_from(NEEDED, "{}")


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3)
    ),
    max_leaves=5,
)


@given(st.dictionaries(st.sampled_from([*KINDS, "other"]), JSON, max_size=4))
def test_whatever_is_written_a_tool_gets_its_own_types_or_nothing(written):
    try:
        taken = arguments_from(ALL, json.dumps(written))
    except BadArguments:
        return
    assert set(written) <= set(KINDS)
    for one in fields(taken):
        value = getattr(taken, one.name)
        assert value is None or type(value) is KINDS[one.name]


def test_every_tool_of_the_shop_can_be_described_and_used_without_arguments():
    assert len(tools.names()) >= 12
    for name, tool in tools:
        described = schema_of(tool)["function"]
        assert described["name"] == name
        assert len(described["description"]) > 15
        assert isinstance(arguments_from(tool, "{}"), tool.arguments)


@given(st.text(max_size=200))
def test_what_was_hidden_comes_back(text):
    pseudonyms = Pseudonyms(["Ada", "Lovelace"])
    said = f"{text} Ada said to a@b.com: {text}"
    hidden = pseudonyms.hidden(said)
    assert "Ada" not in hidden
    assert "a@b.com" not in hidden
    if "[" not in text:
        assert pseudonyms.revealed(hidden) == contacts.cleaned(said)


def test_the_same_has_the_same_placeholder_and_others_have_none():
    pseudonyms = Pseudonyms(["Ada Lovelace", "Ada"])
    assert (
        pseudonyms.hidden("Ada Lovelace, Ada, ADA and Adam")
        == "[name-1], [name-2], [name-3] and Adam"
    )
    assert pseudonyms.hidden("Ada") == "[name-2]"
    assert (
        pseudonyms.revealed("Hello [name-1], [name-77] [other-1]")
        == "Hello Ada Lovelace,  [other-1]"
    )


def test_facts_are_hidden_in_whatever_depth_and_amounts_stay():
    pseudonyms = Pseudonyms(["Ada"])
    facts = {"price": "€1,234.50", "to": [{"who": "Ada"}], "count": 3, "on": "2026-11-22"}
    assert pseudonyms.hidden_in(facts) == facts | {"to": [{"who": "[name-1]"}]}


def test_the_shops_own_address_is_no_secret(settings):
    settings.SHOP_EMAIL = "hello@shop.example"
    assert Pseudonyms().hidden("Write to hello@shop.example") == "Write to hello@shop.example"
