"""The loss codes of differences in the parameters of a request of either dialect."""

from __future__ import annotations

from collections.abc import Iterator

from responses_protocol._formats.chat_completions.losses import Named, grade_code
from responses_protocol._formats.chat_completions.parameters import (
    LOGPROBS,
    find_limit_name,
    is_below,
    is_negative,
)
from responses_protocol._formats.chat_completions.shared_parameters import (
    KEY_LIMIT,
    KEYS,
    choose_limit_name,
    drops_metadata,
)
from responses_protocol._formats.chat_completions.tool_losses import (
    name_options_loss,
    name_request_choice_loss,
    name_search_loss,
)
from responses_protocol._formats.options import Options
from responses_protocol._formats.server_state import STATE
from responses_protocol._formats.servers import SERVERS
from responses_protocol._values import Json

RESPONSES_PARAMETERS = (
    "access_programs",
    "background",
    "background_options",
    "context_management",
    "image",
    "max_tool_calls",
    "truncation",
)
CHAT_PARAMETERS = (
    "audio",
    "frequency_penalty",
    "logit_bias",
    "modalities",
    "prediction",
    "presence_penalty",
    "seed",
    "stop",
)
PARAMETERS = {
    **dict.fromkeys(STATE, "server_state"),
    **dict.fromkeys(RESPONSES_PARAMETERS, "responses_parameter"),
    **dict.fromkeys(CHAT_PARAMETERS, "chat_parameter"),
    **dict.fromkeys(("max_completion_tokens", "max_tokens"), "token_limit"),
    **dict.fromkeys(("prompt_cache_options", "service_tier"), "parameter_value"),
    "client_metadata": "client_metadata",
    "function_call": "legacy_function_call",
    "functions": "chat_parameter",  # beside tools, where servers ignore them
    "include": "include",
    "logprobs": "logprobs_wish",
    "n": "n",
    "parallel_tool_calls": "choice_without_tools",
    "tool_choice": "tool_choice",
    "top_logprobs": "logprobs_wish",
}
# the defaults of the APIs
DEFAULTS: dict[str, Json] = {
    "background": False,
    "frequency_penalty": 0,
    "logprobs": False,
    "modalities": ["text"],
    "n": 1,
    "presence_penalty": 0,
    "truncation": "disabled",
}
# the member that restores in place of an equal one, and has a loss of its own
RENAMED = {
    "max_completion_tokens": "max_tokens",
    "max_tokens": "max_completion_tokens",
    "reasoning_effort": "reasoning",
    "tool_choice": "function_call",
}
# parameters that only the other API has, where they have a form; no translation reads them here
FOREIGN_IN_RESPONSES = frozenset(
    [
        "function_call",
        "functions",
        "logprobs",
        "max_completion_tokens",
        "max_tokens",
        "reasoning_effort",
        "response_format",
        "verbosity",
        "web_search_options",
    ]
)
FOREIGN_IN_CHAT = frozenset(["include", "input", "instructions", "max_output_tokens", "text"])
# parameters whose members have losses of their own
SEVERAL = ("include", "prompt_cache_options", "reasoning", "text")
# the Chat parameter of a member of Responses, where its name differs
CHAT_NAMES = {
    "reasoning/effort": "reasoning_effort",
    "text/format": "response_format",
    "text/verbosity": "verbosity",
}
# parameters that do not change the answer of the model
HINTS = frozenset(
    [
        "metadata",
        "moderation",
        "prompt_cache_key",
        "prompt_cache_options",
        "prompt_cache_retention",
        "safety_identifier",
        "service_tier",
        "store",
        "stream_options",
        "user",
    ]
)


def name_parameter_loss(
    request: Json, path: list[str], operation: dict[str, Json], options: Options
) -> Named:
    """Yield the losses of a difference in the parameters of a request."""
    name, value = path[0], request.get(path[0])
    if operation["op"] == "remove" and request.get(RENAMED.get(name)) is not None:
        return
    code = _foreign_code(request, name) or _unsupported_code(path, options)
    if name in NAMERS and value is not None and code is None:
        yield from NAMERS[name](request, path, operation)
        return
    if len(path) == 1 and operation["op"] != "remove" and name in SEVERAL and _has_members(value):
        for key, member in value.items() if isinstance(value, dict) else enumerate(value):
            part = {**operation, "value": member}
            yield from _name_loss(request, [name, str(key)], part, options)
    else:
        yield from _name_loss(request, path, operation, options)


