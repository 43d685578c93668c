"""Fixes: each changes its payload, removes its finding, and changes nothing else."""

from __future__ import annotations

import json
from copy import deepcopy
from pathlib import Path
from random import Random
from typing import Any, get_args

import pytest
from fix_cases import CASES, REQUEST, Case
from hypothesis import given
from hypothesis import strategies as st

from responses_protocol import testing
from responses_protocol._checks.fixes import applying, difference, fix_payload, fix_text, fixes
from responses_protocol._checks.fixes.fix import find_element, iter_ancestors
from responses_protocol._checks.rule import Profile, Settings
from responses_protocol._checks.rules import rules
from responses_protocol._checks.subjects import SUBJECTS
from responses_protocol._checks.validation import check_value
from responses_protocol._reporting.finding import Finding

CHANGED_CASES = [case for case in CASES if case.after is not None]
LAYOUTS: tuple[dict[str, Any], ...] = (
    {},
    {"separators": (",", ":")},
    {"indent": 2},
    {"indent": 4, "ensure_ascii": False},
    {"indent": "\t"},
    {"indent": 0},
)
cases = st.sampled_from(CASES)


RULES = {rule.code: rule for rule in rules()}


def find_findings(case: Case, payload: Any) -> list[Finding]:
    return list(check_value(payload, SUBJECTS[case.subject], REQUEST))


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.fix)
def test_cases(case: Case) -> None:
    before = deepcopy(case.before)
    result = fix_payload(case.before, SUBJECTS[case.subject], REQUEST)
    assert case.before == before
    assert result.payload == (case.before if case.after is None else case.after)
    assert bool(result.findings) == bool(result.patch) == (case.after is not None)


@pytest.mark.parametrize("case", CHANGED_CASES, ids=lambda case: case.fix)
def test_what_was_mended_is_not_found_again_and_nothing_new(case: Case) -> None:
    result = fix_payload(case.before, SUBJECTS[case.subject], REQUEST)
    before = {(one.code, one.pointer, one.message) for one in find_findings(case, case.before)}
    after = {(one.code, one.pointer, one.message) for one in find_findings(case, result.payload)}
    assert {(one.code, one.pointer, one.message) for one in result.findings} & before
    assert after == set()


def test_every_fix_has_cases_both_ways() -> None:
    names = {fix.name for fixes_of_code in fixes().values() for fix in fixes_of_code}
    assert {case.fix for case in CASES} <= names


@pytest.mark.parametrize(
    ("pointer", "place"),
    [
        ("/tools/0", "/tools/0"),
        ("/tools/0/function", "/tools/0"),
        ("/tools/0/function/name", None),
        ("/tools", None),
        ("/tools/7", None),
    ],
)
def test_an_element_is_found_by_its_pointer_or_that_of_a_member(
    pointer: str, place: str | None
) -> None:
    payload = {"tools": [{"type": "function", "function": {"name": "f"}}]}
    element = find_element(payload, pointer, SUBJECTS["chat_completions/request"], ("tools",))
    assert (None if element is None else element[0]) == place


@pytest.mark.parametrize(
    ("pointer", "pointers"),
    [
        ("", [""]),
        ("/a/0/b", ["/a/0/b", "/a/0", "/a", ""]),
        ("//c", ["//c", "/", ""]),
        ("///d", ["//", "/", ""]),
        ("/a/1", ["/a", ""]),
        ("/a/0/x/y", ["/a/0", "/a", ""]),
        ("/a~1b/x", ["/a~1b", ""]),
    ],
)
def test_the_values_on_the_way_to_a_pointer(pointer: str, pointers: list[str]) -> None:
    payload = {"a": [{"b": 1}], "": {"c": 2, "": 3}, "a/b": 4}
    found = list(iter_ancestors(payload, pointer))
    assert [place for place, _ in found] == pointers
    values = {"/a/0/b": 1, "//c": 2, "//": 3, "/a~1b": 4, "": payload}
    assert all(values.get(place, value) == value for place, value in found)


def test_fixes_mend_rules_that_there_are() -> None:
    assert fixes().keys() <= RULES.keys()


def test_the_page_lists_every_fix() -> None:
    """``docs/ci.md`` has a row for each, in the order of their names."""
    fixes_by_name = {fix.name: fix for fixes_of_code in fixes().values() for fix in fixes_of_code}
    rows = [
        f"| {fix.name} | {fix.summary} | {', '.join(fix.codes)} |"
        for fix in sorted(fixes_by_name.values(), key=lambda fix: fix.name)
    ]
    page = (Path(__file__).parents[3] / "docs" / "ci.md").read_text(encoding="utf-8")
    assert page.endswith("|---|---|---|\n" + "\n".join(rows) + "\n")


# rules with many kinds of findings: those with a fix are cases
STRUCTURAL = {code for code in RULES if code < "RP2"}
UNFIXED = {"RP910"}  # its example has no form in Responses


