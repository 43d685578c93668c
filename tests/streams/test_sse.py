"""Server-sent events: the rules of the standard, cuts anywhere, and the way there and back."""

from __future__ import annotations

import time
from contextlib import suppress
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from responses_protocol._streams.sse import DONE, SseDecoder, SseError, decode_sse, encode_sse

KEYS = st.text(max_size=5)
JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    # U+2028 and the like end lines for str.splitlines, but not here
    | st.text(st.characters(exclude_categories=[]) | st.sampled_from("\u2028\u2029\x85\x0b\r\n")),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS, inner, max_size=3),
    max_leaves=8,
)
PAYLOADS = st.lists(
    st.dictionaries(KEYS | st.sampled_from(["type", "choices"]), JSON, max_size=4)
    | st.builds(dict, type=st.sampled_from(["response.created", "a\nb", "x: y", "é"]), n=JSON),
    max_size=4,
)
MESSAGE = {"message": "m", "code": 502}
# what streams are made of, and what they are broken with
BITS = st.lists(
    st.sampled_from(
        [
            *(b"\r", b"\n", b"\r\n", b"\n\n", b"\xef\xbb\xbf", b"\xef\xbb", b": ping", b"\0"),
            *(b"data: ", b"data:", b"data", b'{"a":', b"1}", b'{"\xc3\xa9":"\xf0\x9f\x99\x82"}'),
            *(
                b"[DONE]",
                b"event: response.x",
                b"event: error",
                b"id: 7",
                b"retry: 10",
                b"\xc3",
                b"other: 1",
            ),
        ]
    ),
    max_size=24,
).map(b"".join)


def outcome(pieces: list[bytes]) -> tuple[Any, ...]:
    """All that can be observed of a decoder that gets these pieces."""
    decoder, found, error = SseDecoder(), [], None
    for work in (*(lambda piece=piece: decoder.feed(piece) for piece in pieces), decoder.close):
        try:
            found += work()
        except SseError as raised:
            error = (raised.index, raised.line, raised.byte, raised.reason)
    return repr(found), error, decoder.done, decoder.cut, decoder.last_event_id, decoder.retry


def cut(data: bytes, places: list[int]) -> list[bytes]:
    bounds = sorted({0, len(data), *(place % (len(data) + 1) for place in places)})
    return [data[one:other] for one, other in pairwise(bounds)]


@given(PAYLOADS)
def test_encoded_payloads_are_decoded(payloads: list[Any]) -> None:
    data = b"".join(map(encode_sse, payloads))
    assert repr(list(decode_sse([data]))) == repr(payloads)


@given(BITS, st.lists(st.integers(0, 300)))
def test_it_makes_no_difference_where_the_bytes_are_cut(data: bytes, places: list[int]) -> None:
    whole = outcome([data])
    assert outcome(cut(data, places)) == whole
    assert outcome([data[index : index + 1] for index in range(len(data))]) == whole


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (b'data: {"a":1}\n\n', [{"a": 1}]),
        (b'data:{"a":1}\r\n\r\n', [{"a": 1}]),
        (b'data: {"a":1}\r\rdata: {"a":2}\r\r', [{"a": 1}, {"a": 2}]),
        (b'\xef\xbb\xbfdata: {"a":1}\n\n', [{"a": 1}]),
        (b'data: {"a":\ndata: 1}\n\n', [{"a": 1}]),
        (b': comment\n\ndata: {"a":1}\n: comment\n\n', [{"a": 1}]),
        (b'data\n\ndata:\n\nevent: ping\n\ndata: {"a":1}\n\n', [{"a": 1}]),
        (b'nonsense\nother: {}\ndata: {"a":1}\n\n', [{"a": 1}]),
        (b'data: {"a":1}\n\ndata: [DONE]\n\ndata: {"a":2}\n\n', [{"a": 1}, {"a": 2}]),
        ('data: {"a":"\u2028\x85"}\n\n'.encode(), [{"a": "\u2028\x85"}]),
        (b'event: response.created\ndata: {"a":1}\n\n', [{"a": 1, "type": "response.created"}]),
        (b'event: response.x\ndata: {"type":"y"}\n\n', [{"type": "y"}]),
        (b'event: error\ndata: {"error":{}}\n\n', [{"error": {}}]),
        (b'event: response.x\n\ndata: {"a":1}\n\n', [{"a": 1}]),
        (
            b'data: {"a":100000000000000000001}\n\n',
            [{"a": 100000000000000000001}],
        ),
    ],
)
def test_the_rules_of_the_standard(data: bytes, expected: list[Any]) -> None:
    assert list(decode_sse([data])) == expected


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (b"data: : keepalive\n\ndata:: ping\n\ndata: 1\n\n", [1]),
        (b'event: error\ndata: {"message":"m","code":502}\n\n', [{"error": MESSAGE}]),
        (b'event: error\ndata: {"error":{"message":"m"}}\n\n', [{"error": {"message": "m"}}]),
        (b'event: error\ndata: {"type":"error","code":1}\n\n', [{"type": "error", "code": 1}]),
        (b'event: error\ndata: {"type":"api_error"}\n\n', [{"error": {"type": "api_error"}}]),
        (b"event: error\ndata: it fell over\n\n", [{"error": "it fell over"}]),
    ],
)
def test_comments_as_data_and_errors_by_their_name(data: bytes, expected: list[Any]) -> None:
    assert list(decode_sse([data])) == expected


