"""The content of an answer: output items in Responses, the message of a choice in Chat.

A list of output items becomes one choice; ``output`` reads it. Of several choices, the one with the
index 0 is translated, to reasoning, message and calls in this order. All else is kept in the
complement.
"""

from __future__ import annotations

from contextlib import suppress

from responses_protocol._formats import finish_reasons
from responses_protocol._formats.body_layouts import Context
from responses_protocol._formats.chat_completions import declared_calls, reasoning, tool_calls
from responses_protocol._formats.chat_completions.declared_calls import TOOL_SEARCH_CALL
from responses_protocol._formats.chat_completions.output import (
    CITATION,
    CITATION_MEMBERS,
    AnswerContent,
    read_output,
)
from responses_protocol._formats.error_bodies import is_error
from responses_protocol._formats.ids import derive_id
from responses_protocol._formats.options import Options
from responses_protocol._formats.request_context import NO_REQUEST, RequestContext
from responses_protocol._formats.thoughts import join_thoughts
from responses_protocol._values import Json, Object, copy_json, read_index
from responses_protocol.errors import ConversionError

CHAT_ID, RESPONSE_ID = "chatcmpl-", "resp_"


# --- Responses -> Chat ---------------------------------------------------------------------------


def choices_from_responses(members: Object, context: Context) -> Object:
    """Return the choices for output and status.

    An answer in progress, or a cancelled one, has none; a failed one has its error beside the
    content before it.
    """
    if is_error(context.payload):
        return _copy_error(members)
    output, status = members.get("output"), members.get("status")
    if finish_reasons.is_waiting(status) or not isinstance(output, list):
        return {"choices": []}
    read = read_output(output, context.options, context.request)
    if status == "failed":
        error = finish_reasons.translate_error(members.get("error"))
        choices = [_write_choice(read, members, context)] if read != AnswerContent() else []
        return {"choices": choices} if error is None else {"choices": choices, "error": error}
    return {"choices": [_write_choice(read, members, context)]}


def _write_choice(answer: AnswerContent, members: Object, context: Context) -> Object:
    legacy, form = context.request.legacy, context.options.reasoning
    message: Object = {
        "role": "assistant",
        "content": answer.text or None,
        "refusal": answer.refusal or None,
    }
    if answer.annotations:
        message["annotations"] = answer.annotations
    if answer.thoughts:
        reasoning.write(message, join_thoughts(answer.thoughts), form, not answer.cut)
    if answer.calls and legacy:
        message["function_call"] = answer.calls[0]["function"]
    elif answer.calls:
        message["tool_calls"] = answer.calls
    return {
        "index": 0,
        "message": message,
        "logprobs": {"content": answer.logprobs, "refusal": None} if answer.logprobs else None,
        "finish_reason": finish_reasons.make_finish_reason(
            members, bool(answer.calls), answer.ended, legacy
        ),
    }


def _copy_error(members: Object) -> Object:
    """Copy the error, which has the same form in both APIs."""
    return {"error": copy_json(members["error"])} if members.get("error") is not None else {}


# --- Chat -> Responses ---------------------------------------------------------------------------


def choices_to_responses(members: Object, context: Context) -> Object:
    """Return the output and status of an answer; without a choice, it failed."""
    if is_error(context.payload):
        return _copy_error(members)
    choice = find_main_choice(members.get("choices"))
    error = finish_reasons.translate_error(members.get("error"))
    if choice is None:
        return {"status": "failed", "error": error, "incomplete_details": None, "output": []}
    error = error or finish_reasons.translate_error(choice.get("error"))
    status, details = finish_reasons.read_finish_reason(choice.get("finish_reason"))
    if status == "failed" and error is None:
        error = finish_reasons.translate_error({})
    if error is not None:
        status, details = "failed", None
    message = choice.get("message")
    output = _read_items(message, choice, status, context) if isinstance(message, dict) else []
    if output and status != "completed" and output[-1]["type"] in CUT_TYPES:
        output[-1]["status"] = "incomplete"  # an incomplete call must not be run
    return {"status": status, "error": error, "incomplete_details": details, "output": output}


CUT_TYPES = ("message", "function_call", "custom_tool_call")  # items that may be incomplete


def find_main_choice(choices: Json) -> Object | None:
    """Return the choice with the index 0, else the first one; None if there is none."""
    values = choices if isinstance(choices, list) else []
    objects = [choice for choice in values if isinstance(choice, dict)]
    first = objects[0] if objects else None
    return next((choice for choice in objects if number(choice) == 0), first)


def number(choice: Object) -> int:
    """Return the index of a choice, 0 where it has none."""
    return read_index(choice.get("index")) or 0


def _read_items(message: Object, choice: Object, status: str, context: Context) -> list[Object]:
    options = context.options
    text = _read_text(message.get("content"))
    thought, message, ended = reasoning.read_answer(message, options.reasoning, text)
    items = reasoning.make_output_items(thought, options, ended)
    parts = _read_parts(message, choice)
    if parts:
        items.append(
            {"type": "message", "role": "assistant", "status": "completed", "content": parts}
        )
    items += read_calls(message, status != "completed", options, context.request)
    answer_id = swap_prefix(context.payload, CHAT_ID, RESPONSE_ID, context.request)
    counts = {True: 0, False: 0}
    for item in items:
        is_thought = item["type"] == "reasoning"
        if needs_id(item):
            item["id"] = derive_item_id(
                item["type"], counts[is_thought], answer_id, context.request
            )
        counts[is_thought] += 1
    return items


