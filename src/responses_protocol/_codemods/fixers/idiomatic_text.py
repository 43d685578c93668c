"""RPM604: messages that are written out, by the helpers of ResponsesAgent."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import libcst as cst

from responses_protocol._codemods.chat_calls.messages import is_string
from responses_protocol._codemods.fixer import Edit, Fixer, Import
from responses_protocol._codemods.idiomatic.methods import MLFLOW, Method, is_ours, read_methods
from responses_protocol._codemods.literals import keywords, text_of
from responses_protocol._codemods.module import Module
from responses_protocol._codemods.names import MESSAGE, is_call_of
from responses_protocol._codemods.trees import walk

RESPONSE = "ResponsesAgentResponse"
_MEMBERS = frozenset(("content", "id", "role"))


def run(module: Module) -> Iterator[Edit | Import]:
    """Yield the edits of answers whose messages are all texts that are written out."""
    for method in read_methods(module):
        for call, messages in plain_answers(module, method).items():
            yield Import(MLFLOW, RESPONSE)
            yield Edit(call, _response)
            for message in messages:
                yield Edit(message, _item(method.me), counts=False)


def plain_answers(module: Module, method: Method) -> dict[cst.Call, list[cst.Call]]:
    """Return the answers of a method that are texts, each with its messages."""
    calls = [call for call in walk(method.node) if isinstance(call, cst.Call)]
    messages_of_calls = {
        call: _messages(module, call) for call in calls if is_ours(module, call, "response_of")
    }
    return {call: messages for call, messages in messages_of_calls.items() if messages}


def _messages(module: Module, call: cst.Call) -> list[cst.Call] | None:
    arguments = keywords(call)
    if arguments is None or arguments.keys() - {"custom_outputs"} != {"messages"}:
        return None
    messages = arguments["messages"].value
    if not isinstance(messages, cst.List):
        return None
    values = [value.value for value in messages.elements if isinstance(value, cst.Element)]
    texts = [value for value in values if isinstance(value, cst.Call) and _is_text(module, value)]
    return texts if len(texts) == len(messages.elements) and texts else None


def _is_text(module: Module, node: cst.Call) -> bool:
    arguments = keywords(node) if is_call_of(module, node, MESSAGE) else None
    return (
        arguments is not None
        and arguments.keys() == _MEMBERS
        and text_of(arguments["role"].value) == "assistant"
        and is_string(module, arguments["content"].value)
    )


def _response(call: Any) -> Any:
    args = [
        arg.with_changes(keyword=cst.Name("output")) if arg.keyword.value == "messages" else arg
        for arg in call.args
    ]
    return call.with_changes(func=cst.Name(RESPONSE), args=args)


def _item(me: str) -> Any:
    def change(message: Any) -> Any:
        args_kept = [arg for arg in message.args if arg.keyword.value != "role"]
        args = [
            arg.with_changes(keyword=cst.Name("text")) if arg.keyword.value == "content" else arg
            for arg in args_kept
        ]
        args[-1] = args[-1].with_changes(
            comma=message.args[-1].comma, whitespace_after_arg=message.args[-1].whitespace_after_arg
        )
        maker = cst.Attribute(cst.Name(me), cst.Name("create_text_output_item"))
        return message.with_changes(func=maker, args=args)

    return change


FIXER = Fixer(
    code="RPM604",
    name="idiomatic-text",
    summary="literal texts become items by create_text_output_item",
    default=False,
    wrong='return response_of(messages=[ChatAgentMessage(role="assistant", content=text, id=i)])',
    right="return ResponsesAgentResponse(output=[self.create_text_output_item(text=text, id=i)])",
    run=run,
    unit="idiomatic",
)
