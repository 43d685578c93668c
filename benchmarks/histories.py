"""Seeded histories in the Responses dialect, as OpenAI sends them.

A history is a list of turns; a turn is a message of the user and the output of the model:
reasoning, calls (alone, several at once, freeform), their results, an answer. The share of each
shape is fixed here, so two runs with one seed measure the same bytes. Lengths follow recorded
traffic: about 30 items a history and 600 bytes an item, encrypted reasoning of about 1,400
characters.
"""

import random
import string
from collections.abc import Callable
from typing import Any

Item = dict[str, Any]

ITEMS = 28
"""How long a history is, about: the last turn is finished."""

_TEXT = """
order customer invoice the of a and to in region balance report weekly forecast with total shipment
delayed by late carrier account review because several figures differ from what was expected please
compare both months then list every line that changed 12.5 %
"""
_WORDS = [*_TEXT.split(), '"quoted"', "data\n"]
_ACCENTED = ("“quoted”", "naïve", "résumé", "café", "東京")
_ACCENTED_SHARE = 0.1
"""Share of texts beyond ASCII: they slow the floor down, and so flatter every ratio."""
_PLAIN = _TEXT.split()
_BASE64 = string.ascii_letters + string.digits + "-_"
FUNCTIONS = ("get_weather", "search_orders", "read_file", "run_query", "list_customers")
_CUSTOM_SHARE = 0.015
"""Share of calls that are freeform: few, since some of the peers raise at the first one."""


def draw_history(rng: random.Random, items: int = ITEMS) -> list[Item]:
    """Return one history of at least `items` items, ending with a finished turn."""
    made: list[Item] = [_message("system", _text(rng, 60, 120))]
    while len(made) < items:
        made += _turn(rng)
    return made


def draw_histories(count: int, seed: int = 2, items: int = ITEMS) -> list[list[Item]]:
    """Return `count` histories; the same arguments give the same histories."""
    rng = random.Random(seed)
    return [draw_history(rng, items) for _ in range(count)]


def edit(rng: random.Random, messages: list[Item]) -> list[Item]:
    """Return a copy of Chat messages with edits: one changed, one inserted, one appended.

    The change and the insertion fall on plain messages without calls, so that every tool result
    still follows its call.
    """
    users = [at for at, message in enumerate(messages) if message["role"] == "user"]
    changed_index, insert_index = rng.choice(users), rng.choice(users)
    copy = list(messages)
    copy[changed_index] = {**copy[changed_index], "content": _text(rng, 10, 40)}
    copy.insert(insert_index, {"role": "user", "content": _text(rng, 10, 40)})
    copy.append({"role": "user", "content": _text(rng, 10, 40)})
    return copy


def _turn(rng: random.Random) -> list[Item]:
    items = [_user(rng)]
    for _ in range(rng.choice((0, 1, 1, 2, 3))):
        if rng.random() < 0.5:
            items.append(_reasoning(rng))
        if rng.random() < 0.2:
            items.append(_assistant(rng, "commentary"))
        calls = [_call(rng) for _ in range(rng.choice((1, 1, 1, 2, 3)))]
        items += [call for call, _ in calls] + [result for _, result in calls]
    items.append(_assistant(rng, "final_answer"))
    return items


def _user(rng: random.Random) -> Item:
    text = _text(rng, 30, 100)
    if rng.random() > 0.1:
        return _message("user", text)
    image = {"type": "input_image", "image_url": _image(rng), "detail": "auto"}
    return _message("user", [{"type": "input_text", "text": text}, image])


def _message(role: str, content: str | list[Item]) -> Item:
    # Most recorded input messages have no `type`.
    return {"role": role, "content": content}


def _assistant(rng: random.Random, phase: str) -> Item:
    text = {"type": "output_text", "annotations": [], "logprobs": [], "text": _text(rng, 40, 140)}
    return {
        "id": _item_id(rng, "msg"),
        "type": "message",
        "status": "completed",
        "content": [text],
        "phase": phase,
        "role": "assistant",
    }


def _reasoning(rng: random.Random) -> Item:
    summary = [{"type": "summary_text", "text": _text(rng, 20, 60)}] if rng.random() < 0.5 else []
    return {
        "id": _item_id(rng, "rs"),
        "type": "reasoning",
        "encrypted_content": "gAAAAAB" + _base64(rng, rng.randrange(900, 1900)),
        "summary": summary,
    }


def _call(rng: random.Random) -> tuple[Item, Item]:
    make = _custom_call if rng.random() < _CUSTOM_SHARE else _function_call
    return make(rng)


def _function_call(rng: random.Random) -> tuple[Item, Item]:
    call_id = "call_" + _base64(rng, 24)
    # The spacing differs from that of any serialiser: arguments are opaque bytes.
    arguments = '{"query":"' + " ".join(rng.choices(_PLAIN, k=8)) + '", "limit": 10}'
    call = {
        "id": _item_id(rng, "fc"),
        "type": "function_call",
        "status": "completed",
        "arguments": arguments,
        "call_id": call_id,
        "name": rng.choice(FUNCTIONS),
    }
    return call, _result("function_call_output", call_id, _text(rng, 30, 120))


def _custom_call(rng: random.Random) -> tuple[Item, Item]:
    call_id = "call_" + _base64(rng, 24)
    call = {
        "id": _item_id(rng, "ctc"),
        "type": "custom_tool_call",
        "status": "completed",
        "call_id": call_id,
        "input": _text(rng, 20, 60),
        "name": "apply_patch",
    }
    return call, _result("custom_tool_call_output", call_id, _text(rng, 5, 15))


def _result(kind: str, call_id: str, output: str) -> Item:
    return {"type": kind, "call_id": call_id, "output": output}


def _item_id(rng: random.Random, prefix: str) -> str:
    return f"{prefix}_{rng.getrandbits(200):050x}"


_IMAGES: tuple[Callable[[random.Random], str], ...] = (
    lambda rng: f"https://example.com/images/{rng.getrandbits(64):016x}.png",
    lambda rng: "data:image/png;base64," + _base64(rng, 1_200),
)


def _image(rng: random.Random) -> str:
    return rng.choice(_IMAGES)(rng)


def _text(rng: random.Random, minimum: int, maximum: int) -> str:
    words = rng.choices(_WORDS, k=rng.randrange(minimum, maximum))
    if rng.random() < _ACCENTED_SHARE:
        words.append(rng.choice(_ACCENTED))
    return " ".join(words)


def _base64(rng: random.Random, length: int) -> str:
    return "".join(rng.choices(_BASE64, k=length))