@pytest.mark.parametrize("code", sorted((fixes().keys() & RULES.keys()) - STRUCTURAL - UNFIXED))
def test_the_example_of_a_rule_is_mended(code: str) -> None:
    rule = RULES[code]
    settings = Settings(target=min(rule.targets)) if rule.targets else Settings()
    subject = SUBJECTS[rule.subject]
    for payload, has_fix in ((rule.wrong, True), (rule.right, False)):
        result = fix_payload(payload, subject, settings, {code})
        assert bool(result.findings) == has_fix
        assert code not in {
            finding.code for finding in check_value(result.payload, subject, settings)
        }


def test_only_the_selected_codes() -> None:
    case = CHANGED_CASES[0]
    assert (
        fix_payload(case.before, SUBJECTS[case.subject], REQUEST, {"RP999"}).payload == case.before
    )


# --- texts ---------------------------------------------------------------------------------------

ODD = '{"number": 1.50e3, "big": 123456789012345678901234567890, "text": "\\u00e9\\/é", "x": -0}'
KEPT_TEXTS = ("1.50e3", "123456789012345678901234567890", '"\\u00e9\\/é"', "-0")


def odd_text(payload: Any, layout: dict[str, Any], line_end: str) -> str:
    """A payload with a member in odd spelling, if it can hold one, in some layout."""
    text = json.dumps(payload, **layout)
    if isinstance(payload, dict):
        text = json.dumps({**payload, "metadata": 0}, **layout)
        text = text[: text.rindex("0")] + ODD + text[text.rindex("0") + 1 :]
    return text.replace("\n", line_end)


@given(
    case=cases,
    layout=st.sampled_from(LAYOUTS),
    line_end=st.sampled_from(["\n", "\r\n"]),
    around=st.tuples(st.sampled_from(["", "\ufeff"]), st.sampled_from(["", "\n", " \r\n"])),
)
def test_a_text_is_fixed_as_its_payload_is(
    case: Case, layout: dict[str, Any], line_end: str, around: tuple[str, str]
) -> None:
    text = odd_text(case.before, layout, line_end)
    raw = (around[0] + text + around[1]).encode()
    subject = SUBJECTS[case.subject]
    new, findings = fix_text(raw, subject, REQUEST)
    result = fix_payload(json.loads(text), subject, REQUEST)
    assert findings == result.findings
    fixed_text = new.decode()
    assert fixed_text.startswith(around[0])
    assert fixed_text.endswith(around[1])
    assert json.loads(fixed_text.removeprefix("\ufeff")) == result.payload
    if isinstance(case.before, dict):
        assert all(kept_text in fixed_text for kept_text in KEPT_TEXTS)
    inner = fixed_text.strip("\ufeff \r\n")
    assert inner.count("\r\n") == (inner.count("\n") if line_end == "\r\n" else 0)
    assert fix_text(new, subject, REQUEST) == (new, [])
    if not findings:
        assert new == raw


@pytest.mark.parametrize("case", CHANGED_CASES, ids=lambda case: case.fix)
@pytest.mark.parametrize("layout", LAYOUTS[1:3], ids=str)
def test_a_fixed_text_is_laid_out_as_it_was(case: Case, layout: dict[str, Any]) -> None:
    raw = json.dumps(case.before, **layout).encode()
    new, _ = fix_text(raw, SUBJECTS[case.subject], REQUEST)
    assert new.decode() == json.dumps(json.loads(new), **layout)


def test_only_the_lines_that_change() -> None:
    raw = json.dumps(CHANGED_CASES[0].before, indent=2).encode() + b"\n"
    new, _ = fix_text(raw, SUBJECTS[CHANGED_CASES[0].subject], REQUEST)
    assert "".join(difference("a b.json", raw, new)).splitlines() == [
        "--- a/a b.json",
        "+++ b/a b.json",
        "@@ -4,8 +4,9 @@",
        '     "role": "assistant",',
        '     "content": [',
        "       {",
        '-        "type": "input_text",',
        '-        "text": "Hi."',
        '+        "type": "output_text",',
        '+        "text": "Hi.",',
        '+        "annotations": []',
        "       }",
        "     ]",
        "   }",
    ]


def test_a_difference_marks_a_last_line_without_its_end() -> None:
    assert "".join(difference("x", b"a\r\nb", b"a\r\nc")).splitlines()[-4:] == [
        "-b",
        "\\ No newline at end of file",
        "+c",
        "\\ No newline at end of file",
    ]
    assert not list(difference("x", b"a", b"a"))


