"""Reasoning."""

from __future__ import annotations

from typing import Any

from table import (
    Case,
    Dialect,
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

from responses_protocol import Options
from responses_protocol._formats.options import DEFAULT, options_from_json

R: Dialect = "responses"
C: Dialect = "chat_completions"
FIELD = Options(reasoning="reasoning_content")
OMIT = Options(reasoning="omit")
DETAILS = Options(reasoning="reasoning_details")
FIELD_LOSS = losses(("reasoning_field", "/0"))


def thought(*summary: str, **more: Any) -> dict[str, Any]:
    """Return reasoning of a history, without an id and with a summary."""
    parts = [{"type": "summary_text", "text": text} for text in summary]
    return {"type": "reasoning", "summary": parts, **more}


def make_reasoning_texts(*texts: str) -> list[dict[str, Any]]:
    return [{"type": "reasoning_text", "text": text} for text in texts]


def detail(text: str = "think", **more: Any) -> dict[str, Any]:
    return {"type": "reasoning.text", "text": text, **more}


def encrypted(data: str = "gAAA", **more: Any) -> dict[str, Any]:
    members = {"type": "reasoning.encrypted", "data": data, "format": "openai-responses-v1"}
    return {**members, **more}


TEXT = {"type": "text", "text": "Hi."}


def tag_part(text: str) -> dict[str, Any]:
    return {"type": "text", "text": f"<think>think</think>{text}"}


THINKING = {"type": "thinking", "thinking": [{"type": "text", "text": "think"}]}
DATABRICKS = {"type": "reasoning", "summary": [{"type": "summary_text", "text": "think"}]}
TAGGED = "<think>think</think>Hi."
READ_ITEMS = [thought("think"), answer()]
TAGS_ID = derive_message_id("<think>think</think>")


def make_read_case(
    name: str, message: dict[str, Any], *pairs: tuple[str, str], options: Options = DEFAULT
) -> Case:
    """Return the case of a message with one thought."""
    return Case(62, name, C, [message], READ_ITEMS, losses(*pairs), options=options)


BLOCK = {"type": "thinking", "thinking": "think", "signature": "c2ln"}

CASES = [
    make_read_case(
        "the signature of a block that says what is read",
        assistant(reasoning_content="think", thinking_blocks=[BLOCK]),
        ("reasoning_form", "/0/reasoning_content"),
        ("reasoning_form", "/0/thinking_blocks"),
        ("reasoning_signature", "/0/thinking_blocks/0/signature"),
    ),
    Case(
        62,
        "reasoning has no place in OpenAI's Chat",
        R,
        [prompt(), thought("think"), answer()],
        [user(), assistant()],
        losses(("reasoning", "/1")),
    ),
    *(
        make_read_case(f"it is read from {name}", message, ("reasoning_form", f"/0/{name}"))
        for name, message in (
            ("reasoning_content", assistant(reasoning_content="think")),
            ("reasoning", assistant(reasoning="think")),
            ("reasoning_details", assistant(reasoning_details=[detail()])),
            ("content/0", assistant([THINKING, TEXT])),
        )
    ),
    *(
        make_read_case(f"it is read from a part: {name}", assistant([part, TEXT]), *found)
        for name, part, *found in (
            ("that of Databricks", DATABRICKS, ("reasoning_form", "/0/content/0")),
            (
                "its text",
                {"type": "reasoning", "text": "think"},
                ("reasoning_form", "/0/content/0"),
            ),
            (
                "what it seals has no form",
                {**DATABRICKS, "encrypted_content": "gAAA"},
                ("reasoning_form", "/0/content/0"),
                ("encrypted_reasoning", "/0/content/0/encrypted_content"),
            ),
            (
                "its signature has no form",
                {"type": "thinking", "thinking": "think", "signature": "c2ln"},
                ("reasoning_form", "/0/content/0"),
                ("reasoning_signature", "/0/content/0/signature"),
            ),
        )
    ),
    make_read_case(
        "what two members say is read once",
        assistant(reasoning="think", reasoning_details=[detail()]),
        ("reasoning_form", "/0/reasoning"),
        ("reasoning_form", "/0/reasoning_details"),
    ),
    make_read_case(
        "what two members say differently is named",
        assistant(reasoning="other", reasoning_content="think"),
        ("reasoning", "/0/reasoning"),
        ("reasoning_form", "/0/reasoning_content"),
    ),
    make_read_case(
        "both names of vLLM",
        assistant(reasoning_content="think"),
        ("reasoning_form", "/0/reasoning_content"),
        ("absent_member", "/0"),
        options=Options(reasoning="reasoning"),
    ),
    Case(
        62,
        "a turn that calls, and says nothing",
        C,
        [calling(content="", reasoning_content="think"), tool()],
        [thought("think"), call(), result()],
        losses(("content_form", "/0/content"), ("reasoning_form", "/0/reasoning_content")),
    ),
    Case(
        62,
        "it is left out by an option",
        C,
        [assistant(reasoning_content="think")],
        [answer()],
        losses(("reasoning", "/0/reasoning_content")),
        options=OMIT,
    ),
    Case(
        62,
        "a part is left out as well",
        C,
        [assistant([THINKING, TEXT])],
        [answer()],
        losses(("reasoning", "/0/content/0")),
        options=OMIT,
    ),
    Case(
        62,
        "tags are text",
        C,
        [assistant(TAGGED)],
        [answer(text(TAGGED), item_id=derive_message_id(TAGGED))],
    ),
    Case(
        62,
        "reasoning that holds the closing tag, where tags are what it is written between",
        C,
        [assistant(reasoning_content="why</think>yes")],
        [answer()],
        losses(("reasoning", "/0/reasoning_content")),
        options=Options(reasoning="think_tags"),
    ),
    Case(
        62,
        "the same text in two thoughts, each with its encrypted content",
        R,
        [thought("think", encrypted_content=sealed) for sealed in ("gAAA", "gBBB")] + [answer()],
        [assistant(reasoning_content="think\n\nthink")],
        losses(
            ("reasoning_form", "/0/summary/0/text"),
            ("encrypted_reasoning", "/0/encrypted_content"),
            ("encrypted_reasoning", "/1"),
            ("reasoning_form", "/1"),
        ),
        options=FIELD,
        notices=losses(("reasoning_field", "/0"), ("reasoning_field", "/1")),
    ),
    Case(
        62,
        "tags in the first of several parts",
        C,
        [assistant([tag_part(""), TEXT, TEXT])],
        [thought("think"), answer(text(), text())],
        options=Options(reasoning="think_tags"),
    ),
    Case(
        62,
        "tags in the only part, before a text",
        C,
        [assistant([tag_part("Hi.")])],
        READ_ITEMS,
        losses(("content_form", "/0/content")),
        options=Options(reasoning="think_tags"),
    ),
    Case(
        62,
        "tags in a part, and only one more: a text in two parts, as it was written",
        C,
        [assistant([tag_part(""), TEXT])],
        [answer(text("<think>think</think>"), text(), item_id=TAGS_ID)],
        options=Options(reasoning="think_tags"),
    ),
    Case(
        62,
        "other members of parts, of reasoning and of text",
        C,
        [assistant([{**THINKING, "x": 1}, {**TEXT, "x": 1}])],
        READ_ITEMS,
        losses(("reasoning_form", "/0/content/0/x"), ("part_member", "/0/content/1/x")),
        options=Options(reasoning="thinking"),
    ),
    Case(
        62,
        "a signature in a part of reasoning",
        C,
        [assistant([{**THINKING, "signature": "s"}, TEXT])],
        READ_ITEMS,
        losses(("reasoning_signature", "/0/content/0/signature")),
        options=Options(reasoning="thinking"),
    ),
    Case(
        62,
        "reasoning of two messages that are one turn, whose call is answered behind others",
        C,
        [
            calling(reasoning_content="why"),
            assistant(reasoning_content="so"),
            user(),
            tool(),
        ],
        [thought("why\n\nso"), answer(), call(), result(), prompt()],
        losses(
            ("content_form", "/0/content"),
            ("reasoning_form", "/0/reasoning_content"),
            ("order", "/1"),
            ("reasoning_form", "/1/reasoning_content"),
            ("order", "/2"),
        ),
        options=FIELD,
    ),
    Case(
        62,
        "reasoning that is null says nothing",
        C,
        [assistant(reasoning_content=None)],
        [answer()],
        losses(("empty_member", "/0/reasoning_content")),
    ),
    *(
        Case(
            62,
            f"it is written where an option says: {name}",
            R,
            READ_ITEMS,
            [message],
            options=options_from_json({"reasoning": name}),
            notices=FIELD_LOSS,
        )
        for name, message in (
            ("reasoning_content", assistant(reasoning_content="think")),
            ("reasoning", assistant(reasoning="think")),
            ("reasoning_details", assistant(reasoning_details=[detail()])),
            ("thinking", assistant([THINKING, TEXT])),
            ("reasoning_parts", assistant([DATABRICKS, TEXT])),
            ("think_tags", assistant(TAGGED)),
        )
    ),
    Case(
        63,
        "the raw chain rather than the summary",
        R,
        [thought("short", content=make_reasoning_texts("think")), answer()],
        [assistant(reasoning_content="think")],
        losses(("reasoning_form", "/0/summary/0/text"), ("reasoning_form", "/0/content")),
        options=FIELD,
        notices=FIELD_LOSS,
    ),
    Case(
        64,
        "parts of a summary, and an id",
        R,
        [thought("a", "b", id="rs_1"), answer()],
        [assistant(reasoning_content="a\n\nb")],
        losses(
            ("item_id", "/0/id"),
            ("reasoning_form", "/0/summary/0/text"),
            ("reasoning_form", "/0/summary/1"),
        ),
        options=FIELD,
        notices=FIELD_LOSS,
    ),
    Case(
        64,
        "two items are joined, and nothing of them is left out",
        R,
        [thought("a"), thought("b"), answer()],
        [assistant(reasoning_content="a\n\nb")],
        losses(("reasoning_form", "/0/summary/0/text"), ("reasoning_form", "/1")),
        options=FIELD,
        notices=losses(("reasoning_field", "/0"), ("reasoning_field", "/1")),
    ),
    Case(
        65,
        "encrypted reasoning alone",
        R,
        [thought(encrypted_content="gAAAAABo"), answer()],
        [assistant()],
        losses(("encrypted_reasoning", "/0")),
    ),
    Case(
        65,
        "encrypted reasoning beside what can be read, neither of which has a form",
        R,
        [thought("think", encrypted_content="gAAAAABo"), answer()],
        [assistant()],
        losses(("encrypted_reasoning", "/0"), ("reasoning", "/0")),
    ),
    Case(
        65,
        "encrypted reasoning beside what can be read",
        R,
        [thought("think", encrypted_content="gAAAAABo"), answer()],
        [assistant(reasoning_content="think")],
        losses(("encrypted_reasoning", "/0/encrypted_content")),
        options=FIELD,
        notices=FIELD_LOSS,
    ),
    Case(
        65,
        "encrypted reasoning among details",
        R,
        [thought("think", encrypted_content="gAAA"), thought(encrypted_content="gBBB"), answer()],
        [assistant(reasoning_details=[detail(), encrypted(), encrypted("gBBB")])],
        options=DETAILS,
        notices=losses(("reasoning_field", "/0"), ("reasoning_field", "/1")),
    ),
    Case(
        65,
        "the same from Chat, with what only the server needs",
        C,
        [assistant(reasoning_details=[detail(signature="c2ln"), encrypted(id="rs_1")])],
        [thought("think", encrypted_content="gAAA"), answer()],
        losses(
            ("reasoning_signature", "/0/reasoning_details/0/signature"),
            ("reasoning_form", "/0/reasoning_details/1/id"),
        ),
        options=DETAILS,
    ),
    Case(
        65,
        "encrypted reasoning that is no other server's",
        C,
        [assistant(reasoning_details=[encrypted(format="google-gemini-v1")])],
        [answer()],
        losses(
            ("reasoning_form", "/0/reasoning_details"),
            ("reasoning_signature", "/0/reasoning_details/0/data"),
        ),
    ),
    Case(
        65,
        "encrypted reasoning of nobody in particular",
        C,
        [assistant(reasoning_details=[encrypted(format=None)])],
        [answer()],
        losses(
            ("reasoning_form", "/0/reasoning_details"),
            ("encrypted_reasoning", "/0/reasoning_details/0/data"),
        ),
    ),
    Case(
        65,
        "encrypted reasoning of an item that says whose it is",
        R,
        [thought("think", encrypted_content="gAAA", format="anthropic-claude-v1"), answer()],
        [assistant(reasoning_details=[detail()])],
        losses(("encrypted_reasoning", "/0/encrypted_content"), ("unknown_member", "/0/format")),
        options=DETAILS,
        notices=FIELD_LOSS,
    ),
    Case(
        62,
        "reasoning in a member that items do not have",
        R,
        [thought(text="think"), answer()],
        [assistant()],
        losses(("reasoning", "/0")),
    ),
    Case(
        65,
        "reasoning with nothing in it",
        R,
        [thought(), answer()],
        [assistant()],
        losses(("empty_reasoning", "/0")),
    ),
    Case(
        65,
        "reasoning with an empty text",
        R,
        [thought(""), answer()],
        [assistant()],
        losses(("empty_reasoning", "/0")),
    ),
    Case(
        66,
        "reasoning before parallel calls",
        R,
        [thought("think"), call("a"), call("b")],
        [calling(entry("a"), entry("b"), reasoning_content="think")],
        options=FIELD,
        notices=FIELD_LOSS,
    ),
    Case(
        66,
        "trailing reasoning",
        R,
        [prompt(), answer(), thought("think")],
        [user(), assistant()],
        losses(("reasoning", "/2")),
    ),
]