PREFIXES = {
    "message": "msg_",
    "reasoning": "rs_",
    "custom_tool_call": "ctc_",
    "function_call": "fc_",
    TOOL_SEARCH_CALL: "tsc_",
}


def needs_id(item: Object) -> bool:
    """Return whether an item gets an id; one of a marked call keeps its own."""
    kind = item["type"]
    return kind in PREFIXES and (kind != TOOL_SEARCH_CALL or item.get("id") == "")


def swap_prefix(answer: Object, old: str, new: str, request: RequestContext = NO_REQUEST) -> str:
    """Return the id of an answer with the prefix ``new`` in place of ``old``.

    An answer without an id gets one that is derived from the seed of its request, if it has one.
    """
    answer_id = answer.get("id")
    answer_id = answer_id if isinstance(answer_id, str) else ""
    if request.seed:
        dialect = "responses" if new == RESPONSE_ID else "chat_completions"
        return request.make_answer_id(answer_id.removeprefix(old).removeprefix(new), new, dialect)
    if not answer_id:
        return derive_id(new, "")
    return answer_id if answer_id.startswith(new) else new + answer_id.removeprefix(old)


def derive_item_id(
    kind: str, count: int, answer_id: str, request: RequestContext = NO_REQUEST
) -> str:
    """Return the id of an item in the Responses answer with the id ``answer_id``.

    ``count`` is the number of items before it, those of reasoning and all others separately. The id
    does not depend on the content, so that a stream can announce it early, nor on whether reasoning
    is read.
    """
    position = f"{count} {answer_id}"
    if request.seed:
        return request.derive_id(PREFIXES[kind], position)
    return derive_id(PREFIXES[kind], position)


def _read_parts(message: Object, choice: Object) -> list[Object]:
    parts: list[Object] = []
    text = _read_text(message.get("content"))
    if text:
        logprobs = choice.get("logprobs")
        parts.append(
            {
                "type": "output_text",
                "text": text,
                "annotations": flatten_annotations(message.get("annotations")),
                "logprobs": flatten_logprobs(
                    logprobs.get("content") if isinstance(logprobs, dict) else None
                ),
            }
        )
    refusal = message.get("refusal") or "".join(map(read_refusal, _as_list(message.get("content"))))
    if isinstance(refusal, str) and refusal:
        parts.append({"type": "refusal", "refusal": refusal})
    return parts


def _read_text(content: Json) -> str:
    """Return the text of a message: some servers answer with a list of parts."""
    if isinstance(content, str):
        return content
    texts = [part.get("text") for part in _as_list(content) if is_text(part)]
    return "".join(text for text in texts if isinstance(text, str))


def _as_list(content: Json) -> list[Json]:
    return content if isinstance(content, list) else []


def read_refusal(part: Json) -> str:
    """Return the text of a refusal part, ``""`` of any other part."""
    refusal = part.get("refusal") if isinstance(part, dict) else None
    return refusal if isinstance(refusal, str) and part.get("type") == "refusal" else ""


def is_text(part: Json) -> bool:
    """Return whether a content part is a text part; the text of another type may be hidden."""
    return isinstance(part, dict) and part.get("type") in (None, "text", "output_text")


def flatten_logprobs(logprobs: Json) -> list[Json]:
    """Return log probabilities in Responses' form, where ``bytes`` is never null."""
    entries = copy_json(logprobs) if isinstance(logprobs, list) else []
    for entry in entries:
        top = entry.get("top_logprobs") if isinstance(entry, dict) else None
        for token in [entry, *(top if isinstance(top, list) else ())]:
            if isinstance(token, dict) and token.get("bytes", ()) is None:
                token["bytes"] = []
    return entries


def flatten_annotations(annotations: Json) -> list[Json]:
    """Return the web citations of a Chat message in Responses' form."""
    flat = []
    for annotation in annotations if isinstance(annotations, list) else ():
        body = annotation.get(CITATION) if isinstance(annotation, dict) else None
        if isinstance(body, dict):
            members = {name: copy_json(body[name]) for name in CITATION_MEMBERS if name in body}
            flat.append({"type": CITATION, **members})
    return flat


def read_calls(
    message: Object, was_cut: bool, options: Options, request: RequestContext
) -> list[Object]:
    """Return the items of the calls of a message, leaving out those that can't be run.

    ``was_cut`` is whether the answer is incomplete, so that a call may be incomplete too.
    """
    ids = declared_calls.CallIds(request, options)
    items: list[Object | None] = []
    calls = _as_list(message.get("tool_calls"))
    for index, call in enumerate(calls):
        is_cut = was_cut and declared_calls.has_incomplete_arguments(call)
        call_options = declared_calls.options_of_incomplete_call(options) if is_cut else options
        try:
            item = declared_calls.make_call_item(call, index, ids, call_options, request)
        except ConversionError:
            continue
        if is_cut and item is not None:
            item["status"] = "incomplete"
        items.append(item)
    legacy = message.get("function_call")
    if legacy is not None:
        with suppress(ConversionError):
            items.append(read_legacy_call(legacy, len(calls), ids, options, request))
    return [item for item in items if item is not None]


def read_legacy_call(
    call: Json, number: int, ids: declared_calls.CallIds, options: Options, request: RequestContext
) -> Object | None:
    """Return the item of a deprecated call, which has no id."""
    undeclared = tool_calls.legacy_to_responses(call, "", options)
    if undeclared is None:
        return None
    entry = {"type": "function", "function": call}
    if not request.seed:
        entry["id"] = undeclared["call_id"]
    return declared_calls.make_call_item(entry, number, ids, options, request)