@pytest.mark.parametrize(
    "raw",
    [
        b'[{"role": "assistant", "content": [{"type": "input_text", "type": "x", "text": ""}]}]',
        b'[{"role": "assistant", "content": [{"type": "input_text", "text": NaN}]}]',
        b'[{"role": "assistant", "content": [{"type": "input_text", "text": "\xff"}]}]',
        b'[{"role": "assistant", "content": [{"type": "input_text"',
        b"",
        b"\xef\xbb\xbf",
        b"[" * 100_000,
    ],
)
def test_uncertain_payloads_stay(raw: bytes) -> None:
    assert fix_text(raw, SUBJECTS["responses/history"], REQUEST) == (raw, [])


@pytest.mark.parametrize("text", ["[]", '[{"role": "user", "content": "Hi."}]', "[", ""])
def test_a_text_that_differs_from_the_fix_is_not_written(
    text: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    raw = json.dumps(CHANGED_CASES[0].before).encode()
    monkeypatch.setattr(applying, "apply_to_text", lambda raw, patch: text)
    assert fix_text(raw, SUBJECTS[CHANGED_CASES[0].subject], REQUEST) == (raw, [])


def test_a_payload_in_a_record() -> None:
    case = CHANGED_CASES[0]
    raw = json.dumps({"id": 1, "a/b": [{"input": case.before}]}).encode()
    new, findings = fix_text(raw, SUBJECTS[case.subject], REQUEST, "/a~1b/0/input")
    assert json.loads(new) == {"id": 1, "a/b": [{"input": case.after}]}
    assert {one.pointer[:13] for one in findings} == {"/a~1b/0/input"}


# --- any payload ---------------------------------------------------------------------------------

PLACES = ("", "/0", "/input/0", "/messages/0", "/tools/0", "/tool_choice", "/max_tokens", "/x/1/y")
values = testing.json_values() | st.lists(cases.map(lambda case: case.before))


@given(values, st.sampled_from(PLACES), st.sampled_from(sorted(SUBJECTS)))
def test_a_fix_never_fails_on_any_payload(payload: Any, pointer: str, subject: str) -> None:
    for fix in {fix for fixes_of_code in fixes().values() for fix in fixes_of_code}:
        assert isinstance(fix.patch(payload, pointer, SUBJECTS[subject]), list)


PAYLOADS = {
    "responses/request": testing.requests("responses"),
    "chat_completions/request": testing.requests("chat_completions"),
    "responses/history": testing.histories("responses"),
    "chat_completions/history": testing.histories("chat_completions"),
}
payloads_with_names = st.sampled_from(sorted(PAYLOADS)).flatmap(
    lambda name: st.tuples(st.just(name), PAYLOADS[name])
)


SWAPPED = {
    "input_text": ("output_text", "text"),
    "output_text": ("input_text", "text"),
    "text": ("input_text", "output_text"),
    "input_image": ("image_url",),
    "image_url": ("input_image",),
}


def make_mistakes(value: Any, random: Random) -> Any:
    """Return a copy of a payload with some of the mistakes that fixes correct."""
    if isinstance(value, list):
        return [make_mistakes(element, random) for element in value]
    if not isinstance(value, dict):
        return value
    members = {key: make_mistakes(member, random) for key, member in value.items()}
    kind = members.get("type")
    if isinstance(kind, str) and random.random() < 0.3:
        if kind in SWAPPED:
            members["type"] = random.choice(SWAPPED[kind])
        elif kind == "function" and isinstance(members.get("function"), dict):
            members = {"type": kind, **members["function"]}
        elif kind == "function":
            body = {key: member for key, member in members.items() if key != "type"}
            members = {"type": kind, kind: body}
        else:
            del members["type"]
    return members


@given(payloads_with_names, st.randoms(use_true_random=False), st.sampled_from(get_args(Profile)))
def test_mistakes_in_any_payload_are_mended_once(
    payload_with_name: tuple[str, Any], random: Random, profile: Profile
) -> None:
    name, payload = payload_with_name
    check_mended(name, make_mistakes(payload, random), Settings(profile))


@given(payloads_with_names, st.sampled_from(get_args(Profile)))
def test_any_payload_is_mended_once(payload_with_name: tuple[str, Any], profile: Profile) -> None:
    check_mended(*payload_with_name, Settings(profile))


def check_mended(name: str, payload: Any, settings: Settings) -> None:
    """Assert that fixed findings do not return, and that a second run fixes nothing."""
    result = fix_payload(payload, SUBJECTS[name], settings)
    second_result = fix_payload(result.payload, SUBJECTS[name], settings)
    assert second_result.patch == []
    assert second_result.payload == result.payload
    remaining = check_value(result.payload, SUBJECTS[name], settings)
    fixed = {(one.code, one.pointer, one.message) for one in result.findings}
    assert not {(one.code, one.pointer, one.message) for one in remaining} & fixed
    raw = json.dumps(payload, indent=1).encode()
    new, text_findings = fix_text(raw, SUBJECTS[name], settings)
    assert json.loads(new) == result.payload
    assert text_findings == result.findings
