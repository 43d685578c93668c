"""Translate the input of an agent to Chat messages for a model.

``to_chat_completions_input`` replaces MLflow's function of this name: parallel calls stay one
message, texts stay one message, refusals, images and files are kept, and no gap is filled with
invented content.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Any

from responses_protocol._formats.chat_completions import history
from responses_protocol._formats.options import Options
from responses_protocol._lens.conversion import as_options, convert
from responses_protocol._lens.losses import Loss
from responses_protocol._lens.plain import depth_error, to_plain
from responses_protocol._values import Json, Object
from responses_protocol.errors import ConversionError

# hosted calls and approval requests become marked function calls, which a model sees; a call
# without arguments gets the form that most servers parse
MODEL_OPTIONS = Options(hosted_calls="function", empty_arguments="object")


def to_chat_completions_input(
    responses_input: Iterable[Any] | str, options: Options | str | None = None
) -> list[Any]:
    """Return the Chat messages for the input of a ResponsesAgent.

    Args:
        responses_input: Dicts, objects of MLflow or of the openai SDK, and Chat messages among
            them; or a string.
        options: As for ``convert``. Without an option for reasoning, the messages contain none,
            since OpenAI's Chat has no member for it.

    Returns:
        The messages.

    Raises:
        ConversionError: A value can't be read. The error has a pointer.
    """
    chosen = MODEL_OPTIONS if options is None else as_options(options)
    items = as_items(responses_input)
    messages: list[Any] = convert(
        items, "chat_completions", source="responses", kind="history", options=chosen
    ).value
    return messages


def as_items(values: Iterable[Any] | str) -> list[Object]:
    """Return a list of items, messages and objects as items, plain JSON."""
    if isinstance(values, str):
        return [{"type": "message", "role": "user", "content": values}]
    return [item for value in values for item in _iter_items(to_plain_json(value))]


def to_plain_json(value: Any) -> Json:
    """Return a value as plain JSON; an object with its defaults.

    Raises ConversionError for a value that is no JSON, or nested too deeply.
    """
    dump = getattr(value, "model_dump", None)
    if callable(dump):
        value = dump(mode="json", by_alias=True, exclude_none=True)
    try:
        return to_plain(value)
    except RecursionError:
        raise depth_error(value) from None


def _iter_items(value: Json) -> Iterator[Json]:
    """Yield the items of an element of the input; most elements are one item."""
    if not isinstance(value, dict) or value.get("type") not in (None, "message"):
        yield value
    elif value.get("role") in ("tool", "function") or value.get("tool_calls"):
        yield from to_items(value)
    else:
        content = value.get("content")
        if isinstance(content, list):
            value = {**value, "content": [_add_part_type(part) for part in content]}
        yield value


def _add_part_type(part: Json) -> Json:
    """Return a part with its type; MLflow accepts parts without one, and parts of Chat."""
    if not isinstance(part, dict):
        return part
    if part.get("type") == "image_url" and isinstance(part.get("image_url"), dict):
        image = part["image_url"]
        return {"type": "input_image", "image_url": image.get("url"), **_copy_detail(image)}
    if part.get("type") is None and isinstance(part.get("text"), str):
        return {**part, "type": "input_text"}
    return part


def _copy_detail(image: Object) -> Object:
    return {"detail": image["detail"]} if "detail" in image else {}


ITEM_OPTIONS = Options(message_ids="keep", items="mlflow", tool_output_media="inline")


def to_items(message: Object, options: Options = ITEM_OPTIONS) -> list[Object]:
    """Return the items of one Chat or ChatAgent message, without its context.

    The call of an output is not needed; it may stand in another answer, or in the input.
    """
    role = message.get("role")
    is_named = role == "tool" and isinstance(message.get("tool_call_id"), str)
    if role in ("tool", "function") and not is_named:
        raise ConversionError("the result of a tool must have the id of its call", "/tool_call_id")
    items, _ = history.to_responses([message], options)
    return items


def find_part_losses(message: Object, pointer: str) -> Iterator[Loss]:
    """Yield a loss for each part of a message, at ``pointer``, that no item can contain."""
    if isinstance(message.get("content"), list):  # a text has no parts, and is most frequent
        conversion = convert(
            [message], "responses", source="chat_completions", kind="history", options=ITEM_OPTIONS
        )
        for loss in conversion.losses:
            if loss.code == "unknown_part":
                yield replace(loss, pointer=pointer + loss.pointer.removeprefix("/0"))
