"""The turns of a Responses history, as servers answer and clients store them."""

from __future__ import annotations

from hypothesis import strategies as st

from responses_protocol._testing.payloads import items
from responses_protocol._testing.turns import (
    Call,
    Payload,
    Turn,
    arguments,
    arrange_calls,
    make_turn_of,
    names,
    next_call_id,
    record,
    words,
)

__all__ = ["TURNS"]

_Strategy = st.SearchStrategy[Payload]
_DATA_URL = "data:image/png;base64,iVBORw0KGgo="
_STATUSES = st.sampled_from(["completed", "in_progress", "incomplete", None])


def _ids(prefix: str) -> st.SearchStrategy[str]:
    return st.integers(0, 999).map(lambda number: f"{prefix}_{number:03}")


_INPUT_PARTS: _Strategy = st.one_of(
    record(
        {"type": "input_text"},
        {"text": words()},
        {"prompt_cache_breakpoint": st.just({"mode": "explicit", "ttl": "30m"})},
    ),
    record(
        {"type": "input_image", "image_url": _DATA_URL},
        optional={"detail": st.sampled_from(["auto", "low", "high", "original"])},
    ),
    record({"type": "input_image", "file_id": "file-1", "detail": "auto"}),
    record(
        {"type": "input_file"},
        optional={
            "file_id": st.just("file-2"),
            "file_data": st.just("data:application/pdf;base64,JVBERi0="),
            "file_url": st.just("https://example.com/a.pdf"),
            "filename": st.just("a.pdf"),
        },
    ),
)

_ANNOTATIONS: _Strategy = st.one_of(
    record(
        {"type": "url_citation", "url": "https://example.com", "title": "", "start_index": 0},
        {"end_index": st.integers(0, 9)},
    ),
    record(
        {
            "type": "container_file_citation",
            "container_id": "cntr_1",
            "file_id": "cfile_1",
            "filename": "plot.png",
            "start_index": 0,
        },
        {"end_index": st.integers(0, 9)},
    ),
)

_OUTPUT_TEXT: _Strategy = record(
    {"type": "output_text"},
    {
        "text": words(),
        "annotations": st.builds(list) | st.builds(list) | st.lists(_ANNOTATIONS, max_size=2),
    },
    {"logprobs": st.builds(list)},
)
_REFUSAL: _Strategy = record({"type": "refusal"}, {"refusal": words()})

_PROMPTS: _Strategy = record(
    {},
    {
        "role": st.sampled_from(["user", "user", "user", "system", "developer"]),
        "content": words() | words() | st.lists(_INPUT_PARTS, max_size=3),
    },
    {"type": st.just("message"), "id": _ids("msg"), "status": _STATUSES},
)

_TEXTS: _Strategy = st.one_of(
    record(
        {"type": "message", "role": "assistant", "status": "completed"},
        {
            "id": _ids("msg"),
            "content": st.lists(_OUTPUT_TEXT, min_size=1, max_size=1)
            | st.lists(_OUTPUT_TEXT | _REFUSAL, max_size=3),
        },
        {"phase": st.sampled_from(["commentary", "final_answer", None])},
    ),
    record({"role": "assistant"}, {"content": words()}),
)

_SUMMARIES: _Strategy = record({"type": "summary_text"}, {"text": words()})
_THOUGHTS: _Strategy = record({"type": "reasoning_text"}, {"text": words()})
_REASONING: _Strategy = record(
    {"type": "reasoning"},
    {"id": _ids("rs"), "summary": st.lists(_SUMMARIES, max_size=2)},
    {
        "content": st.none() | st.lists(_THOUGHTS, max_size=2),
        "encrypted_content": st.sampled_from(["gAAAAABo", None]),
        "status": _STATUSES,
    },
)

# The call id is filled in when a turn is put together.
_OUTPUTS = words() | words() | st.lists(_INPUT_PARTS, max_size=2)
_FUNCTION_PAIRS = (
    record(
        {"type": "function_call"},
        {"name": names(), "arguments": arguments()},
        {
            "id": _ids("fc"),
            "status": _STATUSES,
            "namespace": st.sampled_from(["files", "crm", None]),
        },
    ),
    record(
        {"type": "function_call_output"},
        {"output": _OUTPUTS},
        {"id": _ids("fco"), "status": _STATUSES},
    ),
)
_CUSTOM_PAIRS = (
    record(
        {"type": "custom_tool_call"},
        {"name": names(), "input": words()},
        {"id": _ids("ctc"), "status": st.just("completed")},
    ),
    record({"type": "custom_tool_call_output"}, {"output": _OUTPUTS}, {"id": _ids("ctco")}),
)
_PAIRS = st.sampled_from([_FUNCTION_PAIRS, _FUNCTION_PAIRS, _FUNCTION_PAIRS, _CUSTOM_PAIRS])

_HOSTED: _Strategy = st.one_of(
    record(
        {
            "type": "web_search_call",
            "status": "completed",
            "action": {"type": "search", "query": "weather"},
        },
        {"id": _ids("ws")},
    ),
    record({"type": "item_reference"}, {"id": _ids("msg")}),
    items(),
)


def _text(draw: st.DrawFn, used: list[str]) -> list[Payload]:
    return draw(st.lists(_REASONING, max_size=2)) + draw(st.lists(_TEXTS, min_size=1, max_size=2))


def _calls(draw: st.DrawFn, used: list[str]) -> list[Payload]:
    calls: list[Call] = []
    for call, output in draw(st.lists(_PAIRS, min_size=1, max_size=3)):
        call_id = next_call_id(draw, used)
        calls.append(({**draw(call), "call_id": call_id}, [{**draw(output), "call_id": call_id}]))
    before = draw(st.lists(_REASONING | _TEXTS | _REASONING, max_size=2))
    between = draw(st.lists(_PROMPTS | _TEXTS | _REASONING | _HOSTED, min_size=1, max_size=2))
    return before + arrange_calls(draw, calls, between)


def _hosted(draw: st.DrawFn, used: list[str]) -> list[Payload]:
    return [
        *draw(st.lists(_REASONING, max_size=1)),
        draw(_HOSTED),
        *draw(st.lists(_TEXTS, max_size=1)),
    ]


_prompt = make_turn_of(_PROMPTS, 1)
_anything = make_turn_of(items(), 3)
TURNS: tuple[Turn, ...] = (_prompt, _text, _calls, _prompt, _calls, _calls, _hosted, _anything)
"""The kinds of turns, the usual ones more than once."""
