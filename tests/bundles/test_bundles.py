"""The bundled schemas: in step with their sources, whole, and of the same verdicts."""

from __future__ import annotations

import importlib
import json
import subprocess
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from bundle_verdicts import BY_NAME, expected
from effort import scale_examples
from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from responses_protocol import schemas
from responses_protocol._checks.rules import rules
from responses_protocol._checks.subjects import SUBJECTS
from responses_protocol.schemas import bundles
from responses_protocol.testing import damaged, from_schema
from tools import bundle

ROOT = Path(__file__).parents[2]
PROFILES: tuple[schemas.Profile, ...] = ("wire", "request")
ALL = [(profile, name) for profile in PROFILES for name in bundles.names(profile)]
EACH = pytest.mark.parametrize(("profile", "name"), ALL, ids=map("/".join, ALL))

# What strict validators know, and generators of code and editors understand.
KEYWORDS = {
    *("$schema", "$id", "$comment", "$defs", "$ref", "title", "description"),
    *("type", "const", "enum", "anyOf", "allOf", "if", "then", "else", "not"),
    *("properties", "required", "additionalProperties", "propertyNames", "maxProperties"),
    *("items", "minItems", "maxItems", "minLength", "maxLength", "pattern", "minimum", "maximum"),
}


def test_they_are_in_step_with_the_schemas() -> None:
    assert (
        subprocess.run([sys.executable, "-m", "tools.bundle", "--check"], cwd=ROOT).returncode == 0
    )


def test_a_change_by_hand_is_noticed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(bundle, "FOLDER", tmp_path)
    monkeypatch.setattr(sys, "argv", ["bundle"])
    assert bundle.main() == 0
    (tmp_path / "wire/responses/request.json").write_text("{}", encoding="utf-8")
    (tmp_path / "wire/responses/old.json").write_text("{}", encoding="utf-8")
    monkeypatch.setattr(sys, "argv", ["bundle", "--check"])
    assert bundle.main() == 1
    assert [line.rpartition("/")[2] for line in capsys.readouterr().err.splitlines()] == [
        "old.json",
        "request.json",
    ]


def test_every_payload_has_one() -> None:
    assert set(bundles.names()) >= set(SUBJECTS)
    asked = set(bundles.names("request"))
    assert asked < set(bundles.names())
    for dialect in ("responses", "chat_completions", "chat_agent", "responses_agent"):
        assert {f"{dialect}/request", f"{dialect}/history"} <= asked
        assert f"{dialect}/response" in bundles.names()
    for profile, name in [("request", "responses/response"), ("wire", "../wire/responses/item")]:
        with pytest.raises(KeyError):
            bundles.load(name, "request" if profile == "request" else "wire")


@EACH
def test_it_is_whole_and_says_what_it_is(profile: schemas.Profile, name: str) -> None:
    schema = bundles.load(name, profile)
    assert schema["$id"] == f"urn:responses-protocol:schema:{name}:{profile}"
    assert "items" in schema if BY_NAME[name].many else "$ref" in schema
    assert set(_references(schema)) <= {f"#/$defs/{title}" for title in schema["$defs"]}
    assert set(_keywords(schema)) <= KEYWORDS
    for part in (schema, *schema["$defs"].values()):
        assert part["title"]
        assert part["description"]


def _subschemas(schema: Any) -> Iterator[dict[str, Any]]:
    if isinstance(schema, dict):
        yield schema
        for key, value in schema.items():
            if key in ("properties", "$defs"):
                inner = list(value.values())
            elif key in ("anyOf", "allOf"):
                inner = value
            else:
                inner = [] if key in ("const", "enum") else [value]
            for one in inner:
                yield from _subschemas(one)


def _keywords(schema: Any) -> Iterator[str]:
    for one in _subschemas(schema):
        yield from one


def _references(schema: Any) -> Iterator[str]:
    return (one["$ref"] for one in _subschemas(schema) if "$ref" in one)


def test_the_names_are_unique() -> None:
    assert len({bundles.load(name, profile)["$id"] for profile, name in ALL}) == len(ALL)


def test_none_breaks_the_rules_of_json_schema() -> None:
    """One of the largest of each profile, since this takes long."""
    for profile in PROFILES:
        Draft202012Validator.check_schema(bundles.load("responses/request", profile))


@cache
def validator(name: str, profile: schemas.Profile) -> Draft202012Validator:
    return Draft202012Validator(bundles.load(name, profile))


@EACH
@given(data=st.data())
@settings(deadline=None, max_examples=scale_examples(12))
def test_its_verdicts_are_those_of_its_sources(
    profile: schemas.Profile, name: str, data: st.DataObject
) -> None:
    root = BY_NAME[name]
    place = root.wire if profile == "wire" else root.request
    assert place is not None
    one = from_schema(*place, profile)
    payload = data.draw(st.lists(one, max_size=2) if root.many else one)
    assert validator(name, profile).is_valid(payload)
    bent = data.draw(damaged(st.just(payload)))
    assert validator(name, profile).is_valid(bent) == expected(name, profile, bent)


def test_its_verdicts_on_the_examples_of_rules() -> None:
    seen = {True: 0, False: 0}
    for rule in rules():
        for payload in (rule.wrong, rule.right):
            for profile in PROFILES:
                if rule.subject in bundles.names(profile):
                    verdict = expected(rule.subject, profile, payload)
                    valid = validator(rule.subject, profile).is_valid(payload)
                    assert valid == verdict, rule.code
                    seen[verdict] += 1
    assert min(seen.values()) > 20


def test_a_code_generator_makes_named_classes_of_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pytest.importorskip("datamodel_code_generator", reason="a development dependency")
    source = tmp_path / "request.json"
    source.write_text(bundles.text("responses/request", "request"), encoding="utf-8")
    command = [sys.executable, "-m", "datamodel_code_generator", "--input", str(source)]
    options = ["--input-file-type", "jsonschema", "--formatters", "builtin"]
    kinds = ["--output-model-type", "pydantic_v2.BaseModel", "--enum-field-as-literal", "all"]
    output = ["--output", str(tmp_path / "bundled_models.py")]
    subprocess.run([*command, *options, *kinds, *output], check=True, capture_output=True)
    code = (tmp_path / "bundled_models.py").read_text(encoding="utf-8")
    names = {line.split("(")[0].split()[1] for line in code.splitlines() if line[:6] == "class "}
    assert {"Request", "FunctionCall", "WebSearchTool"} <= names
    assert [name for name in names if name[-1].isdigit()] == []
    monkeypatch.syspath_prepend(tmp_path)
    asked = {"model": "m", "input": [{"role": "user", "content": "Hi"}]}
    request = importlib.import_module("bundled_models").Request.model_validate(asked)
    assert json.loads(request.model_dump_json(exclude_unset=True)) == asked
