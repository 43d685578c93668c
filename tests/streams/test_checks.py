"""The checkers: good streams pass, and of a bad one the first violation is named."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from itertools import product
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from stream_samples import CHAT, USAGE, changed, chunk, fragment, recorded

import responses_protocol as rp
from responses_protocol._streams.checks import PROBLEM_TYPES, chunks, grammar
from responses_protocol._values import copy_json
from responses_protocol.streams import check_chunks, check_events, sparse

CHECKS: dict[str, Any] = {"responses": check_events, "chat_completions": check_chunks}
Payloads = list[dict[str, Any]]
EVENTS: Payloads = list(rp.convert_stream(CHAT, to="responses"))
# where the events of EVENTS are
AT = {event["type"]: index for index, event in reversed(list(enumerate(EVENTS)))}
TEXT, ARGUMENTS = "response.output_text", "response.function_call_arguments"

# what OpenAI's own recordings have beyond the grammar
KNOWN = {
    "sequence_number",  # older streams have none
    "item_id",  # of reasoning, at the end
    "output_index",
    "item_open",
    "not_streamed",  # items that were searched for, not said
    # Azure's first chunk has the verdict on the prompt and nothing else
    *("object", "model", "empty_choices"),
    *("usage_place", "no_finish", "id", "created", "finish_again"),
}


def found_problems(payloads: Payloads, codes: Any) -> list[tuple[int, str, str]]:
    return [(one.index, one.pointer, one.code) for one in codes(payloads)]


def test_translated_streams_pass() -> None:
    assert check_chunks(CHAT) == ()
    assert check_events(EVENTS) == ()
    assert check_chunks(list(rp.convert_stream(EVENTS, to="chat_completions"))) == ()
    cut = list(rp.convert_stream(CHAT[:3], to="responses"))
    failed = list(rp.convert_stream([*CHAT[:3], {"error": {"message": "no"}}], to="responses"))
    assert check_events(cut) == check_events(failed) == ()


@pytest.mark.parametrize("dialect", ["responses", "chat_completions"])
def test_recorded_streams_and_their_translations_pass(dialect: Any) -> None:
    streams = recorded(dialect)
    if not streams:
        pytest.skip("RESPONSES_PROTOCOL_CORPUS is not set")
    to: Any = "chat_completions" if dialect == "responses" else "responses"
    check, other = CHECKS[dialect], CHECKS[to]
    for name, payloads in streams:
        assert check(payloads, strict=False) == (), name
        try:
            made = list(rp.convert_stream(payloads, to=to))
        except rp.streams.AnswerError:
            continue
        assert other(made) == (), name
        assert check(list(rp.convert_stream(made, to=dialect))) == (), name


def test_openai_keeps_the_grammar_with_known_exceptions() -> None:
    checked = 0
    for dialect, check in CHECKS.items():
        for name, payloads in recorded(dialect):
            if name.startswith(("openai/", "azure/")):
                assert {one.code for one in check(payloads)} <= KNOWN, name
                checked += 1
    if not checked:
        pytest.skip("RESPONSES_PROTOCOL_CORPUS is not set")


def test_two_spellings_of_openai_are_no_contradiction() -> None:
    """A fingerprint that is made anew, rounded log probabilities, a first part numbered 1."""
    place = {"output_index": 0, "item_id": "msg_1", "content_index": 1}
    logged = {"token": "a", "bytes": [97], "top_logprobs": []}
    part = {"type": "output_text", "text": "", "annotations": [], "logprobs": []}
    said = {**part, "text": "a", "logprobs": [{**logged, "logprob": -0.12}]}
    message = {"id": "msg_1", "type": "message", "role": "assistant", "content": []}
    whole = {**message, "status": "completed", "content": [said], "fingerprint": "x"}
    answer = {"id": "resp_1", "object": "response", "status": "in_progress", "output": []}
    ended = {**answer, "status": "completed", "output": [{**whole, "fingerprint": "y"}]}
    logprobs = [{**logged, "logprob": -0.1234567}]
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
        {"type": "response.content_part.done", **place, "part": said},
        {"type": "response.output_item.done", "output_index": 0, "item": whole},
        {"type": "response.completed", "response": ended},
    ]
    assert check_events(events, strict=False) == ()


def test_a_sparse_stream_has_gaps_and_no_contradictions() -> None:
    events = list(sparse(EVENTS))
    assert check_events(events, strict=False) == ()
    gaps = {one.code for one in check_events(events)}
    assert gaps >= {"sequence_number", "out_of_order", "part_open", "no_end"}
    unnumbered = [{k: v for k, v in event.items() if k != "sequence_number"} for event in events]
    assert "item_unannounced" in {one.code for one in check_events(unnumbered)}
    assert check_events(events)[-1].code == "no_end"


def test_a_stream_whose_first_number_is_not_0_is_resumed() -> None:
    rest = [event for event in EVENTS if event["sequence_number"] >= AT[f"{TEXT}.delta"]]
    assert "item_unannounced" not in {one.code for one in check_events(rest)}
    from_0 = [{**event, "sequence_number": number} for number, event in enumerate(rest)]
    assert "item_unannounced" in {one.code for one in check_events(from_0)}
    whole = [{**event, "sequence_number": number} for number, event in enumerate(EVENTS, 1)]
    assert "sequence_number" in {one.code for one in check_events(whole)}


def drop(kind: str) -> Callable[[Payloads], Payloads]:
    return lambda events: [event for event in events if event["type"] != kind]


def repeat(kind: str, after: str) -> Callable[[Payloads], Payloads]:
    """Repeat the first event of a kind behind the first one of another."""
    at, to = AT[kind], AT[after]
    return lambda events: [*events[: to + 1], events[at], *events[to + 1 :]]


def replace(kind: str, *path: Any) -> Callable[[Payloads], Payloads]:
    """Put the last element of the path in the place that the others lead to."""

    def change(events: Payloads) -> Payloads:
        place: Any = events[AT[kind]]
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
        (repeat(END, END), "after_end", AT[END] + 1, "/type"),
        (drop(END), "no_end", len(EVENTS) - 1, ""),
        (replace("response.created", "type", 7), "damaged", 0, ""),
        (replace("response.created", "response", None), "damaged", 0, "/response"),
        (replace("response.created", "response", "status", "completed"), "start_status", 0, None),
        (replace(END, "response", "status", "failed"), "status", AT[END], "/response/status"),
        (replace(END, "response", "id", "resp_2"), "response_id", AT[END], "/response/id"),
        (drop(ADDED), "item_unannounced", AT[ADDED], "/output_index"),
        (repeat(ADDED, ADDED), "item_again", AT[ADDED] + 1, "/output_index"),
        (repeat(DONE, DONE), "item_after_done", AT[DONE] + 1, "/output_index"),
        (repeat(f"{TEXT}.delta", DONE), "item_after_done", AT[DONE] + 1, "/output_index"),
        (repeat(f"{TEXT}.delta", f"{TEXT}.done"), "part_after_done", AT[f"{TEXT}.done"] + 1, None),
        (replace(ADDED, "output_index", 5), "output_index", AT[ADDED], "/output_index"),
        (replace(ADDED, "item", "id", "x_1"), "id_prefix", AT[ADDED], "/item/id"),
        (replace(DONE, "item", "id", "msg_2"), "item_id", AT[DONE], "/item/id"),
        (replace(f"{TEXT}.delta", "item_id", "msg_2"), "item_id", AT[f"{TEXT}.delta"], "/item_id"),
        (replace(DONE, "item", "type", "reasoning"), "item_type", AT[DONE], "/item/type"),
        (replace(DONE, "item", "status", "in_progress"), "item_status", AT[DONE], "/item/status"),
        (replace(DONE, "item", None), "damaged", AT[DONE], "/item"),
        (drop(PART), "part_unannounced", AT[PART], "/type"),
        (repeat(PART, PART), "part_again", AT[PART] + 1, "/type"),
        (replace(PART, "content_index", 1), "content_index", AT[PART], "/content_index"),
        (drop(f"{TEXT}.done"), "text_open", AT[f"{TEXT}.done"], "/type"),
        (drop(PART_DONE), "part_open", AT[PART_DONE], "/item/content/0"),
        (
            repeat(f"{TEXT}.done", f"{TEXT}.done"),
            "part_after_done",
            AT[f"{TEXT}.done"] + 1,
            "/type",
        ),
        (replace(f"{TEXT}.delta", "delta", "X"), "text_differs", AT[f"{TEXT}.done"], "/text"),
        (replace(f"{TEXT}.delta", "delta", None), "damaged", AT[f"{TEXT}.delta"], "/delta"),
        (replace(f"{TEXT}.done", "text", None), "damaged", AT[f"{TEXT}.done"], "/text"),
        (replace(PART_DONE, "part", None), "damaged", AT[PART_DONE], "/part"),
        (replace(PART_DONE, "part", "text", "X"), "part_differs", AT[PART_DONE], "/part/text"),
        (replace(DONE, "item", "content", 0, "text", "X"), "part_differs", AT[DONE], None),
        (replace(DONE, "item", "content", []), "part_differs", AT[DONE], "/item/content/0"),
        (drop(f"{ARGUMENTS}.done"), "text_open", AT[f"{ARGUMENTS}.done"], "/item/arguments"),
        (replace(f"{ARGUMENTS}.delta", "delta", ""), "text_differs", AT[f"{ARGUMENTS}.done"], None),
        (drop(DONE), "item_open", AT[END] - 3, "/response/output/0"),
        (replace(END, "response", "output", []), "not_in_output", AT[END], "/response/output"),
        (
            replace(END, "response", "output", [{}] * 9),
            "not_streamed",
            AT[END],
            "/response/output/3",
        ),
        (replace(END, "response", "output", 1, "name", "x"), "output_differs", AT[END], None),
        (replace(END, "response", "output", 1, "id", "fc_x"), "item_id", AT[END], None),
        (replace(END, "response", "output", 1, None), "output_differs", AT[END], None),
    ],
)
def test_a_violation_of_the_grammar_of_events_is_named(
    change: Callable[[Payloads], Payloads], code: str, index: int, pointer: str | None
) -> None:
    found = found_problems(renumber(change(copy_json(EVENTS))), check_events)
    at = next(
        place for place in found if place[2] == code and (pointer is None or place[1] == pointer)
    )
    assert at[0] == index
    assert found[0][0] >= index  # nothing before it


def last_output(change: Callable[[list[Any]], Any]) -> Payloads:
    """Return the events with another output in the answer at their end."""
    events: Payloads = copy_json(EVENTS)
    whole: dict[str, Any] = events[AT[END]]["response"]
    whole["output"] = change(whole["output"])
    return events


def test_items_that_the_last_answer_lacks_do_not_make_others_wrong() -> None:
    """Servers leave reasoning out of the answer at the end, or give all items other ids."""

    def others(output: list[Any]) -> list[Any]:
        return [{**one, "id": f"{one['id']}x"} for one in output]

    lacking = {(AT[END], "/response/output", "not_in_output")}
    for events in (
        last_output(lambda output: output[1:]),
        last_output(lambda output: [output[0], *output[2:]]),
        last_output(lambda output: output[:-1]),
        last_output(lambda output: others(output[1:])),
    ):
        assert {
            one for one in found_problems(events, check_events) if one[2] != "item_id"
        } == lacking


def test_another_order_in_the_last_answer_is_reported() -> None:
    found = found_problems(last_output(lambda output: output[::-1]), check_events)
    assert {code for *_, code in found} == {"output_differs"}
    more = last_output(lambda output: [{"type": "new", "id": "x"}, *output])
    assert found_problems(more, check_events) == [(AT[END], "/response/output/0", "not_streamed")]


def test_sequence_numbers_are_counted() -> None:
    for wrong in (None, 7, "2"):
        found = check_events(changed(EVENTS, 2, sequence_number=wrong))
        assert (found[0].index, found[0].code) == (2, "sequence_number")
        assert len(found) == 1


@pytest.mark.parametrize("arguments", ["", None])
def test_a_finished_call_has_the_arguments_that_were_delivered(arguments: Any) -> None:
    call = next(event for event in EVENTS if event["type"] == DONE and "arguments" in event["item"])
    wrong = changed(EVENTS, EVENTS.index(call), item={**call["item"], "arguments": arguments})
    (problem,) = (problem for problem in check_events(wrong) if problem.code == "part_differs")
    assert problem.pointer == "/item/arguments"


def test_items_without_numbers_are_known_by_their_ids() -> None:
    without = [{k: v for k, v in event.items() if k != "output_index"} for event in EVENTS]
    assert {problem.code for problem in check_events(without)} == {"output_index"}


def text_with_citations(number: int) -> dict[str, Any]:
    place = {"start_index": 0, "end_index": 1}
    return {"type": "url_citation", "url_citation": {"url": str(number), "title": "t", **place}}


def test_annotations_are_counted_and_compared() -> None:
    stream = [
        *CHAT[:2],
        *(chunk({"annotations": [text_with_citations(at)]}) for at in (1, 2)),
        *CHAT[2:],
    ]
    events: Payloads = list(rp.convert_stream(stream, to="responses"))
    assert check_events(events) == ()
    kind = "response.output_text.annotation.added"
    at = [event["type"] for event in events].index(kind)
    wrong = check_events(changed(events, at, annotation_index=1))
    assert [(one.index, one.code) for one in wrong] == [(at, "annotation_index")]
    fewer = renumber([*events[:at], *events[at + 2 :]])
    assert "undelivered" in {one.code for one in check_events(fewer)}
    other = check_events(changed(events, at, annotation={"type": "file_path"}))
    assert {one.code for one in other} == {"part_differs"}


def test_a_citation_that_lacks_a_part_needs_no_event() -> None:
    lacking = {"type": "url_citation", "url_citation": {"url": "u"}}
    for links in ([lacking], [lacking, text_with_citations(1)]):
        stream = [*CHAT[:2], chunk({"annotations": links}), *CHAT[2:]]
        assert check_events(list(rp.convert_stream(stream, to="responses"))) == ()


def test_two_items_must_not_have_one_id() -> None:
    own, other = (item["id"] for item in EVENTS[-1]["response"]["output"][1:])
    events = [_replaced(event, other, own) for event in EVENTS]
    codes = {one.code for one in check_events(events)}
    assert "id_again" in codes


def _replaced(value: Any, old: str, new: str) -> Any:
    if isinstance(value, dict):
        return {key: _replaced(member, old, new) for key, member in value.items()}
    if isinstance(value, list):
        return [_replaced(member, old, new) for member in value]
    return new if value == old else value


def test_nothing_comes_after_an_error_but_the_failed_answer() -> None:
    error = {"type": "error", "sequence_number": 3, "message": "no"}
    failed = {"type": "response.failed", "sequence_number": 4}
    failed["response"] = {**EVENTS[-1]["response"], "status": "failed", "output": []}
    assert check_events([*EVENTS[:3], error, failed]) == ()
    assert found_problems([*EVENTS[:3], error, *EVENTS[4:6]], check_events)[0] == (
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
    found = found_problems(stream, check_chunks)
    at = next(place for place in found if place[2] == code)
    assert at[0] == index
    assert pointer in (None, at[1])
    assert found[0][0] >= index  # nothing before it


def test_choices_go_side_by_side() -> None:
    streams = [[ROLE, CHAT[1], FINISH], [ROLE, CHAT[2], FINISH]]
    for at, stream in enumerate(streams):
        streams[at] = [copy_json(one) for one in stream]
        for one in streams[at]:
            one["choices"][0]["index"] = at
    both = [one for pair in zip(*streams, strict=True) for one in pair]
    assert check_chunks(both) == ()
    assert found_problems(both[:-1], check_chunks) == [(5, "", "no_finish")]


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
ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers(-1, 2) | st.floats() | WORDS,
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(MEMBERS), inner, max_size=5)
        | st.builds(lambda kind, rest: {**rest, "type": kind}, WORDS,
                    st.dictionaries(st.sampled_from(MEMBERS), inner, max_size=5))
    ),
    max_leaves=12,
)  # fmt: skip
EDITS = st.lists(st.tuples(st.sampled_from(EVENTS + CHAT), st.sampled_from(MEMBERS), ANYTHING))


@given(st.lists(ANYTHING, max_size=6), EDITS)
def test_anything_can_be_checked(
    payloads: list[Any], edits: list[tuple[dict[str, Any], str, Any]]
) -> None:
    payloads = payloads + [{**payload, member: value} for payload, member, value in edits]
    before = repr(payloads)
    for check in (check_events, check_chunks):
        found = check(payloads)
        lenient = check(payloads, strict=False)
        assert [one for one in found if not PROBLEM_TYPES[one.code].is_gap] == list(lenient)
        keys: list[Hashable] = [(one.index, one.pointer, one.code) for one in found]
        assert len(set(keys)) == len(keys)
        assert all(0 <= one.index <= len(payloads) for one in found)
    assert repr(payloads) == before


@given(st.lists(st.sampled_from(EVENTS), max_size=12))
def test_a_shuffled_stream_is_not_a_good_one(events: Payloads) -> None:
    assert (check_events(events) == ()) is (events == EVENTS)
