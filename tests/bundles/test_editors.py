"""Editors complete all tags and words, and show no problem where there is none."""

from __future__ import annotations

import json
from typing import Any

import pytest
from node_runs import run

from responses_protocol import schemas
from responses_protocol.schemas import bundles

CALL = '{"type": "function_call", "call_id": "c", "name": "f", "arguments": "{}"'
MEMBERS = {"id", "status", "namespace"}
TOOL = "model: m\ninput: Hi\ntools:\n- type: "
CHAT = '{"model": "m", "messages": [{"role": "user", "content": [{"type": "'
EFFORTS = {"none", "low", "high"}


def words(name: str, definition: str) -> set[str]:
    """Return the tags of all branches of a union that requests take, as editors are told them."""
    properties = bundles.load(name, "request")["$defs"][definition]["then"]["properties"]
    [(_, rule)] = properties.items()
    return set(rule["anyOf"][0]["enum"])


ITEMS = words("responses/history", "Item")
ASKED: list[tuple[str, str, str, str, set[str]]] = [
    ("responses/history", "json", '[{"type": "', '"}]', ITEMS),
    ("responses/history", "json", '[{"type": ', "}]", ITEMS),
    ("responses/history", "yaml", "- type: ", "\n", ITEMS),
    ("responses/history", "json", f"[{CALL}, ", "}]", MEMBERS),
    ("responses/history", "json", f'[{CALL}, "status": "', '"}]', {"completed", "incomplete"}),
    ("responses/request", "yaml", TOOL, "\n", words("responses/tools", "Tool")),
    ("responses/request", "yaml", "model: m\ninput: Hi\nreasoning:\n  effort: ", "\n", EFFORTS),
    ("responses/request", "json", '{"model": "m", "input": "Hi", "tool_choice": "', '"}', {"auto"}),
    ("chat_completions/request", "json", CHAT, '"}]}]}', {"text", "image_url"}),
    ("chat_completions/history", "yaml", "- role: ", "\n", {"user", "assistant", "tool"}),
]


@pytest.fixture(scope="module")
def answers() -> dict[str, list[Any]]:
    questions = [
        {
            "schema": str(schemas.folder() / "bundled" / profile / f"{name}.json"),
            "language": language,
            "before": before,
            "after": after,
        }
        for profile in ("wire", "request")
        for name, language, before, after, _ in ASKED
    ]
    completions = run("completions.mjs", questions)
    return {"wire": completions[: len(ASKED)], "request": completions[len(ASKED) :]}


@pytest.mark.parametrize("profile", ["wire", "request"])
def test_all_that_may_follow_is_offered(answers: dict[str, list[Any]], profile: str) -> None:
    for (name, _, before, _, offered), answer in zip(ASKED, answers[profile], strict=True):
        assert offered <= set(answer["labels"]), (name, before)


def test_what_is_right_has_no_problem_and_what_is_wrong_has_one() -> None:
    right = json.dumps([{"role": "user", "content": "Hi"}, json.loads(f"{CALL}}}")])
    wrong = right.replace('"name"', '"label"')
    files = [
        str(schemas.folder() / "bundled" / profile / "responses/history.json")
        for profile in ("wire", "request")
    ]
    questions = [
        {"schema": file, "language": language, "before": text, "after": ""}
        for file in files
        for language in ("json", "yaml")
        for text in (right, wrong)
    ]
    problems = [bool(answer["problems"]) for answer in run("completions.mjs", questions)]
    assert problems == [False, True] * 4
