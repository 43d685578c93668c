"""The parameters of a request, in groups that are translated together.

A group leaves out values that the other API has no form for, and null: the lens compares, and
reports the losses. A parameter in no group has no counterpart.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from functools import partial
from typing import Any

from responses_protocol._formats.body_layouts import Context, MemberGroup, Read, pass_on
from responses_protocol._formats.chat_completions import (
    refused_requests,
    search_tool,
    shared_parameters,
    tool_choice,
)
from responses_protocol._formats.openai_models import refuses_functions
from responses_protocol._formats.options import DEFAULT, Options
from responses_protocol._formats.servers import SERVERS
from responses_protocol._formats.tool_names import (
    CALLABLE_TYPES,
    ToolNames,
    find_definitions,
    is_client_tool_search,
)
from responses_protocol._values import Json, Object, copy_json
from responses_protocol.errors import ConversionError

Translate = Callable[..., tuple[list[Json], Any]]
LOGPROBS = "message.output_text.logprobs"  # their name in `include`


# --- limit, effort and format of the answer ---


def _limit_to_chat(members: Object, context: Context) -> Object:
    limit = members.get("max_output_tokens")
    if limit is None or is_negative(limit):
        return {}
    return {shared_parameters.choose_limit_name(context.options): copy_json(limit)}


LEAST_TOKENS = 16  # the minimum of the limit in Responses: RP304


def _limit_to_responses(members: Object, context: Context) -> Object:
    """Return the limit of tokens, raised to the minimum of Responses."""
    name = find_limit_name(members)
    limit = members.get(name)
    if limit is None or is_negative(limit):
        return {}
    return {"max_output_tokens": LEAST_TOKENS if is_below(limit) else copy_json(limit)}


def find_limit_name(request: Object) -> str:
    """Return the name of the member of a Chat request that limits its answer."""
    newer, older = "max_completion_tokens", "max_tokens"
    return newer if request.get(newer) is not None else older


def is_negative(limit: Json) -> bool:
    """Return whether a limit of tokens is negative: some servers read -1 as no limit."""
    return isinstance(limit, (int, float)) and limit < 0


def is_below(limit: Json) -> bool:
    """Return whether a limit of tokens is below the minimum of Responses."""
    is_number = isinstance(limit, (int, float)) and not isinstance(limit, bool)
    return is_number and 0 <= limit < LEAST_TOKENS


def _effort_to_chat(members: Object, context: Context) -> Object:
    effort = _object(members, "reasoning").get("effort")
    return {} if effort is None else {"reasoning_effort": copy_json(effort)}


def _effort_to_responses(members: Object, context: Context) -> Object:
    """Return the effort; OpenRouter and others also accept the object of Responses."""
    effort = members.get("reasoning_effort")
    if effort is None:
        effort = _object(members, "reasoning").get("effort")
    return {} if effort is None else {"reasoning": {"effort": copy_json(effort)}}


SCHEMA_MEMBERS = ("name", "description", "schema", "strict")
PLAIN_FORMATS = ("text", "json_object")


def _text_to_chat(members: Object, context: Context) -> Object:
    text = _object(members, "text")
    result: Object = {}
    form = _accepted_format(_object(text, "format"), context)
    if form.get("type") in PLAIN_FORMATS:
        result["response_format"] = {"type": form["type"]}
    elif form.get("type") == "json_schema":
        result["response_format"] = {"type": "json_schema", "json_schema": _schema(form)}
    if text.get("verbosity") is not None:
        result["verbosity"] = copy_json(text["verbosity"])
    return result


def _text_to_responses(members: Object, context: Context) -> Object:
    text: Object = {}
    form = _accepted_format(_object(members, "response_format"), context)
    if form.get("type") in PLAIN_FORMATS:
        text["format"] = {"type": form["type"]}
    elif form.get("type") == "json_schema" and isinstance(form.get("json_schema"), dict):
        text["format"] = {"type": "json_schema", **_schema(form["json_schema"])}
    if members.get("verbosity") is not None:
        text["verbosity"] = copy_json(members["verbosity"])
    return {"text": text} if text else {}


def _accepted_format(form: Object, context: Context) -> Object:
    """Return the format of an answer, empty where the server refuses its type."""
    refused = SERVERS[context.options.server].refuses_formats
    return {} if str(form.get("type")) in refused else form


def _schema(form: Object) -> Object:
    """Return the members of a format with a schema; Responses requires one, ``{}`` for any JSON."""
    members = {name: copy_json(form[name]) for name in SCHEMA_MEMBERS if form.get(name) is not None}
    members.setdefault("schema", {})
    return members


def _object(members: Object, name: str) -> Object:
    value = members.get(name)
    return value if isinstance(value, dict) else {}


# --- log probabilities ---


def _logprobs_to_chat(members: Object, context: Context) -> Object:
    include = members.get("include")
    if not isinstance(include, list) or LOGPROBS not in include:
        return {}  # Chat accepts the number only with `logprobs`
    return {"logprobs": True, **_top_logprobs(members)}


def _logprobs_to_responses(members: Object, context: Context) -> Object:
    if members.get("logprobs") is not True:
        return {}
    return {"include": [LOGPROBS], **_top_logprobs(members)}


def _top_logprobs(members: Object) -> Object:
    number = members.get("top_logprobs")
    return {} if number is None else {"top_logprobs": copy_json(number)}


# --- streams ---


def _stream_to_chat(members: Object, context: Context) -> Object:
    """Request the usage, with which a Responses stream always ends."""
    result = _stream(members)
    if result.get("stream") is True:
        result["stream_options"] = {**result.get("stream_options", {}), "include_usage": True}
    return result


def _stream(members: Object, context: Context | None = None) -> Object:
    """Copy the common members of streams; the APIs refuse options without a stream."""
    result: Object = {}
    if members.get("stream") is not None:
        result["stream"] = copy_json(members["stream"])
    obfuscation = _object(members, "stream_options").get("include_obfuscation")
    if obfuscation is not None and result.get("stream") is True:
        result["stream_options"] = {"include_obfuscation": copy_json(obfuscation)}
    return result


# --- notices ---


def find_responses_notices(
    request: Object, value: Object, options: Options
) -> Iterator[tuple[str, str]]:
    """Yield the notices of a request whose translation ``value`` goes to a Responses server."""
    yield from _find_common_notices(request, value)
    yield from refused_requests.find_responses_notices(request, value, options)


def _find_common_notices(request: Object, value: Object) -> Iterator[tuple[str, str]]:
    """Yield the notices of different defaults, and of values that every server refuses.

    By default, Responses stores an answer and Chat does not. The translation does not write the
    source's default, since a second round trip would add it to the request.
    """
    if request.get("store") is None:
        yield "store_default", ""
    for name, source in (("messages", "input"), ("input", "messages")):
        if value.get(name) == []:
            yield "no_messages", f"/{source}" if source in request else ""


def find_chat_notices(
    request: Object, value: Object, options: Options
) -> Iterator[tuple[str, str]]:
    """Yield the notices of a request whose translation ``value`` goes to a Chat server."""
    yield from _find_common_notices(request, value)
    yield from refused_requests.find_chat_notices(request, value, options)
    limit = shared_parameters.choose_limit_name(options)
    if limit != DEFAULT.token_limit and value.get(limit) is not None:
        yield "token_limit", "/max_output_tokens"
    server = SERVERS[options.server]
    messages = value.get("messages")
    last = messages[-1] if isinstance(messages, list) and messages else {}
    if last and last.get("role") == server.refuses_last_role:
        yield "last_role", "/input"
    tools = value.get("tools")
    if not isinstance(tools, list):
        return
    if server.most_tools is not None and len(tools) > server.most_tools:
        yield "tool_limit", "/tools" if "tools" in request else "/input"
    if not server.openai:
        return
    effort = value.get("reasoning_effort")
    if refuses_functions(value.get("model"), effort) and any(map(_is_function, tools)):
        yield "reasoning_with_tools", "/model" if effort is None else "/reasoning/effort"


def _is_function(tool: Json) -> bool:
    return isinstance(tool, dict) and tool.get("type") == "function"


# --- tool choice, which both APIs refuse without tools ---


def _choice_to_chat(members: Object, context: Context) -> Object:
    return _choice(members, context, tool_choice.from_responses)


def _choice_to_responses(members: Object, context: Context) -> Object:
    if members.get("tool_choice") is None and members.get("function_call") is not None:
        members = {**members, "tool_choice": _from_legacy(members["function_call"])}
    search = search_tool.becomes_tool(context.payload, context.options)
    return _choice(members, context, partial(tool_choice.to_responses, search=search))


def _from_legacy(choice: Json) -> Json:
    if isinstance(choice, dict):
        return {"type": "function", "function": choice}
    return choice


def _can_choose(context: Context) -> bool:
    """Return whether there are tools that both APIs can choose."""
    return any(map(_can_be_chosen, context.lists["tools"]))


def _can_be_chosen(tool: Json) -> bool:
    kind = (tool.get("type") or "function") if isinstance(tool, dict) else None
    if kind == "namespace":
        return next(find_definitions([tool]), None) is not None
    return (isinstance(kind, str) and kind in CALLABLE_TYPES) or is_client_tool_search(tool)


def _choice(members: Object, context: Context, translate: Translate) -> Object:
    if not _can_choose(context):
        return {}
    result = pass_on({name: members.get(name) for name in PARALLEL}, context)
    choice = members.get("tool_choice")
    if choice is None:
        return result
    names = context.names() if isinstance(choice, dict) else ToolNames()
    try:
        choices, _ = translate([choice], context.options, None, names)
    except ConversionError:
        choices = []
    return {**result, "tool_choice": choices[0]} if choices else result


PARALLEL = ("parallel_tool_calls",)


# --- members that a server refuses ---


def _filter_group(group: MemberGroup) -> MemberGroup:
    """Return a group that neither writes nor reads the members that the server refuses."""
    return replace(
        group,
        from_responses=_filter_result(group.from_responses),
        to_responses=_filter_members(group.to_responses),
        optional=group.condition is None,
    )


def _filter_result(write: Read) -> Read:
    def write_accepted(members: Object, context: Context) -> Object:
        refused = SERVERS[context.options.server].refuses
        result = write(members, context)
        return _without(result, refused) if refused else result

    return write_accepted


def _filter_members(read: Read) -> Read:
    def read_accepted(members: Object, context: Context) -> Object:
        refused = SERVERS[context.options.server].refuses
        return read(_without(members, refused) if refused else members, context)

    return read_accepted


def _without(members: Object, names: Mapping[str, str]) -> Object:
    return {name: value for name, value in members.items() if name not in names}


_GROUPS = (
    *shared_parameters.GROUPS,
    MemberGroup(
        ("max_output_tokens",),
        ("max_completion_tokens", "max_tokens"),
        _limit_to_chat,
        _limit_to_responses,
    ),
    MemberGroup(
        ("reasoning",),
        ("reasoning_effort", "reasoning"),
        _effort_to_chat,
        _effort_to_responses,
    ),
    MemberGroup(("text",), ("response_format", "verbosity"), _text_to_chat, _text_to_responses),
    MemberGroup(
        ("include", "top_logprobs"),
        ("logprobs", "top_logprobs"),
        _logprobs_to_chat,
        _logprobs_to_responses,
    ),
    MemberGroup(
        ("stream", "stream_options"), ("stream", "stream_options"), _stream_to_chat, _stream
    ),
    search_tool.GROUP,
    MemberGroup(
        ("tool_choice", "parallel_tool_calls"),
        ("tool_choice", "parallel_tool_calls", "function_call"),
        _choice_to_chat,
        _choice_to_responses,
        _can_choose,
    ),
)
GROUPS = tuple(map(_filter_group, _GROUPS))
