"""The members of a request that a Responses answer repeats, with the API's defaults.

Every answer of OpenAI has these members, and the types of its SDK, and of others, require most of
them. Sources: https://platform.openai.com/docs/api-reference/responses/object, recorded answers,
and https://www.openresponses.org, which requires the penalties and ``completed_at``.
"""

from __future__ import annotations

from collections.abc import Callable

from responses_protocol._values import Json, Object, copy_json, is_number


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


# the default, and the test of a request's value
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
    "service_tier": ("auto", _is_text),  # the requested one; the server may set the actual one
    "store": (True, _is_flag),
    "temperature": (1.0, _is_quantity),
    "tool_choice": ("auto", _is_choice),
    "top_logprobs": (0, _is_count),
    "top_p": (1.0, _is_quantity),
    "truncation": ("disabled", _is_text),
    "user": (None, _is_text),
}
# members of an answer only where its request has them
OPTIONAL = ("prompt", "prompt_cache_options")
REASONING: Object = {"effort": None, "summary": None}
TEXT: Object = {"format": {"type": "text"}, "verbosity": "medium"}
# the members that the types of SDKs require of a function or a format, beside its name
FUNCTION: Object = {"description": None, "parameters": None, "strict": True}
FORMAT: Object = {"description": None, "strict": False}
# all members that an answer repeats
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


def find_repeated_members(request: Object) -> Object:
    """Return copies of the members that the answer to a Responses request repeats.

    A malformed member counts as absent.
    """
    members = {
        name: copy_json(request[name]) if is_valid(request.get(name)) else copy_json(default)
        for name, (default, is_valid) in MEMBERS.items()
    }
    for name in OPTIONAL:
        if isinstance(request.get(name), dict):
            members[name] = copy_json(request[name])
    conversation = request.get("conversation")
    if isinstance(conversation, str):
        members["conversation"] = {"id": conversation}
    elif isinstance(conversation, dict):
        members["conversation"] = copy_json(conversation)
    tools = request.get("tools")
    members["completed_at"] = None  # unknown
    members["moderation"] = None
    members["reasoning"] = _add_defaults(request.get("reasoning"), REASONING)
    members["text"] = _text(_add_defaults(request.get("text"), TEXT))
    members["tools"] = [
        _tool(tool) for tool in (tools if isinstance(tools, list) else ()) if _is_object(tool)
    ]
    return dict(sorted(members.items()))


def _add_defaults(value: Json, defaults: Object) -> Object:
    """Return an object with the defaults of its missing members."""
    members = value if isinstance(value, dict) else {}
    present = {name: copy_json(member) for name, member in members.items() if member is not None}
    return {**copy_json(defaults), **present}


def _text(text: Object) -> Object:
    form = text["format"]
    if isinstance(form, dict) and form.get("type") == "json_schema":
        return {**text, "format": {**FORMAT, **form}}
    return text


def _tool(tool: Object) -> Object:
    kind = tool.get("type")
    if kind not in (None, "function"):
        return dict(copy_json(tool))
    return {"type": "function", **FUNCTION, **copy_json({**tool, "type": "function"})}
