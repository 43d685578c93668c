"""The canonical JSON Schemas (draft 2020-12), found in a wheel and in a checkout alike.

A schema's name is its path inside the schema folder: ``"responses/items.json"``. Its ``$id`` is
that name below ``BASE``, so that ``registry()`` resolves the ``$ref``s between files.
"""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from referencing import Registry

BASE = "https://responses-protocol.dev/schemas/"
"""What every ``$id`` begins with."""

__all__ = ["BASE", "load", "names", "ref", "registry"]


@cache
def _root() -> Path:
    """Return the folder of the schemas: beside this module in a wheel, else of the checkout."""
    packaged = Path(__file__).parent / "data"
    return packaged if packaged.is_dir() else Path(__file__).parents[3] / "schemas"


@cache
def names() -> tuple[str, ...]:
    """Return the names of all schemas, in order."""
    root = _root()
    return tuple(sorted(path.relative_to(root).as_posix() for path in root.rglob("*.json")))


def load(name: str) -> dict[str, Any]:
    """Return the schema of that name, freshly read.

    Raises ``KeyError`` when there is none; only a listed name is ever opened.
    """
    if name not in names():
        raise KeyError(name)
    schema: dict[str, Any] = json.loads((_root() / name).read_text(encoding="utf-8"))
    return schema


@cache
def registry() -> Registry[Any]:
    """Return all schemas by their ``$id``, as jsonschema's validators take them."""
    # Imported here: readers of a single schema should not pay for it.
    from referencing import Registry, Resource

    resources = (Resource.from_contents(load(name)) for name in names())
    return resources @ Registry()


@cache
def _definitions(dialect: str) -> dict[str, str]:
    """Map each definition of a dialect to its absolute reference; the first file wins."""
    found: dict[str, str] = {}
    for name in names():
        if name.startswith(f"{dialect}/"):
            for definition in load(name)["$defs"]:
                found.setdefault(definition, f"{BASE}{name}#/$defs/{definition}")
    return found


def ref(dialect: str, definition: str) -> str:
    """Return the absolute reference of a definition: ``ref("chat_completions", "Message")``.

    Raises ``KeyError`` when the dialect has no such definition.
    """
    return _definitions(dialect)[definition]
