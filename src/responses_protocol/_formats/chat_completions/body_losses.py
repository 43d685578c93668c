"""The loss codes of differences in answers; ``losses`` has those of their items and messages."""

from __future__ import annotations

from collections.abc import Iterator

from responses_protocol._formats import finish_reasons
from responses_protocol._formats.chat_completions import reasoning_losses
from responses_protocol._formats.chat_completions.answer_members import ECHO
from responses_protocol._formats.chat_completions.losses import (
    Named,
    grade_code,
    name_item_loss,
    name_message_loss,
)
from responses_protocol._formats.chat_completions.output import (
    CITATION,
    PARTS,
    find_answered_calls,
    find_final_message,
    has_content,
)
from responses_protocol._formats.options import Options
from responses_protocol._values import Json, read_type

# --- answers ---
ENVELOPE = (
    "access_programs",
    "background",
    "billing",
    "completed_at",
    "content_filters",
    "conversation",
    "created",
    "created_at",
    "frequency_penalty",
    "image",
    "input_transformations",
    "max_output_tokens",
    "max_tool_calls",
    "metadata",
    "moderation",
    "object",
    "output_text",
    "presence_penalty",
    "previous_response_id",
    "prompt",
    "prompt_cache_diagnostics",
    "prompt_cache_key",
    "prompt_cache_options",
    "prompt_cache_retention",
    "reasoning",
    "safety_identifier",
    "store",
    "system_fingerprint",
    "text",
    "tool_usage",
    "top_logprobs",
    "truncation",
    "user",
)
ANSWER_MEMBERS = {
    **dict.fromkeys(ENVELOPE, "envelope"),
    **dict.fromkeys(ECHO, "echo"),
    "error": "answer_error",
    "id": "answer_id",
    "incomplete_details": "finish_reason",
    "service_tier": "service_tier",
    "status": "finish_reason",
    "usage": "usage_detail",
}
CHOICE_MEMBERS = {
    **dict.fromkeys(("delta", "text"), "unknown_message"),  # of a chunk, or of the older API
    "error": "answer_error",
    "finish_reason": "finish_reason",
    "index": "choice_index",
    "logprobs": "logprobs",
}


def name_answer_loss(
    answer: Json, path: list[str], operation: dict[str, Json], options: Options
) -> Named:
    """Yield the losses of a difference in an answer of either dialect."""
    if path in (["output"], ["choices"]):
        yield "absent_member" if operation["op"] == "remove" else "empty_member", path
    elif path[0] in ("output", "status") and finish_reasons.is_waiting(answer.get("status")):
        yield "answer_status", path
    elif path[0] in ("output", "choices") and operation["op"] == "move":
        yield "order", path[:1]
    elif path[0] == "output":
        yield from _name_output(answer["output"], path, operation)
    elif path[0] == "choices":
        yield from _name_choice(answer["choices"], path, operation)
    elif path[0] == "error" and _is_in_value(answer.get("error"), path[1:]):
        yield "error_form", path
    else:
        yield grade_code(ANSWER_MEMBERS.get(path[0], "unknown_member"), operation), path


def _is_in_value(error: Json, path: list[str]) -> bool:
    """Return whether an error, or a member of it, is in the value in another form."""
    if not path:
        return isinstance(error, str)
    translated = finish_reasons.translate_error(error)
    member = error.get(path[0]) if isinstance(error, dict) and len(path) == 1 else None
    names = {"code": "code", "detail": "message", "message": "message"}
    return bool(translated and member and translated.get(names.get(path[0], "")) == member)


def _name_choice_error(error: Json, path: list[str], operation: dict[str, Json]) -> Named:
    """Yield the losses of a choice's error that the answer's error does not contain."""
    members = list(error) if isinstance(error, dict) else []
    lost = [name for name in members if error[name] is not None and not _is_in_value(error, [name])]
    for name in lost:
        yield "answer_error", [*path, name]
    if not lost:
        is_kept = members or _is_in_value(error, [])
        yield "error_form" if is_kept else grade_code("answer_error", operation), path


# the codes of an item that is not in the value, which are others than in a history
IN_OUTPUT = {"item_type": "tool_call", "orphan_output": "hosted_item"}
JOINED = ("refusal", "text")  # members of parts, of which a Chat answer has one each
LISTS = ("annotations", "logprobs")  # further members of these parts


