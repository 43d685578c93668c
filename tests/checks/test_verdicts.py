"""The check of structure has a fault exactly where validators and models refuse a payload."""

from __future__ import annotations

import copy
from typing import Any, get_args

import pytest
from effort import scale_examples
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError
from recordings import needs_corpus, recorded

from responses_protocol import schemas
from responses_protocol._checks.rule import Profile, Settings
from responses_protocol._checks.rules import rules
from responses_protocol._checks.structure import check_structure
from responses_protocol._checks.structure.violations import find_violations
from responses_protocol._checks.structure.wording import describe_violation
from responses_protocol._checks.subjects import SUBJECTS, Subject
from responses_protocol._values import split_pointer
from responses_protocol.schemas._subset import resolve
from responses_protocol.testing import damaged, from_schema, json_values

PROFILES: tuple[Profile, ...] = get_args(Profile)
DEFINITIONS = [
    (profile, name.partition("/")[0], title)
    for profile in PROFILES
    for name in schemas.names()
    for title in schemas.load(name, profile)["$defs"]
]
CODES = {rule.code for rule in rules() if rule.code < "RP2"}


def draw_payloads(dialect: str, definition: str) -> st.SearchStrategy[Any]:
    fit = from_schema(dialect, definition)
    return st.one_of(fit, damaged(fit), damaged(fit), json_values())


@pytest.mark.parametrize("row", DEFINITIONS, ids=" ".join)
def test_faults_are_found_where_a_validator_refuses(row: tuple[Profile, str, str]) -> None:
    profile, dialect, definition = row
    place = schemas.ref(dialect, definition, profile)
    validator = schemas.validator(dialect, definition, profile)

    @given(draw_payloads(dialect, definition))
    @settings(max_examples=scale_examples(5))
    def check(payload: Any) -> None:
        before = copy.deepcopy(payload)
        violations = list(find_violations(payload, place))
        assert bool(violations) != validator.is_valid(payload), violations
        for violation in violations:
            finding = describe_violation(violation, "", dialect)
            assert finding.code in CODES
            value = payload
            for step in split_pointer(finding.pointer):
                value = value[int(step) if isinstance(value, list) else step]
        assert payload == before

    check()


def test_the_schemas_use_no_keyword_that_is_not_read() -> None:
    keywords = {"allOf", "maxProperties", "propertyNames"}
    for profile, dialect, definition in DEFINITIONS:
        schema = resolve(schemas.ref(dialect, definition, profile))
        for clause in schema.get("allOf", ()):
            assert all(list(option) == ["required"] for option in clause["anyOf"])
        assert not schema.keys() & {"if", "then", "dependentRequired", "contains"} - keywords


MODELS = {
    "responses/history": ("responses.items", "Item"),
    "chat_completions/history": ("chat_completions.messages", "Message"),
    "responses/request": ("responses.request", "Request"),
    "chat_completions/request": ("chat_completions.request", "Request"),
    "responses/response": ("responses.response", "Response"),
    "chat_completions/response": ("chat_completions.response", "Response"),
}


def make_model_check(name: str) -> Any:
    module, title = MODELS[name]
    module_of_models = __import__(f"responses_protocol.models.{module}", fromlist=[title])
    adapter = TypeAdapter(getattr(module_of_models, title))

    def is_refused_by_models(payload: Any) -> bool:
        for element in payload if SUBJECTS[name].many else [payload]:
            try:
                adapter.validate_python(element)
            except ValidationError:
                return True
        return False

    return is_refused_by_models


def is_refused(subject: Subject, payload: Any) -> bool:
    return bool(list(check_structure(payload, subject, Settings())))


def differs_in_models(value: Any) -> bool:
    """Return whether schemas and models treat a value differently by design.

    1.0 is an integer in JSON Schema, but not to the models, which also require names in UTF-8.
    """
    if isinstance(value, dict):
        return any(map(differs_in_models, (*value, *value.values())))
    if isinstance(value, list):
        return any(map(differs_in_models, value))
    if isinstance(value, str):
        return any("\ud800" <= letter <= "\udfff" for letter in value)
    return isinstance(value, float) and value.is_integer()


@pytest.mark.parametrize("name", MODELS)
def test_models_give_the_same_verdict(name: str) -> None:
    subject = SUBJECTS[name]
    is_refused_by_models = make_model_check(name)
    element_strategy = draw_payloads(subject.dialect, subject.definition)

    @given(st.lists(element_strategy, max_size=3) if subject.many else element_strategy)
    @settings(max_examples=scale_examples(50))
    def check(payload: Any) -> None:
        if not differs_in_models(payload):
            assert is_refused(subject, payload) == is_refused_by_models(payload)

    check()


@needs_corpus
@pytest.mark.parametrize("name", MODELS)
def test_recorded_payloads_have_no_faults(name: str) -> None:
    subject = SUBJECTS[name]
    is_refused_by_models = make_model_check(name)
    count = 0
    for recording in recorded(subject.dialect, subject.kind):
        if subject.many and not isinstance(recording.payload, list):
            continue
        if subject.kind == "response" and not recording.payload.keys() & {"output", "choices"}:
            continue  # an error
        if "object" in recording.payload and recording.payload["object"] == "response.compaction":
            continue
        assert not is_refused(subject, recording.payload), recording.place
        assert not is_refused_by_models(recording.payload), recording.place
        count += 1
    assert count > 90