def _has_members(value: Json) -> bool:
    """Return whether a value is a list with elements, or an object with non-null members."""
    if isinstance(value, dict):
        return any(member is not None for member in value.values())
    return isinstance(value, list) and bool(value)


def _name_loss(
    request: Json, path: list[str], operation: dict[str, Json], options: Options
) -> Iterator[tuple[str, list[str]]]:
    name = path[0]
    code = _foreign_code(request, name)
    if code is None and operation["op"] == "add":
        code = _unsupported_code(path, options)
    code = code or PARAMETER_CODES.get(name, _other_code)(request, path, operation, options)
    is_refused = code == "metadata_not_stored"  # also with members that are null
    has_effect = name == "web_search_options" and operation.get("value") == {}  # enables search
    yield code if is_refused or has_effect else grade_code(code, operation), path


def _foreign_code(request: Json, name: str) -> str | None:
    """Return the code of a parameter that only the other API has, None if it has its default."""
    if name in DEFAULTS and _is_default(request.get(name), DEFAULTS[name]):
        return None
    if "messages" in request:
        return "responses_parameter" if name in FOREIGN_IN_CHAT else None
    return "chat_parameter" if "input" in request and name in FOREIGN_IN_RESPONSES else None


def _unsupported_code(path: list[str], options: Options) -> str | None:
    """Return the code of a parameter that the server refuses, None if it does not."""
    refuses = SERVERS[options.server].refuses
    name = CHAT_NAMES.get("/".join(path[:2]), path[0])
    if name == "max_output_tokens":
        name = choose_limit_name(options)
    if name not in refuses:
        return None
    return "unsupported_hint" if name in HINTS else "unsupported_parameter"


def _other_code(
    request: Json, path: list[str], operation: dict[str, Json], options: Options
) -> str:
    name, value = path[0], request.get(path[0])
    if name in DEFAULTS and _is_default(value, DEFAULTS[name]):
        return "default_value"
    if name in KEYS and isinstance(value, str) and len(value) > KEY_LIMIT:
        return "key_length"
    return PARAMETERS.get(name, "unknown_parameter")


def _limit_code(
    request: Json, path: list[str], operation: dict[str, Json], options: Options
) -> str:
    limit = request.get(path[0])
    if is_negative(limit):
        return "parameter_value"
    is_used = path[0] in ("max_output_tokens", find_limit_name(request))
    return "least_tokens" if is_used and is_below(limit) else "token_limit"


def _include_code(
    request: Json, path: list[str], operation: dict[str, Json], options: Options
) -> str:
    include = request["include"]
    if not (path[1:] and isinstance(include, list) and include[int(path[1])] == LOGPROBS):
        return "include"
    if "logprobs" in SERVERS[options.server].refuses:
        return "unsupported_parameter"
    return "order"  # it is translated, but was not the first element


def _reasoning_code(
    request: Json, path: list[str], operation: dict[str, Json], options: Options
) -> str:
    if "messages" not in request:
        return "reasoning_member"
    return "effort_form" if path[1:] == ["effort"] else "unknown_parameter"


def _stream_options_code(
    request: Json, path: list[str], operation: dict[str, Json], options: Options
) -> str:
    return "stream_usage" if request.get("stream") is True else "options_without_stream"


def _format_code(
    request: Json, path: list[str], operation: dict[str, Json], options: Options
) -> str:
    value = request.get(path[0])
    form = value.get("format") if path[0] == "text" and isinstance(value, dict) else value
    kind = form.get("type") if isinstance(form, dict) else None
    refused = str(kind) in SERVERS[options.server].refuses_formats
    return "unsupported_parameter" if refused else "response_format"


def _metadata_code(
    request: Json, path: list[str], operation: dict[str, Json], options: Options
) -> str:
    return "metadata_not_stored" if drops_metadata(request, options) else "unknown_parameter"


PARAMETER_CODES = {
    "include": _include_code,
    "max_completion_tokens": _limit_code,
    "max_output_tokens": _limit_code,
    "max_tokens": _limit_code,
    "metadata": _metadata_code,
    "reasoning": _reasoning_code,
    "response_format": _format_code,
    "stream_options": _stream_options_code,
    "text": _format_code,
}
# members whose codes are in other modules
NAMERS = {
    "tool_choice": name_request_choice_loss,
    "tools": name_search_loss,
    "web_search_options": name_options_loss,
}


def _is_default(value: Json, default: Json) -> bool:
    return bool(value == default) and isinstance(value, bool) == isinstance(default, bool)
