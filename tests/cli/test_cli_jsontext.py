"""Nothing changes between the text of a file and the value, or it is refused."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from responses_protocol._jsontext import dumps, loads
from responses_protocol.errors import ConversionError

# Whatever a JSON text can say in Python's terms: any integer, any code point.
TEXTS = st.text(st.characters())
VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.integers(min_value=-(10**40), max_value=10**40)
    | st.floats(allow_nan=False, allow_infinity=False)
    | TEXTS,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(TEXTS, inner, max_size=4),
    max_leaves=12,
)


def are_equal(first: Any, second: Any) -> bool:
    """Equal in value and in type: 1, 1.0 and True are three values."""
    return json.dumps(first, sort_keys=True) == json.dumps(second, sort_keys=True)


@given(VALUES, st.booleans(), st.booleans(), st.sampled_from([None, 1]))
def test_any_text_is_read_as_the_standard_library_reads_it(
    value: Any, ascii_only: bool, has_spaces: bool, indent: int | None
) -> None:
    text = json.dumps(
        value,
        ensure_ascii=ascii_only,
        indent=indent,
        separators=(", ", " : ") if has_spaces else (",", ":"),
    )
    # A lone surrogate has no UTF-8 form: only its escape can stand in a file.
    raw = text.encode("ascii" if ascii_only else "utf-8", "backslashreplace")
    assert are_equal(loads(raw), value)


@given(VALUES, st.booleans())
def test_written_text_reads_as_the_same_value(value: Any, indent: bool) -> None:
    raw = dumps(value, indent=indent)
    assert are_equal(loads(raw), value)
    assert are_equal(json.loads(raw), value)
    assert raw.endswith(b"\n")
    if not indent:
        assert raw.count(b"\n") == 1


@given(st.dictionaries(TEXTS, VALUES, min_size=1, max_size=3), VALUES, st.booleans(), st.data())
def test_two_members_of_one_name_are_refused(
    value: dict[str, Any], second: Any, ascii_only: bool, data: st.DataObject
) -> None:
    name = data.draw(st.sampled_from(sorted(value)))
    pairs = [*value.items(), (name, second)]
    body = ",".join(f"{json.dumps(key)}:{json.dumps(member)}" for key, member in pairs)
    raw = f'{{"around": {{{body}}}}}'.encode()
    with pytest.raises(ConversionError, match="two members"):
        loads(raw)


@pytest.mark.parametrize(
    "raw",
    [
        rb'{"a":"\u003a","a":"\u003a"}',
        rb'{"a":":","\u0061":""}',
        b'{"a" :1, "a"\t:2}',
    ],
)
def test_escapes_and_spaces_do_not_hide_a_second_member(raw: bytes) -> None:
    with pytest.raises(ConversionError, match="two members"):
        loads(raw)


@pytest.mark.parametrize(
    ("raw", "reason"),
    [
        (b"", "not JSON"),
        (b"tr", "not JSON"),
        (b'{"a": 1', r"not JSON: .*column 8"),
        (b"[1,\n2,\nx]", "line 3 column 1"),
        (b"[1] [2]", "extra data"),
        (b'["a\0"]', "NUL"),
        (b'["\xff"]', "not UTF-8"),
        ('["a"]'.encode("utf-16"), "not UTF-8"),
        (b'["\xed\xa0\x80"]', "not UTF-8"),
        (b"[NaN]", "NaN"),
        (b"[-Infinity]", "-Infinity"),
        (b"[1e400]", "double"),
        (b"[-" + b"9" * 400 + b".5]", "double"),
        (b"[" + b"9" * 5000 + b"]", "digits"),
        (b"[" * 100_000 + b"]" * 100_000, "too deep"),
    ],
)
def test_invalid_json_is_refused_with_a_reason(raw: bytes, reason: str) -> None:
    with pytest.raises(ConversionError, match=reason) as error_info:
        loads(raw)
    assert error_info.value.pointer == ""
    assert "\n" not in error_info.value.reason


def test_a_reason_quotes_nothing_of_the_text() -> None:
    for raw in (b'{"key": secret}', b'{"key": "secret}', b"{secret: 1}", b'["\\secret"]'):
        with pytest.raises(ConversionError) as error_info:
            loads(raw)
        assert "secret" not in error_info.value.reason


def test_deeper_than_orjson_writes_is_written_all_the_same() -> None:
    value: Any = []
    for _ in range(300):
        value = [value]
    assert loads(dumps(value)) == value


def test_deeper_than_the_interpreter_writes_is_refused() -> None:
    value: Any = []
    for _ in range(200_000):
        value = [value]
    with pytest.raises(ConversionError, match="too deep"):
        dumps(value)
