"""The openai SDK, by its own accumulators, shows what was said."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from answer_scripts import ANSWERS
from bridge import Bridge, run_bridge
from chat_scripts import CHATS, RETURNING
from client_scripts import FAILED, LIMIT, TOOLS, WHOLE, Part, Script
from screen import Screen, assert_right_end, expected, parts_of_answer, screen_of_events

openai = pytest.importorskip("openai", reason="the openai SDK is a development dependency")

Payload = dict[str, Any]
ALL = ("text", "thought", "refusal", "link", "call", "custom")
WHOLE_CHATS = [script for script in CHATS if script.end == WHOLE and script not in RETURNING]
WHOLE_ANSWERS = [script for script in ANSWERS if script.end == WHOLE]


@pytest.fixture(scope="module")
def bridge() -> Iterator[Bridge]:
    with run_bridge() as running_bridge:
        yield running_bridge


@pytest.fixture(scope="module")
def sdk(bridge: Bridge) -> Iterator[Any]:
    with openai.OpenAI(base_url=bridge.url, api_key="none", max_retries=0) as client:
        yield client


def name(script: Script) -> str:
    return script.name


def make_arguments(script: Script) -> Payload:
    return {"model": script.name, "input": "Hello", "tools": TOOLS}


@pytest.mark.parametrize("script", CHATS, ids=name)
def test_created_responses(script: Script, sdk: Any) -> None:
    stream = sdk.responses.create(**make_arguments(script), stream=True)
    screen = screen_of_events(event.to_dict(warnings=False) for event in stream)
    assert screen.seen == expected(script, ALL)
    assert not screen.together
    assert_right_end(screen, script)


@pytest.mark.parametrize("script", CHATS, ids=name)
def test_streamed_responses(script: Script, sdk: Any) -> None:
    with sdk.responses.stream(**make_arguments(script)) as stream:
        screen = screen_of_events(event.to_dict(warnings=False) for event in stream)
        assert screen.seen == expected(script, ALL)
        assert_right_end(screen, script)
        if script.end == WHOLE:
            final = stream.get_final_response().to_dict(warnings=False)
            assert parts_of_answer(final["output"]) == expected(script, ALL)
        else:
            with pytest.raises(RuntimeError, match=r"response\.completed"):
                stream.get_final_response()


@pytest.mark.parametrize("script", WHOLE_CHATS, ids=name)
def test_whole_responses(script: Script, sdk: Any) -> None:
    answer = sdk.responses.create(**make_arguments(script))
    assert parts_of_answer(answer.to_dict()["output"]) == expected(script, ALL)


@pytest.mark.parametrize("script", ANSWERS, ids=name)
def test_streamed_chats(script: Script, sdk: Any) -> None:
    screen = Screen()
    final: list[Part] = []
    messages: Any = [{"role": "user", "content": "Hello"}]
    try:
        with sdk.chat.completions.stream(model=script.name, messages=messages) as stream:
            for event in stream:
                if event.type == "chunk":
                    read_chunk(screen, event.chunk.to_dict())
            final = parts_of_message(stream.get_final_completion().to_dict(warnings=False))
            screen.end = WHOLE
    except openai.LengthFinishReasonError as error:
        final = parts_of_message(error.completion.to_dict(warnings=False))
        screen.end = LIMIT
    except openai.APIError as error:
        screen.end, screen.message = FAILED, error.message
    assert_right_end(screen, script)
    if screen.end == FAILED:  # nothing was said to be finished, so no call is run
        assert screen.message
        assert [part for part in screen.seen if part[0] != "call"] == expected(script, ALL)
    else:
        assert screen.seen == final == expected(script, ALL)


@pytest.mark.parametrize("script", WHOLE_ANSWERS, ids=name)
def test_whole_chats(script: Script, sdk: Any) -> None:
    messages = [{"role": "user", "content": "Hello"}]
    answer = sdk.chat.completions.create(model=script.name, messages=messages)
    assert parts_of_message(answer.to_dict()) == expected(script, ALL)


@pytest.mark.parametrize("script", WHOLE_CHATS, ids=name)
def test_answers_of_one_conversation_share_no_id(script: Script, sdk: Any) -> None:
    """Clients tell by ids what they have already; the server gives each answer the same one."""
    history: list[Any] = []
    ids: list[str] = []
    for _ in range(3):
        history.append({"type": "message", "role": "user", "content": "Hello"})
        with sdk.responses.stream(**{**make_arguments(script), "input": history}) as stream:
            answer = stream.get_final_response().to_dict(warnings=False)
        ids += [answer["id"], *(item["id"] for item in answer["output"])]
        history += answer["output"]
    assert len(set(ids)) == len(ids)


def read_chunk(screen: Screen, chunk: Payload) -> None:
    """Show what a chunk adds; the members of a delta beyond OpenAI's are kept by the SDK."""
    for choice in chunk["choices"]:
        delta = choice["delta"]
        for member, kind in (
            ("reasoning", "thought"),
            ("content", "text"),
            ("refusal", "refusal"),
        ):
            if delta.get(member):
                screen.add(kind, kind, delta[member])
        for annotation in delta.get("annotations") or []:
            screen.link(annotation["url_citation"]["url"])
        for fragment in delta.get("tool_calls") or []:
            function, key = fragment["function"], ("call", fragment["index"])
            if key not in screen.parts:
                screen.begin(key, "call", fragment["id"], function["name"], "")
            screen.add(key, "call", function.get("arguments") or "")


def parts_of_message(answer: Payload) -> list[Part]:
    message = answer["choices"][0]["message"]
    texts = [
        ("thought", message.get("reasoning")),
        ("text", message.get("content")),
        *(
            ("link", annotation["url_citation"]["url"])
            for annotation in message.get("annotations") or []
        ),
        ("refusal", message.get("refusal")),
    ]
    parts: list[Part] = [(kind, text) for kind, text in texts if text]
    for call in message.get("tool_calls") or []:
        function = call["function"]
        parts.append(("call", call["id"], function["name"], function["arguments"]))
    return parts
