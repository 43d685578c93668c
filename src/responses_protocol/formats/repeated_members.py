"""What a Responses answer repeats of its request, with the defaults that the API documents.

Every answer of OpenAI's has these members, and the types of its SDK, and of others, demand most of
them. Source: https://platform.openai.com/docs/api-reference/responses/object, the answers that were
recorded, and https://www.openresponses.org, which demands the penalties and ``completed_at``.
"""

from __future__ import annotations

from collections.abc import Callable

from responses_protocol.values import Json, copied, is_number

Object = dict[str, Json]


def _is_text(value: Json) -> bool:
    return isinstance(value, str)


def _is_flag(value: Json) -> bool:
    return isinstance(value, bool)


def _is_count(value: Json) -> bool:
    return type(value) is int


def _is_quantity(value: Json) -> bool:
    return not isinstance(value, bool) and is_number(value)


def _is_object(value: Json) -> bool:
    return isinstance(value, dict)


def _is_choice(value: Json) -> bool:
    return isinstance(value, (str, dict))


# the default, and what a request may have in its place
MEMBERS: dict[str, tuple[Json, Callable[[Json], bool]]] = {
    "background": (False, _is_flag),
    "frequency_penalty": (0.0, _is_quantity),
    "instructions": (None, _is_text),
    "max_output_tokens": (None, _is_count),
    "max_tool_calls": (None, _is_count),
    "metadata": ({}, _is_object),
    "parallel_tool_calls": (True, _is_flag),
    "presence_penalty": (0.0, _is_quantity),
    "previous_response_id": (None, _is_text),
    "prompt_cache_key": (None, _is_text),
    "prompt_cache_retention": (None, _is_text),
    "safety_identifier": (None, _is_text),
    "service_tier": ("auto", _is_text),  # which was wanted; a server that knows says which it was
    "store": (True, _is_flag),
    "temperature": (1.0, _is_quantity),
    "tool_choice": ("auto", _is_choice),
    "top_logprobs": (0, _is_count),
    "top_p": (1.0, _is_quantity),
    "truncation": ("disabled", _is_text),
    "user": (None, _is_text),
}
# what an answer has only where its request has it
OPTIONAL = ("prompt", "prompt_cache_options")
REASONING: Object = {"effort": None, "summary": None}
TEXT: Object = {"format": {"type": "text"}, "verbosity": "medium"}
# the members that the types of SDKs demand of a function or a format, beside its name
FUNCTION: Object = {"description": None, "parameters": None, "strict": True}
FORMAT: Object = {"description": None, "strict": False}
# all that an answer repeats
NAMES = frozenset(
    (
        *MEMBERS,
        *OPTIONAL,
        "completed_at",
        "conversation",
        "moderation",
        "reasoning",
        "text",
        "tools",
    )
)


def repeated_members(request: Object) -> Object:
    """Return what the answer to a Responses request repeats; it shares nothing with the request.

    A member that has no readable shape is as good as none.
    """
    made = {
        name: copied(request[name]) if is_one(request.get(name)) else copied(default)
        for name, (default, is_one) in MEMBERS.items()
    }
    for name in OPTIONAL:
        if isinstance(request.get(name), dict):
            made[name] = copied(request[name])
    conversation = request.get("conversation")
    if isinstance(conversation, str):
        made["conversation"] = {"id": conversation}
    elif isinstance(conversation, dict):
        made["conversation"] = copied(conversation)
    tools = request.get("tools")
    made["completed_at"] = None  # nobody looked at a clock
    made["moderation"] = None  # nor at what was said
    made["reasoning"] = _filled(request.get("reasoning"), REASONING)
    made["text"] = _text(_filled(request.get("text"), TEXT))
    made["tools"] = [
        _tool(tool) for tool in (tools if isinstance(tools, list) else ()) if _is_object(tool)
    ]
    return dict(sorted(made.items()))


def _filled(given: Json, defaults: Object) -> Object:
    """Return an object with the defaults of what it does not say."""
    own = given if isinstance(given, dict) else {}
    said = {name: copied(value) for name, value in own.items() if value is not None}
    return {**copied(defaults), **said}


def _text(text: Object) -> Object:
    form = text["format"]
    if isinstance(form, dict) and form.get("type") == "json_schema":
        return {**text, "format": {**FORMAT, **form}}
    return text


def _tool(tool: Object) -> Object:
    kind = tool.get("type")
    if kind not in (None, "function"):
        return dict(copied(tool))
    return {"type": "function", **FUNCTION, **copied({**tool, "type": "function"})}
