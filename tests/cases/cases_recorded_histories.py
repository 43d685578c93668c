"""Histories as servers and programs write them: empty members, signatures, odd roles."""

from __future__ import annotations

from typing import Any

from table import (
    C,
    Case,
    R,
    answer,
    assistant,
    call,
    calling,
    derive_message_id,
    entry,
    losses,
    prompt,
    result,
    text,
    tool,
    user,
)

EMPTY_AUDIO = {"id": "", "data": "", "expires_at": 0, "transcript": ""}
EMPTY_CALL = {"name": "", "arguments": ""}
SIGNED = {"google": {"thought_signature": "c2ln"}}


def make_member_case(member: str, value: Any, *pairs: tuple[str, str]) -> Case:
    """Return the case of a member of an assistant message, which is empty without ``pairs``."""
    expected = pairs or (("empty_member", f"/0/{member}"),)
    name = f"{member}: {value}"
    return Case(
        8, name, C, [assistant(**{member: value}), user()], [answer(), prompt()], losses(*expected)
    )


def make_signature_case(name: str, *inner: str, **more: Any) -> Case:
    """Return the case of a call with members that a server requires with the next request."""
    expected = [("signature", f"/0/tool_calls/0/{place}") for place in inner]
    return Case(
        27, name, C, [calling({**entry(), **more}), tool()], [call(), result()], losses(*expected)
    )


CASES = [
    make_member_case("refusal", ""),
    make_member_case("audio", EMPTY_AUDIO),
    make_member_case("audio", {**EMPTY_AUDIO, "id": "audio_1"}, ("audio", "/0/audio")),
    make_member_case("audio", {}),
    make_member_case("function_call", EMPTY_CALL),
    make_member_case("function_call", {"name": None, "arguments": None}),
    make_member_case("function_call", {"arguments": "{}"}, ("tool_call", "/0/function_call")),
    make_member_case("images", []),
    make_member_case(
        "images", [{"type": "image_url", "image_url": {"url": "x"}}], ("images", "/0/images")
    ),
    make_member_case(
        "thinking_blocks",
        [{"type": "thinking", "thinking": "Hm.", "signature": "s"}],
        ("reasoning", "/0/thinking_blocks"),
        ("reasoning_signature", "/0/thinking_blocks/0/signature"),
    ),
    make_member_case(
        "thinking_blocks",
        [{"type": "redacted_thinking", "data": "c2ln"}],
        ("reasoning_form", "/0/thinking_blocks"),
        ("reasoning_signature", "/0/thinking_blocks/0/data"),
    ),
    make_member_case("thinking_blocks", []),
    make_member_case("tool_call_id", None),
    make_member_case("thinking", "Hm.", ("reasoning", "/0/thinking")),
    make_member_case("reasoning_text", "Hm.", ("reasoning", "/0/reasoning_text")),
    make_member_case("reasoning", {"content": "Hm."}, ("reasoning", "/0/reasoning")),
    make_member_case(
        "provider_specific_fields",
        {"thought_signatures": ["c2ln"]},
        ("signature", "/0/provider_specific_fields"),
    ),
    make_member_case("extra_content", SIGNED, ("signature", "/0/extra_content")),
    make_member_case("x_trace", {"id": 7}, ("unknown_member", "/0/x_trace")),
    make_member_case("x_trace", {"deep": [SIGNED]}, ("signature", "/0/x_trace")),
    Case(
        8,
        "an empty refusal as a part, and one that says something behind it",
        C,
        [
            assistant([{"type": "text", "text": "Hi."}, {"type": "refusal", "refusal": ""}]),
            assistant([{"type": "refusal", "refusal": ""}, {"type": "refusal", "refusal": "No."}]),
        ],
        [
            answer(),
            answer({"type": "refusal", "refusal": "No."}, item_id="msg_0"),
        ],
        losses(
            ("content_form", "/0/content"),
            ("content_form", "/1/content"),
            ("absent_member", "/1"),
        ),
    ),
    Case(
        8,
        "the same from Responses",
        R,
        [answer(text(), {"type": "refusal", "refusal": ""})],
        [assistant()],
        losses(("content_form", "/0/content/1")),
    ),
    make_signature_case("a signature of a call", "extra_content", extra_content=SIGNED),
    make_signature_case("by another name", "thought_signature", thought_signature="c2ln"),
    make_signature_case(
        "deep in a member of another's", "provider", provider={"a": [{"thoughtSignature": "c2ln"}]}
    ),
    Case(
        27,
        "a call that has an empty one of another kind beside it",
        C,
        [calling({**entry(), "custom": {"name": "", "input": ""}}), tool()],
        [call(), result()],
        losses(("empty_member", "/0/tool_calls/0/custom")),
    ),
    Case(
        27,
        "a call without a type, that has none of another kind beside it",
        C,
        [
            calling(
                {"id": "call_1", "function": None, "custom": {"name": "run", "input": "ls"}},
                {**entry("call_2"), "type": None, "custom": None},
            )
        ],
        [
            {"type": "custom_tool_call", "call_id": "call_1", "name": "run", "input": "ls"},
            call("call_2"),
        ],
        losses(
            ("tool_call_type", "/0/tool_calls/0"),
            ("empty_member", "/0/tool_calls/0/function"),
            ("tool_call_type", "/0/tool_calls/1/type"),
            ("empty_member", "/0/tool_calls/1/custom"),
        ),
    ),
    Case(
        28,
        "calls in two messages in a row",
        C,
        [calling(entry("a")), calling(entry("b")), tool("a"), tool("b")],
        [call("a"), call("b"), result("a"), result("b")],
        losses(("absent_member", "/0/tool_calls"), ("order", "/1")),
    ),
    Case(
        28,
        "calls with texts in two messages in a row",
        C,
        [
            calling(entry("a"), content="One."),
            calling(entry("b"), content="Hi."),
            tool("a"),
            tool("b"),
        ],
        [
            answer(text("One."), item_id=derive_message_id("One.")),
            answer(),
            call("a"),
            call("b"),
            result("a"),
            result("b"),
        ],
        losses(("order", "/0/tool_calls/0"), ("absent_member", "/1/tool_calls/0")),
    ),
    Case(
        15,
        "a role that only Chat has",
        R,
        [prompt(role="tool"), prompt(role="function"), prompt()],
        [user()],
        losses(("unknown_message", "/0"), ("unknown_message", "/1")),
    ),
    Case(
        46,
        "two outputs for one call",
        R,
        [call(), result(), result(output="rain")],
        [calling(), tool()],
        losses(("orphan_output", "/2")),
    ),
    Case(
        46,
        "an output that names no call",
        C,
        [calling(), {"role": "tool", "name": "look", "content": "sunny"}, user()],
        [call(), prompt()],
        losses(("orphan_output", "/1")),
        notices=losses(("unanswered_call", "/0/tool_calls/0")),
    ),
    Case(
        14,
        "a call that was cut",
        R,
        [prompt(), call(arguments='{"x":', status="incomplete"), prompt()],
        [user(), calling(entry(arguments='{"x":')), user()],
        losses(("item_incomplete", "/1/status")),
        notices=losses(("unanswered_call", "/1")),
    ),
]
