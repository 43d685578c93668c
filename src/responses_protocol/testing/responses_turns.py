"""The turns of a Responses history, as servers answer and clients store them."""

from __future__ import annotations

from hypothesis import strategies as st

from responses_protocol.testing.payloads import items
from responses_protocol.testing.turns import (
    Call,
    Payload,
    Turn,
    answered,
    arguments,
    names,
    next_call_id,
    words,
)

__all__ = ["TURNS"]

_Strategy = st.SearchStrategy[Payload]
_DATA_URL = "data:image/png;base64,iVBORw0KGgo="
_STATUSES = st.sampled_from(["completed", "in_progress", "incomplete", None])


def _ids(prefix: str) -> st.SearchStrategy[str]:
    return st.integers(0, 999).map(lambda number: f"{prefix}_{number:03}")


_INPUT_PARTS: _Strategy = st.one_of(
    st.fixed_dictionaries({"type": st.just("input_text"), "text": words()}),
    st.fixed_dictionaries(
        {"type": st.just("input_image"), "image_url": st.just(_DATA_URL)},
        optional={"detail": st.sampled_from(["auto", "low", "high", "original"])},
    ),
    st.fixed_dictionaries(
        {"type": st.just("input_image"), "file_id": st.just("file-1"), "detail": st.just("auto")}
    ),
    st.fixed_dictionaries(
        {"type": st.just("input_file")},
        optional={
            "file_id": st.just("file-2"),
            "file_data": st.just("data:application/pdf;base64,JVBERi0="),
            "file_url": st.just("https://example.com/a.pdf"),
            "filename": st.just("a.pdf"),
        },
    ),
)

_ANNOTATIONS: _Strategy = st.one_of(
    st.fixed_dictionaries(
        {
            "type": st.just("url_citation"),
            "url": st.just("https://example.com"),
            "title": words(),
            "start_index": st.integers(0, 3),
            "end_index": st.integers(3, 9),
        }
    ),
    st.fixed_dictionaries(
        {
            "type": st.just("container_file_citation"),
            "container_id": st.just("cntr_1"),
            "file_id": st.just("cfile_1"),
            "filename": st.just("plot.png"),
            "start_index": st.just(0),
            "end_index": st.integers(0, 9),
        }
    ),
)

_OUTPUT_TEXT: _Strategy = st.fixed_dictionaries(
    {
        "type": st.just("output_text"),
        "text": words(),
        "annotations": st.just([]) | st.lists(_ANNOTATIONS, max_size=2),
    },
    optional={"logprobs": st.just([])},
)
_REFUSAL: _Strategy = st.fixed_dictionaries({"type": st.just("refusal"), "refusal": words()})

_PROMPTS: _Strategy = st.fixed_dictionaries(
    {
        "role": st.sampled_from(["user", "user", "user", "system", "developer"]),
        "content": words() | st.lists(_INPUT_PARTS, max_size=3),
    },
    optional={"type": st.just("message"), "id": _ids("msg"), "status": _STATUSES},
)

_TEXTS: _Strategy = st.one_of(
    st.fixed_dictionaries(
        {
            "id": _ids("msg"),
            "type": st.just("message"),
            "role": st.just("assistant"),
            "status": st.just("completed"),
            "content": st.lists(_OUTPUT_TEXT, min_size=1, max_size=1)
            | st.lists(_OUTPUT_TEXT | _REFUSAL, max_size=3),
        },
        optional={"phase": st.sampled_from(["commentary", "final_answer", None])},
    ),
    st.fixed_dictionaries({"role": st.just("assistant"), "content": words()}),
)

_REASONING: _Strategy = st.fixed_dictionaries(
    {
        "id": _ids("rs"),
        "type": st.just("reasoning"),
        "summary": st.lists(
            st.fixed_dictionaries({"type": st.just("summary_text"), "text": words()}), max_size=2
        ),
    },
    optional={
        "content": st.none()
        | st.lists(
            st.fixed_dictionaries({"type": st.just("reasoning_text"), "text": words()}), max_size=2
        ),
        "encrypted_content": st.sampled_from(["gAAAAABo", None]),
        "status": _STATUSES,
    },
)

# The call id is filled in when a turn is put together.
_FUNCTION_CALLS: _Strategy = st.fixed_dictionaries(
    {
        "type": st.just("function_call"),
        "call_id": st.just(""),
        "name": names(),
        "arguments": arguments(),
    },
    optional={
        "id": _ids("fc"),
        "status": _STATUSES,
        "namespace": st.sampled_from(["files", "crm", None]),
    },
)
_CUSTOM_CALLS: _Strategy = st.fixed_dictionaries(
    {
        "type": st.just("custom_tool_call"),
        "call_id": st.just(""),
        "name": names(),
        "input": words(),
    },
    optional={"id": _ids("ctc"), "status": st.just("completed")},
)
_OUTPUT_MEMBERS = {
    "call_id": st.just(""),
    "output": words() | words() | st.lists(_INPUT_PARTS, max_size=2),
}
_FUNCTION_OUTPUTS: _Strategy = st.fixed_dictionaries(
    {"type": st.just("function_call_output"), **_OUTPUT_MEMBERS},
    optional={"id": _ids("fco"), "status": _STATUSES},
)
_CUSTOM_OUTPUTS: _Strategy = st.fixed_dictionaries(
    {"type": st.just("custom_tool_call_output"), **_OUTPUT_MEMBERS},
    optional={"id": _ids("ctco")},
)
_PAIRS = st.sampled_from(
    [(_FUNCTION_CALLS, _FUNCTION_OUTPUTS)] * 3 + [(_CUSTOM_CALLS, _CUSTOM_OUTPUTS)]
)

_HOSTED: _Strategy = st.one_of(
    st.fixed_dictionaries(
        {
            "id": _ids("ws"),
            "type": st.just("web_search_call"),
            "status": st.just("completed"),
            "action": st.fixed_dictionaries({"type": st.just("search"), "query": words()}),
        }
    ),
    st.fixed_dictionaries({"type": st.just("item_reference"), "id": _ids("msg")}),
    items(),
)


def _prompt(draw: st.DrawFn, used: list[str]) -> list[Payload]:
    return [draw(_PROMPTS)]


def _text(draw: st.DrawFn, used: list[str]) -> list[Payload]:
    return draw(st.lists(_REASONING, max_size=2)) + draw(st.lists(_TEXTS, min_size=1, max_size=2))


def _calls(draw: st.DrawFn, used: list[str]) -> list[Payload]:
    calls: list[Call] = []
    for call, output in draw(st.lists(_PAIRS, min_size=1, max_size=3)):
        call_id = next_call_id(draw, used)
        calls.append(({**draw(call), "call_id": call_id}, [{**draw(output), "call_id": call_id}]))
    before = draw(st.lists(_REASONING | _TEXTS | _REASONING, max_size=2))
    others = draw(st.lists(_PROMPTS | _TEXTS | _REASONING | _HOSTED, min_size=1, max_size=2))
    return before + answered(draw, calls, others)


def _hosted(draw: st.DrawFn, used: list[str]) -> list[Payload]:
    return [
        *draw(st.lists(_REASONING, max_size=1)),
        draw(_HOSTED),
        *draw(st.lists(_TEXTS, max_size=1)),
    ]


def _anything(draw: st.DrawFn, used: list[str]) -> list[Payload]:
    return draw(st.lists(items(), min_size=1, max_size=3))


TURNS: tuple[Turn, ...] = (_prompt, _text, _calls, _prompt, _calls, _calls, _hosted, _anything)
"""The kinds of turns, the usual ones more than once."""
