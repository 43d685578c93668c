"""The end of an answer: a status with details in Responses, a finish reason in Chat.

A cut takes precedence over calls: ``length`` means that the last call may be incomplete and must
not be run. An answer without a finish reason has not ended, so its status is never ``completed``.
An answer that waits for the client to run a call without a form in Chat is cut there.
"""

from __future__ import annotations

from responses_protocol._values import Json, Object

WAITING = frozenset(("cancelled", "in_progress", "queued"))
REASONS = {"max_output_tokens": "length", "content_filter": "content_filter"}
COMPLETED_REASONS = frozenset(("stop", "tool_calls", "function_call"))
# including the words of Mistral, Z.AI, and of servers that pass on those of other APIs, also in
# capitals: https://github.com/QwenLM/qwen-code/issues/9882
CUT_REASONS = {
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
DONE_REASONS = COMPLETED_REASONS | frozenset(("end_turn", "eos", "stop_sequence", "tool_use"))


def is_waiting(value: Json) -> bool:
    """Return whether a Responses answer with this status has no output yet, or never gets one."""
    return isinstance(value, str) and value in WAITING


def make_finish_reason(
    members: Object, calls: bool, ended: bool = True, legacy: bool = False
) -> str | None:
    """Return the finish reason of an answer with these members, None if there is none.

    ``ended`` is whether the translated content is complete, whatever the status, and ``legacy``
    whether the call is in the deprecated form.
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


def read_finish_reason(finish_reason: Json) -> tuple[str, Object | None]:
    """Return status and incomplete_details for a finish reason."""
    if isinstance(finish_reason, str):
        word = finish_reason.lower()
        if word in DONE_REASONS:
            return "completed", None
        if word in CUT_REASONS:
            return "incomplete", {"reason": CUT_REASONS[word]}
        if word == FAILED:
            return "failed", None
    return "incomplete", None


# the codes of a failed Responses answer; Chat servers have many others, also numbers
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


def translate_error(value: Json) -> Object | None:
    """Translate the error of an answer of either dialect; some servers send a string."""
    if isinstance(value, str) and value:
        value = {"message": value}
    if not isinstance(value, dict):
        return None
    code, message = value.get("code"), value.get("message")
    if not isinstance(message, str):
        message = value.get("detail")  # several web frameworks send this member
    is_known = isinstance(code, str) and code in ERROR_CODES
    return {
        "code": code if is_known else "server_error",
        "message": message if isinstance(message, str) else "",
    }
