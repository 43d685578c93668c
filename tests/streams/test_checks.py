"""The checkers: correct streams pass, and the first violation of a wrong one is reported."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from itertools import product
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from stream_samples import CHAT, USAGE, chunk, fragment, read_recorded, replace_members

import responses_protocol as rp
from responses_protocol._streams.checks import PROBLEM_TYPES, chunks, grammar
from responses_protocol._values import copy_json
from responses_protocol.streams import check_chunks, check_events, sparse

CHECKS: dict[str, Any] = {"responses": check_events, "chat_completions": check_chunks}
Payloads = list[dict[str, Any]]
EVENTS: Payloads = list(rp.convert_stream(CHAT, to="responses"))
# where the events of EVENTS are
INDEXES = {event["type"]: index for index, event in reversed(list(enumerate(EVENTS)))}
TEXT, ARGUMENTS = "response.output_text", "response.function_call_arguments"

# violations of the grammar in OpenAI's own recordings
KNOWN = {
    "sequence_number",  # older streams have none
    "item_id",  # of reasoning, at the end
    "output_index",
    "item_open",
    "not_streamed",  # items of a search
    # Azure's first chunk has the verdict on the prompt and nothing else
    *("object", "model", "empty_choices"),
    *("usage_place", "no_finish", "id", "created", "finish_again"),
}


def find_problems(payloads: Payloads, codes: Any) -> list[tuple[int, str, str]]:
    return [(problem.index, problem.pointer, problem.code) for problem in codes(payloads)]


def test_translated_streams_pass() -> None:
    assert check_chunks(CHAT) == ()
    assert check_events(EVENTS) == ()
    assert check_chunks(list(rp.convert_stream(EVENTS, to="chat_completions"))) == ()
    cut_events = list(rp.convert_stream(CHAT[:3], to="responses"))
    failed_events = list(
        rp.convert_stream([*CHAT[:3], {"error": {"message": "no"}}], to="responses")
    )
    assert check_events(cut_events) == check_events(failed_events) == ()


@pytest.mark.parametrize("dialect", ["responses", "chat_completions"])
def test_recorded_streams_and_their_translations_pass(dialect: Any) -> None:
    streams = read_recorded(dialect)
    if not streams:
        pytest.skip("RESPONSES_PROTOCOL_CORPUS is not set")
    to: Any = "chat_completions" if dialect == "responses" else "responses"
    check, check_translation = CHECKS[dialect], CHECKS[to]
    for name, payloads in streams:
        assert check(payloads, strict=False) == (), name
        try:
            translated = list(rp.convert_stream(payloads, to=to))
        except rp.streams.AnswerError:
            continue
        assert check_translation(translated) == (), name
        assert check(list(rp.convert_stream(translated, to=dialect))) == (), name


def test_openai_keeps_the_grammar_with_known_exceptions() -> None:
    count = 0
    for dialect, check in CHECKS.items():
        for name, payloads in read_recorded(dialect):
            if name.startswith(("openai/", "azure/")):
                assert {problem.code for problem in check(payloads)} <= KNOWN, name
                count += 1
    if not count:
        pytest.skip("RESPONSES_PROTOCOL_CORPUS is not set")


def test_two_spellings_of_openai_are_no_contradiction() -> None:
    """A new fingerprint, rounded log probabilities, a first part with the number 1."""
    place = {"output_index": 0, "item_id": "msg_1", "content_index": 1}
    entry = {"token": "a", "bytes": [97], "top_logprobs": []}
    part = {"type": "output_text", "text": "", "annotations": [], "logprobs": []}
    full_part = {**part, "text": "a", "logprobs": [{**entry, "logprob": -0.12}]}
    message = {"id": "msg_1", "type": "message", "role": "assistant", "content": []}
    item = {**message, "status": "completed", "content": [full_part], "fingerprint": "x"}
    answer = {"id": "resp_1", "object": "response", "status": "in_progress", "output": []}
    completed = {**answer, "status": "completed", "output": [{**item, "fingerprint": "y"}]}
    logprobs = [{**entry, "logprob": -0.1234567}]
    events = [
        {"type": "response.created", "response": answer},
        {"type": "response.in_progress", "response": answer},
        {
            "type": "response.output_item.added",
            "output_index": 0,
            "item": {**message, "status": "in_progress"},
        },
        {"type": "response.content_part.added", **place, "part": part},
        {"type": f"{TEXT}.delta", **place, "delta": "a", "logprobs": logprobs},
        {"type": f"{TEXT}.done", **place, "text": "a", "logprobs": logprobs},
        {"type": "response.content_part.done", **place, "part": full_part},
        {"type": "response.output_item.done", "output_index": 0, "item": item},
        {"type": "response.completed", "response": completed},
    ]
    assert check_events(events, strict=False) == ()


def test_a_sparse_stream_has_gaps_and_no_contradictions() -> None:
    events = list(sparse(EVENTS))
    assert check_events(events, strict=False) == ()
    gaps = {problem.code for problem in check_events(events)}
    assert gaps >= {"sequence_number", "out_of_order", "part_open", "no_end"}
    unnumbered = [{k: v for k, v in event.items() if k != "sequence_number"} for event in events]
    assert "item_unannounced" in {problem.code for problem in check_events(unnumbered)}
    assert check_events(events)[-1].code == "no_end"


def test_a_stream_whose_first_number_is_not_0_is_resumed() -> None:
    rest = [event for event in EVENTS if event["sequence_number"] >= INDEXES[f"{TEXT}.delta"]]
    assert "item_unannounced" not in {one.code for one in check_events(rest)}
    from_0 = [{**event, "sequence_number": number} for number, event in enumerate(rest)]
    assert "item_unannounced" in {one.code for one in check_events(from_0)}
    whole = [{**event, "sequence_number": number} for number, event in enumerate(EVENTS, 1)]
    assert "sequence_number" in {one.code for one in check_events(whole)}


def drop(kind: str) -> Callable[[Payloads], Payloads]:
    return lambda events: [event for event in events if event["type"] != kind]


def repeat(kind: str, after: str) -> Callable[[Payloads], Payloads]:
    """Repeat the first event of a kind behind the first one of another."""
    index, target = INDEXES[kind], INDEXES[after]
    return lambda events: [*events[: target + 1], events[index], *events[target + 1 :]]


def replace(kind: str, *path: Any) -> Callable[[Payloads], Payloads]:
    """Put the last element of the path at the place of the other elements."""

    def change(events: Payloads) -> Payloads:
        place: Any = events[INDEXES[kind]]
        for step in path[:-2]:
            place = place[step]
        place[path[-2]] = path[-1]
        return events

    return change


def renumber(events: Payloads) -> Payloads:
    return [{**event, "sequence_number": number} for number, event in enumerate(events)]


END, ADDED, DONE = "response.completed", "response.output_item.added", "response.output_item.done"
PART, PART_DONE = "response.content_part.added", "response.content_part.done"


@pytest.mark.parametrize(
    ("change", "code", "index", "pointer"),
    [
        (drop("response.created"), "out_of_order", 0, "/type"),
        (drop("response.in_progress"), "out_of_order", 1, "/type"),
        (repeat("response.in_progress", "response.in_progress"), "out_of_order", 2, "/type"),
        (repeat("response.created", "response.created"), "out_of_order", 1, "/type"),
        (repeat(END, END), "after_end", INDEXES[END] + 1, "/type"),
        (drop(END), "no_end", len(EVENTS) - 1, ""),
        (replace("response.created", "type", 7), "damaged", 0, ""),
        (replace("response.created", "response", None), "damaged", 0, "/response"),
        (replace("response.created", "response", "status", "completed"), "start_status", 0, None),
        (replace(END, "response", "status", "failed"), "status", INDEXES[END], "/response/status"),
        (replace(END, "response", "id", "resp_2"), "response_id", INDEXES[END], "/response/id"),
        (drop(ADDED), "item_unannounced", INDEXES[ADDED], "/output_index"),
        (repeat(ADDED, ADDED), "item_again", INDEXES[ADDED] + 1, "/output_index"),
        (repeat(DONE, DONE), "item_after_done", INDEXES[DONE] + 1, "/output_index"),
        (repeat(f"{TEXT}.delta", DONE), "item_after_done", INDEXES[DONE] + 1, "/output_index"),
        (
            repeat(f"{TEXT}.delta", f"{TEXT}.done"),
            "part_after_done",
            INDEXES[f"{TEXT}.done"] + 1,
            None,
        ),
        (replace(ADDED, "output_index", 5), "output_index", INDEXES[ADDED], "/output_index"),
        (replace(ADDED, "item", "id", "x_1"), "id_prefix", INDEXES[ADDED], "/item/id"),
        (replace(DONE, "item", "id", "msg_2"), "item_id", INDEXES[DONE], "/item/id"),
        (
            replace(f"{TEXT}.delta", "item_id", "msg_2"),
            "item_id",
            INDEXES[f"{TEXT}.delta"],
            "/item_id",
        ),
        (replace(DONE, "item", "type", "reasoning"), "item_type", INDEXES[DONE], "/item/type"),
        (
            replace(DONE, "item", "status", "in_progress"),
            "item_status",
            INDEXES[DONE],
            "/item/status",
        ),
        (replace(DONE, "item", None), "damaged", INDEXES[DONE], "/item"),
        (drop(PART), "part_unannounced", INDEXES[PART], "/type"),
        (repeat(PART, PART), "part_again", INDEXES[PART] + 1, "/type"),
        (replace(PART, "content_index", 1), "content_index", INDEXES[PART], "/content_index"),
        (drop(f"{TEXT}.done"), "text_open", INDEXES[f"{TEXT}.done"], "/type"),
        (drop(PART_DONE), "part_open", INDEXES[PART_DONE], "/item/content/0"),
        (
            repeat(f"{TEXT}.done", f"{TEXT}.done"),
            "part_after_done",
            INDEXES[f"{TEXT}.done"] + 1,
            "/type",
        ),
        (replace(f"{TEXT}.delta", "delta", "X"), "text_differs", INDEXES[f"{TEXT}.done"], "/text"),
        (replace(f"{TEXT}.delta", "delta", None), "damaged", INDEXES[f"{TEXT}.delta"], "/delta"),
        (replace(f"{TEXT}.done", "text", None), "damaged", INDEXES[f"{TEXT}.done"], "/text"),
        (replace(PART_DONE, "part", None), "damaged", INDEXES[PART_DONE], "/part"),
        (replace(PART_DONE, "part", "text", "X"), "part_differs", INDEXES[PART_DONE], "/part/text"),
        (replace(DONE, "item", "content", 0, "text", "X"), "part_differs", INDEXES[DONE], None),
        (replace(DONE, "item", "content", []), "part_differs", INDEXES[DONE], "/item/content/0"),
        (drop(f"{ARGUMENTS}.done"), "text_open", INDEXES[f"{ARGUMENTS}.done"], "/item/arguments"),
        (
            replace(f"{ARGUMENTS}.delta", "delta", ""),
            "text_differs",
            INDEXES[f"{ARGUMENTS}.done"],
            None,
        ),
        (drop(DONE), "item_open", INDEXES[END] - 3, "/response/output/0"),
        (replace(END, "response", "output", []), "not_in_output", INDEXES[END], "/response/output"),
        (
            replace(END, "response", "output", [{}] * 9),
            "not_streamed",
            INDEXES[END],
            "/response/output/3",
        ),
        (replace(END, "response", "output", 1, "name", "x"), "output_differs", INDEXES[END], None),
        (replace(END, "response", "output", 1, "id", "fc_x"), "item_id", INDEXES[END], None),
        (replace(END, "response", "output", 1, None), "output_differs", INDEXES[END], None),
    ],
)
def test_a_violation_of_the_grammar_of_events_is_named(
    change: Callable[[Payloads], Payloads], code: str, index: int, pointer: str | None
) -> None:
    problems = find_problems(renumber(change(copy_json(EVENTS))), check_events)
    problem = next(
        candidate
        for candidate in problems
        if candidate[2] == code and (pointer is None or candidate[1] == pointer)
    )
    assert problem[0] == index
    assert problems[0][0] >= index  # nothing before it


def replace_output(change: Callable[[list[Any]], Any]) -> Payloads:
    """Return the events with another output in the answer at their end."""
    events: Payloads = copy_json(EVENTS)
    response: dict[str, Any] = events[INDEXES[END]]["response"]
    response["output"] = change(response["output"])
    return events


def test_items_that_the_last_answer_lacks_do_not_make_others_wrong() -> None:
    """Servers omit reasoning in the answer at the end, or give all items other ids."""

    def change_ids(output: list[Any]) -> list[Any]:
        return [{**item, "id": f"{item['id']}x"} for item in output]

    expected = {(INDEXES[END], "/response/output", "not_in_output")}
    for events in (
        replace_output(lambda output: output[1:]),
        replace_output(lambda output: [output[0], *output[2:]]),
        replace_output(lambda output: output[:-1]),
        replace_output(lambda output: change_ids(output[1:])),
    ):
        assert {
            problem for problem in find_problems(events, check_events) if problem[2] != "item_id"
        } == expected


def test_another_order_in_the_last_answer_is_reported() -> None:
    problems = find_problems(replace_output(lambda output: output[::-1]), check_events)
    assert {code for *_, code in problems} == {"output_differs"}
    events = replace_output(lambda output: [{"type": "new", "id": "x"}, *output])
    assert find_problems(events, check_events) == [
        (INDEXES[END], "/response/output/0", "not_streamed")
    ]


def test_sequence_numbers_are_counted() -> None:
    for number in (None, 7, "2"):
        problems = check_events(replace_members(EVENTS, 2, sequence_number=number))
        assert (problems[0].index, problems[0].code) == (2, "sequence_number")
        assert len(problems) == 1


@pytest.mark.parametrize("arguments", ["", None])
def test_a_finished_call_has_the_arguments_that_were_delivered(arguments: Any) -> None:
    call = next(event for event in EVENTS if event["type"] == DONE and "arguments" in event["item"])
    wrong = replace_members(
        EVENTS, EVENTS.index(call), item={**call["item"], "arguments": arguments}
    )
    (problem,) = (problem for problem in check_events(wrong) if problem.code == "part_differs")
    assert problem.pointer == "/item/arguments"


def test_items_without_numbers_are_known_by_their_ids() -> None:
    without = [{k: v for k, v in event.items() if k != "output_index"} for event in EVENTS]
    assert {problem.code for problem in check_events(without)} == {"output_index"}


def make_citation(number: int) -> dict[str, Any]:
    place = {"start_index": 0, "end_index": 1}
    return {"type": "url_citation", "url_citation": {"url": str(number), "title": "t", **place}}


def test_events_of_a_shell_command_name_no_item() -> None:
    item = {"type": "shell_call", "id": "sh_1", "call_id": "call_1", "action": {"commands": []}}
    place = {"output_index": 0, "command_index": 0}
    steps: Payloads = [
        {"type": "response.output_item.added", "item": {**item, "status": "in_progress"}},
        {"type": "response.shell_call_command.added", "command": "", **place},
        {"type": "response.shell_call_command.delta", "delta": "ls", **place},
        {"type": "response.shell_call_command.done", "command": "ls", **place},
        {"type": "response.output_item.done", "item": {**item, "status": "completed"}},
    ]
    events = [*EVENTS[:2], *({"output_index": 0, **step} for step in steps)]
    numbered = [{**event, "sequence_number": index} for index, event in enumerate(events)]
    assert [problem.code for problem in check_events(numbered)] == ["no_end"]


def test_annotations_are_counted_and_compared() -> None:
    stream = [
        *CHAT[:2],
        *(chunk({"annotations": [make_citation(index)]}) for index in (1, 2)),
        *CHAT[2:],
    ]
    events: Payloads = list(rp.convert_stream(stream, to="responses"))
    assert check_events(events) == ()
    kind = "response.output_text.annotation.added"
    index = [event["type"] for event in events].index(kind)
    wrong_number = check_events(replace_members(events, index, annotation_index=1))
    assert [(problem.index, problem.code) for problem in wrong_number] == [
        (index, "annotation_index")
    ]
    without_citations = renumber([*events[:index], *events[index + 2 :]])
    assert "undelivered" in {problem.code for problem in check_events(without_citations)}
    other_annotation = check_events(
        replace_members(events, index, annotation={"type": "file_path"})
    )
    assert {problem.code for problem in other_annotation} == {"part_differs"}


def test_a_citation_that_lacks_a_part_needs_no_event() -> None:
    incomplete = {"type": "url_citation", "url_citation": {"url": "u"}}
    for citations in ([incomplete], [incomplete, make_citation(1)]):
        stream = [*CHAT[:2], chunk({"annotations": citations}), *CHAT[2:]]
        assert check_events(list(rp.convert_stream(stream, to="responses"))) == ()


def test_two_items_must_not_have_one_id() -> None:
    first_id, second_id = (item["id"] for item in EVENTS[-1]["response"]["output"][1:])
    events = [replace_text(event, second_id, first_id) for event in EVENTS]
    codes = {problem.code for problem in check_events(events)}
    assert "id_again" in codes


def replace_text(value: Any, old: str, new: str) -> Any:
    if isinstance(value, dict):
        return {key: replace_text(member, old, new) for key, member in value.items()}
    if isinstance(value, list):
        return [replace_text(member, old, new) for member in value]
    return new if value == old else value


def test_nothing_comes_after_an_error_but_the_failed_answer() -> None:
    error = {"type": "error", "sequence_number": 3, "message": "no"}
    failed_event = {"type": "response.failed", "sequence_number": 4}
    failed_event["response"] = {**EVENTS[-1]["response"], "status": "failed", "output": []}
    assert check_events([*EVENTS[:3], error, failed_event]) == ()
    assert find_problems([*EVENTS[:3], error, *EVENTS[4:6]], check_events)[0] == (
        4,
        "/type",
        "after_end",
    )


CALL = fragment(0, id="c1", type="function", name="f", arguments="")
FINISH = chunk({}, finish_reason="stop")
ROLE = CHAT[0]


@pytest.mark.parametrize(
    ("stream", "code", "index", "pointer"),
    [
        ([ROLE, 1, FINISH], "damaged", 1, ""),
        ([ROLE, {**FINISH, "choices": 1}], "damaged", 1, "/choices"),
        ([ROLE, {**FINISH, "choices": [1]}], "damaged", 1, "/choices/0"),
        ([ROLE, chunk({"content": 1}), FINISH], "damaged", 1, "/choices/0/delta/content"),
        ([ROLE, {**FINISH, "choices": [{"index": 0, "delta": 1}]}], "damaged", 1, None),
        ([ROLE, chunk({"tool_calls": 1}), FINISH], "damaged", 1, "/choices/0/delta/tool_calls"),
        ([ROLE, {**FINISH, "object": ""}], "object", 1, "/object"),
        ([ROLE, {**FINISH, "id": "other"}], "id", 1, "/id"),
        ([{**ROLE, "id": None}, FINISH], "id", 0, "/id"),
        ([ROLE, {**FINISH, "model": "other"}], "model", 1, "/model"),
        ([ROLE, {**FINISH, "created": 2}], "created", 1, "/created"),
        ([chunk(), ROLE, FINISH], "empty_choices", 0, "/choices"),
        ([chunk({"content": "a"}), FINISH], "no_role", 0, "/choices/0/delta"),
        ([chunk({"role": "user"}), FINISH], "no_role", 0, "/choices/0/delta/role"),
        ([ROLE, ROLE, FINISH], "role_again", 1, "/choices/0/delta/role"),
        ([ROLE, FINISH, FINISH], "finish_again", 2, "/choices/0/finish_reason"),
        ([ROLE, FINISH, CHAT[1]], "after_finish", 2, "/choices/0/delta"),
        ([ROLE, CHAT[1]], "no_finish", 2, ""),
        ([], "no_finish", 0, ""),
        ([ROLE, {**FINISH, "usage": USAGE}], "usage_place", 1, "/usage"),
        ([ROLE, CHAT[-1], FINISH], "after_usage", 2, ""),
        ([ROLE, {"error": {}}, FINISH], "after_end", 2, ""),
        ([ROLE, chunk({"tool_calls": [7]}), FINISH], "damaged", 1, "/choices/0/delta/tool_calls/0"),
        ([ROLE, chunk({"tool_calls": [{**CALL, "index": 1}]})], "call_index", 1, None),
        ([ROLE, chunk({"tool_calls": [{**CALL, "index": None}]})], "call_index", 1, None),
        ([ROLE, chunk({"tool_calls": [{**CALL, "id": ""}]})], "call_incomplete", 1, None),
        ([ROLE, *[chunk({"tool_calls": [CALL]})] * 2], "call_again", 2, None),
        ([ROLE, *(chunk({"tool_calls": [{**CALL, "id": i}]}) for i in "ab")], "call_differs", 2,
         "/choices/0/delta/tool_calls/0/id"),
        ([ROLE, chunk({"tool_calls": [fragment(0, name="f", arguments=None)]})], "arguments", 1,
         "/choices/0/delta/tool_calls/0/function/arguments"),
    ],
)  # fmt: skip
def test_a_violation_of_the_grammar_of_chunks_is_named(
    stream: Payloads, code: str, index: int, pointer: str | None
) -> None:
    problems = find_problems(stream, check_chunks)
    problem = next(candidate for candidate in problems if candidate[2] == code)
    assert problem[0] == index
    assert pointer in (None, problem[1])
    assert problems[0][0] >= index  # nothing before it


def test_choices_go_side_by_side() -> None:
    streams = [[ROLE, CHAT[1], FINISH], [ROLE, CHAT[2], FINISH]]
    for index, stream in enumerate(streams):
        streams[index] = [copy_json(payload) for payload in stream]
        for payload in streams[index]:
            payload["choices"][0]["index"] = index
    mixed = [payload for pair in zip(*streams, strict=True) for payload in pair]
    assert check_chunks(mixed) == ()
    assert find_problems(mixed[:-1], check_chunks) == [(5, "", "no_finish")]


@pytest.mark.parametrize(
    ("table", "states", "inputs"),
    [
        (
            grammar.STREAM,
            (grammar.NEW, grammar.CREATED, grammar.RUNNING, grammar.BROKEN, grammar.ENDED),
            {*grammar.TO_STREAM.values(), "other"},
        ),
        (
            grammar.ITEM,
            (grammar.ABSENT, grammar.OPEN, grammar.DONE),
            {*grammar.TO_ITEM.values(), "inner"},
        ),
        (
            grammar.PART,
            (grammar.ABSENT, grammar.OPEN, grammar.TEXT_DONE, grammar.DONE),
            {input_ for input_, *_ in grammar.TO_PART.values()},
        ),
        (chunks.CHOICE, (chunks.NEW, chunks.OPEN, chunks.FINISHED), {"role", "content", "finish"}),
    ],
)
def test_every_input_has_its_row_in_every_state(
    table: grammar.Rows, states: tuple[str, ...], inputs: set[str]
) -> None:
    assert table.keys() == set(product(states, inputs))
    assert {state for state, _ in table.values()} <= set(states)
    assert {fault for _, fault in table.values()} - {None} <= PROBLEM_TYPES.keys()


# --- anything at all -------------------------------------------------------------------------

MEMBERS = (
    *("type", "response", "item", "part", "delta", "text", "id", "output", "status", "content"),
    *("output_index", "content_index", "item_id", "choices", "tool_calls", "index", "function"),
    *("role", "finish_reason", "usage", "error", "arguments", "summary", "annotations", "custom"),
)
WORDS = st.sampled_from([*grammar.TO_STREAM, *grammar.TO_ITEM, *grammar.TO_PART, "message", "x"])
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-1, 2) | st.floats() | WORDS,
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(MEMBERS), inner, max_size=5)
        | st.builds(lambda kind, rest: {**rest, "type": kind}, WORDS,
                    st.dictionaries(st.sampled_from(MEMBERS), inner, max_size=5))
    ),
    max_leaves=12,
)  # fmt: skip
EDITS = st.lists(st.tuples(st.sampled_from(EVENTS + CHAT), st.sampled_from(MEMBERS), VALUES))


@given(st.lists(VALUES, max_size=6), EDITS)
def test_anything_can_be_checked(
    payloads: list[Any], edits: list[tuple[dict[str, Any], str, Any]]
) -> None:
    payloads = payloads + [{**payload, member: value} for payload, member, value in edits]
    before = repr(payloads)
    for check in (check_events, check_chunks):
        problems = check(payloads)
        contradictions = check(payloads, strict=False)
        assert [problem for problem in problems if not PROBLEM_TYPES[problem.code].is_gap] == list(
            contradictions
        )
        keys: list[Hashable] = [
            (problem.index, problem.pointer, problem.code) for problem in problems
        ]
        assert len(set(keys)) == len(keys)
        assert all(0 <= problem.index <= len(payloads) for problem in problems)
    assert repr(payloads) == before


@given(st.lists(st.sampled_from(EVENTS), max_size=12))
def test_a_shuffled_stream_is_not_a_good_one(events: Payloads) -> None:
    assert (check_events(events) == ()) is (events == EVENTS)
