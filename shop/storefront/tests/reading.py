"""Reading a page as a shopper's program does: its fields, what stands in them, what is told."""

from __future__ import annotations

from collections.abc import Iterator
from html.parser import HTMLParser

_EMPTY = frozenset({"input", "img", "br", "hr", "link", "meta", "source", "wbr"})


class Element:
    """An element of a page with its attributes, its text and what it stands in."""

    def __init__(self, tag: str, attributes: dict[str, str], parent: Element | None) -> None:
        self.tag = tag
        self.attributes = attributes
        self.parent = parent
        self.children: list[Element | str] = []

    def __iter__(self) -> Iterator[Element]:
        """Everything in it, in the order of the page."""
        for child in self.children:
            if isinstance(child, Element):
                yield child
                yield from child

    @property
    def text(self) -> str:
        found = (child if isinstance(child, str) else child.text for child in self.children)
        return "".join(found)


class Page(HTMLParser):
    """A parsed page; broken nesting is forgiven as a browser would."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.root = self._open = Element("page", {}, None)
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        attributes = {name: value or "" for name, value in attrs}
        element = Element(tag, attributes, self._open)
        self._open.children.append(element)
        if tag not in _EMPTY:
            self._open = element

    def handle_endtag(self, tag: str) -> None:
        here: Element | None = self._open
        while here is not None and here.tag != tag:
            here = here.parent
        if here is not None and here.parent is not None:
            self._open = here.parent

    def handle_data(self, data: str) -> None:
        self._open.children.append(data)

    def fields(self, name: str) -> list[Element]:
        """The fields of a name, most often one; radio buttons are many."""
        return [
            element
            for element in self.root
            if element.tag in {"input", "select", "textarea"}
            and element.attributes.get("name") == name
        ]

    def values(self, name: str) -> list[str]:
        """What would be sent for a name."""
        return [value for field in self.fields(name) for value in _values(field)]

    def told_at(self, name: str) -> str:
        """What a screen reader says at the fields of a name that are marked as wrong."""
        told = [
            self.text_of(name_of_text)
            for field in self.fields(name)
            if field.attributes.get("aria-invalid") == "true"
            or field.attributes.get("type") == "radio"
            for name_of_text in _described_by(field)
        ]
        return " ".join(told)

    def alerts(self) -> str:
        """What is told about all of a form."""
        return " ".join(one.text for one in self.root if one.attributes.get("role") == "alert")

    def text_of(self, identity: str) -> str:
        return "".join(one.text for one in self.root if one.attributes.get("id") == identity)


def _values(field: Element) -> list[str]:
    if field.tag == "textarea":
        return [field.text.removeprefix("\n")]
    if field.tag == "select":
        options = [element for element in field if element.tag == "option"]
        chosen = [one for one in options if "selected" in one.attributes] or options[:1]
        return [one.attributes.get("value", one.text) for one in chosen]
    if field.attributes.get("type") in {"radio", "checkbox"}:
        is_chosen = "checked" in field.attributes
        return [field.attributes.get("value", "on")] if is_chosen else []
    return [field.attributes.get("value", "")]


def _described_by(field: Element) -> list[str]:
    """Ids of the texts that explain a field: its own, or those of the group it stands in."""
    here: Element | None = field
    while here is not None and not here.attributes.get("aria-describedby"):
        here = here.parent if here is field or here.tag != "fieldset" else None
    return here.attributes["aria-describedby"].split() if here is not None else []
