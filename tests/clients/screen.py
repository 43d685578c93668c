"""What a client shows while a stream comes: its parts in the order in which they begin."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from client_scripts import CUT, FAILED, LIMIT, OVERLOADED, WHOLE, Part, Script

Payload = dict[str, Any]
DELTAS = {
    "response.output_text.delta": "text",
    "response.refusal.delta": "refusal",
    "response.reasoning_text.delta": "thought",
    "response.reasoning_summary_text.delta": "thought",
}
INPUTS = {
    "response.function_call_arguments.delta": "call",
    "response.custom_tool_call_input.delta": "custom",
}
CALL_TYPES = ("function_call", "custom_tool_call")
ENDS = {
    "response.completed": WHOLE,
    "response.incomplete": CUT,
    "response.failed": FAILED,
    "error": FAILED,
}
NO_ROOM = "max_output_tokens"


@dataclass
class Screen:
    """Parts by their keys, those that were open together, and how the stream ended."""

    parts: dict[Any, list[str]] = field(default_factory=dict)
    open: list[Any] = field(default_factory=list)
    together: list[tuple[str, str]] = field(default_factory=list)
    end: str = CUT
    message: str = ""

    def begin(self, key: Any, *part: str) -> None:
        self.together += [(self.parts[open_key][0], part[0]) for open_key in self.open]
        self.parts[key] = [*part]
        self.open.append(key)

    def add(self, key: Any, kind: str, text: str) -> None:
        if key not in self.parts:
            self.begin(key, kind, "")
        self.parts[key][-1] += text

    def close(self, *keys: Any) -> None:
        self.open = [key for key in self.open if key not in keys]

    def link(self, url: str) -> None:
        self.parts[len(self.parts), "link"] = ["link", url]

    @property
    def seen(self) -> list[Part]:
        return [tuple(part) for part in self.parts.values()]


def expected(script: Script, shows: Iterable[str]) -> list[Part]:
    """Return what a client that can show parts of some kinds has to show."""
    return [part for part in script.shown if part[0] in shows]


def assert_right_end(screen: Screen, script: Script) -> None:
    """Fail where a stream looks complete that was not, or the other way round.

    Where the server said what is wrong, the user has to read that.
    """
    if script.end == CUT:
        assert screen.end in (CUT, FAILED)
    else:
        assert screen.end == script.end
    if script.end == FAILED:
        assert OVERLOADED["message"] in screen.message


def screen_of_events(events: Iterable[Payload]) -> Screen:
    """Return what a client shows that reads events of Responses as they are documented."""
    screen = Screen()
    for event in events:
        kind, index = event.get("type", ""), event.get("output_index")
        if kind in DELTAS:
            number = event.get("content_index", event.get("summary_index"))
            screen.add((index, DELTAS[kind], number), DELTAS[kind], event["delta"])
        elif kind == "response.output_text.annotation.added":
            screen.link(event["annotation"]["url"])
        elif kind == "response.output_item.added" and event["item"]["type"] in CALL_TYPES:
            [part] = parts_of_answer([event["item"]])
            screen.begin((index, "call"), *part)
        elif kind in INPUTS:
            screen.add((index, "call"), INPUTS[kind], event["delta"])
        elif kind == "response.output_item.done":
            screen.close(*[key for key in screen.open if key[0] == index])
        elif kind in ENDS:
            screen.end = LIMIT if reason_of(event) == NO_ROOM else ENDS[kind]
            screen.message = message_of(event)
    if screen.end in (CUT, FAILED):  # a call that is not done is not run
        for key in screen.open:
            if key[1] == "call":
                del screen.parts[key]
    return screen


def reason_of(event: Payload) -> Any:
    """Return why an answer is incomplete; None where it is not, or nothing says so."""
    return (event.get("response", {}).get("incomplete_details") or {}).get("reason")


def message_of(event: Payload) -> str:
    error = event.get("error") or event.get("response", {}).get("error") or event
    return str(error.get("message", ""))


def parts_of_answer(output: list[Payload]) -> list[Part]:
    """Return what there is to see in the output of a whole answer of Responses."""
    return [part for item in output for part in ITEM_PARTS[item["type"]](item)]


def thoughts_in(item: Payload) -> list[Part]:
    parts = [*item.get("summary", []), *(item.get("content") or [])]
    return [("thought", part["text"]) for part in parts]


def texts_in(item: Payload) -> list[Part]:
    texts: list[Part] = []
    for part in item["content"]:
        if part["type"] == "refusal":
            texts.append(("refusal", part["refusal"]))
            continue
        texts.append(("text", part["text"]))
        texts += [("link", annotation["url"]) for annotation in part["annotations"]]
    return texts


def call_in(item: Payload) -> list[Part]:
    return [("call", item["call_id"], item["name"], item["arguments"])]


def custom_in(item: Payload) -> list[Part]:
    return [("custom", item["call_id"], item["name"], item["input"])]


ITEM_PARTS = {
    "reasoning": thoughts_in,
    "message": texts_in,
    "function_call": call_in,
    "custom_tool_call": custom_in,
}
