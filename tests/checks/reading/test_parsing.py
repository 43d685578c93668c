"""Issues of one JSON text: the code, the offset, and whether the text has a value."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from responses_protocol._checks.reading.parsing import FATAL, parse
from responses_protocol._jsontext import loads
from responses_protocol.errors import ConversionError

LONG = "1" * 5000


@pytest.mark.parametrize(
    ("raw", "code", "offset"),
    [
        (b"{'a': 1}", "RP001", 1),
        (b'{"a": 1,}', "RP001", None),
        (b'{"a" 1}', "RP001", 5),
        (b"[1 2]", "RP001", 3),
        (b"[1] 2", "RP001", 4),
        (b"oops", "RP001", 0),
        (b'["\t"]', "RP001", 2),
        (rb'["\x"]', "RP001", 2),
        (b"", "RP001", 0),
        (b'["\xef\xbb\xbf", \xef\xbb\xbf]', "RP001", 8),
        (b'{"a": [1, 2', "RP002", 11),
        (b'{"a": "b', "RP002", 6),
        (b'{"a":', "RP002", 5),
        (b'{"a"', "RP002", 4),
        (b"[tru", "RP002", 1),
        (b"[-", "RP002", None),
        (rb'["\u00', "RP002", None),
        (b'["\xe9"]', "RP003", 2),
        (b'["\xed\xa0\xbd"]', "RP003", 2),
        (b"[1, \0\0]", "RP005", 4),
        (b'["\0"]', "RP005", 2),
        (b'{"a": 1, "b": 2, "a": 3}', "RP006", 17),
        (rb'[{"a": 1, "\u0061": 3}]', "RP006", 10),
        (b"[" * 10_000 + b"]" * 10_000, "RP007", 500),
        (b"[" * 10_000, "RP007", 500),
        (b'{"a":' * 10_000 + b"1" + b"}" * 10_000, "RP007", 2500),
        (b"[1, NaN]", "RP008", 4),
        (b"-Infinity", "RP008", 0),
        (b"[1e999]", "RP008", 1),
        (LONG.encode(), "RP008", 0),
        (b"[18446744073709551616]", "RP009", 1),
        (b"-9223372036854775809", "RP009", 0),
        (rb'["a\ud83d"]', "RP010", 1),
        (rb'{"\ude00\ud83d": 1}', "RP010", 1),
    ],
)
def test_texts_with_issues(raw: bytes, code: str, offset: int | None) -> None:
    value, (issue,) = parse(raw)
    assert issue.code == code
    assert offset is None or issue.offset == offset
    assert issue.message.endswith(".")
    if code not in FATAL:
        assert value == json.loads(raw)


@pytest.mark.parametrize(
    "text",
    [
        '{"a": {"a": 1}, "b": [{"a": 1}, {"a": 1}]}',
        "[18446744073709551615, -9223372036854775808, 1.0000000000000000000001]",
        r'["\ud83d\ude00 \\ud83d", "\u003a", "0000000000000000000000"]',
        "[" * 400 + "]" * 400,
        ' \t{"a": null}\r\n',
        '"NaN"',
    ],
)
def test_near_misses_are_no_issues(text: str) -> None:
    assert parse(text.encode()) == (json.loads(text), [])


def test_all_issues_are_reported_with_their_places() -> None:
    raw = rb'{"a": 1, "b": [{"c": NaN, "c": 99999999999999999999}], "d/e": "\ud800"}'
    issues = parse(raw)[1]
    assert [(issue.code, issue.pointer) for issue in issues] == [
        ("RP008", "/b/0/c"),
        ("RP006", "/b/0/c"),
        ("RP009", "/b/0/c"),
        ("RP010", "/d~1e"),
    ]


def test_of_many_issues_the_first_hundred_and_the_first_fatal_one_are_reported() -> None:
    big, fatal = "99999999999999999999", "NaN"

    def codes(*values: str) -> list[str]:
        return [issue.code for issue in parse(f"[{','.join(values)}]".encode())[1]]

    assert codes(*[big] * 120) == ["RP009"] * 100
    assert codes(*[fatal] * 120) == ["RP008"] * 100
    assert codes(*[big] * 120, fatal, fatal) == [*["RP009"] * 100, "RP008"]
    assert codes(big, *[fatal] * 120) == ["RP009", *["RP008"] * 99]


def test_a_long_integer_is_read_exactly() -> None:
    assert parse(b"[123456789012345678901234567890]")[0] == [123456789012345678901234567890]


@given(st.binary(max_size=80) | st.text('{}[]",:\\u0189adNIe-+. \n', max_size=80).map(str.encode))
def test_any_bytes_have_a_value_or_a_reason(raw: bytes) -> None:
    value, issues = parse(raw)
    fatal = [issue for issue in issues if issue.code in FATAL]
    assert all(0 <= issue.offset <= len(raw) for issue in issues)
    try:
        expected: Any = loads(raw)
    except ConversionError:
        assert issues
    else:
        assert not fatal
        assert value == expected
