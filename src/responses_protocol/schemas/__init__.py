"""The canonical JSON Schemas (draft 2020-12), found in a wheel and in a checkout alike.

A schema's name is its path inside the schema folder: ``"responses/items.json"``. A file refers to
others by their place beside it. As it is loaded it gets its name below ``BASE`` for its ``$id``,
and so do its ``$ref``s, so that ``registry()`` resolves them without a network.

Each schema has two profiles. ``wire`` is the file itself, and accepts any payload that people may
have stored; ``request`` is derived from it, and accepts the payloads that the endpoint accepts.

For validators and editors that know no registry, ``responses_protocol.schemas.bundles`` has the
schema of each payload in one piece.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal
from urllib.parse import urljoin

if TYPE_CHECKING:
    from jsonschema.protocols import Validator
    from referencing import Registry

Profile = Literal["wire", "request"]

BASE = "urn:responses-protocol:schemas:"
"""The prefix of every ``$id``."""

_BASES: dict[Profile, str] = {"request": f"{BASE}request/", "wire": BASE}

__all__ = ["BASE", "Profile", "folder", "load", "locate", "names", "ref", "registry", "validator"]


@cache
def folder() -> Path:
    """Return the folder of the schemas: beside this module in a wheel, else of the checkout."""
    packaged = Path(__file__).parent / "data"
    return packaged if packaged.is_dir() else Path(__file__).parents[3] / "schemas"


_ADDED_FOLDERS: dict[str, Path] = {}  # the folders of dialects that are registered from outside


def add_folder(dialect: str, path: Path) -> None:
    """Add a dialect whose schemas are the JSON files of a folder outside of this package."""
    _ADDED_FOLDERS[dialect] = path
    _clear_caches()


def remove_folder(dialect: str) -> None:
    """Undo ``add_folder``."""
    del _ADDED_FOLDERS[dialect]
    _clear_caches()


def _clear_caches() -> None:
    names.cache_clear()
    registry.cache_clear()
    _definitions.cache_clear()


@cache
def names() -> tuple[str, ...]:
    """Return the names of all schemas, in order."""
    root = folder()
    bundled = (path.relative_to(root).as_posix() for path in root.glob("*/*.json"))
    added = (
        f"{name}/{path.name}"
        for name, base in _ADDED_FOLDERS.items()
        for path in base.glob("*.json")
    )
    return tuple(sorted((*bundled, *added)))


def load(name: str, profile: Profile = "wire") -> dict[str, Any]:
    """Return the schema of that name in a profile; the caller may change it.

    Raises ``KeyError`` when there is none; only a listed name is ever opened.
    """
    if name not in names():
        raise KeyError(name)
    base = _BASES[profile]
    written = _request(name) if profile == "request" else _read(name)
    head = {"$schema": written["$schema"], "$id": f"{base}{name}"}
    return head | {
        key: _with_absolute_references(part, name, base) for key, part in written.items()
    }


def _read(name: str) -> dict[str, Any]:
    dialect, _, file = name.partition("/")
    path = _ADDED_FOLDERS[dialect] / file if dialect in _ADDED_FOLDERS else folder() / name
    schema: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return schema


@cache
def _request(name: str) -> dict[str, Any]:
    # Imported here, since most programs only read the files.
    from responses_protocol.schemas._profiles import request

    return request(_read(name), name, _written)


@cache
def _written(name: str) -> Mapping[str, Any]:
    return _read(name)


def _with_absolute_references(part: Any, name: str, base: str) -> Any:
    """Return a copy of a part of a file, in which references to other files are absolute."""
    if isinstance(part, list):
        return [_with_absolute_references(element, name, base) for element in part]
    if not isinstance(part, dict):
        return part
    copy = {key: _with_absolute_references(element, name, base) for key, element in part.items()}
    reference = copy.get("$ref")
    if isinstance(reference, str) and not reference.startswith("#"):
        copy["$ref"] = f"{base}{urljoin(name, reference)}"
    return copy


def locate(address: str) -> tuple[str, Profile]:
    """Return the name and the profile of the schema with this ``$id``."""
    profile, base = next(each for each in _BASES.items() if address.startswith(each[1]))
    return address.removeprefix(base), profile


@cache
def registry(profile: Profile = "wire") -> Registry[Any]:
    """Return all schemas of a profile by their ``$id``, as jsonschema's validators take them."""
    # Imported here: readers of a single schema should not pay for it.
    from referencing import Registry, Resource

    resources = (Resource.from_contents(load(name, profile)) for name in names())
    return resources @ Registry()


@cache
def _definitions(dialect: str, profile: Profile) -> dict[str, str]:
    """Map each definition of a dialect to its absolute reference; the first file wins."""
    references: dict[str, str] = {}
    for name in names():
        if name.startswith(f"{dialect}/"):
            schema = load(name, profile)
            for definition in schema["$defs"]:
                references.setdefault(definition, f"{schema['$id']}#/$defs/{definition}")
    return references


def ref(dialect: str, definition: str, profile: Profile = "wire") -> str:
    """Return the absolute reference of a definition: ``ref("chat_completions", "Message")``.

    Raises ``KeyError`` when the dialect has no such definition in this profile: the open branches
    of unions, ``Unknown...``, are in ``wire`` only.
    """
    return _definitions(dialect, profile)[definition]


@cache
def validator(dialect: str, definition: str, profile: Profile = "wire") -> Validator:
    """Return a validator of a definition: ``validator("responses", "Item", "request")``.

    Raises ``KeyError`` as ``ref`` does.
    """
    reference = {"$ref": ref(dialect, definition, profile)}
    return _validators()(reference, registry=registry(profile))


@cache
def _validators() -> type[Validator]:
    """Return a class of validators that read patterns as JSON Schema does."""
    from jsonschema import Draft202012Validator, ValidationError, validators

    from responses_protocol.schemas._subset import expression

    def pattern(_: Validator, limit: str, value: Any, schema: Any) -> Iterator[ValidationError]:
        if isinstance(value, str) and expression(limit).search(value) is None:
            yield ValidationError(f"{value!r} does not match {limit!r}")

    extend: Any = validators.extend
    validator_class: type[Validator] = extend(Draft202012Validator, {"pattern": pattern})
    return validator_class
