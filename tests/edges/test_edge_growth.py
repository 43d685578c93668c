"""Twice the input takes about twice the time: checks, mending, reading, agents, migrating.

Depth takes no more memory: no pointer is built for each value.
"""

from __future__ import annotations

import gc
import json
import tracemalloc
from collections.abc import Callable
from functools import partial
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest
from growth import Work, is_linear

import responses_protocol as rp
from responses_protocol._agents.agent_chunks import EventsToAgentChunks
from responses_protocol._agents.whole_streams import WholeStream
from responses_protocol._checks.detection import find_payloads
from responses_protocol._checks.files import check_file
from responses_protocol._checks.fixes import fix_text
from responses_protocol._checks.rule import Settings
from responses_protocol._checks.subjects import SUBJECTS
from responses_protocol._checks.validation import check_value
from responses_protocol.agents import output_events
from responses_protocol.errors import ConversionError
from responses_protocol.streams import ChunksToEvents

pytestmark = pytest.mark.growth
REQUEST = Settings("request")
CLOSED = {"type": "object", "properties": {"a": {"type": "string"}}, "required": ["a"]}


def fix_schemas(count: int) -> Work:
    names = [f"p{index}" for index in range(count)]
    parameters = {
        "type": "object",
        "additionalProperties": False,
        "properties": dict.fromkeys(names, CLOSED),
        "required": names,
    }
    tool = {"type": "function", "name": "f", "strict": True, "parameters": parameters}
    return make_fix_work("responses/tools", [tool])


