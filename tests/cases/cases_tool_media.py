"""Images and files in tool results."""

from __future__ import annotations

from typing import Any

from table import (
    A,
    C,
    Case,
    Payload,
    R,
    answer,
    assistant,
    call,
    calling,
    entry,
    losses,
    prompt,
    result,
    tool,
    user,
)

from responses_protocol import Options

URL = "https://example.com/plot.png"
DATA = "data:application/pdf;base64,JVBERi0="
IMAGE = {"type": "input_image", "image_url": URL, "detail": "auto"}
FINE = {"type": "input_image", "image_url": URL, "detail": "original"}
FILE = {"type": "input_file", "file_data": DATA, "filename": "a.pdf"}
CHAT_IMAGE = {"type": "image_url", "image_url": {"url": URL}}
CHAT_FINE = {"type": "image_url", "image_url": {"url": URL, "detail": "original"}}
CHAT_FILE = {"type": "file", "file": {"file_data": DATA, "filename": "a.pdf"}}
BY_ID = {"type": "input_image", "file_id": "file-1", "detail": "auto"}
BY_URL = {"type": "input_file", "file_url": URL}
SEEN = {"type": "input_text", "text": "seen"}
CHAT_SEEN = {"type": "text", "text": "seen"}
RUN = {"type": "custom_tool_call", "call_id": "b", "name": "run", "input": "ls"}
RUN_OUTPUT = {"type": "custom_tool_call_output", "call_id": "b", "output": [IMAGE]}
RUN_ENTRY = {"id": "b", "type": "custom", "custom": {"name": "run", "input": "ls"}}
SCREEN = {"type": "computer_call", "call_id": "s", "action": {"type": "screenshot"}}


def make_marker(number: int = 1, count: int = 1) -> Payload:
    return {
        "type": "text",
        "text": f"[media {number} of {count}: in the user message behind the tool results]",
    }


def make_heading(call_id: str = "call_1") -> Payload:
    return {"type": "text", "text": f"[media of the output of tool call {call_id}]"}


def make_follow_up(*parts: Payload, call_id: str = "call_1") -> Payload:
    return user([make_heading(call_id), *parts])


def read_part(part: Payload) -> Payload:
    """Return the input part of the image, or of a text that is not a marker there."""
    return IMAGE if part == CHAT_IMAGE else {"type": "input_text", "text": part["text"]}


def make_lookalike(name: str, *messages: Payload) -> Case:
    """Return the case of messages that only resemble moved media, which stay messages."""
    output = [read_part(part) for part in messages[0]["content"]]
    expected: list[Any] = []
    for message in messages[1:]:
        content = message["content"]
        if isinstance(content, list):
            content = [read_part(part) for part in content]
        expected.append(prompt(content))
    source = [calling(), *messages]
    return Case(44, name, C, source, [call(), result(output=output), *expected])


