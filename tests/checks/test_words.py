"""The places and messages of the rules for Responses, in the words of OpenAI's endpoint.

Observed at api.openai.com in August 2026, or reported word by word by several clients.
"""

from __future__ import annotations

from typing import Any

import pytest

from responses_protocol._checks.validation import validate

ASK: dict[str, Any] = {"model": "gpt-5.6-terra", "input": "ping"}
CALL = {"type": "function_call", "call_id": "call_uK3e", "name": "add", "arguments": "{}"}
OUTPUT = {"type": "function_call_output", "call_id": "call_uelf", "output": "3"}
USER = {"role": "user", "content": "ping"}
ADD = {"type": "function", "name": "add", "parameters": None, "strict": False}
MOVED = (
    "Unsupported parameter: '{}'. In the Responses API, this parameter has moved to '{}'. Try "
    "again with the new parameter. See the API documentation for more information: "
    "https://platform.openai.com/docs/api-reference/responses/create."
)
IMAGE = (
    "Invalid 'input[0].content[0].image_url'. Expected a base64-encoded data URL with an image "
    "MIME type (e.g. 'data:image/png;base64,aW1nIGJ5dGVzIGhlcmU='), but got "
)


def _parts(*parts: dict[str, Any], role: str = "user") -> dict[str, Any]:
    return {"input": [{"role": role, "content": list(parts)}]}


def _image(url: Any) -> dict[str, Any]:
    return _parts({"type": "input_image", "image_url": url})