def fix_messages(count: int) -> Work:
    message = {"role": "user", "content": [{"type": "text", "text": "x"}]}
    return make_fix_work("responses/history", [message] * (count // 2))


def make_fix_work(subject: str, payload: Any) -> Work:
    raw = json.dumps(payload).encode()

    def work() -> None:
        _, findings = fix_text(raw, SUBJECTS[subject], REQUEST)
        assert findings

    return work


def a_long_name(count: int) -> Work:
    payload = {"model": "gpt-5", "input": "hi", "x" * count * 2_000: 1}
    return lambda: list(check_value(payload, SUBJECTS["responses/request"], REQUEST))


def many_unknown_names(count: int) -> Work:
    payload = {"model": "gpt-5", "input": "hi", **{f"unknown{index}": 1 for index in range(count)}}
    return lambda: list(check_value(payload, SUBJECTS["responses/request"], REQUEST))


def make_call_work(schema: Any, value: Any) -> Work:
    call = {"type": "function_call", "call_id": "c", "name": "f"}
    payload = {
        "model": "gpt-5",
        "input": [{**call, "arguments": json.dumps({"a": value})}],
        "tools": [
            {
                "type": "function",
                "name": "f",
                "parameters": {"type": "object", "properties": {"a": schema}},
            }
        ],
    }
    return lambda: list(check_value(payload, SUBJECTS["responses/request"], REQUEST))


def a_pattern(count: int) -> Work:
    return make_call_work({"type": "string", "pattern": "^(a|a)*$"}, "a" * count * 200 + "b")


def unique_elements(count: int) -> Work:
    groups = [(number, str(number), [number], {"a": number}) for number in range(count * 5)]
    return make_call_work(
        {"type": "array", "uniqueItems": True}, [value for group in groups for value in group]
    )


def names_by_pattern(count: int) -> Work:
    schema = {"type": "object", "patternProperties": {"^x(y|y)*$": {"type": "integer"}}}
    return make_call_work(schema, {f"x{'y' * 20}{index}": index for index in range(count)})


def lines(count: int, folder: Path) -> Work:
    line = json.dumps([{"role": "nobody", "content": "hi"}])
    return make_reading_work(folder / "lines.jsonl", f"{line}\n" * count)


def events(count: int, folder: Path) -> Work:
    event = {"type": "response.output_text.delta", "item_id": "m", "delta": "x"}
    return make_reading_work(folder / "events.sse", f"data: {json.dumps(event)}\n\n" * count)


def duplicate_members(count: int, folder: Path) -> Work:
    members = ",\n".join(f'"x{index}": 1, "x{index}": 2' for index in range(count * 10))
    return make_reading_work(folder / "twice.json", f'{{"model": "m", "input": "hi", {members}}}')


def make_reading_work(file: Path, content: str) -> Work:
    file.write_text(content)

    def work() -> None:
        assert list(check_file(str(file), find_payloads, Settings()))

    return work


def a_large_payload(count: int) -> Work:
    payload: Any = ["x"] * count
    payload[-1] = payload * 20
    payload = [[payload]] * 20

    def work() -> None:
        with pytest.raises(ConversionError):
            rp.validate(payload)

    return work


def make_agent_work(elements: list[Any]) -> Work:
    return lambda: list(output_events(elements))


def texts_and_refusals(count: int) -> Work:
    parts = [{"type": "output_text", "text": "x", "annotations": []}, REFUSAL] * (count // 2)
    history = [{"type": "message", "role": "assistant", "id": "msg_1", "content": parts}]

    def work() -> None:
        assert rp.convert(history, "chat_completions", source="responses").losses

    return work


REFUSAL = {"type": "refusal", "refusal": "no"}


def messages_of_one_id(count: int) -> Work:
    return make_agent_work(
        [{"role": "assistant", "content": f"x{index}", "id": "m"} for index in range(count)]
    )


def make_delta(message_id: str = "m", **more: Any) -> dict[str, Any]:
    return {"delta": {"role": "assistant", "content": "x", "id": message_id, **more}}


def messages_side_by_side(count: int) -> Work:
    return make_agent_work([make_delta(f"m{index}") for index in range(count)])


def calls_in_pieces(count: int) -> Work:
    functions = [{"name": "f", "arguments": text} for text in ("{", '"a": 1')]
    calls = [{"id": f"c{index // 2}", "function": functions[index % 2]} for index in range(count)]
    return make_agent_work([make_delta(tool_calls=[call]) for call in calls])


def arguments_in_pieces(count: int) -> Work:
    texts = ['{"a": "', *(["}"] * count), '"}']
    return make_agent_work(
        [make_delta(tool_calls=[{"id": "c", "function": {"arguments": text}}]) for text in texts]
    )


def custom_outputs(count: int) -> Work:
    return make_agent_work(
        [{**make_delta(), "custom_outputs": {f"k{index}": 1}} for index in range(count)]
    )


def results_of_one_call(count: int) -> Work:
    item = {"type": "function_call_output", "call_id": "c", "output": "x"}
    event = {"type": "response.output_item.done", "item": item}

    def work() -> None:
        translator = EventsToAgentChunks({})
        for _ in range(count):
            translator.feed(event)

    return work


def make_text_event(kind: str, index: int, **members: Any) -> dict[str, Any]:
    place = {"item_id": "msg_1", "output_index": 0, "content_index": index}
    return {"type": f"response.{kind}", **place, **members}


def ends_of_texts(count: int) -> Work:
    def work() -> None:
        translator = EventsToAgentChunks({})
        for index in range(count):
            assert translator.feed(make_text_event("output_text.done", index, text=f"{index} "))

    return work


def empty_parts(count: int) -> Work:
    part = {"type": "output_text", "text": "", "annotations": []}

    def work() -> None:
        stream = WholeStream()
        for index in range(count):
            stream.feed(make_text_event("content_part.added", index, part=part))
        assert stream.feed(make_text_event("output_text.delta", count, delta="x"))

    return work


AGENT = """\
from mlflow.pyfunc import ChatAgent
from mlflow.types.agent import ChatAgentMessage, ChatAgentResponse

class Agent(ChatAgent):
    def predict(self, messages, context=None, custom_inputs=None):
        return ChatAgentResponse(messages=[ChatAgentMessage(role="assistant", content="x", id="1")])

"""
FUNCTION = """\
def f{at}(a, b=1):
    c = a + b
    for k in range(c):
        print(k, a.x.y, [1, 2, {{"a": k}}])
    return call(c, key=a)
"""


def make_migration_work(text: str) -> Work:
    from responses_protocol._codemods.engine import default_codes
    from responses_protocol._codemods.files import migrate_file

    def work() -> None:
        assert migrate_file("a.py", (AGENT + text).encode(), select=default_codes())

    return work


def code(count: int) -> Work:
    return make_migration_work("".join(FUNCTION.format(at=index) for index in range(count // 10)))


def long_sums(count: int) -> Work:
    return make_migration_work(f"x = {' + '.join(['one'] * 100)}\n" * (count // 100))


def too_long_sums(count: int) -> Work:
    return make_migration_work(f"x = {' + '.join(['one'] * (50 * count))}\n")


def calls_of_calls(count: int) -> Work:
    return make_migration_work(f"x = a{'()' * 100}\n" * (count // 200))


def too_deep_expressions(count: int) -> Work:
    """Return work on operators and calls of thousands of levels, for which no parser is asked."""
    works = [
        make_migration_work(f"x = {text}\n")
        for text in ("not " * 2 * count + "a", "a" + "()" * count)
    ]
    return lambda: [work() for work in works]


def long_chains(count: int) -> Work:
    return make_migration_work(f"x = a{'.b' * 100}\n" * (count // 100))


def make_stream_work(deltas: list[Any]) -> Work:
    """Return work on a stream of Chat, whose chunks have these deltas, up to its losses."""
    choices = [{"index": 0, "delta": delta, "finish_reason": None} for delta in deltas]
    chunks = [{"id": "c", "created": 1, "model": "m", "choices": [choice]} for choice in choices]

    def work() -> None:
        translator = ChunksToEvents()
        for chunk in chunks:
            translator.feed(chunk)
        translator.close()
        assert translator.losses

    return work


def content_parts(count: int) -> Work:
    return make_stream_work([{"content": [{"type": "text", "text": "x" * 50}]}] * count)


def thinking_parts(count: int) -> Work:
    part = {"type": "thinking", "thinking": [{"type": "text", "text": "x" * 50}]}
    return make_stream_work([{"content": [part]}] * count)


def reasoning_details(count: int) -> Work:
    detail = {"type": "reasoning.text", "text": "x" * 50, "index": 0}
    return make_stream_work([{"reasoning_details": [detail]}] * count)


def parallel_calls(count: int) -> Work:
    function = {"name": "f", "arguments": "{}"}
    calls = [
        {"index": index, "id": f"call_{index}", "function": function} for index in range(count // 4)
    ]
    return make_stream_work([{"tool_calls": [call]} for call in calls])


def calls_with_late_ids(count: int) -> Work:
    """Return work on calls that all wait for their ids, since the first one is never whole."""
    calls = range(count // 4)
    fragments_without_id = [
        {"index": index, "function": {"name": "f", "arguments": "{}"}} for index in calls
    ]
    fragments_with_id = [{"index": index, "id": f"call_{index}"} for index in calls]
    first = {"index": count, "function": {"name": "f", "arguments": "{"}}
    return make_stream_work(
        [
            {"tool_calls": [fragment]}
            for fragment in [first, *fragments_without_id, *fragments_with_id]
        ]
    )


def calls_that_begin_empty(count: int) -> Work:
    arguments = ("{}", '{"q":', "1}")
    functions = [
        {"name": "f", "arguments": arguments[0]},
        *({"arguments": function} for function in arguments[1:]),
    ]
    fragments = [
        {"index": index, "id": f"call_{index}", "function": function}
        for index in range(count // 8)
        for function in functions
    ]
    return make_stream_work([{"tool_calls": [fragment]} for fragment in fragments])


def thoughts_and_texts_in_turn(count: int) -> Work:
    return make_stream_work([{"reasoning": "so"}, {"content": "x"}] * (count // 4))


def thoughts_and_texts_in_parts(count: int) -> Work:
    thought = {"type": "thinking", "thinking": [{"type": "text", "text": "so"}]}
    return make_stream_work([{"content": [thought]}, {"content": "x"}] * (count // 4))


def many_choices(count: int) -> Work:
    choices = [{"index": index, "delta": {"content": "x"}} for index in range(1, count)]
    chunks = [{"id": "c", "created": 1, "model": "m", "choices": [choice]} for choice in choices]

    def work() -> None:
        translator = ChunksToEvents()
        for chunk in chunks * 2:
            translator.feed(chunk)
        translator.close()
        assert translator.losses

    return work


def calls_with_one_id(count: int) -> Work:
    call = {"index": 0, "id": "call", "function": {"name": "f", "arguments": "{}"}}
    return make_stream_work([{"tool_calls": [call]}] * (count // 4))


def a_name_in_each_fragment(count: int) -> Work:
    function = {"name": "f", "arguments": '[{"x":1},'}
    first = {"name": "f", "arguments": "["}
    fragments = [{"index": 0, "id": "c", "function": part} for part in [first, *[function] * count]]
    return make_stream_work([{"tool_calls": [fragment]} for fragment in fragments])


WORKS: list[Callable[..., Work]] = [
    *(content_parts, thinking_parts, reasoning_details),
    *(parallel_calls, calls_with_one_id, a_name_in_each_fragment, calls_with_late_ids),
    *(calls_that_begin_empty, thoughts_and_texts_in_turn, thoughts_and_texts_in_parts),
    many_choices,
    *(fix_schemas, fix_messages),
    *(a_long_name, many_unknown_names, a_pattern, unique_elements, names_by_pattern),
    *(lines, events, duplicate_members, a_large_payload),
    *(messages_of_one_id, messages_side_by_side, calls_in_pieces, arguments_in_pieces),
    *(custom_outputs, results_of_one_call, texts_and_refusals),
    *(ends_of_texts, empty_parts),
]
if find_spec("libcst"):
    WORKS += [code, long_sums, too_long_sums, long_chains]
    WORKS += [calls_of_calls, too_deep_expressions]


@pytest.mark.parametrize("make_work", WORKS, ids=lambda make_work: make_work.__name__)
def test_twice_the_input_takes_twice_the_time(
    make_work: Callable[..., Work], tmp_path: Path
) -> None:
    folders = (tmp_path,) if "folder" in make_work.__annotations__ else ()
    small, large = make_work(2_000, *folders), make_work(4_000, *folders)
    if folders:
        folder = tmp_path / "large"
        folder.mkdir()
        small, large = make_work(2_000, tmp_path), make_work(4_000, folder)
    assert is_linear(small, large)


# --- memory ---


def nest(value: Any, depth: int) -> Any:
    for _ in range(depth):
        value = {"a": value}
    return value


def a_deep_schema(depth: int) -> Any:
    schema: Any = {
        "type": "object",
        "properties": {f"p{index}": {"type": "string"} for index in range(3_000)},
    }
    for _ in range(depth):
        schema = {"type": "object", "properties": {"a": schema}}
    return {**MINIMAL_REQUEST, "tools": [{"type": "function", "name": "f", "parameters": schema}]}


def a_deep_member(depth: int) -> Any:
    return {**MINIMAL_REQUEST, "x": nest([{"a": index} for index in range(3_000)], depth)}


MINIMAL_REQUEST = {"model": "gpt-5", "input": "hi"}


def measure_memory(work: Work) -> int:
    gc.collect()
    tracemalloc.start()
    try:
        work()
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


def validate(payload: Any) -> None:
    rp.validate(payload, profile="request")


def convert(payload: Any) -> None:
    rp.convert(payload, "chat_completions", source="responses").losses  # noqa: B018


@pytest.mark.parametrize("work", [validate, convert])
@pytest.mark.parametrize("make_payload", [a_deep_schema, a_deep_member])
def test_depth_takes_no_more_memory(
    make_payload: Callable[[int], Any], work: Callable[..., None]
) -> None:
    shallow_payload, deep_payload = make_payload(5), make_payload(100)
    work(deep_payload)  # what is made once is not counted
    peaks = [measure_memory(partial(work, payload)) for payload in (shallow_payload, deep_payload)]
    assert peaks[1] < 1.5 * peaks[0] + 100_000
