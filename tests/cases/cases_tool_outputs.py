"""Tool outputs."""

from __future__ import annotations

from table import (
    Case,
    Dialect,
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

R: Dialect = "responses"
C: Dialect = "chat_completions"
URL = "https://example.com/a.png"
IMAGE = {"type": "input_image", "image_url": URL, "detail": "auto"}
CHAT_IMAGE = {"type": "image_url", "image_url": {"url": URL}}
TEXTS = [{"type": "input_text", "text": "a"}, {"type": "input_text", "text": "b"}]
CHAT_TEXTS = [{"type": "text", "text": "a"}, {"type": "text", "text": "b"}]
CUSTOM_ENTRY = {"id": "b", "type": "custom", "custom": {"name": "run", "input": "ls"}}
CUSTOM_CALL = {"type": "custom_tool_call", "call_id": "b", "name": "run", "input": "ls"}
CUSTOM_OUTPUT = {"type": "custom_tool_call_output", "call_id": "b", "output": "sunny"}

CASES = [
    Case(
        41,
        "a message between call and output",
        R,
        [call(), prompt(), result()],
        [calling(), tool(), user()],
        losses(("order", "/1")),
    ),
    Case(
        41,
        "the same from Chat",
        C,
        [calling(), user(), tool()],
        [call(), result(), prompt()],
        losses(("order", "/1")),
    ),
    Case(
        42,
        "outputs in an order of their own",
        R,
        [call("a"), call("b"), result("b"), result("a")],
        [calling(entry("a"), entry("b")), tool("b"), tool("a")],
    ),
    Case(
        43,
        "texts one to one",
        R,
        [call(), result(output=TEXTS)],
        [calling(), tool(content=CHAT_TEXTS)],
    ),
    Case(
        43,
        "the same from Chat, where one text stays a list as well",
        C,
        [calling(), tool(content=CHAT_TEXTS[:1])],
        [call(), result(output=TEXTS[:1])],
    ),
    Case(
        44,
        "an image in an output, for servers that take it nowhere",
        R,
        [call(), result(output=[*TEXTS, IMAGE])],
        [calling(), tool(content=CHAT_TEXTS)],
        losses(("tool_output_media", "/1/output/2")),
        options=Options(tool_output_media="omit"),
    ),
    Case(
        44,
        "an image in an output, for servers that take it",
        R,
        [call(), result(output=[*TEXTS, IMAGE])],
        [calling(), tool(content=[*CHAT_TEXTS, CHAT_IMAGE])],
        options=Options(tool_output_media="inline"),
        notices=losses(("inline_media", "/1/output/2")),
    ),
    Case(45, "an empty output", R, [call(), result(output="")], [calling(), tool(content="")]),
    Case(
        46,
        "an output without its call, behind a message with a type of its own",
        C,
        [user(type="human"), tool()],
        [prompt()],
        losses(("unknown_member", "/0/type"), ("orphan_output", "/1")),
    ),
    Case(
        46,
        "an output without its call",
        R,
        [prompt(), result(), answer()],
        [user(), assistant()],
        losses(("orphan_output", "/1")),
    ),
    Case(
        46,
        "the same from Chat",
        C,
        [user(), tool(), {"role": "function", "name": "f", "content": ""}],
        [prompt()],
        losses(("orphan_output", "/1"), ("orphan_output", "/2")),
    ),
    Case(
        46,
        "an output by itself, as a store or a manual has it",
        R,
        [result()],
        [tool()],
        notices=losses(("lone_output", "/0")),
    ),
    Case(
        46,
        "several of them, from Chat",
        C,
        [tool("a"), tool("b")],
        [result("a"), result("b")],
        notices=losses(("lone_output", "/0"), ("lone_output", "/1")),
    ),
    Case(
        46,
        "the output of a custom tool by itself is read back as that of a function",
        R,
        [CUSTOM_OUTPUT],
        [tool("b")],
        losses(("item_type", "/0/type")),
        notices=losses(("lone_output", "/0")),
    ),
    Case(47, "a call without an output, at the end", R, [prompt(), call()], [user(), calling()]),
    Case(
        47,
        "a call at the end that only Responses takes without an output",
        R,
        [prompt(), {**call(), "async": True}],
        [user(), calling()],
        losses(("item_member", "/1/async")),
        notices=losses(("unanswered_call", "/1")),
    ),
    Case(
        47,
        "a call without an output, in the middle",
        R,
        [call(), prompt()],
        [calling(), user()],
        notices=losses(("unanswered_call", "/0")),
    ),
    Case(
        47,
        "the same from Chat",
        C,
        [calling(entry("a"), entry("b")), tool("a"), user()],
        [call("a"), call("b"), result("a"), prompt()],
        notices=losses(("unanswered_call", "/0/tool_calls/1")),
    ),
    Case(
        48,
        "the type of an output follows its call",
        C,
        [calling(entry("a"), CUSTOM_ENTRY), tool("a"), tool("b")],
        [call("a"), CUSTOM_CALL, result("a"), CUSTOM_OUTPUT],
    ),
    Case(
        48,
        "an output of another type than its call",
        R,
        [call(), {**CUSTOM_OUTPUT, "call_id": "call_1"}],
        [calling(), tool()],
        losses(("item_type", "/1/type")),
    ),
    Case(
        49,
        "members of outputs that only Responses has",
        R,
        [call(), result(status="completed", caller={"type": "direct"})],
        [calling(), tool()],
        losses(("item_status", "/1/status"), ("item_member", "/1/caller")),
    ),
    Case(
        49,
        "the name of a tool, which Responses does not repeat",
        C,
        [calling(), tool(name="look")],
        [call(), result()],
        losses(("message_name", "/1/name")),
    ),
]