# the change of a request, the rule, the place and the message
RESPONSES_MESSAGES: list[tuple[dict[str, Any], str, str, str]] = [
    (
        {"input": [{"role": "bogus", "content": "x"}]},
        "RP201",
        "input[0]",
        "Invalid value: 'bogus'. Supported values are: 'assistant', 'system', 'developer', and "
        "'user'.",
    ),
    (
        {"input": [{"type": "bogus_item"}]},
        "RP202",
        "input[0]",
        "Invalid value: 'bogus_item'. Supported values are: 'additional_tools', 'agent_message', "
        "'apply_patch_call', 'apply_patch_call_output', 'code_interpreter_call', 'compaction', "
        "'compaction_trigger', 'computer_call', 'computer_call_output', 'custom_tool_call', "
        "'custom_tool_call_output', 'file_search_call', 'function_call', 'function_call_output', "
        "'image_generation_call', 'item_reference', 'local_shell_call', "
        "'local_shell_call_output', 'mcp_approval_request', 'mcp_approval_response', 'mcp_call', "
        "'mcp_list_tools', 'message', 'multi_agent_call', 'multi_agent_call_output', 'program', "
        "'program_output', 'reasoning', 'shell_call', 'shell_call_output', 'tool_search_call', "
        "'tool_search_output', and 'web_search_call'.",
    ),
    (
        {"input": [CALL, USER]},
        "RP203",
        "input[0]",
        "No tool output found for function call call_uK3e.",
    ),
    (
        {"input": [{**CALL, "type": "custom_tool_call", "input": "x"}]},
        "RP203",
        "input[0]",
        "No tool output found for custom tool call call_uK3e.",
    ),
    (
        {"input": [USER, OUTPUT]},
        "RP204",
        "input[1]",
        "No tool call found for function call output with call_id call_uelf.",
    ),
    (
        {"input": [{**USER, "id": "msg_1"}, {**USER, "id": "msg_1"}]},
        "RP205",
        "input[1].id",
        "Duplicate item found with id msg_1. Remove duplicate items from your input and try again.",
    ),
    (
        {"input": [USER, {**CALL, "id": "item_A9v"}, {**OUTPUT, "call_id": "call_uK3e"}]},
        "RP206",
        "input[1].id",
        "Invalid 'input[1].id': 'item_A9v'. Expected an ID that begins with 'fc'.",
    ),
    (
        {"input": [{**USER, "id": ""}]},
        "RP206",
        "input[0].id",
        "Invalid 'input[0].id': ''. Expected an ID that contains letters, numbers, underscores, or "
        "dashes, but this value contained additional characters.",
    ),
    (
        {"input": [{**CALL, "call_id": "c" * 116}, {**OUTPUT, "call_id": "c" * 116}]},
        "RP207",
        "input[0].call_id",
        "Invalid 'input[0].call_id': string too long. Expected a string with maximum length 64, "
        "but got a string with length 116 instead.",
    ),
    (
        {"input": [{**CALL, "call_id": ""}]},
        "RP207",
        "input[0].call_id",
        "Invalid 'input[0].call_id': empty string. Expected a string with minimum length 1, but "
        "got an empty string instead.",
    ),
    (
        _parts({"type": "input_text", "text": "x"}, role="assistant"),
        "RP209",
        "input[0].content[0]",
        "Invalid value: 'input_text'. Supported values are: 'output_text' and 'refusal'.",
    ),
    (
        _parts({"type": "output_text", "text": "x"}),
        "RP210",
        "input[0].content[0]",
        "Invalid value: 'output_text'. Supported values are: 'input_text', 'input_image', "
        "'input_file', 'scoped_content', and 'input_audio'.",
    ),
    (
        _parts({"type": "bogus", "text": "x"}),
        "RP211",
        "input[0].content[0].type",
        "Invalid value: 'bogus'. Supported values are: 'input_text', 'input_image', 'input_audio', "
        "'output_text', 'refusal', 'input_file', 'computer_screenshot', 'summary_text', and "
        "'encrypted_content'.",
    ),
    (
        {"input": [{"type": "reasoning", "id": "rs_68c4", "summary": []}, USER]},
        "RP212",
        "input[0]",
        "Item 'rs_68c4' of type 'reasoning' was provided without its required following item.",
    ),
    (
        {"input": [{**USER, "phase": "final_answer"}]},
        "RP215",
        "input[0].phase",
        "Unknown parameter: 'input[0].phase'.",
    ),
    (
        {"input": [{"type": "web_search_call", "status": "completed"}]},
        "RP216",
        "input[0].id",
        "Missing required parameter: 'input[0].id'.",
    ),
    (
        _parts({"type": "input_image", "detail": "low"}),
        "RP217",
        "input[0].content[0]",
        "Missing mutually exclusive parameters: 'input[0].content[0]'. Ensure you are providing "
        "exactly one of: 'file_id' or 'image_url'.",
    ),
    (
        _image("a.png"),
        "RP218",
        "input[0].content[0].image_url",
        "Invalid 'input[0].content[0].image_url'. Expected a valid URL, but got a value with an "
        "invalid format.",
    ),
    (
        _image("data:image/png;base64,"),
        "RP218",
        "input[0].content[0].image_url",
        f"{IMAGE}empty base64-encoded bytes.",
    ),
    (
        _image("data:application/pdf;base64,JVBERi0="),
        "RP218",
        "input[0].content[0].image_url",
        f"{IMAGE}unsupported MIME type 'application/pdf'.",
    ),
    (
        {"input": []},
        "RP301",
        "input",
        "One of \"input\" or \"previous_response_id\" or 'prompt' or 'conversation' must be "
        "provided.",
    ),
    (
        {"conversation": "conv_x", "previous_response_id": "resp_x"},
        "RP303",
        "previous_response_id",
        "Mutually exclusive parameters: ''. Ensure you are only providing one of: 'pre..._id' or "
        "'conversation'.",
    ),
    (
        {"max_output_tokens": 15},
        "RP304",
        "max_output_tokens",
        "Invalid 'max_output_tokens': integer below minimum value. Expected a value >= 16, but got "
        "15 instead.",
    ),
    (
        {"presence_penalty": -3},
        "RP304",
        "presence_penalty",
        "Invalid 'presence_penalty': decimal below minimum value. Expected a value >= -2, but got "
        "-3 instead.",
    ),
    (
        {"metadata": {f"k{number}": "v" for number in range(17)}},
        "RP305",
        "metadata",
        "Invalid 'metadata': too many properties. Expected an object with at most 16 properties, "
        "but got an object with 17 properties instead.",
    ),
    (
        {"metadata": {"k" * 70: "v"}},
        "RP305",
        f"metadata.{'k' * 70}",
        "Invalid property name in 'metadata': 'kkk...kkk' is too long. Expected a string with "
        "maximum length 64, but got a string with length 70 instead.",
    ),
    (
        {"tools": [ADD], "tool_choice": {"type": "image_generation"}},
        "RP308",
        "tool_choice",
        "Tool choice 'image_generation' not found in 'tools' parameter.",
    ),
    (
        {"text": {"format": {"type": "json_object"}}},
        "RP309",
        "input",
        "Response input messages must contain the word 'json' in some form to use 'text.format' of "
        "type 'json_object'.",
    ),
    (
        {"temperature": 0.5},
        "RP311",
        "temperature",
        "Unsupported parameter: 'temperature' is not supported with this model.",
    ),
    (
        {"previous_response_id": "gen-123"},
        "RP312",
        "previous_response_id",
        "Invalid 'previous_response_id': 'gen-123'. Expected an ID that begins with 'resp'.",
    ),
    (
        _image({"url": "https://example.com/a.png"}),
        "RP905",
        "input[0].content[0].image_url",
        "Invalid type for 'input[0].content[0].image_url': expected an image URL, but got an "
        "object instead.",
    ),
    (
        {"tools": [{"type": "function", "function": {"name": "f"}}]},
        "RP906",
        "tools[0].name",
        "Missing required parameter: 'tools[0].name'.",
    ),
    (
        {"tools": [ADD], "tool_choice": {"type": "function", "function": {"name": "add"}}},
        "RP907",
        "tool_choice.name",
        "Missing required parameter: 'tool_choice.name'.",
    ),
    ({"messages": [USER]}, "RP908", "messages", MOVED.format("messages", "input")),
    (
        {"reasoning_effort": "low"},
        "RP909",
        "reasoning_effort",
        MOVED.format("reasoning_effort", "reasoning.effort"),
    ),
    ({"stop": ["ZZ"]}, "RP910", "stop", "Unknown parameter: 'stop'. Did you mean 'store'?"),
    ({"stop": ["ZZ"], "store": True}, "RP910", "stop", "Unknown parameter: 'stop'."),
    ({"n": 2}, "RP910", "n", "Unknown parameter: 'n'."),
    (
        {"stream": True, "stream_options": {"include_usage": True}},
        "RP910",
        "stream_options.include_usage",
        "Unknown parameter: 'stream_options.include_usage'.",
    ),
]


