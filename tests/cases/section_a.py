"""Messages."""

from __future__ import annotations

from table import (
    EMPTY_ID,
    HI_ID_2,
    Case,
    Dialect,
    answer,
    assistant,
    call,
    calling,
    losses,
    prompt,
    result,
    text,
    tool,
    user,
)

from responses_protocol import Options

R: Dialect = "responses"
C: Dialect = "chat_completions"
FORM = "content_form"

CASES = [
    Case(
        3,
        "system and developer messages stay where they stand",
        R,
        [prompt(role="system"), prompt(), answer(), prompt("Be brief.", role="developer")],
        [
            {"role": "system", "content": "Hello"},
            user(),
            assistant(),
            {"role": "developer", "content": "Be brief."},
        ],
    ),
    Case(
        3,
        "the same from Chat",
        C,
        [user(), {"role": "system", "content": "One."}, {"role": "system", "content": "Two."}],
        [prompt(), prompt("One.", role="system"), prompt("Two.", role="system")],
    ),
    Case(
        4,
        "developer stays developer",
        C,
        [{"role": "developer", "content": "Be brief."}],
        [prompt("Be brief.", role="developer")],
    ),
    Case(5, "a name", C, [user(name="alice")], [prompt()], losses(("message_name", "/0/name"))),
    Case(
        5,
        "a name that is null says nothing",
        C,
        [user(name=None)],
        [prompt()],
        losses(("empty_member", "/0/name")),
    ),
    Case(
        6,
        "one text part is a string",
        R,
        [prompt([{"type": "input_text", "text": "Hello"}])],
        [user()],
        losses((FORM, "/0/content")),
    ),
    Case(
        6,
        "the same from Chat",
        C,
        [user([{"type": "text", "text": "Hello"}])],
        [prompt()],
        losses((FORM, "/0/content")),
    ),
    Case(6, "the input is a string", R, "Hello", [user()], losses(("input_form", ""))),
    Case(
        6,
        "the message has no type",
        R,
        [{"role": "user", "content": "Hello"}],
        [user()],
        losses(("message_type", "/0")),
    ),
    Case(
        7,
        "texts stay parts",
        R,
        [prompt([{"type": "input_text", "text": word} for word in "ab"]), answer(text(), text())],
        [
            user([{"type": "text", "text": word} for word in "ab"]),
            assistant([{"type": "text", "text": "Hi."}, {"type": "text", "text": "Hi."}]),
        ],
    ),
    Case(8, "null beside calls", C, [calling(), tool()], [call(), result()]),
    Case(
        8,
        "an empty string beside calls",
        C,
        [calling(content=""), tool()],
        [call(), result()],
        losses((FORM, "/0/content")),
    ),
    Case(
        8,
        "an empty list beside calls",
        C,
        [calling(content=[])],
        [call()],
        losses((FORM, "/0/content")),
    ),
    Case(
        8,
        "no content beside calls",
        C,
        [{key: value for key, value in calling().items() if key != "content"}],
        [call()],
        losses((FORM, "/0")),
    ),
    Case(
        8,
        "no content beside calls, by an option",
        R,
        [call()],
        [{key: value for key, value in calling().items() if key != "content"}],
        options=Options(tool_only_content="absent"),
    ),
    Case(
        8,
        "an empty string beside calls, by an option",
        R,
        [call()],
        [calling(content="")],
        options=Options(tool_only_content="empty"),
    ),
    Case(
        8,
        "an empty text",
        C,
        [user(""), assistant("")],
        [prompt(""), answer(text(""), item_id=EMPTY_ID)],
    ),
    Case(
        8,
        "an empty list of parts",
        R,
        [prompt([])],
        [user("")],
        losses((FORM, "/0/content")),
    ),
    Case(
        8,
        "no content at all where Chat wants some",
        C,
        [assistant(None)],
        [answer(text(""), item_id=EMPTY_ID)],
        losses((FORM, "/0/content")),
    ),
    Case(
        9,
        "the model's text is output text",
        C,
        [assistant([{"type": "text", "text": "Hi."}, {"type": "text", "text": "Hi."}])],
        [answer(text(), text())],
    ),
    Case(
        10,
        "annotations are written, empty as they are",
        C,
        [assistant()],
        [answer()],
    ),
    Case(
        10,
        "log probabilities have no place in a history",
        R,
        [
            answer(
                text(logprobs=[{"token": "Hi", "logprob": -0.1, "bytes": [], "top_logprobs": []}])
            )
        ],
        [assistant()],
        losses(("logprobs", "/0/content/0/logprobs")),
    ),
    Case(11, "text, then a call", R, [answer(), call()], [calling(content="Hi.")]),
    Case(11, "the same from Chat", C, [calling(content="Hi.")], [answer(), call()]),
    Case(
        12,
        "a call, then text",
        R,
        [call(), answer(), result()],
        [calling(content="Hi."), tool()],
        losses(("order", "/0")),
    ),
    Case(13, "two answers in a row", R, [answer(), answer(item_id=HI_ID_2)], [assistant()] * 2),
    Case(13, "the same from Chat", C, [assistant()] * 2, [answer(), answer(item_id=HI_ID_2)]),
    Case(
        14,
        "ids of items",
        R,
        [answer(item_id="msg_1"), call(id="fc_1"), result(id="fco_1")],
        [calling(content="Hi."), tool()],
        losses(("item_id", "/0/id"), ("item_id", "/1/id"), ("item_id", "/2/id")),
    ),
    Case(
        14,
        "statuses of items",
        R,
        [answer(status="incomplete"), call(status="in_progress"), prompt(status="completed")],
        [calling(content="Hi."), user()],
        losses(
            ("item_status", "/0/status"), ("item_status", "/1/status"), ("item_status", "/2/status")
        ),
        notices=losses(("unanswered_call", "/1")),
    ),
    Case(
        15,
        "the phase of a message",
        R,
        [answer(phase="commentary"), answer(item_id=HI_ID_2, phase="final_answer")],
        [assistant()] * 2,
        losses(("phase", "/0/phase"), ("phase", "/1/phase")),
    ),
    Case(
        15,
        "a role of the server's own",
        R,
        [prompt(role="critic"), prompt()],
        [user()],
        losses(("unknown_message", "/0")),
    ),
    Case(
        15,
        "members that nobody documents",
        C,
        [assistant(prefix=True), user(**{"a/b": 1, "~": 2, "": 3})],
        [answer(), prompt()],
        losses(
            ("unknown_member", "/0/prefix"),
            ("unknown_member", "/1/a~1b"),
            ("unknown_member", "/1/~0"),
            ("unknown_member", "/1/"),
        ),
    ),
]
