"""A small server with OpenAI's two endpoints: it answers what it was told to, and is as strict.

It refuses Chat messages whose tool calls are not answered right behind them, and items of which an
output has no call, as OpenAI does.
"""

from __future__ import annotations

import json
import threading
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

Object = dict[str, Any]


class LocalOpenAI:
    """A server on a port of its own; ``answers`` are given one after another."""

    def __init__(self) -> None:
        self.answers: list[Any] = []
        self.requests: list[Object] = []
        owner = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
                owner.requests.append(body)
                message = ERROR_FINDERS[self.path](body)
                if message:
                    self.send(400, "application/json", json.dumps({"error": {"message": message}}))
                    return
                answer = owner.answers.pop(0)
                if body.get("stream"):
                    lines = [f"data: {json.dumps(one)}\n\n" for one in answer]
                    self.send(200, "text/event-stream", "".join([*lines, "data: [DONE]\n\n"]))
                else:
                    self.send(200, "application/json", json.dumps(answer))

            def send(self, status: int, kind: str, text: str) -> None:
                self.send_response(status)
                self.send_header("Content-Type", kind)
                self.end_headers()
                self.wfile.write(text.encode())

            def log_message(self, *arguments: Any) -> None:
                """Stay quiet."""

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self._server.server_port}/v1"
        self._thread = threading.Thread(
            target=self._server.serve_forever, args=(0.02,), daemon=True
        )

    def __enter__(self) -> LocalOpenAI:
        self._thread.start()
        return self

    def __exit__(self, *details: object) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()


def find_chat_error(body: Object) -> str | None:
    """Return why OpenAI would refuse these messages, None if it would not."""
    waiting: set[str] = set()
    for message in body["messages"]:
        if message["role"] == "tool":
            if message["tool_call_id"] not in waiting:
                return "a tool message must follow the message that calls the tool"
            waiting.remove(message["tool_call_id"])
        elif waiting:
            return f"tool_call_ids did not have response messages: {sorted(waiting)}"
        waiting |= {call["id"] for call in message.get("tool_calls") or ()}
    return f"tool_call_ids did not have response messages: {sorted(waiting)}" if waiting else None


def find_responses_error(body: Object) -> str | None:
    """Return why OpenAI would refuse these items, None if it would not."""
    calls = {one["call_id"] for one in body["input"] if one.get("type") == "function_call"}
    outputs = [one for one in body["input"] if one.get("type") == "function_call_output"]
    answered = {one["call_id"] for one in outputs}
    if answered - calls:
        return f"No tool call found for function call output: {sorted(answered - calls)}"
    if calls - answered:
        return f"No tool output found for function call: {sorted(calls - answered)}"
    nulls = [one for one in body["input"] if None in one.values()]
    return "null is not a value of any member" if nulls else None


ERROR_FINDERS: dict[str, Callable[[Object], str | None]] = {
    "/v1/chat/completions": find_chat_error,
    "/v1/responses": find_responses_error,
}
