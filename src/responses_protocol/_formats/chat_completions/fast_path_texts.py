"""Where the texts of common histories stand in the result, which saves the lens a search.

Both functions get a segment of the source and its translation, and return for each text its owner,
the name of the member, and the pointer into the translation. They return None if a text is not
the same string object at its usual position; the lens then searches for all strings.
"""

from __future__ import annotations

from responses_protocol._values import Json

Texts = list[tuple[dict[str, Json], str, str]]
COUNT = 64  # of values, or of the calls of one message, whose pointers are built once


def _build_pointers(prefix: str, suffix: str) -> tuple[str, ...]:
    return tuple(f"{prefix}{index}{suffix}" for index in range(COUNT))


CONTENTS = _build_pointers("/", "/content")
CALL_ARGUMENTS = _build_pointers("/0/tool_calls/", "/function/arguments")
PARTS = _build_pointers("/", "/content/0/text")
ITEM_ARGUMENTS = _build_pointers("/", "/arguments")
OUTPUTS = _build_pointers("/", "/output")


def locate_in_messages(items: list[Json], messages: list[Json]) -> Texts | None:
    """Find the texts of a segment of items in messages."""
    texts: Texts = []
    index = calls = 0
    try:
        for item in items:
            kind = item.get("type", "message")
            if kind == "function_call":
                arguments = messages[0]["tool_calls"][calls]["function"]["arguments"]
                if arguments is not item["arguments"]:
                    return None
                texts.append((item, "arguments", CALL_ARGUMENTS[calls]))
                calls += 1
            elif kind == "function_call_output":
                index += 1
                if messages[index]["content"] is not item["output"]:
                    return None
                texts.append((item, "output", CONTENTS[index]))
            elif kind == "message" and not texts:
                owner, name = item, "content"
                if type(item[name]) is list:
                    owner, name = item[name][0], "text"
                if messages[index]["content"] is not owner[name]:
                    return None
                texts.append((owner, name, CONTENTS[index]))
            elif kind != "reasoning":
                return None
    except (AttributeError, LookupError, TypeError):  # another shape
        return None
    # a translation with further members has further texts
    is_complete = index + 1 == len(messages) and len(messages[0]) == (3 if calls else 2)
    return texts if is_complete else None


def locate_in_items(messages: list[Json], items: list[Json]) -> Texts | None:
    """Find the texts of a segment of messages in items."""
    texts: Texts = []
    index = 0
    try:
        for message in messages:
            role, content = message["role"], message["content"]
            if role == "tool":
                translated, pointer = items[index]["output"], OUTPUTS[index]
            elif role != "assistant":
                translated, pointer = items[index]["content"], CONTENTS[index]
            else:
                translated, pointer = (
                    (items[index]["content"][0]["text"], PARTS[index]) if content else (content, "")
                )
            if translated is not content:
                return None
            if pointer:
                texts.append((message, "content", pointer))
                index += 1
            for call in message.get("tool_calls") or ():
                function = call["function"]
                if items[index]["arguments"] is not function["arguments"]:
                    return None
                texts.append((function, "arguments", ITEM_ARGUMENTS[index]))
                index += 1
    except (AttributeError, LookupError, TypeError):  # another shape
        return None
    return texts if index == len(items) else None
