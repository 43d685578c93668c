"""The parameters of a request, in groups: what says one thing together on both sides.

A group leaves out what the other side has no word for, and null, which says nothing: the lens
compares and reports. Parameters that stand in no group have no counterpart at all.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from functools import partial
from typing import Any

from responses_protocol.errors import ConversionError
from responses_protocol.formats.body_layouts import Context, MemberGroup, Object, Read, passed
from responses_protocol.formats.chat_completions import (
    refused_requests,
    search_tool,
    shared_parameters,
    tool_choice,
)
from responses_protocol.formats.openai_models import refuses_functions
from responses_protocol.formats.options import DEFAULT, Options
from responses_protocol.formats.servers import SERVERS
from responses_protocol.formats.tool_names import NAMED, ToolNames, definitions, is_client_search
from responses_protocol.values import Json, copied

Translate = Callable[..., tuple[list[Json], Any]]
LOGPROBS = "message.output_text.logprobs"  # how `include` asks for them


# --- how long, how hard, in which shape ---


def _limit_to_chat(members: Object, context: Context) -> Object:
    limit = members.get("max_output_tokens")
    known = limit is not None and not is_negative(limit)
    return {shared_parameters.limit_name(context.options): copied(limit)} if known else {}


LEAST_TOKENS = 16  # that Responses takes as a limit: RP304


def _limit_to_responses(members: Object, context: Context) -> Object:
    """Return the limit of tokens, or the least one that Responses takes where that is greater."""
    name = limit_of(members)
    limit = members.get(name)
    if limit is None or is_negative(limit):
        return {}
    return {"max_output_tokens": LEAST_TOKENS if is_below(limit) else copied(limit)}


def limit_of(request: Object) -> str:
    """Return the member of a Chat request that limits its answer, where it has one."""
    newer, older = "max_completion_tokens", "max_tokens"
    return newer if request.get(newer) is not None else older


def is_negative(limit: Json) -> bool:
    """Tell whether a limit of tokens is none: -1 says so to some servers, and OpenAI refuses it."""
    return isinstance(limit, (int, float)) and limit < 0


def is_below(limit: Json) -> bool:
    """Tell whether Responses refuses a limit of tokens that Chat takes."""
    number = isinstance(limit, (int, float)) and not isinstance(limit, bool)
    return number and 0 <= limit < LEAST_TOKENS


def _effort_to_chat(members: Object, context: Context) -> Object:
    effort = _object(members, "reasoning").get("effort")
    return {} if effort is None else {"reasoning_effort": copied(effort)}


def _effort_to_responses(members: Object, context: Context) -> Object:
    """Read the effort; OpenRouter and others take the object of Responses as well."""
    effort = members.get("reasoning_effort")
    if effort is None:
        effort = _object(members, "reasoning").get("effort")
    return {} if effort is None else {"reasoning": {"effort": copied(effort)}}


SCHEMA_MEMBERS = ("name", "description", "schema", "strict")
PLAIN_FORMATS = ("text", "json_object")


def _text_to_chat(members: Object, context: Context) -> Object:
    text = _object(members, "text")
    made: Object = {}
    shape = _shape(_object(text, "format"), context)
    if shape.get("type") in PLAIN_FORMATS:
        made["response_format"] = {"type": shape["type"]}
    elif shape.get("type") == "json_schema":
        made["response_format"] = {"type": "json_schema", "json_schema": _schema(shape)}
    if text.get("verbosity") is not None:
        made["verbosity"] = copied(text["verbosity"])
    return made


def _text_to_responses(members: Object, context: Context) -> Object:
    text: Object = {}
    shape = _shape(_object(members, "response_format"), context)
    if shape.get("type") in PLAIN_FORMATS:
        text["format"] = {"type": shape["type"]}
    elif shape.get("type") == "json_schema" and isinstance(shape.get("json_schema"), dict):
        text["format"] = {"type": "json_schema", **_schema(shape["json_schema"])}
    if members.get("verbosity") is not None:
        text["verbosity"] = copied(members["verbosity"])
    return {"text": text} if text else {}


def _shape(shape: Object, context: Context) -> Object:
    """Return the shape of an answer, none where the server refuses its type."""
    refused = SERVERS[context.options.server].refuses_formats
    return {} if str(shape.get("type")) in refused else shape


def _schema(shape: Object) -> Object:
    """Return what both say of a schema; Responses wants one, and an empty one takes any JSON."""
    made = {name: copied(shape[name]) for name in SCHEMA_MEMBERS if shape.get(name) is not None}
    made.setdefault("schema", {})
    return made


def _object(members: Object, name: str) -> Object:
    value = members.get(name)
    return value if isinstance(value, dict) else {}


# --- log probabilities ---


def _logprobs_to_chat(members: Object, context: Context) -> Object:
    include = members.get("include")
    if not isinstance(include, list) or LOGPROBS not in include:
        return {}  # Chat takes the number only with the wish
    return {"logprobs": True, **_number(members)}


def _logprobs_to_responses(members: Object, context: Context) -> Object:
    if members.get("logprobs") is not True:
        return {}
    return {"include": [LOGPROBS], **_number(members)}


def _number(members: Object) -> Object:
    number = members.get("top_logprobs")
    return {} if number is None else {"top_logprobs": copied(number)}


# --- how the answer is sent and kept ---


def _stream_to_chat(members: Object, context: Context) -> Object:
    """Ask for usage, which a Responses stream always ends with."""
    made = _stream(members)
    if made.get("stream") is True:
        made["stream_options"] = {**made.get("stream_options", {}), "include_usage": True}
    return made


def _stream(members: Object, context: Context | None = None) -> Object:
    """Pass what both say of a stream; its options are refused where there is none."""
    made: Object = {}
    if members.get("stream") is not None:
        made["stream"] = copied(members["stream"])
    obfuscation = _object(members, "stream_options").get("include_obfuscation")
    if obfuscation is not None and made.get("stream") is True:
        made["stream_options"] = {"include_obfuscation": copied(obfuscation)}
    return made


# --- what is not the same without a word ---


def responses_notices(
    request: Object, value: Object, options: Options
) -> Iterator[tuple[str, str]]:
    """Report what a server of Responses refuses of ``value``."""
    yield from _notices(request, value)
    yield from refused_requests.by_responses(request, value, options)


def _notices(request: Object, value: Object) -> Iterator[tuple[str, str]]:
    """Report what no server takes, and what has another meaning on the other side.

    Without a word, Responses stores an answer, and Chat does not. Writing the default of the source
    would change what a request says that comes from there.
    """
    if request.get("store") is None:
        yield "store_default", ""
    for name, source in (("messages", "input"), ("input", "messages")):
        if value.get(name) == []:
            yield "no_messages", f"/{source}" if source in request else ""


def chat_notices(request: Object, value: Object, options: Options) -> Iterator[tuple[str, str]]:
    """Report what an option writes in another way, and what a Chat server refuses of ``value``."""
    yield from _notices(request, value)
    yield from refused_requests.by_chat(request, value, options)
    limit = shared_parameters.limit_name(options)
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


# --- tool choice, which both sides refuse without tools ---


def _choice_to_chat(members: Object, context: Context) -> Object:
    return _choice(members, context, tool_choice.from_responses)


def _choice_to_responses(members: Object, context: Context) -> Object:
    if members.get("tool_choice") is None and members.get("function_call") is not None:
        members = {**members, "tool_choice": _unlegacy(members["function_call"])}
    search = search_tool.is_read(context.payload, context.options)
    return _choice(members, context, partial(tool_choice.to_responses, search=search))


def _unlegacy(choice: Json) -> Json:
    if isinstance(choice, dict):
        return {"type": "function", "function": choice}
    return choice


def _can_choose(context: Context) -> bool:
    """Tell whether there are tools that both sides can choose."""
    return any(map(_is_choosable, context.lists["tools"]))


def _is_choosable(tool: Json) -> bool:
    kind = (tool.get("type") or "function") if isinstance(tool, dict) else None
    if kind == "namespace":
        return next(definitions([tool]), None) is not None
    return (isinstance(kind, str) and kind in NAMED) or is_client_search(tool)


def _choice(members: Object, context: Context, translate: Translate) -> Object:
    if not _can_choose(context):
        return {}
    made = passed({name: members.get(name) for name in PARALLEL}, context)
    choice = members.get("tool_choice")
    if choice is None:
        return made
    names = context.names() if isinstance(choice, dict) else ToolNames()
    try:
        found, _ = translate([choice], context.options, None, names)
    except ConversionError:
        found = []
    return {**made, "tool_choice": found[0]} if found else made


PARALLEL = ("parallel_tool_calls",)


# --- what a server refuses ---


def _for_server(group: MemberGroup) -> MemberGroup:
    """Return a group that neither writes nor reads the members that the server refuses."""
    return replace(
        group,
        from_responses=_written_for_server(group.from_responses),
        to_responses=_read_for_server(group.to_responses),
        optional=group.condition is None,
    )


def _written_for_server(write: Read) -> Read:
    def write_known(members: Object, context: Context) -> Object:
        refused = SERVERS[context.options.server].refuses
        made = write(members, context)
        return _without(made, refused) if refused else made

    return write_known


def _read_for_server(read: Read) -> Read:
    def read_known(members: Object, context: Context) -> Object:
        refused = SERVERS[context.options.server].refuses
        return read(_without(members, refused) if refused else members, context)

    return read_known


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
GROUPS = tuple(map(_for_server, _GROUPS))
