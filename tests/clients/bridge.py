"""A server on this machine that answers both APIs with streams that it translates as they come.

The name of the model is the name of a script. Behind ``/responses`` is a Chat server, behind
``/chat/completions`` one of Responses; where the input ends with the output of a call, the server
says "Done.".
"""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from answer_scripts import ANSWERS, make_output_text, message
from chat_scripts import CHATS, ROLE, STOP, chunks_of_texts
from client_scripts import Script
from native_events import events_of

import responses_protocol as rp
from responses_protocol.streams import (
    DONE as END,
)
from responses_protocol.streams import (
    AnswerError,
    encode_sse,
    fold_chunks,
    fold_events,
)

Payload = dict[str, Any]
OPTIONS = rp.PRESETS["vllm"]
DONE = "Done."
CHAT_SCRIPTS = {
    one.name: one
    for one in [*CHATS, Script(DONE, [ROLE, *chunks_of_texts(DONE), STOP], [("text", DONE)])]
}
ANSWER_SCRIPTS = {
    one.name: one
    for one in [
        *ANSWERS,
        Script(DONE, events_of([message("msg_1", make_output_text(DONE))]), [("text", DONE)]),
    ]
}


@dataclass
class Bridge:
    """Where the server listens, and the bodies of the requests that it got."""

    url: str
    requests: list[Payload] = field(default_factory=list)


@contextmanager
def run_bridge(options: rp.Options = OPTIONS) -> Iterator[Bridge]:
    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            bridge.requests.append(body)
            answer = ROUTES[self.path.removeprefix("/v1")]
            self.send_response(200)
            kind = "text/event-stream" if body.get("stream") else "application/json"
            self.send_header("Content-Type", kind)
            self.end_headers()
            for piece in answer(body, options):
                self.wfile.write(piece)
                self.wfile.flush()

        def log_message(self, format: str, *args: Any) -> None:
            """Keep quiet."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    bridge = Bridge(f"http://127.0.0.1:{server.server_address[1]}/v1")
    thread = threading.Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    try:
        yield bridge
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def responses(body: Payload, options: rp.Options) -> Iterator[bytes]:
    """Answer a request of Responses with what a Chat server says."""
    exchange = rp.exchange(body, to="chat_completions", options=options)
    name = DONE if ends_with_an_output(body["input"]) else body["model"]
    chunks = CHAT_SCRIPTS[name].payloads
    if not body.get("stream"):
        yield json.dumps(exchange.answer(fold_chunks(chunks)).value).encode()
        return
    translator = exchange.stream()
    for chunk in chunks:
        yield from map(encode_sse, translator.feed(chunk))
    yield from map(encode_sse, translator.close())


def chat(body: Payload, options: rp.Options) -> Iterator[bytes]:
    """Answer a request of Chat with what a server of Responses says."""
    exchange = rp.exchange(body, to="responses", options=options)
    name = DONE if body["messages"][-1]["role"] == "tool" else body["model"]
    events = ANSWER_SCRIPTS[name].payloads
    if not body.get("stream"):
        yield json.dumps(exchange.answer(fold_events(events)).value).encode()
        return
    translator = exchange.stream()
    try:
        for event in events:
            yield from map(encode_sse, translator.feed(event))
        yield from map(encode_sse, translator.close())
        yield END
    except AnswerError as error:
        # Chat has no word for it, so it is said as servers of Chat say it: an error, and no end.
        yield encode_sse(exchange.error(error.payload))


ROUTES: dict[str, Callable[[Payload, rp.Options], Iterator[bytes]]] = {
    "/responses": responses,
    "/chat/completions": chat,
}


def ends_with_an_output(payload: Any) -> bool:
    return isinstance(payload, list) and str(payload[-1].get("type")).endswith("_call_output")
