"""Complements that are damaged, of another value, or of another version."""

from __future__ import annotations

import copy
from typing import Any

import pytest
from effort import scale_examples
from hypothesis import given, settings
from hypothesis import strategies as st
from laws import OTHER, same

import responses_protocol as rp
from responses_protocol.testing import damaged, histories, json_values, tool_choices, tools

ITEMS = [
    {"type": "message", "role": "user", "content": "Hello", "id": "msg_1"},
    {"type": "reasoning", "id": "rs_1", "summary": []},
    {"type": "function_call", "call_id": "c", "name": "f", "arguments": "{}", "id": "fc_1"},
    {"type": "function_call_output", "call_id": "c", "output": "sunny"},
    {"type": "message", "role": "user", "content": "Thanks"},
]
VALUE = rp.convert(ITEMS, "chat_completions").value
COMPLEMENT = rp.convert(ITEMS, "chat_completions").complement


# what version 1 wrote for the same items: patches from what the way back gave
COMPLEMENT_1: dict[str, Any] = {
    "format": "responses-protocol/complement",
    "version": 1,
    "kind": "history",
    "source": "responses",
    "target": "chat_completions",
    "segments": [
        {
            "digest": "013cf0c05f083773",
            "patch": [{"op": "add", "path": "/0/id", "value": "msg_1"}],
        },
        {
            "digest": "d5a257b1704c599f",
            "count": 2,
            "patch": [
                {"op": "add", "path": "/0", "value": ITEMS[1]},
                {"op": "add", "path": "/1/id", "value": "fc_1"},
            ],
        },
        {"digest": "f79ee79b93a07839"},
    ],
}


def replace_in_segment(complement: Any = COMPLEMENT, **members: Any) -> Any:
    first, *rest = complement["segments"]
    return {**complement, "segments": [{**first, **members}, *rest]}


def make_with_template(content: Any) -> Any:
    return replace_in_segment(template=[{"content": content}])


def make_with_operation(**operation: Any) -> Any:
    return replace_in_segment(COMPLEMENT_1, patch=[operation])


