"""Functions for call sites that were moved from Chat Completions: see docs/migrate_calls.md.

``responses-protocol migrate`` writes these calls where a request, or the use of an answer, only
shows when the code runs. They take and give the forms of Chat.
"""

from __future__ import annotations

import warnings
from collections.abc import Awaitable, Iterable
from inspect import isawaitable
from typing import Any, overload

import openai
from openai import AsyncStream, Stream
from openai.types.chat import ChatCompletion, ParsedChatCompletion
from openai.types.responses import ParsedResponse, Response

from responses_protocol._lens.conversion import convert
from responses_protocol._lens.losses import Loss
from responses_protocol.integrations._openai_stream import AsyncChatStream, ChatStream, error_of

__all__ = [
    "AsyncChatStream",
    "ChatStream",
    "chat_answer",
    "responses_input",
    "responses_request",
    "responses_text",
    "responses_tool_choice",
    "responses_tools",
]
_ABSENT = getattr(openai, "omit", openai.NOT_GIVEN)
_CLIENT_ARGUMENTS = ("extra_headers", "extra_query", "timeout")  # of the SDK, alike for both APIs
_WARNING_SEVERITIES = ("error", "warning")


def responses_input(messages: Iterable[Any]) -> Any:
    """Return Chat messages, dicts or objects of the SDK, as the ``input`` of a request.

    Warns of losses. Raises ConversionError for a message that can't be read.
    """
    conversion = convert(list(messages), "responses", source="chat_completions", kind="history")
    # the name of a function beside its result repeats that of the call
    _warn(loss for loss in conversion.losses if not _is_name_of_tool_output(loss, messages))
    return conversion.value


def responses_tools(tools: Iterable[Any] | None) -> Any:
    """Return tools of Chat as those of Responses; without any, the SDK's value for no parameter."""
    if _is_absent(tools):
        return _ABSENT
    return convert(list(tools or ()), "responses", source="chat_completions", kind="tools").value


def responses_tool_choice(choice: Any) -> Any:
    """Return a ``tool_choice`` of Chat as that of Responses."""
    if _is_absent(choice):
        return _ABSENT
    return convert(choice, "responses", source="chat_completions", kind="tool_choice").value


def responses_text(response_format: Any) -> Any:
    """Return a ``response_format`` of Chat as the ``text`` of Responses.

    Raises ConversionError for a format that is no dict of the API.
    """
    if _is_absent(response_format):
        return _ABSENT
    return responses_request(response_format=response_format).get("text", _ABSENT)


def responses_request(**request: Any) -> dict[str, Any]:
    """Return the parameters of a call of Chat Completions as those of Responses.

    Raises ValueError where one has no place there, ConversionError where one can't be read.
    """
    parameters = {name: value for name, value in request.items() if not _is_absent(value)}
    own = {name: parameters.pop(name) for name in _CLIENT_ARGUMENTS if name in parameters}
    conversion = convert(parameters, "responses", source="chat_completions", kind="request")
    for loss in conversion.losses:
        if loss.severity == "error":
            raise ValueError(f"{loss.pointer}: {loss.message}")
    _warn(conversion.losses)
    value: dict[str, Any] = dict(conversion.value)
    if "messages" in parameters:
        value.setdefault("store", False)  # Chat keeps nothing, unless that is asked for
    return {**value, **own}


@overload
def chat_answer(answer: Stream[Any], *, usage: bool = False) -> ChatStream: ...
@overload
def chat_answer(answer: AsyncStream[Any], *, usage: bool = False) -> AsyncChatStream: ...
@overload
def chat_answer(answer: Response, *, usage: bool = False) -> Any: ...
@overload
def chat_answer(answer: Awaitable[Any], *, usage: bool = False) -> Awaitable[Any]: ...
def chat_answer(answer: Any, *, usage: bool = False) -> Any:
    """Return an answer of Responses as the SDK gives one of Chat Completions.

    A stream gives chunks as it arrives, the last one with the usage if ``usage`` is set; an
    awaitable gives an awaitable. Raises the SDK's APIError for an answer that failed.
    """
    if isawaitable(answer):
        return _await_chat_answer(answer, usage)
    if isinstance(answer, Stream):
        return ChatStream(answer, usage)
    if isinstance(answer, AsyncStream):
        return AsyncChatStream(answer, usage)
    return _chat_answer(answer)


async def _await_chat_answer(answer: Awaitable[Any], usage: bool) -> Any:
    return chat_answer(await answer, usage=usage)


def _chat_answer(answer: Response) -> ChatCompletion:
    payload = answer.model_dump(mode="json", by_alias=True, exclude_unset=True, warnings=False)
    members: Any = convert(payload, "chat_completions", source="responses", kind="response").value
    if answer.status in ("cancelled", "failed"):
        raise error_of(members)
    if not isinstance(answer, ParsedResponse):
        return ChatCompletion.construct(**members)
    parsed: Any = ParsedChatCompletion.construct(**members)
    parsed.choices[0].message.parsed = answer.output_parsed
    return parsed  # type: ignore[no-any-return]


def _is_absent(value: Any) -> bool:
    return value is None or value is openai.NOT_GIVEN or value is _ABSENT


def _is_name_of_tool_output(loss: Loss, messages: Any) -> bool:
    index, _, name = loss.pointer[1:].partition("/")
    if name != "name" or not isinstance(messages, (list, tuple)):
        return False
    message = messages[int(index)]
    role = message.get("role") if isinstance(message, dict) else getattr(message, "role", None)
    return role == "tool"


def _warn(losses: Iterable[Loss]) -> None:
    for loss in losses:
        if loss.severity in _WARNING_SEVERITIES:
            warnings.warn(f"{loss.pointer}: {loss.message}", stacklevel=3)
