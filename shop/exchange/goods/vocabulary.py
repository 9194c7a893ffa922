"""Categories, brands, options and attributes that a file names and the shop has not yet."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from itertools import count
from typing import Any

from django.utils.text import slugify
from django.utils.translation import gettext as _

from catalog.models import Attribute, AttributeType, Brand, Category, Option, OptionValue
from shop.exchange.goods.existing import DEFAULT, Vocabulary

_NAME, _SLUG = f"name_{DEFAULT}", f"slug_{DEFAULT}"


def write_vocabulary(words: Vocabulary) -> dict[int, int]:
    """Make what was wished for; the keys that it got by those that stood for it in the plan."""
    keys: dict[int, int] = {}
    for key, path in words.wished["category"].items():
        keys[key] = _category(path)
    for key, name in words.wished["brand"].items():
        keys[key] = Brand.objects.create(name=name, slug=_code(name, 120, _brand_is_taken)).pk
    for key, name in words.wished["option"].items():
        position = Option.objects.count()
        code = _code(name, 40, _option_is_taken)
        keys[key] = Option.objects.create(code=code, position=position, **{_NAME: name}).pk
    for key, (option, name) in words.wished["value"].items():
        keys[key] = _value(keys.get(option, option), name)
    for key, name in words.wished["attribute"].items():
        code = _code(name, 40, _attribute_is_taken)
        made = Attribute.objects.create(
            code=code, type=AttributeType.TEXT, **{_NAME: name.replace("_", " ").capitalize()[:80]}
        )
        keys[key] = made.pk
    return keys


MOST_TOLD = 5


def told_wishes(words: Vocabulary) -> Iterator[str]:
    """What would be made, in sentences."""
    called = {
        "category": (_("New categories"), [" > ".join(p) for p in _wished(words, "category")]),
        "brand": (_("New brands"), list(_wished(words, "brand"))),
        "option": (_("New options"), list(_wished(words, "option"))),
        "attribute": (_("New attributes"), list(_wished(words, "attribute"))),
    }
    for title, names in called.values():
        if names:
            more = len(names) - MOST_TOLD
            shown = ", ".join(f"“{name}”" for name in names[:MOST_TOLD])
            yield f"{title}: {shown}" + (f" (+ {more:,})" if more > 0 else "")


def _wished(words: Vocabulary, kind: str) -> Iterable[Any]:
    return words.wished[kind].values()


def _category(path: tuple[str, ...]) -> int:
    """The category at the end of a path; what is missing of the path is made."""
    parent: Category | None = None
    for name in path:
        nodes = Category.objects
        shelves = nodes.get_root_nodes() if parent is None else nodes.get_children(parent)
        found = shelves.filter(**{f"{_NAME}__iexact": name}).first()
        parent = found or _new_category(name, parent)
    assert parent is not None  # noqa: S101  (a path has one name at least)
    return int(parent.pk)


def _new_category(name: str, parent: Category | None) -> Category:
    category = Category(**{_NAME: name, _SLUG: _code(name, 120, _category_is_taken)})
    if parent is None:
        added: Category = Category.objects.add_root(instance=category)
    else:
        grown = Category.objects.get(pk=parent.pk)  # its number of children is read afresh
        added = Category.objects.add_child(grown, instance=category)
    return added


def _value(option_id: int, name: str) -> int:
    def is_taken(code: str) -> bool:
        return OptionValue.objects.filter(option_id=option_id, code=code).exists()

    position = OptionValue.objects.filter(option_id=option_id).count()
    made = OptionValue.objects.create(
        option_id=option_id, code=_code(name, 40, is_taken), position=position, **{_NAME: name}
    )
    return int(made.pk)


def _code(name: str, most: int, is_taken: Callable[[str], bool]) -> str:
    """A code from a name; a number goes behind where another has it, or no letter is left."""
    plain = slugify(name)[: most - 6].strip("-") or "n"
    if plain != "n" and not is_taken(plain):
        return plain
    return next(code for n in count(2) if not is_taken(code := f"{plain}-{n}"))


def _category_is_taken(slug: str) -> bool:
    return Category.objects.filter(**{_SLUG: slug}).exists()


def _brand_is_taken(slug: str) -> bool:
    return Brand.objects.filter(slug=slug).exists()


def _option_is_taken(code: str) -> bool:
    return Option.objects.filter(code=code).exists()


def _attribute_is_taken(code: str) -> bool:
    return Attribute.objects.filter(code=code).exists()