@pytest.mark.parametrize(
    ("complement", "pointer"),
    [
        (None, ""),
        ([], ""),
        ("", ""),
        ({}, ""),
        ({**COMPLEMENT, "format": "other"}, ""),
        ({**COMPLEMENT, "version": 3}, "/version"),
        ({**COMPLEMENT, "version": 0}, "/version"),
        ({**COMPLEMENT, "version": True}, "/version"),
        ({**COMPLEMENT, "version": "1"}, "/version"),
        ({**COMPLEMENT, "version": None}, "/version"),
        ({**COMPLEMENT, "kind": "batch"}, "/kind"),
        ({**COMPLEMENT, "kind": ["history"]}, "/kind"),
        ({**COMPLEMENT, "source": "nobody"}, "/kind"),
        ({**COMPLEMENT, "target": "responses"}, "/kind"),
        ({**COMPLEMENT, "options": []}, "/options"),
        ({**COMPLEMENT, "options": {"reasoning": "aloud"}}, "/options"),
        ({**COMPLEMENT, "options": {"later_option": 1}}, "/options"),
        ({**COMPLEMENT, "segments": None}, "/segments"),
        ({**COMPLEMENT, "segments": [1]}, "/segments/0"),
        (replace_in_segment(digest=None), "/segments/0"),
        (replace_in_segment(count=-1), "/segments/0"),
        (replace_in_segment(count="1"), "/segments/0"),
        (replace_in_segment(count=True), "/segments/0"),
        ({**COMPLEMENT, "segments": [{"digest": ""}]}, "/segments/0"),
        (replace_in_segment(values={}), "/segments/0"),
        (replace_in_segment(template={}), "/segments/0"),
        (make_with_template({"": ""}), "/segments/0"),
        (make_with_template({"": "0/content"}), "/segments/0"),
        (make_with_template({"": "/0"}), "/segments/0"),
        (make_with_template({"": "/0/absent"}), "/segments/0"),
        (make_with_template({"": "/1/content"}), "/segments/0"),
        (make_with_template({"": "/-1/content"}), "/segments/0"),
        (make_with_template({"": "/00/content"}), "/segments/0"),
        (make_with_template({"": "/\u0660/content"}), "/segments/0"),
        (make_with_template({"": "/0/content/0"}), "/segments/0"),
        (make_with_template({"": "/" + "1" * 9999}), "/segments/0"),
        (make_with_template({"": 0}), "/segments/0"),
        (make_with_template({"": None}), "/segments/0"),
        (make_with_template({"": ["/0/content"]}), "/segments/0"),
        # what is referred to twice would grow with both
        (make_with_template([{"": "/0/content"}, {"": "/0/content"}]), "/segments/0"),
        ({**COMPLEMENT_1, "segments": None}, "/segments"),
        ({**COMPLEMENT_1, "segments": [1]}, "/segments/0"),
        (replace_in_segment(COMPLEMENT_1, digest=None), "/segments/0"),
        (replace_in_segment(COMPLEMENT_1, count=True), "/segments/0"),
        (replace_in_segment(COMPLEMENT_1, patch={}), "/segments/0/patch"),
        (replace_in_segment(COMPLEMENT_1, patch=[None]), "/segments/0/patch"),
        (make_with_operation(), "/segments/0/patch"),
        (make_with_operation(op="test", path="/0/id", value=1), "/segments/0/patch"),
        (make_with_operation(op="add", path="/0/id"), "/segments/0/patch"),
        (make_with_operation(op="add", path="0/id", value=1), "/segments/0/patch"),
        (make_with_operation(op="add", path="/7/id", value=1), "/segments/0/patch"),
        (make_with_operation(op="add", path="/-1", value=1), "/segments/0/patch"),
        (make_with_operation(op="add", path="/9", value={}), "/segments/0/patch"),
        (make_with_operation(op="add", path="/x", value={}), "/segments/0/patch"),
        (make_with_operation(op="add", path="/\u0660/id", value=1), "/segments/0/patch"),
        (make_with_operation(op="add", path="", value=1), "/segments/0/patch"),
        (make_with_operation(op="add", path=None, value=1), "/segments/0/patch"),
        (make_with_operation(op="add", path="/0/content/x", value=1), "/segments/0/patch"),
        (make_with_operation(op="remove", path="/0/absent"), "/segments/0/patch"),
        (make_with_operation(op="remove", path="/-1"), "/segments/0/patch"),
        (make_with_operation(op="remove", path="/0/role/0"), "/segments/0/patch"),
        (make_with_operation(op="replace", path="/0/absent", value=1), "/segments/0/patch"),
        (make_with_operation(op="move", path="/0/id"), "/segments/0/patch"),
        (
            make_with_operation(op="move", **{"from": "/0/absent"}, path="/0/id"),
            "/segments/0/patch",
        ),
        (make_with_operation(op="copy", **{"from": "/9"}, path="/-"), "/segments/0/patch"),
        # copies of a list into itself would double it each time
        (make_with_operation(op="copy", **{"from": "/0"}, path="/0/again"), "/segments/0/patch"),
    ],
)
def test_damage_is_named_where_it_is(complement: Any, pointer: str) -> None:
    with pytest.raises(rp.ComplementError) as error_info:
        rp.restore(VALUE, complement)
    assert error_info.value.pointer == pointer


REQUEST = {"model": "m", "messages": [{"role": "user", "content": "Hello"}], "x": 1}
REQUEST_CONVERSION = rp.convert(REQUEST, "responses", kind="request")


@pytest.mark.parametrize(
    ("damage", "pointer"),
    [
        ({"lists": 7}, "/lists"),
        ({"lists": {"history": 7}}, "/lists/history"),
        ({"lists": {"a/b": {"form": 7}}}, "/lists/a~1b"),
        ({"lists": {"history": {"form": "list", "segments": 7}}}, "/lists/history/segments"),
        ({"same": []}, "/same"),
        ({"members": []}, "/members"),
        ({"members": {"model": {"values": 7}}}, "/members/model"),
        ({"rest": 7}, "/rest"),
    ],
)
def test_damage_of_a_request_is_named_where_it_is(damage: Any, pointer: str) -> None:
    with pytest.raises(rp.ComplementError) as error_info:
        rp.restore(REQUEST_CONVERSION.value, {**REQUEST_CONVERSION.complement, **damage})
    assert error_info.value.pointer == pointer


@pytest.mark.parametrize("value", [[], "Hello", None])
def test_a_request_is_an_object(value: Any) -> None:
    with pytest.raises(rp.ConversionError, match="a request must be an object"):
        rp.restore(value, REQUEST_CONVERSION.complement)


def draw_histories_and_texts(source: Any) -> st.SearchStrategy[Any]:
    return histories(source) | st.text() if source == "responses" else histories(source)