def test_done_and_what_a_client_needs_to_connect_again_are_known() -> None:
    decoder = SseDecoder()
    decoder.feed(b"id: 7\nretry: 250\n\nid: 8\0\nretry: soon\n\n")
    assert (decoder.last_event_id, decoder.retry, decoder.done) == ("7", 250, False)
    assert decoder.feed(DONE) == []
    assert decoder.done


@pytest.mark.parametrize(
    ("data", "expected", "is_cut"),
    [
        (b'data: {"a":1}', [{"a": 1}], False),
        (b'data: {"a":1}\n', [{"a": 1}], False),
        (b"data: [DONE]", [], False),
        (b'data: {"a":1', [], True),
        (b"data: 12", [], True),
        (b"event: response.compl", [], True),
        (b"dat", [], True),
        (b": pin", [], False),
        (b"data: {}\n\n", [{}], False),
        (b"", [], False),
    ],
)
def test_an_end_without_a_blank_line(data: bytes, expected: list[Any], is_cut: bool) -> None:
    decoder = SseDecoder()
    assert decoder.feed(data) + decoder.close() == expected
    assert decoder.cut is is_cut


def test_an_error_has_its_position_and_comes_after_good_payloads() -> None:
    decoder = SseDecoder()
    data = b'data: {"a":1}\r\n\r\n: hi\r\ndata: {"a":\r\n\r\ndata: {"a":2}\r\n\r\n'
    assert decoder.feed(data) == [{"a": 1}]
    with pytest.raises(SseError, match="not JSON: expecting value") as error_info:
        decoder.feed(b"")
    assert (error_info.value.index, error_info.value.line, error_info.value.byte) == (1, 4, 23)
    assert data[error_info.value.byte :].startswith(b'data: {"a":\r\n')
    with pytest.raises(SseError):
        decoder.close()


def test_positions_do_not_depend_on_the_cuts() -> None:
    events = [b'data: {"a":1}\n\n', b'data: {"b":[1]}\n\n', b": hi\n\n", b'data: {"a":}\n\n']
    raised = []
    for pieces in (events, [b"".join(events)]):
        decoder = SseDecoder()
        for piece in pieces:
            with suppress(SseError):
                decoder.feed(piece)
        with pytest.raises(SseError) as error_info:
            decoder.close()
        raised.append((error_info.value.index, error_info.value.line, error_info.value.byte))
    assert raised[0] == raised[1]


@pytest.mark.parametrize("end", [b"\n", b"\r", b"\r\n"])
def test_a_line_ends_inside_the_json_too(end: bytes) -> None:
    """So what follows is a line of its own, and the data is not JSON."""
    with pytest.raises(SseError):
        list(decode_sse([b'data: {"a":' + end + b"1}\n\n"]))


def test_an_error_shows_no_value() -> None:
    with pytest.raises(SseError) as error_info:
        list(decode_sse([b'data: {"a": sk-secret}\n\n']))
    assert "secret" not in str(error_info.value)


def test_a_type_can_put_nothing_into_the_stream() -> None:
    for name in ("a\ndata: {}", "a\r\ndata: {}", "\ud800", " "):
        assert encode_sse({"type": name}).startswith(b"data: ")
    assert encode_sse({"type": "response.created"}).startswith(b"event: response.created\ndata: ")
    assert encode_sse({"type": "x", "choices": []}).startswith(b"data: ")


@pytest.mark.growth
def test_time_grows_no_faster_than_the_input() -> None:
    """One line in ever smaller pieces: nothing is searched or copied again."""

    def seconds(size: int) -> float:
        line = b'data: {"a":"' + b"x" * size + b'"}\n\n'
        start = time.process_time()
        list(decode_sse(line[index : index + 8] for index in range(0, len(line), 8)))
        return time.process_time() - start

    assert min(seconds(1_600_000) for _ in range(3)) < 12 * min(seconds(400_000) for _ in range(3))
