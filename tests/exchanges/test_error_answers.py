"""The error of a server in the shape that clients of both APIs read."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from recordings import CORPUS, needs_corpus

import responses_protocol as rp
from responses_protocol.testing import json_values

Payload = dict[str, Any]
EXCHANGE = rp.exchange({"model": "m", "input": "Go."}, "chat_completions")
PAGE = (
    "<!DOCTYPE html>\n<html><head><title>502 Bad &amp; Gateway</title></head><body>x</body></html>"
)
INVALID = "invalid_request_error"
NO_MESSAGE = "the server sent no error message"


def make_error(
    message: str, kind: str, param: str | None = None, code: str | None = None
) -> Payload:
    return {"error": {"message": message, "type": kind, "param": param, "code": code}}


ERROR = make_error("No.", INVALID, "tools", "invalid_value")
ROWS: list[tuple[Any, int | None, Payload]] = [
    (ERROR, 400, ERROR),
    (ERROR["error"], 400, ERROR),
    ([ERROR], 400, ERROR),
    ([[ERROR]], 400, make_error("No.", INVALID)),
    ([[[ERROR]]], 400, make_error("Bad Request", INVALID)),
    ([], 400, make_error("Bad Request", INVALID)),
    ({"detail": {"detail": {"detail": "No."}}}, 400, make_error("No.", INVALID)),
    (
        {"detail": {"detail": {"detail": {"detail": "No."}}}},
        400,
        make_error("Bad Request", INVALID),
    ),
    ({"error": "No."}, 401, make_error("No.", "authentication_error")),
    (
        {"error": {"code": 429, "message": "No."}},
        429,
        make_error("No.", "rate_limit_error", code="429"),
    ),
    ({"detail": "No."}, 404, make_error("No.", "not_found_error")),
    (
        {"detail": [{"loc": ["body", "messages", 0, "role"], "msg": "No.", "type": "missing"}]},
        422,
        make_error("No.", INVALID, "messages[0].role", "missing"),
    ),
    (
        {"object": "error", "message": "No.", "type": "T", "code": 400},
        400,
        make_error("No.", "T", code="400"),
    ),
    (
        {"error_code": "BAD_REQUEST", "message": "No."},
        400,
        make_error("No.", INVALID, code="BAD_REQUEST"),
    ),
    (
        {"success": False, "errors": [{"code": 7, "message": "No."}]},
        403,
        make_error("No.", "permission_error", code="7"),
    ),
    (
        {"type": "error", "error": {"type": "overloaded_error", "message": "No."}},
        529,
        make_error("No.", "overloaded_error"),
    ),
    ({"detail": "No.", "code": "c"}, 404, make_error("No.", "not_found_error", code="c")),
    (
        {"detail": [], "message": "No.", "code": "c"},
        404,
        make_error("No.", "not_found_error", code="c"),
    ),
    ({"title": "T", "detail": "No.", "status": 400}, 400, make_error("No.", INVALID)),
    ({"fault": {"faultstring": "No."}}, 500, make_error("No.", "server_error")),
    ("No.", 500, make_error("No.", "server_error")),
    (b"No.", 500, make_error("No.", "server_error")),
    (PAGE, 502, make_error("502 Bad & Gateway", "server_error")),
    ("<html><body>x</body></html>", 502, make_error("Bad Gateway", "server_error")),
    ("", 503, make_error("Service Unavailable", "server_error")),
    (None, 404, make_error("Not Found", "not_found_error")),
    (None, 499, make_error(NO_MESSAGE, INVALID)),
    (None, 399, make_error(NO_MESSAGE, "server_error")),
    (None, 600, make_error(NO_MESSAGE, "server_error")),
    (None, 500, make_error("Internal Server Error", "server_error")),
    ({}, 599, make_error(NO_MESSAGE, "server_error")),
    (None, None, make_error(NO_MESSAGE, "server_error")),
    (json.dumps(ERROR), 400, ERROR),
    (json.dumps(ERROR).encode(), 400, ERROR),
    ('"No."', 500, make_error("No.", "server_error")),
    ("7", 500, make_error("7", "server_error")),
    ("[" * 100_000, 500, make_error("[" * 100_000, "server_error")),
    (
        {"error": "invalid_request", "error_description": "No."},
        401,
        make_error("No.", "authentication_error"),
    ),
    ({"code": 429, "message": "No."}, None, make_error("No.", "rate_limit_error", code="429")),
    ({"code": 399, "message": "No."}, None, make_error("No.", "server_error", code="399")),
    ({"code": 400, "message": "No."}, None, make_error("No.", INVALID, code="400")),
    ({"code": 499, "message": "No."}, None, make_error("No.", INVALID, code="499")),
    ({"code": 500}, None, make_error("Internal Server Error", "server_error", code="500")),
    ({"code": 599}, None, make_error(NO_MESSAGE, "server_error", code="599")),
    ({"code": True, "message": "No."}, None, make_error("No.", "server_error")),
    ({"code": 429.0, "message": "No."}, None, make_error("No.", "server_error")),
    ({"code": 10**5000, "message": "No."}, 400, make_error("No.", INVALID)),
    ({"error": {"code": "404"}}, None, make_error("Not Found", "not_found_error", code="404")),
    (
        {"status": "incomplete", "output": [], "error": None},
        None,
        make_error("the answer has the status incomplete", "server_error"),
    ),
    (
        {"status": "failed", "output": [], "error": {"code": "server_error", "message": "No."}},
        None,
        make_error("No.", "server_error", code="server_error"),
    ),
]


@pytest.mark.parametrize(("payload", "status", "expected"), ROWS, ids=range(len(ROWS)))
def test_an_error_is_read(payload: Any, status: int | None, expected: Payload) -> None:
    assert EXCHANGE.error(payload, status) == expected


@pytest.mark.parametrize(
    ("status", "kind"),
    [
        (400, INVALID),
        (401, "authentication_error"),
        (402, INVALID),
        (403, "permission_error"),
        (404, "not_found_error"),
        (408, "timeout_error"),
        (409, "conflict_error"),
        (413, INVALID),
        (422, INVALID),
        (429, "rate_limit_error"),
        (499, INVALID),
        (500, "server_error"),
    ],
)
def test_a_status_has_a_type(status: int, kind: str) -> None:
    assert EXCHANGE.error("No.", status) == make_error("No.", kind)


@given(json_values(), st.none() | st.integers())
def test_any_value_gives_an_error(payload: Any, status: int | None) -> None:
    for value in (payload, {"error": payload}, {"detail": payload}, {"errors": [payload]}):
        converted = EXCHANGE.error(value, status)["error"]
        assert isinstance(converted["message"], str)
        assert converted["message"]
        assert isinstance(converted["type"], str)
        assert rp.validate({"error": converted}, "responses/error") == []


@needs_corpus
def test_recorded_errors_keep_their_words() -> None:
    lines = Path(CORPUS or "", "errors.jsonl").read_text(encoding="utf-8").splitlines()
    for record in map(json.loads, lines):
        body = record["payload"]
        expected = body.get("error") or body
        converted = EXCHANGE.error(body, record["status"])["error"]
        assert converted["message"] == expected["message"]
        assert converted["code"] == expected.get("code")
        assert converted["type"] == (expected.get("type") or INVALID)
