"""How an answer ended: a status with details in Responses, one word in Chat.

A cut wins over calls: ``length`` says that the last call may be a part of one, and must not be run.
An answer without a word for its end has not ended, so it is never said to be completed. One that
waits for the client to run what Chat can't say is cut there: the rest of it is not in the value.
"""

from __future__ import annotations

from responses_protocol.formats.body_layouts import Object
from responses_protocol.values import Json

WAITING = frozenset(("cancelled", "in_progress", "queued"))
REASONS = {"max_output_tokens": "length", "content_filter": "content_filter"}
COMPLETED = frozenset(("stop", "tool_calls", "function_call"))
# other words for the same, of Mistral, Z.AI, and of servers that pass on those of other APIs, in
# capitals too: https://github.com/QwenLM/qwen-code/issues/9882
CUT = {
    "length": "max_output_tokens",
    "model_length": "max_output_tokens",
    "max_tokens": "max_output_tokens",
    "model_context_window_exceeded": "max_output_tokens",
    "content_filter": "content_filter",
    "recitation": "content_filter",
    "refusal": "content_filter",
    "safety": "content_filter",
    "sensitive": "content_filter",
}
FAILED = "error"  # OpenRouter's and Mistral's word
DONE = COMPLETED | frozenset(("end_turn", "eos", "stop_sequence", "tool_use"))


def is_waiting(status: Json) -> bool:
    """Tell whether a Responses answer with this status has nothing to give yet, or ever."""
    return isinstance(status, str) and status in WAITING


def reason(members: Object, calls: bool, ended: bool = True, legacy: bool = False) -> str | None:
    """Return the finish reason of an answer with these members, None where none is known.

    ``ended`` tells whether what it says is whole, whatever it says of itself, and ``legacy``
    whether its call is in the deprecated form.
    """
    if members.get("status") == "failed":
        return None
    if members.get("status") == "incomplete":
        details = members.get("incomplete_details")
        cause = details.get("reason") if isinstance(details, dict) else None
        return REASONS.get(cause) if isinstance(cause, str) else None
    if not ended:
        return "length"
    if not calls:
        return "stop"
    return "function_call" if legacy else "tool_calls"


def status(finish_reason: Json) -> tuple[str, Object | None]:
    """Return status and incomplete_details for a finish reason."""
    if isinstance(finish_reason, str):
        word = finish_reason.lower()
        if word in DONE:
            return "completed", None
        if word in CUT:
            return "incomplete", {"reason": CUT[word]}
        if word == FAILED:
            return "failed", None
    return "incomplete", None


# what a Responses answer says of its failure; Chat servers have many more words, and numbers
ERROR_CODES = frozenset(
    [
        "bio_policy",
        "data_residency_mismatch",
        "empty_image_file",
        "failed_to_download_image",
        "image_content_policy_violation",
        "image_file_not_found",
        "image_file_too_large",
        "image_parse_error",
        "image_too_large",
        "image_too_small",
        "invalid_base64_image",
        "invalid_image",
        "invalid_image_format",
        "invalid_image_mode",
        "invalid_image_url",
        "invalid_prompt",
        "misalignment_policy_violation",
        "rate_limit_exceeded",
        "server_error",
        "unsupported_image_media_type",
        "vector_store_timeout",
    ]
)


def error(given: Json) -> Object | None:
    """Return the error of an answer of either dialect for the other one, None for none.

    Some servers say it in a string.
    """
    if isinstance(given, str) and given:
        given = {"message": given}
    if not isinstance(given, dict):
        return None
    code, message = given.get("code"), given.get("message")
    if not isinstance(message, str):
        message = given.get("detail")  # what several web frameworks send
    known = isinstance(code, str) and code in ERROR_CODES
    return {
        "code": code if known else "server_error",
        "message": message if isinstance(message, str) else "",
    }
