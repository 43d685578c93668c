"""The schemas are found by name; that a wheel holds them too is tested with the packaging."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import get_args

import pytest
from jsonschema import Draft202012Validator
from referencing.exceptions import Unresolvable

from responses_protocol import schemas

ROOT = Path(__file__).parents[2]


def test_names_are_the_files_of_the_folder() -> None:
    files = {
        path.relative_to(ROOT / "schemas").as_posix() for path in ROOT.glob("schemas/*/*.json")
    }
    assert set(schemas.names()) == files
    assert "chat_completions/messages.json" in files
    assert list(schemas.names()) == sorted(files)


@pytest.mark.parametrize("name", schemas.names())
def test_the_id_is_the_name(name: str) -> None:
    assert schemas.load(name)["$id"] == schemas.BASE + name


def test_nothing_that_is_loaded_can_be_fetched() -> None:
    """A domain may be anyone's tomorrow: names are no addresses."""
    assert schemas.BASE.startswith("urn:responses-protocol:")
    for profile in get_args(schemas.Profile):
        for name in schemas.names():
            schema = schemas.load(name, profile)
            for reference in (schema["$id"], *_references(schema)):
                assert reference.startswith((schemas.BASE, "#/$defs/"))


@pytest.mark.parametrize("name", ["", "nothing.json", "../pyproject.toml", "chat_agent"])
def test_other_names_are_refused(name: str) -> None:
    with pytest.raises(KeyError):
        schemas.load(name)


def test_a_loaded_schema_is_the_callers_own() -> None:
    name = "chat_completions/parts.json"
    schemas.load(name)["$defs"].clear()
    assert schemas.load(name)["$defs"]


def test_every_reference_resolves() -> None:
    resolver = schemas.registry().resolver()
    for name in schemas.names():
        inside = resolver.lookup(schemas.BASE + name).resolver
        for reference in _references(schemas.load(name)):
            assert inside.lookup(reference).contents, (name, reference)


def test_a_wrong_reference_does_not_resolve() -> None:
    with pytest.raises(Unresolvable):
        schemas.registry().resolver().lookup(schemas.BASE + "chat_completions/none.json")


def test_ref_names_a_definition_that_validates() -> None:
    reference = {"$ref": schemas.ref("chat_completions", "Message")}
    validator = Draft202012Validator(reference, registry=schemas.registry())
    assert validator.is_valid({"role": "user", "content": "hi"})
    assert not validator.is_valid({"content": "hi"})


@pytest.mark.parametrize(
    ("dialect", "definition"), [("chat_completions", "Nothing"), ("nothing", "Message")]
)
def test_ref_refuses_unknown_definitions(dialect: str, definition: str) -> None:
    with pytest.raises(KeyError):
        schemas.ref(dialect, definition)


def test_a_name_is_defined_once_in_a_dialect() -> None:
    first_files: dict[tuple[str, str], str] = {}
    for name in schemas.names():
        for definition in schemas.load(name)["$defs"]:
            first = first_files.setdefault((name.partition("/")[0], definition), name)
            assert first == name, f"{definition} is in {first} and in {name}"


def test_loading_needs_no_validator() -> None:
    code = (
        "import sys; from responses_protocol import schemas;"
        "schemas.load(schemas.names()[0]);"
        "print(sorted({'referencing', 'jsonschema', 'pydantic'} & set(sys.modules)))"
    )
    assert _python(code) == "[]"


def _python(code: str) -> str:
    run = [sys.executable, "-c", code]
    return subprocess.run(run, check=True, capture_output=True, text=True).stdout.strip()


def _references(schema: object) -> list[str]:
    if isinstance(schema, list):
        return [reference for inner in schema for reference in _references(inner)]
    if not isinstance(schema, dict):
        return []
    own = [schema["$ref"]] if isinstance(schema.get("$ref"), str) else []
    return own + [reference for inner in schema.values() for reference in _references(inner)]
