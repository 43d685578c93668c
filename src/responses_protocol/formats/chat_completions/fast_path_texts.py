"""Where the texts of usual histories stand on the other side, so that none has to be looked for.

Both functions get a segment of the source and what was made of it, and return the places of its
texts: what each stands in, its name there, and the pointer to it in what was made. They return None
where a text is not the very string that stands where it usually does. Nothing is decided here: the
lens looks for all strings where it is told nothing.
"""

from __future__ import annotations

from responses_protocol.values import Json

Texts = list[tuple[dict[str, Json], str, str]]
MANY = 64  # values, or calls of one message, whose pointers are made once


def _pointers(before: str, behind: str) -> tuple[str, ...]:
    return tuple(f"{before}{at}{behind}" for at in range(MANY))


CONTENTS = _pointers("/", "/content")
CALLED = _pointers("/0/tool_calls/", "/function/arguments")
PARTS = _pointers("/", "/content/0/text")
ARGUMENTS = _pointers("/", "/arguments")
OUTPUTS = _pointers("/", "/output")


def in_messages(items: list[Json], messages: list[Json]) -> Texts | None:
    """Find the texts of a segment of items in messages."""
    found: Texts = []
    at = calls = 0
    try:
        for item in items:
            kind = item.get("type", "message")
            if kind == "function_call":
                made = messages[0]["tool_calls"][calls]["function"]["arguments"]
                if made is not item["arguments"]:
                    return None
                found.append((item, "arguments", CALLED[calls]))
                calls += 1
            elif kind == "function_call_output":
                at += 1
                if messages[at]["content"] is not item["output"]:
                    return None
                found.append((item, "output", CONTENTS[at]))
            elif kind == "message" and not found:
                owner, name = item, "content"
                if type(item[name]) is list:
                    owner, name = item[name][0], "text"
                if messages[at]["content"] is not owner[name]:
                    return None
                found.append((owner, name, CONTENTS[at]))
            elif kind != "reasoning":
                return None
    except (AttributeError, LookupError, TypeError):  # no usual shape
        return None
    # what says more than that has more texts, too
    whole = at + 1 == len(messages) and len(messages[0]) == (3 if calls else 2)
    return found if whole else None


def in_items(messages: list[Json], items: list[Json]) -> Texts | None:
    """Find the texts of a segment of messages in items."""
    found: Texts = []
    at = 0
    try:
        for message in messages:
            role, said = message["role"], message["content"]
            if role == "tool":
                made, pointer = items[at]["output"], OUTPUTS[at]
            elif role != "assistant":
                made, pointer = items[at]["content"], CONTENTS[at]
            else:
                made, pointer = (items[at]["content"][0]["text"], PARTS[at]) if said else (said, "")
            if made is not said:
                return None
            if pointer:
                found.append((message, "content", pointer))
                at += 1
            for call in message.get("tool_calls") or ():
                function = call["function"]
                if items[at]["arguments"] is not function["arguments"]:
                    return None
                found.append((function, "arguments", ARGUMENTS[at]))
                at += 1
    except (AttributeError, LookupError, TypeError):  # no usual shape
        return None
    return found if at == len(items) else None