def _name_output(output: Json, path: list[str], operation: dict[str, Json]) -> Named:
    op, member = operation["op"], path[4] if len(path) > 4 and path[2] == "content" else ""
    if op == "remove" and len(path) == 2:
        yield "order", path[:1]
    elif len(path) == 2 and _is_left_out(output, int(path[1])):
        yield "commentary", path
    elif len(path) == 2 and int(path[1]) in find_answered_calls(output):
        yield "hosted_item", path
    elif len(path) == 2 and _is_empty_message(output[int(path[1])]):
        yield from _name_empty_content(output[int(path[1])].get("content"), path)
    elif member in JOINED or (member in LISTS and op != "add"):
        # the rest of a joined part, or a member that the reverse translation adds
        yield "order" if op == "remove" and len(path) > 5 else grade_code("order", operation), path
    elif member != "annotations" or len(path) == 5:
        for code, inner in name_item_loss(output[int(path[1])], path[2:], operation):
            yield code if inner else IN_OUTPUT.get(code, code), [*path[:2], *inner]
    elif len(path) > 6:
        yield grade_code("annotations", operation), path
    elif _is_web_citation(operation["value"]):
        yield "order", path
    if op != "remove":
        yield from _name_citations(operation.get("value"), path)


def _is_left_out(output: Json, index: int) -> bool:
    """Return whether an item is a message with content, but not the one in the value."""
    item = output[index]
    is_message = isinstance(item, dict) and item.get("type") == "message"
    return is_message and has_content(item) and index != find_final_message(output)


def _is_empty_message(item: Json) -> bool:
    return isinstance(item, dict) and item.get("type") == "message" and not has_content(item)


def _name_empty_content(content: Json, path: list[str]) -> Named:
    """Yield the losses of a message without text: its unknown parts, or its emptiness."""
    parts = enumerate(content) if isinstance(content, list) else ()
    unknown = [[str(index)] for index, part in parts if read_type(part) not in PARTS]
    for inner in [[]] if isinstance(content, dict) else unknown:
        yield "unknown_part", [*path, "content", *inner]
    if not unknown and not isinstance(content, dict):
        yield "empty_member", path


def _is_web_citation(value: Json) -> bool:
    return isinstance(value, dict) and value.get("type") == CITATION


def _name_citations(value: Json, path: list[str]) -> Named:
    """Yield the losses of citations that Chat has no form for, at any depth of ``value``."""
    if isinstance(value, list):
        for index, element in enumerate(value):
            yield from _name_citations(element, [*path, str(index)])
    elif path[-2:-1] == ["annotations"]:
        if not _is_web_citation(value):
            yield "annotation_type", path
    elif isinstance(value, dict):
        for name in ("content", "annotations"):
            yield from _name_citations(value.get(name), [*path, name])


OPTIONAL = ("audio", "function_call", "refusal")  # dumps write them empty where they are not set


def _is_empty_member(message: Json, name: str) -> bool:
    """Return whether an optional member of a message is empty."""
    is_present = isinstance(message, dict) and name in message and name in OPTIONAL
    return is_present and _is_empty(message[name])


def _is_empty(value: Json) -> bool:
    if isinstance(value, dict):
        return all(map(_is_empty, value.values()))
    return not value


def _name_choice(choices: Json, path: list[str], operation: dict[str, Json]) -> Named:
    if len(path) == 2:
        yield "choice", path
    elif len(path) == 4 and _is_empty_member(choices[int(path[1])].get("message"), path[3]):
        yield "empty_member", path
    elif path[2:] == ["error"]:
        yield from _name_choice_error(choices[int(path[1])].get("error"), path, operation)
    elif path[2:] == ["logprobs"] and _is_empty(choices[int(path[1])].get("logprobs")):
        yield grade_code("logprobs", {**operation, "value": None}), path
    elif path[2] == "message" and len(path) > 3:
        message = choices[int(path[1])]["message"]
        for code, inner in name_message_loss(message, path[3:], operation):
            yield code, [*path[:3], *inner]
    else:
        yield grade_code(CHOICE_MEMBERS.get(path[2], "unknown_member"), operation), path


def review_answer(
    losses: Iterator[tuple[str, str]], source: Json, value: Json, options: Options
) -> Iterator[tuple[str, str]]:
    """Correct the codes of losses by the value: a deprecated call has no id."""
    legacy = any(
        isinstance(choice, dict) and "function_call" in (choice.get("message") or ())
        for choice in value.get("choices", ())
    )
    for code, pointer in reasoning_losses.review_losses(losses, source, value, options):
        yield ("legacy_function_call" if legacy and code == "duplicate_call_id" else code), pointer