@pytest.mark.parametrize(("change", "code", "place", "message"), RESPONSES_MESSAGES)
def test_in_the_words_of_the_endpoint(
    change: dict[str, Any], code: str, place: str, message: str
) -> None:
    findings = validate({**ASK, **change}, "responses/request")
    assert (code, place, message) in [
        (finding.code, finding.place, finding.message) for finding in findings
    ]


CHAT: dict[str, Any] = {"model": "m", "messages": [USER]}
CHAT_MESSAGES: list[tuple[dict[str, Any], str, str]] = [
    (
        {"messages": [USER, CALL]},
        "messages[1].role",
        "Missing required parameter: 'messages[1].role'.",
    ),
    (
        {"messages": [{"role": "user", "content": [{"type": "input_text", "text": "x"}]}]},
        "messages[0].content[0].type",
        "Invalid value: 'input_text'. Supported values are: 'text', 'image_url', 'input_audio', "
        "'refusal', 'audio', and 'file'.",
    ),
    (
        {"tools": [ADD]},
        "tools[0].function",
        "Missing required parameter: 'tools[0].function'.",
    ),
    (
        {"tool_choice": {"type": "function", "name": "add"}},
        "tool_choice.function",
        "Missing required parameter: 'tool_choice.function'.",
    ),
    ({"text": {"verbosity": "low"}}, "text", "Unknown parameter: 'text'."),
    (
        {"response_format": {"type": "json_schema", "name": "a", "schema": {}}},
        "response_format.json_schema",
        "Missing required parameter: 'response_format.json_schema'.",
    ),
]


@pytest.mark.parametrize(("change", "place", "message"), CHAT_MESSAGES)
def test_chat_refuses_members_of_responses(
    change: dict[str, Any], place: str, message: str
) -> None:
    findings = validate({**CHAT, **change}, "chat_completions/request")
    assert [
        (finding.place, finding.message) for finding in findings if finding.code.startswith("RP9")
    ] == [(place, message)]


def test_a_deepseek_request_is_reported_in_its_words() -> None:
    findings = validate({**ASK, "input": [CALL, USER]}, "responses/request", target="deepseek")
    assert [finding.message for finding in findings] == [
        "No tool output found for tool call call_uK3e."
    ]


def test_a_call_at_the_end_of_a_history_may_yet_be_answered() -> None:
    [waiting] = validate([USER, CALL], "responses/history")
    [unanswered] = validate([CALL, USER], "responses/history")
    [in_request] = validate({**ASK, "input": [USER, CALL]}, "responses/request")
    assert [finding.severity for finding in (waiting, unanswered, in_request)] == [
        "warning",
        "error",
        "error",
    ]
    other = {**CALL, "call_id": "call_2"}
    output = {"type": "function_call_output", "call_id": "call_2", "output": "3"}
    [after_others] = validate([USER, CALL, other, output], "responses/history")
    [before_others] = validate([USER, CALL, USER, other, output], "responses/history")
    assert [finding.severity for finding in (after_others, before_others)] == ["warning", "error"]
    [running] = validate({**ASK, "input": [{**CALL, "async": True}, USER]}, "responses/request")
    assert running.severity == "warning"


def test_names_are_quoted_and_contents_are_not() -> None:
    secret = "sk-0123456789"
    payload = {
        **ASK,
        **_parts(
            {"type": "input_image", "image_url": secret},
            {"type": "input_image", "image_url": f"data:{secret};base64,AA"},
            {"type": "input_file", "filename": "a", "file_data": secret},
        ),
        "metadata": {"k": secret * 50},
        "safety_identifier": secret * 9,
    }
    findings = validate(payload, "responses/request")
    assert len(findings) == 5
    assert not any(secret in finding.message + finding.hint + finding.place for finding in findings)