CASES = [
    Case(
        44,
        "an image in an output, behind the results",
        R,
        [call(), result(output=[SEEN, FINE, SEEN, FILE]), prompt()],
        [
            calling(),
            tool(content=[CHAT_SEEN, make_marker(1, 2), CHAT_SEEN, make_marker(2, 2)]),
            make_follow_up(CHAT_FINE, CHAT_FILE),
            user(),
        ],
        notices=losses(("media_message", "/1/output/1"), ("media_message", "/1/output/3")),
    ),
    Case(
        44,
        "the same from Chat",
        C,
        [calling(), tool(content=[make_marker()]), make_follow_up(CHAT_IMAGE), assistant()],
        [call(), result(output=[IMAGE]), answer()],
    ),
    Case(
        44,
        "the message of an image ends a turn, and with it a call that waits",
        R,
        [call("a"), call("c"), result("c", [IMAGE])],
        [
            calling(entry("a"), entry("c")),
            tool("c", [make_marker()]),
            user([make_heading("c"), CHAT_IMAGE]),
        ],
        notices=losses(("unanswered_call", "/0"), ("media_message", "/2/output/0")),
    ),
    Case(
        44,
        "images of parallel calls, behind all results",
        R,
        [call("a"), RUN, call("c"), result("c"), RUN_OUTPUT, result("a", [IMAGE, IMAGE])],
        [
            calling(entry("a"), RUN_ENTRY, entry("c")),
            tool("c"),
            tool("b", [make_marker()]),
            tool("a", [make_marker(1, 2), make_marker(2, 2)]),
            user([make_heading("b"), CHAT_IMAGE, make_heading("a"), CHAT_IMAGE, CHAT_IMAGE]),
        ],
        notices=losses(
            ("media_message", "/4/output/0"),
            ("media_message", "/5/output/0"),
            ("media_message", "/5/output/1"),
        ),
    ),
    Case(
        44,
        "a late output with an image",
        R,
        [call("a"), call("b"), result("a", [IMAGE]), prompt(), result("b", [FINE])],
        [
            calling(entry("a"), entry("b")),
            tool("a", [make_marker()]),
            tool("b", [make_marker()]),
            user([make_heading("a"), CHAT_IMAGE, make_heading("b"), CHAT_FINE]),
            user(),
        ],
        losses(("order", "/3")),
        notices=losses(("media_message", "/2/output/0"), ("media_message", "/4/output/0")),
    ),
    Case(
        44,
        "a late output, the first one with an image",
        R,
        [call("a"), call("b"), result("a"), prompt(), result("b", [FINE]), answer()],
        [
            calling(entry("a"), entry("b")),
            tool("a"),
            tool("b", [make_marker()]),
            make_follow_up(CHAT_FINE, call_id="b"),
            user(),
            assistant(),
        ],
        losses(("order", "/3")),
        notices=losses(("media_message", "/4/output/0")),
    ),
    Case(
        44,
        "what Chat has no form for stays out of both messages",
        R,
        [call(), result(output=[BY_ID, SEEN, BY_URL, IMAGE])],
        [calling(), tool(content=[CHAT_SEEN, make_marker()]), make_follow_up(CHAT_IMAGE)],
        losses(("image_file_id", "/1/output/0"), ("file_url", "/1/output/2")),
        notices=losses(("media_message", "/1/output/3")),
    ),
    Case(
        44,
        "nor is it told that it is there",
        R,
        [call(), result(output=[BY_ID]), result("of_none", [IMAGE])],
        [calling(), tool(content="")],
        losses(("image_file_id", "/1/output/0"), ("orphan_output", "/2")),
        options=Options(tool_output_media="inline"),
    ),
    Case(
        44,
        "a marked hosted call beside a call with an image",
        R,
        [call(), {**SCREEN, "id": "cu_1"}, result(output=[IMAGE])],
        [
            calling(
                entry(),
                entry(
                    "s",
                    "computer_call",
                    '{"responses_item": {"action": {"type": "screenshot"}, "call_id": "s", '
                    '"id": "cu_1", "type": "computer_call"}}',
                ),
            ),
            tool(content=[make_marker()]),
            make_follow_up(CHAT_IMAGE),
        ],
        options=Options(hosted_calls="function"),
        notices=losses(
            ("media_message", "/2/output/0"), ("unanswered_call", "/1"), ("wrapped_call", "/1")
        ),
    ),
    Case(
        44,
        "an image in a tool message",
        C,
        [calling(), tool(content=[CHAT_SEEN, CHAT_FINE]), user()],
        [call(), result(output=[SEEN, FINE]), prompt()],
        losses(("content_form", "/1/content/1"), ("media_message", "/1/content/1")),
    ),
    Case(
        44,
        "an image in a tool message, for servers that take it",
        C,
        [calling(), tool(content=[CHAT_SEEN, CHAT_FINE])],
        [call(), result(output=[SEEN, FINE])],
        options=Options(tool_output_media="inline"),
    ),
    Case(
        44,
        "an image in a tool message, for servers that take it nowhere",
        C,
        [calling(), tool(content=[CHAT_SEEN, CHAT_FINE])],
        [call(), result(output=[SEEN])],
        losses(("tool_output_media", "/1/content/1")),
        options=Options(tool_output_media="omit"),
    ),
    make_lookalike("another number", tool(content=[make_marker(1, 2)]), make_follow_up(CHAT_IMAGE)),
    make_lookalike(
        "another call", tool(content=[make_marker()]), make_follow_up(CHAT_IMAGE, call_id="call_2")
    ),
    make_lookalike(
        "fewer media",
        tool(content=[make_marker(1, 2), make_marker(2, 2)]),
        make_follow_up(CHAT_IMAGE),
    ),
    make_lookalike(
        "more media", tool(content=[make_marker()]), make_follow_up(CHAT_IMAGE, CHAT_IMAGE)
    ),
    make_lookalike(
        "something said between", tool(content=[make_marker()]), user(), make_follow_up(CHAT_IMAGE)
    ),
    make_lookalike(
        "a text behind",
        tool(content=[make_marker()]),
        user([make_heading(), CHAT_IMAGE, make_marker()]),
    ),
    Case(
        44,
        "a name, which no item has",
        C,
        [calling(), tool(content=[make_marker()]), {**make_follow_up(CHAT_IMAGE), "name": "mira"}],
        [call(), result(output=[IMAGE])],
        losses(("message_name", "/2/name")),
    ),
    Case(
        44,
        "media before their result",
        C,
        [calling(entry("a")), make_follow_up(CHAT_IMAGE, call_id="a"), tool("a", [make_marker()])],
        [call("a"), result("a", [IMAGE])],
        losses(("order", "/1")),
    ),
    Case(
        44,
        "media for one of two marks",
        C,
        [
            calling(entry("a"), entry("b")),
            tool("a", [make_marker()]),
            tool("b", [make_marker()]),
            make_follow_up(CHAT_IMAGE, call_id="b"),
        ],
        [call("a"), call("b"), result("a", [read_part(make_marker())]), result("b", [IMAGE])],
    ),
    Case(
        44,
        "media behind a result without a mark",
        C,
        [calling(), tool(), make_follow_up(CHAT_IMAGE)],
        [call(), result(), prompt([read_part(make_heading()), IMAGE])],
    ),
    Case(
        44,
        "a lone output with an image, which would be behind no result",
        R,
        [result(output=[SEEN, IMAGE])],
        [],
        losses(("orphan_output", "/0")),
    ),
    Case(
        44,
        "a lone output with an image, where it is left out",
        R,
        [result(output=[SEEN, IMAGE])],
        [tool(content=[CHAT_SEEN])],
        losses(("tool_output_media", "/0/output/1")),
        options=Options(tool_output_media="omit"),
        notices=losses(("lone_output", "/0")),
    ),
    Case(
        98,
        "an image in an output, which no ChatAgent has",
        R,
        [call(), result(output=[SEEN, IMAGE])],
        [
            {
                "role": "assistant",
                "content": "",
                "tool_calls": [entry()],
                "id": "fc_11695ae9",
            },
            {
                "role": "tool",
                "content": "seen",
                "name": "look",
                "tool_call_id": "call_1",
                "id": "msg_dccad9cd",
            },
        ],
        losses(("item_id", "/0"), ("tool_output_media", "/1/output/1")),
        target=A,
    ),
]