def draw_complements() -> st.SearchStrategy[tuple[Any, Any]]:
    """Return a value and its complement, of any kind."""
    payloads = {"tools": tools, "tool_choice": tool_choices, "history": draw_histories_and_texts}

    def draw_conversions(source: Any, kind: Any) -> st.SearchStrategy[tuple[Any, Any]]:
        def convert(payload: Any) -> tuple[Any, Any]:
            conversion = rp.convert(payload, OTHER[source], source=source, kind=kind)
            return conversion.value, conversion.complement

        strategy: st.SearchStrategy[Any] = payloads[kind](source)
        return strategy.map(convert)

    return st.one_of(*(draw_conversions(source, kind) for source in OTHER for kind in payloads))


def check_restoration(value: Any, complement: Any) -> None:
    before = copy.deepcopy((value, complement))
    try:
        restoration = rp.restoration(value, complement)
    except rp.ConversionError as error:
        assert error.pointer == "" or error.pointer[0] == "/"  # noqa: PT017
    else:
        assert isinstance(restoration.losses, tuple)
    assert same([value, complement], list(before))


@given(data=st.data())
@settings(max_examples=scale_examples(300))
def test_any_damage(data: st.DataObject) -> None:
    value, complement = data.draw(draw_complements())
    check_restoration(value, data.draw(damaged(st.just(complement))))


@given(data=st.data())
def test_any_damage_twice(data: st.DataObject) -> None:
    value, complement = data.draw(draw_complements())
    segments = damaged(damaged(st.just(complement["segments"])))
    check_restoration(value, {**complement, "segments": data.draw(segments)})


@pytest.mark.parametrize("item", [5, None, "Hi", [], {}, {"role": "user"}])
def test_any_damage_of_a_text_by_itself(item: Any) -> None:
    """A complement says that a text was the whole input, and that it was something else."""
    conversion = rp.convert("Hi", "chat_completions", source="responses", kind="history")
    damaged_one = replace_in_segment(conversion.complement, values=[item])
    assert rp.restore(conversion.value, damaged_one) == [item]


@given(pair=draw_complements(), value=json_values())
def test_any_value_with_a_complement(pair: tuple[Any, Any], value: Any) -> None:
    check_restoration(value, pair[1])


@given(pair=draw_complements(), data=st.data())
def test_damaged_values(pair: tuple[Any, Any], data: st.DataObject) -> None:
    check_restoration(data.draw(damaged(st.just(pair[0]))), pair[1])


@given(pair=draw_complements(), other_pair=draw_complements())
def test_the_complement_of_another_value(
    pair: tuple[Any, Any], other_pair: tuple[Any, Any]
) -> None:
    check_restoration(pair[0], other_pair[1])


def test_a_complement_that_knows_no_part_of_the_value_is_refused() -> None:
    with pytest.raises(rp.ComplementError, match="another value"):
        rp.restore([{"role": "user", "content": "Who?"}], COMPLEMENT)


def test_parts_that_still_match_are_restored_and_named() -> None:
    new = {"role": "user", "content": "And tomorrow?"}
    restoration = rp.restoration([*VALUE[1:], new], COMPLEMENT)
    assert same(restoration.value[:-1], ITEMS[1:])
    assert not restoration.exact
    assert restoration.missing == (0,)
    assert restoration.fresh == ((3, 4),)


def test_an_untouched_value_is_exact() -> None:
    restoration = rp.restoration(VALUE, COMPLEMENT)
    assert (restoration.exact, restoration.fresh, restoration.missing) == (True, (), ())
    assert (restoration.losses, restoration.uncertain) == ((), ())
    assert same(restoration.value, ITEMS)


def test_version_1_is_certain_where_nothing_is_left_to_the_translators() -> None:
    """The content of a message that only calls is: null here, and nothing in the source."""
    restoration = rp.restoration(VALUE, COMPLEMENT_1)
    assert same(restoration.value, ITEMS)
    assert (restoration.fresh, restoration.missing) == ((), ())
    assert restoration.uncertain == ("/segments/1",)
    assert not restoration.exact


@pytest.mark.parametrize(
    ("path", "value"), [("/0/content", "Other"), ("/0/later", 1), ("/0/id", "msg_2")]
)
def test_values_from_other_translators_are_not_certain(path: str, value: Any) -> None:
    """A patch that adds is taken for the source's; what none adds, and the value lacks, is not."""
    operations = [{"op": "add", "path": "/0/id", "value": "msg_1"}]
    restoration = rp.restoration(VALUE, replace_in_segment(COMPLEMENT_1, patch=operations))
    assert "/segments/0" not in restoration.uncertain
    operations.append({"op": "add", "path": path, "value": value})
    restoration = rp.restoration(VALUE, replace_in_segment(COMPLEMENT_1, patch=operations))
    assert ("/segments/0" in restoration.uncertain) == (path == "/0/content")
